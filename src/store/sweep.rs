//! The daily sweep of what nobody can use any more.

use crate::platform::{Fault, Sql, Statement};
use crate::protocol::refresh::IDLE_LIFETIME;
use crate::protocol::time::Timestamp;

/// Deletes expired sessions and dead token families, and tells how many rows.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was deleted, and tomorrow is another day.
pub async fn sweep(sql: &impl Sql, now: Timestamp) -> Result<u64, Fault> {
    let outcomes = sql
        .batch(vec![
            Statement::new("DELETE FROM sessions WHERE expires_at <= ?1", [now.into()]),
            // A revoked family stays until it would have ended: a token of it that turns up is
            // told apart from one that never was.
            Statement::new(
                "DELETE FROM token_families WHERE expires_at <= ?1 OR rotated_at + ?2 <= ?1",
                [now.into(), IDLE_LIFETIME.into()],
            ),
        ])
        .await?;
    Ok(outcomes.iter().map(|outcome| outcome.changes).sum())
}
