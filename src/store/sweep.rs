//! The daily sweep of everything that nobody can use any more.

use crate::platform::{Fault, Sql, Statement};
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::family::IDLE_LIFETIME;

/// How long a self-registered client may stay without anybody's consent, in seconds: 30 days.
const UNUSED_CLIENT: u32 = 30 * 24 * 3600;

/// How many of those clients are deleted at once: each delete looks through every grant and token family.
const MOST_CLIENTS: u32 = 50;

/// Deletes expired sessions, dead token families and expired ids, then some of the self-registered clients that
/// nobody uses. Returns how many rows it deleted.
///
/// # Errors
/// A [`Fault`] of the database; then nothing, or no client, was deleted, and tomorrow's sweep tries again.
pub async fn sweep(sql: &impl Sql, now: Timestamp) -> Result<u64, Fault> {
    let mut outcomes = sql
        .batch(vec![
            Statement::new("DELETE FROM sessions WHERE expires_at <= ?1", [now.into()]),
            // A revoked family stays until it would have expired: if one of its tokens turns up, it can be told
            // from a token that never existed.
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
    // Run separately: if there is too much to look through, the rest is still swept.
    outcomes.push(sql.run(unused).await?);
    Ok(outcomes.iter().map(|outcome| outcome.changes).sum())
}
