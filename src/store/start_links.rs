//! The clients that people start from a page of this server.

use super::PAGE;
use super::row::{Columns, every};
use crate::platform::{Fault, Row, Sql, Statement};

/// A client that people can start.
#[derive(Debug, PartialEq, Eq)]
pub struct StartLink {
    /// `client_id`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `initiate_login_uri`.
    pub initiate_login_uri: String,
}

/// Some of these clients, and where the next ones begin.
#[derive(Debug, Default)]
pub struct StartLinks {
    /// At most [`PAGE`], by name.
    pub found: Vec<StartLink>,
    /// The `client_id` of the last one; `None` when there are no more.
    pub next: Option<String>,
}

/// The owner's clients that people can start: those that come after the one with the id `after`, or the first ones.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list_start_links(sql: &impl Sql, after: Option<&str>) -> Result<StartLinks, Fault> {
    // The index holds all of it, so each is one row to read.
    let select = "SELECT id, name, initiate_login_uri FROM clients INDEXED BY clients_to_start \
                  WHERE registered_by = 'owner' AND initiate_login_uri IS NOT NULL AND blocked_at IS NULL \
                  AND (name, id) > (coalesce((SELECT name FROM clients WHERE id = ?1), ''), coalesce(?1, '')) \
                  ORDER BY name, id LIMIT ?2";
    let values = [after.map(str::to_owned).into(), (PAGE + 1).into()];
    let rows = sql.run(Statement::new(select, values)).await?.rows;
    let shown = &rows[..rows.len().min(PAGE as usize)];
    let found = every(shown, read)?;
    let last = found.last().filter(|_| rows.len() > found.len());
    Ok(StartLinks {
        next: last.map(|last| last.id.clone()),
        found,
    })
}

fn read(row: &Row) -> Result<StartLink, Fault> {
    let row = Columns(row);
    Ok(StartLink {
        id: row.text("id")?,
        name: row.text("name")?,
        initiate_login_uri: row.text("initiate_login_uri")?,
    })
}
