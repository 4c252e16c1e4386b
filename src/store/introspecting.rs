//! The clients that ask about tokens.

use super::PAGE;
use super::row::{Columns, every};
use crate::platform::{Fault, Outcome, Row, Statement};

/// A client that asks about tokens.
#[derive(Debug)]
pub struct Introspecting {
    /// `client_id`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The resource identifiers of the APIs that it speaks for.
    pub resources: Vec<String>,
}

/// The statement that reads some of them, which [`read_introspecting`] understands. The index holds all of it, so each is one
/// row to read.
#[must_use]
pub fn introspecting() -> Statement {
    let select = "SELECT id, name, introspects FROM clients INDEXED BY clients_introspecting \
                  WHERE introspects <> '[]' AND id > '' ORDER BY id LIMIT ?1";
    Statement::new(select, [PAGE.into()])
}

/// What [`introspecting`] found.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_introspecting(outcome: &Outcome) -> Result<Vec<Introspecting>, Fault> {
    every(&outcome.rows, |row: &Row| {
        let row = Columns(row);
        Ok(Introspecting {
            id: row.text("id")?,
            name: row.text("name")?,
            resources: row.list("introspects", |text| Some(text.to_owned()))?,
        })
    })
}
