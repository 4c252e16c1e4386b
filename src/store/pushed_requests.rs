//! Pushed authorization requests on their way: KV carries them, and forgets them on its own.

use super::row::{Columns, object};
use crate::platform::{Fault, Kv};
use crate::protocol::authorization::PushedRequest;
use crate::protocol::authorization::pushed_request::LIFETIME;
use crate::protocol::secret::SecretHash;

/// With room to spare: what ends a request is always `expires_at`, inside the value.
const TTL: u32 = LIFETIME + 60;

fn key(hash: &SecretHash) -> String {
    format!("par:{}", hash.as_str())
}

/// Keeps what was pushed.
///
/// # Errors
/// A [`Fault`] of the store; then the reference must not be given out.
pub async fn save_pushed(
    kv: &impl Kv,
    hash: &SecretHash,
    pushed: &PushedRequest,
) -> Result<(), Fault> {
    let value = serde_json::to_string(pushed)
        .map_err(|error| Fault::new(format!("a pushed request cannot be written down: {error}")))?;
    kv.put(&key(hash), value, TTL).await
}

/// What was pushed, if that was recent.
///
/// # Errors
/// A [`Fault`] of the store.
pub async fn load_pushed(kv: &impl Kv, hash: &SecretHash) -> Result<Option<PushedRequest>, Fault> {
    let Some(value) = kv.get(&key(hash)).await? else {
        return Ok(None);
    };
    let members = object(&value)?;
    let row = Columns(&members);
    Ok(Some(PushedRequest {
        client_id: row.text("client_id")?,
        form: row.text("form")?,
        expires_at: row.moment("expires_at")?,
    }))
}
