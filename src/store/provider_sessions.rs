//! Sessions that began at another provider.

use super::ended_sessions::SessionOf;
use super::row::{Columns, every};
use crate::platform::{Fault, Row, Sql, Statement};

/// How many of them end at once: each costs some rows.
const AT_ONCE: u32 = 5;
/// How many sessions of the user are looked at for that.
const LOOKED_AT: u32 = 30;

/// The sessions in which somebody signed in here with the account `account` at a provider: `at` is the id of the provider, a space,
/// and the session there; without one it is any session there.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn sessions_at(sql: &impl Sql, account: &str, at: &str) -> Result<Vec<SessionOf>, Fault> {
    let select = "SELECT id, user_id FROM (SELECT id, user_id, provider FROM sessions WHERE user_id = (\
                  SELECT user_id FROM provider_accounts WHERE account = ?1) ORDER BY id LIMIT ?4) \
                  WHERE CASE WHEN ?2 LIKE '% ' THEN substr(provider, 1, length(?2)) ELSE provider END = ?2 LIMIT ?3";
    let values = [account.into(), at.into(), AT_ONCE.into(), LOOKED_AT.into()];
    let rows = sql.run(Statement::new(select, values)).await?.rows;
    let read = |row: &Row| {
        let row = Columns(row);
        Ok((row.text("user_id")?, row.text("id")?))
    };
    every(&rows, read)
}
