//! What users said yes to.

use super::clients::save_document;
use crate::platform::{Fault, Sql, Statement};
use crate::protocol::authorization::Granted;
use crate::protocol::client::{Client, RegisteredBy};
use crate::protocol::timestamp::Timestamp;

/// Remembers that `user_id` lets `client` do and know all of `granted`, in place of what was remembered. With
/// `unsaved`, `client` is what a metadata document says, and is remembered with it.
///
/// # Errors
/// A [`Fault`] of the database; then what was remembered stays.
pub async fn record_consent(
    sql: &impl Sql,
    user_id: &str,
    client: &Client,
    unsaved: bool,
    granted: &Granted,
    now: Timestamp,
) -> Result<(), Fault> {
    let save = match unsaved {
        true => Some(save_document(client, now)?),
        false => None,
    };
    let nobody_vouches = client.registered_by != RegisteredBy::Owner;
    let record = Statement::new(
        "INSERT INTO grants (user_id, client_id, scope, granted_at, client_revision, claims) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (user_id, client_id) \
         DO UPDATE SET scope = excluded.scope, claims = excluded.claims, \
         granted_at = excluded.granted_at, \
         client_revision = excluded.client_revision",
        [
            user_id.into(),
            client.id.as_str().into(),
            granted.scope.to_string().into(),
            now.into(),
            nobody_vouches.then(|| client.revision.clone()).into(),
            granted.claims.to_string().into(),
        ],
    );
    sql.batch(save.into_iter().chain([record]).collect())
        .await?;
    Ok(())
}

/// Brings the registration of a client that is remembered up to what its metadata document says.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn update_document(sql: &impl Sql, client: &Client, now: Timestamp) -> Result<(), Fault> {
    sql.run(save_document(client, now)?).await?;
    Ok(())
}
