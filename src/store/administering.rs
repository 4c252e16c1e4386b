//! An administrator who changes something. What proves who they are, a session or an access token, and what they saw of the
//! thing, are part of the transaction that changes it: whoever was signed out a moment ago changes nothing, and nobody
//! overwrites what another administrator changed meanwhile.

use super::acting::{Acting, acts};
use super::administrator::{is_sure, long_enough};
use super::folded_names::fold_on;
use super::row::Columns;
use super::spent_ids::{self, Kind};
use super::token_families::is_alive;
use crate::platform::{Fault, Outcome, Sql, SqlValue, Statement, Unicode};
use crate::protocol::token::access_token::Claims;

/// What proves that somebody may look after others.
#[derive(Debug, Clone)]
pub enum Authority {
    /// A session of an administrator, in a browser.
    Session(Acting),
    /// An access token for the Admin API. Its signature and its time are right.
    Token(Bearer),
}

/// An access token for the Admin API, as far as the database knows it.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// Its family.
    family: String,
    /// Whether it speaks for the client itself.
    alone: bool,
    /// The client that has it.
    client_id: String,
    /// Where it would be, had it been revoked.
    spent: String,
}

impl Bearer {
    /// What a token is to the database.
    #[must_use]
    pub fn of(claims: &Claims) -> Self {
        Self {
            family: claims.family().to_owned(),
            alone: claims.is_of_client_itself(),
            client_id: claims.client_id.clone(),
            spent: spent_ids::key(Kind::AccessToken, &claims.jti),
        }
    }

    /// Whether it speaks for the client itself.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.alone
    }
}

/// Whether the owner registered the client `$client` for the Admin API, and nobody has blocked it.
macro_rules! may_administer {
    ($client:literal) => {
        concat!(
            $client,
            ".registered_by = 'owner' AND ",
            $client,
            ".blocked_at IS NULL AND instr(' ' || ",
            $client,
            ".scope || ' ', ' admin_api ')"
        )
    };
}

/// Ends the transaction, and nothing else here does so with this error: this number has no positive counterpart.
macro_rules! refuse {
    () => {
        "abs(-9223372036854775808)"
    };
}
pub(super) use refuse;

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
    authority: &'a Authority,
    /// What they saw. After the first change it is no longer like that.
    seen: Seen,
}

impl<'a, S: Sql> Administering<'a, S> {
    /// Whoever has this `authority` changes what was `seen`, in one transaction.
    pub fn new(sql: &'a S, authority: &'a Authority, seen: Seen) -> Self {
        Self {
            sql,
            authority,
            seen,
        }
    }

    /// Whether they may, by the id of whoever may.
    fn may(&self) -> Statement {
        const SESSION: &str = concat!(
            "SELECT CASE WHEN ",
            acts!(" AND actor.administrator = 1 AND actor.disabled_at IS NULL"),
            " AND EXISTS (SELECT 1 FROM sessions AS proof WHERE proof.user_id = ?1 AND proof.id = ?2 AND proof.authenticated_at > unixepoch() - ",
            long_enough!(),
            " AND ",
            is_sure!("proof"),
            ") THEN ?1 ELSE ",
            refuse!(),
            " END AS may"
        );
        const USER: &str = concat!(
            "SELECT coalesce((SELECT actor.id FROM token_families \
             JOIN users AS actor ON actor.id = token_families.user_id JOIN clients AS caller ON caller.id = token_families.client_id \
             WHERE token_families.id = ?1 AND caller.id = ?2 AND actor.administrator = 1 AND ",
            may_administer!("caller"),
            " AND token_families.authenticated_at > unixepoch() - ",
            long_enough!(),
            " AND ",
            is_sure!("token_families"),
            " AND ",
            is_alive!(),
            " AND NOT EXISTS (SELECT 1 FROM spent_ids WHERE spent_ids.id = ?3)), ",
            refuse!(),
            ") AS may"
        );
        const CLIENT: &str = concat!(
            "SELECT coalesce((SELECT caller.id FROM clients AS caller WHERE caller.id = ?1 AND ",
            may_administer!("caller"),
            " AND caller.token_endpoint_auth_method = 'private_key_jwt' AND instr(caller.grant_types, '\"client_credentials\"') \
             AND NOT EXISTS (SELECT 1 FROM spent_ids WHERE spent_ids.id = ?2)), ",
            refuse!(),
            ") AS may"
        );
        match self.authority {
            Authority::Session(acting) => Statement::new(SESSION, acting.and([])),
            Authority::Token(bearer) => {
                let (client, spent) = (bearer.client_id.as_str(), bearer.spent.as_str());
                let family = bearer.family.as_str();
                if bearer.is_alone() {
                    Statement::new(CLIENT, [client, spent].map(SqlValue::from))
                } else {
                    Statement::new(USER, [family, client, spent].map(SqlValue::from))
                }
            }
        }
    }

    /// Whether the thing is still what they saw.
    fn unchanged(&self) -> Option<Statement> {
        macro_rules! ask {
            ($now:expr) => {
                concat!(
                    "SELECT CASE WHEN (",
                    $now,
                    ") IS ?2 THEN 1 ELSE ",
                    refuse!(),
                    " END AS unchanged"
                )
            };
        }
        const USER: &str = ask!(concat!(
            "SELECT ",
            super::user_details::user_state!(),
            " FROM users WHERE users.id = ?1"
        ));
        const CLIENT: &str = ask!("SELECT clients.revision FROM clients WHERE clients.id = ?1");
        const GROUP: &str = ask!(concat!(
            "SELECT ",
            super::groups::group_state!(),
            " FROM user_groups WHERE user_groups.id = ?1"
        ));
        let (sql, id, state) = match &self.seen {
            Seen::Nothing => return None,
            Seen::User(id, state) => (USER, id, state),
            Seen::Client(id, revision) => (CLIENT, id, revision),
            Seen::Group(id, state) => (GROUP, id, state),
        };
        let values = [id.as_str().into(), state.as_str().into()];
        Some(Statement::new(sql, values))
    }

    /// The id of whoever may, a user's or a client's, and what the statements say.
    ///
    /// # Errors
    /// A [`Fault`] of the database, also when they may not: see [`was_refused`].
    pub async fn asked(
        &self,
        mut statements: Vec<Statement>,
    ) -> Result<(String, Vec<Outcome>), Fault> {
        let mut before: Vec<Statement> = vec![self.may()];
        before.extend(self.unchanged());
        let questions = before.len();
        before.append(&mut statements);
        let mut outcomes = self.sql.batch(before).await?;
        if outcomes.len() < questions {
            return Err(Fault::new("the database left out what was asked for"));
        }
        let answers: Vec<Outcome> = outcomes.drain(..questions).collect();
        let row = answers.first().and_then(|answer| answer.rows.first());
        let row = row.ok_or_else(|| Fault::new("the database did not say who may"))?;
        Ok((Columns(row).text("may")?, outcomes))
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
    fault.reason().contains("integer overflow")
}

impl<S: Sql> Sql for Administering<'_, S> {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, Fault> {
        Ok(self.asked(statements).await?.1)
    }
}
