//! An administrator who changes something. The session that proves who they are, and what they saw of the thing, are part
//! of the transaction that changes it: whoever was signed out a moment ago changes nothing, and nobody overwrites what
//! another administrator changed meanwhile.

use super::acting::{Acting, acts};
use super::administrator::{is_sure, long_enough};
use super::folded_names::fold_on;
use crate::platform::{Fault, Outcome, Sql, SqlValue, Statement, Unicode};

/// What is changed, and what it was like when the administrator saw it.
#[derive(Debug, Clone)]
pub enum Seen {
    /// Something new, or something that cannot be overwritten.
    Nothing,
    /// The user with this id, and their [`super::user_details::user_state`].
    User(String, String),
    /// The client with this id, and its revision.
    Client(String, String),
    /// The group with this id, and its name with its claims, as JSON.
    Group(String, String),
}

/// A database in which an administrator changes something. Each of its transactions begins with the question whether they
/// still may, and whether the thing is still what they saw; otherwise it has no effect, and [`was_refused`] says so.
#[derive(Debug)]
pub struct Administering<'a, S> {
    sql: &'a S,
    acting: &'a Acting,
    /// What they saw. After the first change it is no longer like that.
    seen: Seen,
}

impl<'a, S: Sql> Administering<'a, S> {
    /// `acting` changes what was `seen`, in one transaction.
    pub fn new(sql: &'a S, acting: &'a Acting, seen: Seen) -> Self {
        Self { sql, acting, seen }
    }

    fn question(&self) -> Statement {
        // JSON that cannot be read ends the transaction.
        macro_rules! ask {
            ($unchanged:expr) => {
                concat!(
                    "SELECT json(CASE WHEN ",
                    acts!(
                        " AND actor.administrator = 1 AND actor.disabled_at IS NULL"
                    ),
                    " AND EXISTS (SELECT 1 FROM sessions AS proof WHERE proof.user_id = ?1 AND proof.id = ?2 AND proof.authenticated_at > unixepoch() - ",
                    long_enough!(),
                    " AND ",
                    is_sure!("proof"),
                    ") AND ",
                    $unchanged,
                    " THEN '1' ELSE 'refused' END) AS may"
                )
            };
        }
        const NOTHING: &str = ask!("?4 = '' AND ?5 = ''");
        const USER: &str = ask!(concat!(
            "(SELECT ",
            super::user_details::user_state!(),
            " FROM users WHERE users.id = ?4) IS ?5"
        ));
        const CLIENT: &str =
            ask!("(SELECT clients.revision FROM clients WHERE clients.id = ?4) IS ?5");
        const GROUP: &str = ask!(concat!(
            "(SELECT ",
            super::groups::group_state!(),
            " FROM user_groups WHERE user_groups.id = ?4) IS ?5"
        ));
        let (sql, id, state) = match &self.seen {
            Seen::Nothing => (NOTHING, "", ""),
            Seen::User(id, state) => (USER, id.as_str(), state.as_str()),
            Seen::Client(id, revision) => (CLIENT, id.as_str(), revision.as_str()),
            Seen::Group(id, state) => (GROUP, id.as_str(), state.as_str()),
        };
        Statement::new(sql, self.acting.and([SqlValue::from(id), state.into()]))
    }
}

/// Makes all names comparable, so that somebody can be given one. `false`: there are more of them than one call looks at.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn fold_names<S: Sql + Unicode>(sql: &S) -> Result<bool, Fault> {
    fold_on(sql).await
}

/// Whether a change had no effect because the administrator no longer may, or the thing is no longer what they saw.
#[must_use]
pub fn was_refused(fault: &Fault) -> bool {
    fault.reason().contains("malformed JSON")
}

impl<S: Sql> Sql for Administering<'_, S> {
    async fn batch(&self, mut statements: Vec<Statement>) -> Result<Vec<Outcome>, Fault> {
        statements.insert(0, self.question());
        let mut outcomes = self.sql.batch(statements).await?;
        if !outcomes.is_empty() {
            outcomes.remove(0);
        }
        Ok(outcomes)
    }
}
