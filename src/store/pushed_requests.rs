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
    kv.put(&key(hash), write_pushed(pushed)?, TTL).await
}

/// A pushed request as text.
///
/// # Errors
/// A [`Fault`] when it cannot be written down.
pub fn write_pushed(pushed: &PushedRequest) -> Result<String, Fault> {
    serde_json::to_string(pushed)
        .map_err(|error| Fault::new(format!("a pushed request cannot be written down: {error}")))
}

/// What was pushed, if that was recent.
///
/// # Errors
/// A [`Fault`] of the store.
pub async fn load_pushed(kv: &impl Kv, hash: &SecretHash) -> Result<Option<PushedRequest>, Fault> {
    let value = kv.get(&key(hash)).await?;
    value.map(|value| read(&value, Some(hash))).transpose()
}

/// Reads a pushed request that was written as text.
///
/// # Errors
/// A [`Fault`] when the text is damaged.
pub fn read_pushed(text: &str) -> Result<PushedRequest, Fault> {
    read(text, None)
}

/// One of an earlier version has no id besides the hash that it is stored under.
fn read(text: &str, hash: Option<&SecretHash>) -> Result<PushedRequest, Fault> {
    let members = object(text)?;
    let row = Columns(&members);
    Ok(PushedRequest {
        id: match hash {
            Some(hash) => hash.as_str().to_owned(),
            None => row.text("id")?,
        },
        client_id: row.text("client_id")?,
        form: row.text("form")?,
        expires_at: row.moment("expires_at")?,
    })
}
