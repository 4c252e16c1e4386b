//! Authorization codes on their way: KV carries them, and forgets them by itself.

use crate::platform::{Fault, Kv};
use crate::protocol::code::ApprovedRequest;
use crate::protocol::secret::SecretHash;

/// KV refuses less than 60 s, and a TTL computed from an expiry can be 59: a constant with room.
/// What ends a code is `expires_at`, inside the value.
const TTL: u32 = 120;

fn key(hash: &SecretHash) -> String {
    format!("code:{}", hash.as_str())
}

/// Keeps what a code stands for.
///
/// # Errors
/// A [`Fault`] of the store; then the code must not be given out.
pub async fn save_code(
    kv: &impl Kv,
    hash: &SecretHash,
    approved: &ApprovedRequest,
) -> Result<(), Fault> {
    let value = serde_json::to_string(approved)
        .map_err(|error| Fault::new(format!("an approval cannot be written down: {error}")))?;
    kv.put(&key(hash), value, TTL).await
}

/// What a code stands for, if it was issued lately.
///
/// # Errors
/// A [`Fault`] of the store.
pub async fn load_code(kv: &impl Kv, hash: &SecretHash) -> Result<Option<ApprovedRequest>, Fault> {
    let Some(value) = kv.get(&key(hash)).await? else {
        return Ok(None);
    };
    serde_json::from_str(&value)
        .map(Some)
        .map_err(|error| Fault::new(format!("a stored approval is damaged: {error}")))
}
