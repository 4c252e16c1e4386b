//! Client registrations.

use serde::Deserialize;

use crate::platform::{Fault, Row, Sql, Statement};
use crate::protocol::client::{AuthMethod, Client, GrantType};
use crate::protocol::redirect_uri::RedirectUri;
use crate::protocol::scope::Scope;
use crate::protocol::secret::SecretHash;
use crate::protocol::time::Timestamp;

/// The columns of [`ClientRow`], to be selected from `clients`.
macro_rules! client_columns {
    () => {
        "clients.id, clients.name, clients.redirect_uris, clients.scope, clients.grant_types, \
         clients.token_endpoint_auth_method, clients.secret_hash, clients.first_party, \
         clients.revision"
    };
}
pub(super) use client_columns;

#[derive(Deserialize)]
pub(super) struct ClientRow {
    id: String,
    name: String,
    redirect_uris: String,
    scope: Scope,
    grant_types: String,
    token_endpoint_auth_method: AuthMethod,
    secret_hash: Option<String>,
    first_party: u8,
    revision: String,
}

impl ClientRow {
    pub(super) fn read(self) -> Result<Client, Fault> {
        let damaged = |error: serde_json::Error| {
            Fault::new(format!("the registration of a client is damaged: {error}"))
        };
        Ok(Client {
            redirect_uris: serde_json::from_str::<Vec<RedirectUri>>(&self.redirect_uris)
                .map_err(damaged)?,
            grant_types: serde_json::from_str::<Vec<GrantType>>(&self.grant_types)
                .map_err(damaged)?,
            id: self.id,
            name: self.name,
            scope: self.scope,
            auth_method: self.token_endpoint_auth_method,
            secret_hash: self.secret_hash.map(SecretHash::stored),
            first_party: self.first_party != 0,
            revision: self.revision,
        })
    }
}

/// Reads a client from a row that holds [`client_columns`] among others.
pub(super) fn read_row(row: &Row) -> Result<Client, Fault> {
    serde_json::from_value::<ClientRow>(serde_json::Value::Object(row.clone()))
        .map_err(|error| {
            Fault::new(format!(
                "a stored client is not of the expected shape: {error}"
            ))
        })?
        .read()
}

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
    outcome
        .first::<ClientRow>()?
        .map(ClientRow::read)
        .transpose()
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
    outcome
        .all::<ClientRow>()?
        .into_iter()
        .map(ClientRow::read)
        .collect()
}

/// Registers a client. `false`: its `client_id` is taken, and nothing was changed.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn add_client(sql: &impl Sql, client: &Client, now: Timestamp) -> Result<bool, Fault> {
    let json = |list: serde_json::Result<String>| {
        list.map_err(|error| Fault::new(format!("a client cannot be written down: {error}")))
    };
    let outcome = sql
        .run(Statement::new(
            "INSERT INTO clients (id, name, redirect_uris, scope, grant_types, \
             token_endpoint_auth_method, secret_hash, first_party, created_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
             ON CONFLICT DO NOTHING RETURNING id",
            [
                client.id.as_str().into(),
                client.name.as_str().into(),
                json(serde_json::to_string(&client.redirect_uris))?.into(),
                client.scope.to_string().into(),
                json(serde_json::to_string(&client.grant_types))?.into(),
                client.auth_method.as_str().into(),
                client
                    .secret_hash
                    .as_ref()
                    .map(|hash| hash.as_str().to_owned())
                    .into(),
                client.first_party.into(),
                now.into(),
            ],
        ))
        .await?;
    Ok(!outcome.rows.is_empty())
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
