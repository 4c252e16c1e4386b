//! Authorization codes on their way: KV carries them, and forgets them on its own. When it refuses, a code carries its
//! record itself.

use super::row::{Columns, object};
use crate::platform::{Fault, Kv};
use crate::protocol::authorization::{ApprovedRequest, CodeChallenge, Hearsay};
use crate::protocol::login::Method;
use crate::protocol::scope::Scope;
use crate::protocol::secret::SecretHash;

/// KV refuses a TTL below 60 s, and one computed from an expiry can be 59: so a constant with room to spare.
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
    kv.put(&key(hash), write(approved)?, TTL).await
}

/// A record for a code to carry. `id` identifies the code: any way to write the code down has the same one.
///
/// # Errors
/// A [`Fault`] when it cannot be written down.
pub fn write_carried(id: &str, approved: &ApprovedRequest) -> Result<String, Fault> {
    Ok(format!("{id} {}", write(approved)?))
}

/// Reads such a record: the id, and what the code stands for.
///
/// # Errors
/// A [`Fault`] when it is damaged.
pub fn read_carried(record: &str) -> Result<(String, Box<ApprovedRequest>), Fault> {
    let (id, approved) = record
        .split_once(' ')
        .ok_or_else(|| Fault::new("the record that a code carries is damaged"))?;
    Ok((id.to_owned(), read(approved)?))
}

/// What was approved, as text.
pub(super) fn write(approved: &ApprovedRequest) -> Result<String, Fault> {
    serde_json::to_string(approved)
        .map_err(|error| Fault::new(format!("an approval cannot be written down: {error}")))
}

/// What a code stands for, if it was issued recently.
///
/// # Errors
/// A [`Fault`] of the store.
pub async fn load_code(
    kv: &impl Kv,
    hash: &SecretHash,
) -> Result<Option<Box<ApprovedRequest>>, Fault> {
    let value = kv.get(&key(hash)).await?;
    value.as_deref().map(read).transpose()
}

fn hearsay(texts: Vec<String>) -> Result<Hearsay, Fault> {
    Hearsay::read(texts).ok_or_else(|| Fault::new("what a code rests on is damaged"))
}

/// Reads it again.
pub(super) fn read(value: &str) -> Result<Box<ApprovedRequest>, Fault> {
    let members = object(value)?;
    let row = Columns(&members);
    Ok(Box::new(ApprovedRequest {
        client_id: row.text("client_id")?,
        redirect_uri: row.maybe("redirect_uri")?,
        scope: row.read("scope", |text| Scope::parse(text).ok())?,
        resources: row.texts("resources")?,
        dpop_jkt: row.maybe("dpop_jkt")?,
        challenge: row.maybe_read("challenge", CodeChallenge::parse)?,
        subject: row.text("subject")?,
        user_id: row.text("user_id")?,
        // A code from before there were versions; they begin with 1.
        credential_version: match members.get("credential_version") {
            None => 1,
            Some(_) => row.number("credential_version")?,
        },
        // A code from before anybody could take anything back.
        revoked: match members.get("revoked") {
            None => 0,
            Some(_) => row.number("revoked")?,
        },
        session_id: row.maybe("session_id")?,
        nonce: row.maybe("nonce")?,
        claims: row.maybe("claims")?,
        authenticated_at: row.moment("authenticated_at")?,
        // A code from before there were others.
        method: match members.get("method") {
            None => Method::default(),
            Some(_) => row.read("method", Method::parse)?,
        },
        expires_at: row.moment("expires_at")?,
        hearsay: match members.get("hearsay") {
            None => None,
            Some(_) => Some(hearsay(row.texts("hearsay")?)?),
        },
    }))
}
