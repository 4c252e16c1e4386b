//! The daily sweep of what nobody can use any more.

use crate::platform::{Fault, Sql, Statement};
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::family::IDLE_LIFETIME;

/// How long a client that registered itself may stay without anybody's consent, in seconds: 30 days.
const UNUSED_CLIENT: u32 = 30 * 24 * 3600;

/// How many of those are deleted at once: each delete looks through every grant and token family.
const MOST_CLIENTS: u32 = 50;

/// Deletes expired sessions, dead token families and ids that expired, then some of the clients that
/// registered themselves and that nobody uses; and tells how many rows.
///
/// # Errors
/// A [`Fault`] of the database; then nothing, or no client, was deleted, and tomorrow is another day.
pub async fn sweep(sql: &impl Sql, now: Timestamp) -> Result<u64, Fault> {
    let mut outcomes = sql
        .batch(vec![
            Statement::new("DELETE FROM sessions WHERE expires_at <= ?1", [now.into()]),
            // A revoked family stays until it would have ended: a token of it that turns up is
            // told apart from one that never was.
            Statement::new(
                "DELETE FROM token_families WHERE expires_at <= ?1 OR rotated_at + ?2 <= ?1",
                [now.into(), IDLE_LIFETIME.into()],
            ),
            Statement::new("DELETE FROM spent_ids WHERE expires_at <= ?1", [now.into()]),
        ])
        .await?;
    let unused = Statement::new(
        "DELETE FROM clients WHERE id IN (SELECT id FROM clients \
         WHERE registered_by = 'itself' AND created_at + ?2 <= ?1 \
         AND id NOT IN (SELECT client_id FROM grants UNION SELECT client_id FROM token_families) \
         LIMIT ?3)",
        [now.into(), UNUSED_CLIENT.into(), MOST_CLIENTS.into()],
    );
    // By itself: should there be too much to look through, the rest is swept all the same.
    outcomes.push(sql.run(unused).await?);
    Ok(outcomes.iter().map(|outcome| outcome.changes).sum())
}
