//! Whether the database has what this version needs.

use crate::platform::{Fault, Sql, Statement};

/// Asks for something that the newest migration made. Migrations are applied in their order: who has the newest has all.
/// A migration that changes the schema puts a column, a table or an index of its own here (`INDEXED BY`). Reads no row.
const NEWEST: &str =
    "SELECT 1 FROM user_clients INDEXED BY user_clients_of_client WHERE client_id = ''";

/// Finds out whether all migrations were applied.
///
/// # Errors
/// A [`Fault`] of the database, which says what to do if they were not.
pub async fn require_newest(sql: &impl Sql) -> Result<(), Fault> {
    sql.run(Statement::new(NEWEST, [])).await.map(drop)
}
