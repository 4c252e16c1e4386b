//! The links that are still good, for the owner to see.

use super::PAGE;
use super::row::Columns;
use crate::platform::{Fault, Outcome, Row, Sql, Statement};
use crate::protocol::timestamp::Timestamp;

/// A link that is still good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenLink {
    /// The hash of its secret.
    pub hash: String,
    /// What it is for: `invitation`, `recovery`, `email_verification` or `setup`.
    pub purpose: String,
    /// Whose it is, if it is of somebody who has an account.
    pub username: Option<String>,
    /// Their `sub`.
    pub user_id: Option<String>,
    /// The address that it proves, or that the new account gets.
    pub email: Option<String>,
    /// How often it can still be used.
    pub uses_left: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Some of them, in the order of their hashes, and where the next ones begin.
#[derive(Debug)]
pub struct OpenLinks {
    /// At most [`PAGE`]; fewer where some of the page were used or are over.
    pub links: Vec<OpenLink>,
    /// Where to go on; `None` when there are no more.
    pub next: Option<String>,
}

/// The links after `after`, or the first ones.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn open_links(sql: &impl Sql, after: Option<&str>) -> Result<OpenLinks, Fault> {
    read_open_links(&sql.run(links_after(after)).await?)
}

/// The statement of [`open_links`], which [`read_open_links`] understands.
#[must_use]
pub fn links_after(after: Option<&str>) -> Statement {
    let select = "SELECT some.*, users.username, some.uses_left > 0 AND some.expires_at > unixepoch() AS good \
                  FROM (SELECT * FROM one_time_links WHERE hash > ?1 ORDER BY hash LIMIT ?2) AS some \
                  LEFT JOIN users ON users.id = some.user_id ORDER BY some.hash";
    Statement::new(
        select,
        [after.unwrap_or_default().into(), (PAGE + 1).into()],
    )
}

/// What [`links_after`] found.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_open_links(Outcome { rows, .. }: &Outcome) -> Result<OpenLinks, Fault> {
    let shown = &rows[..rows.len().min(PAGE as usize)];
    let last = shown.last().filter(|_| rows.len() > shown.len());
    let next = last.map(|row| Columns(row).text("hash")).transpose()?;
    let mut links = Vec::new();
    for row in shown {
        if Columns(row).flag("good")? {
            links.push(read(row)?);
        }
    }
    Ok(OpenLinks { links, next })
}

/// The statement that takes a link back; [`read_withdrawn`] says whether it did.
#[must_use]
pub fn withdrawing_link(hash: &str) -> Statement {
    let delete = "DELETE FROM one_time_links WHERE hash = ?1 RETURNING *, \
                  (SELECT username FROM users WHERE users.id = one_time_links.user_id) AS username";
    Statement::new(delete, [hash.into()])
}

/// The link that [`withdrawing_link`] took back. `None`: there is none any more.
///
/// # Errors
/// A [`Fault`]: the row is damaged.
pub fn read_withdrawn(outcomes: &[Outcome]) -> Result<Option<OpenLink>, Fault> {
    let row = outcomes.first().and_then(|outcome| outcome.rows.first());
    row.map(read).transpose()
}

fn read(row: &Row) -> Result<OpenLink, Fault> {
    let row = Columns(row);
    Ok(OpenLink {
        hash: row.text("hash")?,
        user_id: row.maybe("user_id")?,
        purpose: row.text("purpose")?,
        username: row.maybe("username")?,
        email: row.maybe("email")?,
        uses_left: row.number("uses_left")?,
        created_at: row.moment("created_at")?,
        expires_at: row.moment("expires_at")?,
    })
}
