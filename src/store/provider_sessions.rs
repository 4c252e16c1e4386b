//! Sessions that began at another provider.

use super::ended_sessions::SessionOf;
use super::row::{Columns, every};
use super::session_life::{session_counts, session_stands};
use crate::platform::{Fault, Row, Sql, Statement};
use crate::protocol::timestamp::Timestamp;

/// How many of them end at once: each costs some rows.
const AT_ONCE: u32 = 5;

/// The sessions in which somebody signed in here with the account `account` at a provider, until the moment `until`: `at` is the id
/// of the provider, a space, and the session there; without one it is any session there.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn sessions_at(
    sql: &impl Sql,
    account: &str,
    at: &str,
    until: Timestamp,
) -> Result<Vec<SessionOf>, Fault> {
    let select = concat!(
        "SELECT sessions.id, sessions.user_id FROM provider_accounts JOIN users ON users.id = provider_accounts.user_id \
         CROSS JOIN sessions INDEXED BY sessions_of_provider ON sessions.user_id = users.id \
         WHERE provider_accounts.account = ?1 AND sessions.provider BETWEEN ?2 AND ?3 \
         AND sessions.authenticated_at <= ?4 AND ",
        session_counts!("sessions"),
        " AND ",
        session_stands!("sessions", "users"),
        " LIMIT ?5"
    );
    let last = if at.ends_with(' ') {
        [at, "\u{10ffff}"].concat()
    } else {
        at.to_owned()
    };
    let values = [
        account.into(),
        at.into(),
        last.into(),
        until.into(),
        AT_ONCE.into(),
    ];
    let rows = sql.run(Statement::new(select, values)).await?.rows;
    let read = |row: &Row| {
        let row = Columns(row);
        Ok((row.text("user_id")?, row.text("id")?))
    };
    every(&rows, read)
}
