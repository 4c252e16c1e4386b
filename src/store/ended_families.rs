//! Token families that end before their time is over.

use super::believed::{Believed, believed};
use super::token_families::ids_were_new;
use crate::platform::{Fault, Outcome, Sql, SqlValue, Statement};

/// Ends a family: none of its refresh tokens works again. `false`: there was none to end.
///
/// # Errors
/// A [`Fault`] of the database; then the family lives on.
pub async fn revoke_family(sql: &impl Sql, family_id: &str) -> Result<bool, Fault> {
    let update =
        "UPDATE token_families SET revoked_at = unixepoch() WHERE id = ?1 AND revoked_at IS NULL";
    let outcome = sql.run(Statement::new(update, [family_id.into()])).await?;
    Ok(outcome.changes == 1)
}

/// The outcome of giving a refresh token back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GivenBack {
    /// Its family has ended, just now.
    Ended,
    /// Its family had ended before, or is forgotten.
    Before,
    /// It belongs to another client; then nothing was changed.
    OfAnother,
}

/// The two statements that end a family for the client that gives its refresh token back (RFC 7009 section 2.1), if the client is
/// believed. `asks`: whether they come right behind statements that use up ids of the request.
#[must_use]
pub fn giving_back(
    family_id: &str,
    client_id: &str,
    believed: Believed<'_>,
    asks: bool,
) -> [Statement; 2] {
    let revoke = concat!(
        "UPDATE token_families SET revoked_at = unixepoch() \
         WHERE id = ?1 AND client_id = ?2 AND revoked_at IS NULL AND ",
        ids_were_new!("?6"),
        " AND EXISTS (SELECT 1 FROM clients WHERE clients.id = ?2 AND ",
        believed!("?3", "?4", "?5"),
        ")"
    );
    let of_another = "SELECT 1 FROM token_families WHERE id = ?1 AND client_id <> ?2";
    let which: [SqlValue; 2] = [family_id.into(), client_id.into()];
    let mut values = which.to_vec();
    values.extend(believed.values());
    values.push(asks.into());
    [
        Statement::new(revoke, values),
        Statement::new(of_another, which),
    ]
}

/// What they did.
#[must_use]
pub fn read_given_back(outcomes: &[Outcome]) -> GivenBack {
    match outcomes {
        [_, of_another, ..] if !of_another.rows.is_empty() => GivenBack::OfAnother,
        [revoked, ..] if revoked.changes > 0 => GivenBack::Ended,
        _ => GivenBack::Before,
    }
}
