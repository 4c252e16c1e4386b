//! What the owner decides about a client: whether anything is issued to it, and whether they vouch for it.

use super::users::is_returned;
use crate::platform::{Fault, Sql, Statement};
use crate::protocol::client::Client;
use crate::protocol::scope::Scope;

/// Blocks a client: from now on nothing is issued to it, its refresh tokens do not work, and nobody is told anything for its
/// access tokens. What people allowed it stays, for when it is unblocked. A client that only a metadata document describes
/// stays blocked, whatever the document says. `false`: it is gone, or blocked already.
///
/// # Errors
/// A [`Fault`] of the database; then it is not blocked.
pub async fn block_client(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    Ok(is_returned(&[sql.run(blocking(id)).await?]))
}

/// The statement of [`block_client`]; whether it did, [`is_returned`] says.
#[must_use]
pub fn blocking(id: &str) -> Statement {
    let update = "UPDATE clients SET blocked_at = unixepoch() WHERE id = ?1 AND blocked_at IS NULL RETURNING id";
    Statement::new(update, [id.into()])
}

/// Lets a blocked client in again. `false`: it is gone, or was not blocked.
///
/// # Errors
/// A [`Fault`] of the database; then it stays blocked.
pub async fn unblock_client(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    Ok(is_returned(&[sql.run(unblocking(id)).await?]))
}

/// The statement of [`unblock_client`]; whether it did, [`is_returned`] says.
#[must_use]
pub fn unblocking(id: &str) -> Statement {
    let update = "UPDATE clients SET blocked_at = NULL WHERE id = ?1 AND blocked_at IS NOT NULL RETURNING id";
    Statement::new(update, [id.into()])
}

/// Vouches for a client that came by itself, as it was when it was loaded: from now on it is the owner's. Nobody but the owner
/// changes it any more, neither itself nor its document, so nobody puts another app under the name that the owner vouches for.
/// It may ask for `scope` and no more. `false`: it is gone, or is the owner's already, or has changed since.
///
/// # Errors
/// A [`Fault`] of the database; then nobody vouches for it.
pub async fn vouch_for(sql: &impl Sql, client: &Client, scope: &Scope) -> Result<bool, Fault> {
    Ok(is_returned(&[sql.run(vouching(client, scope)).await?]))
}

/// The statement of [`vouch_for`]; whether it did, [`is_returned`] says.
#[must_use]
pub fn vouching(client: &Client, scope: &Scope) -> Statement {
    let update = "UPDATE clients SET registered_by = 'owner', registration_token_hash = NULL, scope = ?3 \
                  WHERE id = ?1 AND revision = ?2 AND registered_by <> 'owner' RETURNING id";
    let values = [
        client.id.as_str().into(),
        client.revision.as_str().into(),
        scope.to_string().into(),
    ];
    Statement::new(update, values)
}
