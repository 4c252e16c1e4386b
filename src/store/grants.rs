//! What users consented to.

use super::clients::save_document;
use crate::platform::{Fault, Sql, Statement};
use crate::protocol::authorization::Granted;
use crate::protocol::client::{Client, RegisteredBy};

/// A consent, to be remembered.
pub struct NewGrant<'a> {
    /// Who gave it.
    pub user_id: &'a str,
    /// To whom.
    pub client: &'a Client,
    /// Everything that the client may do and know; it replaces what was remembered.
    pub granted: &'a Granted,
    /// Whether the database knows the client as it is now. A client that only its metadata document describes
    /// is saved along with the consent.
    pub client_is_saved: bool,
}

/// Remembers a consent.
///
/// # Errors
/// A [`Fault`] of the database; then what was remembered stays.
pub async fn record_consent(sql: &impl Sql, grant: &NewGrant<'_>) -> Result<(), Fault> {
    let NewGrant {
        client, granted, ..
    } = grant;
    let save = if grant.client_is_saved {
        None
    } else {
        Some(save_document(client)?)
    };
    let nobody_vouches = client.registered_by != RegisteredBy::Owner;
    let record = Statement::new(
        "INSERT INTO grants (user_id, client_id, registration_id, scope, granted_at, client_revision, \
         claims) SELECT ?1, clients.id, clients.registration_id, ?3, unixepoch(), ?4, ?5 \
         FROM clients WHERE clients.id = ?2 ON CONFLICT (user_id, client_id) \
         DO UPDATE SET scope = excluded.scope, claims = excluded.claims, \
         granted_at = excluded.granted_at, registration_id = excluded.registration_id, \
         client_revision = excluded.client_revision",
        [
            grant.user_id.into(),
            client.id.as_str().into(),
            granted.scope.to_string().into(),
            nobody_vouches.then(|| client.revision.clone()).into(),
            granted.claims.to_string().into(),
        ],
    );
    let outcomes = sql.batch(save.into_iter().chain([record]).collect());
    if outcomes
        .await?
        .last()
        .is_some_and(|outcome| outcome.changes == 1)
    {
        Ok(())
    } else {
        Err(Fault::new(
            "the client was removed while somebody said yes to it",
        ))
    }
}

/// Whether somebody allowed something to this client, behind which a stranger may be.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn is_allowed(sql: &impl Sql, client_id: &str) -> Result<bool, Fault> {
    let select =
        "SELECT 1 FROM grants WHERE client_id = ?1 AND client_revision IS NOT NULL LIMIT 1";
    let outcome = sql.run(Statement::new(select, [client_id.into()])).await?;
    Ok(!outcome.rows.is_empty())
}
