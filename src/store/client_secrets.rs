//! The secrets of clients: a new one, and for a while the one before.

use super::row::Columns;
use super::users::is_returned;
use crate::platform::{Fault, Sql, SqlValue, Statement};
use crate::protocol::secret::SecretHash;
use crate::protocol::timestamp::Timestamp;

/// What becomes of a client's secrets when it gets a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// No other secret counts any more.
    Ends,
    /// The one before counts for so many seconds more. Not if one is kept already.
    Kept(u32),
    /// The newest one ends, and the kept one counts as long as it was to.
    StaysKept,
}

/// Gives a client with a secret a new one. `false`: there is no such client; or one secret is kept already, or none,
/// against what `before` takes. Then nothing was changed.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn replace_secret(
    sql: &impl Sql,
    id: &str,
    hash: &SecretHash,
    before: Before,
) -> Result<bool, Fault> {
    let statement = replacing_secret(id, hash, before);
    Ok(is_returned(&[sql.run(statement).await?]))
}

/// The statement of [`replace_secret`]; whether it did, [`is_returned`] says.
#[must_use]
pub fn replacing_secret(id: &str, hash: &SecretHash, before: Before) -> Statement {
    let (update, seconds) = match before {
        Before::Ends => (
            "UPDATE clients SET secret_hash = ?2, old_secret_hash = NULL, old_secret_ends_at = NULL \
             WHERE id = ?1 AND secret_hash IS NOT NULL RETURNING id",
            None,
        ),
        Before::Kept(seconds) => (
            "UPDATE clients SET secret_hash = ?2, old_secret_hash = secret_hash, \
             old_secret_ends_at = unixepoch() + ?3 \
             WHERE id = ?1 AND secret_hash IS NOT NULL \
             AND (old_secret_hash IS NULL OR old_secret_ends_at <= unixepoch()) RETURNING id",
            Some(SqlValue::from(seconds)),
        ),
        Before::StaysKept => (
            "UPDATE clients SET secret_hash = ?2 WHERE id = ?1 AND secret_hash IS NOT NULL \
             AND old_secret_hash IS NOT NULL AND old_secret_ends_at > unixepoch() RETURNING id",
            None,
        ),
    };
    let mut values: Vec<SqlValue> = vec![id.into(), hash.as_str().into()];
    values.extend(seconds);
    Statement::new(update, values)
}

/// Until when the secret before counts; `None`: there is none that does.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn old_secret_ends(sql: &impl Sql, id: &str) -> Result<Option<Timestamp>, Fault> {
    let select = "SELECT old_secret_ends_at AS at FROM clients WHERE id = ?1 \
                  AND old_secret_hash IS NOT NULL AND old_secret_ends_at > unixepoch()";
    let outcome = sql.run(Statement::new(select, [id.into()])).await?;
    let row = outcome.rows.first();
    row.map(|row| Columns(row).moment("at")).transpose()
}
