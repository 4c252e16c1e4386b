//! [`Sql`] over D1.

use std::cell::Cell;

use super::Edge;
use super::border::{self, Answer, Settled};
use crate::platform::{
    Fault, Outcome, Sql, Statement, is_not_migrated, read_answers, write_statements,
};

impl Sql for Edge {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, Fault> {
        let asked = write_statements(&statements);
        match Answer::to(|number| border::query(&self.env, &asked, number)).await {
            Settled::Text(answers) => self.outcomes(answers, statements.len()),
            Settled::Failed(message) => Err(fault(&message)),
            _ => Err(unexpected()),
        }
    }
}

impl Edge {
    /// What D1 answered, and what that cost.
    fn outcomes(&self, answers: String, asked: usize) -> Result<Vec<Outcome>, Fault> {
        let answers = read_answers(answers).ok_or_else(unexpected)?;
        let cost = &self.cost;
        let add = |count: &Cell<u32>, more: u32| count.set(count.get().saturating_add(more));
        let mut outcomes = Vec::with_capacity(asked);
        for answer in answers {
            add(&cost.d1_queries, 1);
            add(&cost.d1_rows_read, answer.rows_read);
            add(&cost.d1_rows_written, answer.rows_written);
            outcomes.push(answer.outcome);
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
