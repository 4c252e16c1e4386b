//! Token families that end before their time is over.

use crate::platform::{Fault, Sql, SqlValue, Statement};

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

/// Ends a family for the client that gives its refresh token back (RFC 7009 section 2.1).
///
/// # Errors
/// A [`Fault`] of the database; then the family lives on.
pub async fn give_back(
    sql: &impl Sql,
    family_id: &str,
    client_id: &str,
) -> Result<GivenBack, Fault> {
    let revoke = "UPDATE token_families SET revoked_at = unixepoch() \
                  WHERE id = ?1 AND client_id = ?2 AND revoked_at IS NULL";
    let of_another = "SELECT 1 FROM token_families WHERE id = ?1 AND client_id <> ?2";
    let values = [SqlValue::from(family_id), client_id.into()];
    let statements = [revoke, of_another].map(|sql| Statement::new(sql, values.clone()));
    let outcomes = sql.batch(statements.into()).await?;
    let [revoked, of_another] = outcomes.as_slice() else {
        return Err(Fault::new("the database did not say what it ended"));
    };
    Ok(match (of_another.rows.is_empty(), revoked.changes) {
        (false, _) => GivenBack::OfAnother,
        (true, 0) => GivenBack::Before,
        (true, _) => GivenBack::Ended,
    })
}
