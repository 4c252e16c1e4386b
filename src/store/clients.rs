//! Client registrations.

use super::client_row::{client_columns, columns, placeholders, read_row, set_columns};
use crate::platform::{Fault, Sql, Statement};
use crate::protocol::client::Client;
use crate::protocol::secret::SecretHash;
use crate::protocol::timestamp::Timestamp;

/// The client with this `client_id`, if it is registered.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_client(sql: &impl Sql, id: &str) -> Result<Option<Client>, Fault> {
    let select = concat!(
        "SELECT ",
        client_columns!(),
        " FROM clients WHERE clients.id = ?1"
    );
    let outcome = sql.run(Statement::new(select, [id.into()])).await?;
    outcome.rows.first().map(read_row).transpose()
}

/// Every client, by name.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list_clients(sql: &impl Sql) -> Result<Vec<Client>, Fault> {
    let select = concat!(
        "SELECT ",
        client_columns!(),
        " FROM clients ORDER BY clients.name, clients.id"
    );
    let outcome = sql.run(Statement::new(select, [])).await?;
    outcome.rows.iter().map(read_row).collect()
}

/// Registers a client, which can change its registration later with the token behind
/// `registration_token`, if there is one. `false`: its `client_id` is taken, and nothing was changed.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn add_client(
    sql: &impl Sql,
    client: &Client,
    registration_token: Option<&SecretHash>,
    now: Timestamp,
) -> Result<bool, Fault> {
    let mut values = columns(client)?;
    values.push(
        registration_token
            .map(|hash| hash.as_str().to_owned())
            .into(),
    );
    values.push(now.into());
    let outcome = sql
        .run(Statement::new(
            concat!(
                "INSERT INTO clients (id, ",
                set_columns!(),
                ", registration_token_hash, created_at) VALUES (?1, ",
                placeholders!(),
                ", ?27, ?28) ON CONFLICT DO NOTHING RETURNING id"
            ),
            values,
        ))
        .await?;
    Ok(!outcome.rows.is_empty())
}

/// What keeps a client that a metadata document describes, so that grants and tokens can belong to it;
/// one that is known is replaced by what the document says now.
///
/// # Errors
/// A [`Fault`] when it cannot be written down.
pub(super) fn save_document(client: &Client, now: Timestamp) -> Result<Statement, Fault> {
    let mut values = columns(client)?;
    values.push(client.revision.as_str().into());
    values.push(now.into());
    Ok(Statement::new(
        concat!(
            "INSERT INTO clients (id, ",
            set_columns!(),
            ", revision, created_at) VALUES (?1, ",
            placeholders!(),
            ", ?27, ?28) ON CONFLICT (id) DO UPDATE SET name = excluded.name, \
             redirect_uris = excluded.redirect_uris, scope = excluded.scope, \
             grant_types = excluded.grant_types, \
             token_endpoint_auth_method = excluded.token_endpoint_auth_method, \
             jwks = excluded.jwks, jwks_uri = excluded.jwks_uri, \
             request_object_signing_alg = excluded.request_object_signing_alg, \
             require_signed_request_object = excluded.require_signed_request_object, \
             require_pushed_authorization_requests = excluded.require_pushed_authorization_requests, \
             dpop_bound_access_tokens = excluded.dpop_bound_access_tokens, \
             id_token_signed_response_alg = excluded.id_token_signed_response_alg, \
             userinfo_signed_response_alg = excluded.userinfo_signed_response_alg, \
             sector_identifier = excluded.sector_identifier, \
             sector_identifier_uri = excluded.sector_identifier_uri, \
             default_max_age = excluded.default_max_age, \
             post_logout_redirect_uris = excluded.post_logout_redirect_uris, \
             backchannel_logout_uri = excluded.backchannel_logout_uri, \
             revision = excluded.revision \
             WHERE clients.registered_by = 'document' AND clients.revision <> excluded.revision"
        ),
        values,
    ))
}

/// Replaces what a client registered about itself. `false`: it is not there any more, or its token is another one by now.
///
/// # Errors
/// A [`Fault`] of the database; then the registration is as it was.
pub async fn replace_client(
    sql: &impl Sql,
    client: &Client,
    registration_token: &SecretHash,
) -> Result<bool, Fault> {
    let mut values = columns(client)?;
    values.push(registration_token.as_str().into());
    let outcome = sql
        .run(Statement::new(
            concat!(
                "UPDATE clients SET (",
                set_columns!(),
                ") = (",
                placeholders!(),
                ") WHERE id = ?1 AND registration_token_hash = ?27 RETURNING id"
            ),
            values,
        ))
        .await?;
    Ok(!outcome.rows.is_empty())
}

/// The client that may be read and changed with the token behind `registration_token`.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_registration(
    sql: &impl Sql,
    id: &str,
    registration_token: &SecretHash,
) -> Result<Option<Client>, Fault> {
    let select = concat!(
        "SELECT ",
        client_columns!(),
        " FROM clients WHERE clients.id = ?1 AND clients.registration_token_hash = ?2"
    );
    let values = [id.into(), registration_token.as_str().into()];
    let outcome = sql.run(Statement::new(select, values)).await?;
    outcome.rows.first().map(read_row).transpose()
}

/// Replaces the secret of a confidential client. `false`: there is no such client.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn replace_secret(sql: &impl Sql, id: &str, hash: &SecretHash) -> Result<bool, Fault> {
    let outcome = sql
        .run(Statement::new(
            "UPDATE clients SET secret_hash = ?2 \
             WHERE id = ?1 AND secret_hash IS NOT NULL RETURNING id",
            [id.into(), hash.as_str().into()],
        ))
        .await?;
    Ok(!outcome.rows.is_empty())
}

/// Removes a client with every grant and token family it has. `false`: there is no such client.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn remove_client(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    let outcome = sql
        .run(Statement::new(
            "DELETE FROM clients WHERE id = ?1 RETURNING id",
            [id.into()],
        ))
        .await?;
    Ok(!outcome.rows.is_empty())
}
