//! [`Sql`] over D1.

use std::cell::Cell;

use super::Edge;
use super::border::{self, Answer, Settled};
use crate::platform::{
    Fault, Outcome, Sql, Statement, is_not_migrated, read_answers, write_statements,
};

/// A session whose statement runs at the primary, and gives a bookmark.
const FIRST_PRIMARY: &str = "first-primary";
/// A session whose statement may run at any replica.
const FIRST_UNCONSTRAINED: &str = "first-unconstrained";

impl Sql for Edge {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, Fault> {
        // Each session is asked only once: its next batch might go to a replica.
        let session = self.of_browser.get().then_some(FIRST_PRIMARY);
        self.ask(&statements, session).await
    }

    async fn run_near(&self, statement: Statement, since: Option<&str>) -> Result<Outcome, Fault> {
        let session = since.unwrap_or(FIRST_UNCONSTRAINED);
        let outcomes = self.ask(&[statement], Some(session)).await?;
        outcomes.into_iter().next().ok_or_else(unexpected)
    }

    fn bookmark(&self) -> Option<String> {
        self.bookmark.borrow().clone()
    }
}

impl Edge {
    async fn ask(
        &self,
        statements: &[Statement],
        session: Option<&str>,
    ) -> Result<Vec<Outcome>, Fault> {
        let asked = write_statements(statements);
        let answer = Answer::to(|number| border::query(&self.env, &asked, session, number));
        match answer.await {
            Settled::Text(answers) => self.outcomes(answers, statements.len()),
            Settled::Failed(message) => Err(fault(&message)),
            _ => Err(unexpected()),
        }
    }

    /// What D1 answered, and what that cost.
    fn outcomes(&self, answers: String, asked: usize) -> Result<Vec<Outcome>, Fault> {
        let answers = read_answers(answers).ok_or_else(unexpected)?;
        let cost = &self.cost;
        let add = |count: &Cell<u32>, more: u32| count.set(count.get().saturating_add(more));
        let mut outcomes = Vec::with_capacity(asked);
        let mut wrote = false;
        for answer in answers.all {
            add(&cost.d1_queries, 1);
            add(&cost.d1_rows_read, answer.rows_read);
            add(&cost.d1_rows_written, answer.rows_written);
            wrote |= answer.outcome.changes > 0;
            outcomes.push(answer.outcome);
        }
        if wrote && answers.bookmark.is_some() {
            self.bookmark.replace(answers.bookmark);
        }
        Ok(outcomes)
    }
}

fn unexpected() -> Fault {
    Fault::new("D1 answered something unexpected")
}

fn fault(message: &str) -> Fault {
    if is_not_migrated(message) {
        return Fault::new(format!(
            "the database is not migrated ({message}); run \
             `npm run deploy` (locally `npm start`)"
        ));
    }
    Fault::new(format!("D1: {message}"))
}
