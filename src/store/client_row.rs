//! A client as a row of D1: read and written.

use serde::Deserialize;
use serde_json::Value;

use crate::platform::{Fault, Row, SqlValue};
use crate::protocol::client::{
    AuthMethod, Client, ClientKeys, GrantType, RegisteredBy, RequestObjects,
};
use crate::protocol::jws::Algorithm;
use crate::protocol::public_key::PublicKey;
use crate::protocol::redirect_uri::RedirectUri;
use crate::protocol::scope::Scope;
use crate::protocol::secret::SecretHash;

/// The columns of [`ClientRow`], to be selected from `clients`.
macro_rules! client_columns {
    () => {
        "clients.id, clients.name, clients.redirect_uris, clients.scope, clients.grant_types, \
         clients.token_endpoint_auth_method, clients.secret_hash, clients.first_party, \
         clients.jwks, clients.jwks_uri, clients.request_object_signing_alg, \
         clients.require_signed_request_object, clients.require_pushed_authorization_requests, \
         clients.dpop_bound_access_tokens, clients.introspects, clients.registered_by, \
         clients.revision"
    };
}
pub(super) use client_columns;

#[derive(Deserialize)]
struct ClientRow {
    id: String,
    name: String,
    redirect_uris: String,
    scope: Scope,
    grant_types: String,
    token_endpoint_auth_method: AuthMethod,
    secret_hash: Option<String>,
    first_party: u8,
    jwks: Option<String>,
    jwks_uri: Option<String>,
    request_object_signing_alg: Option<String>,
    require_signed_request_object: u8,
    require_pushed_authorization_requests: u8,
    dpop_bound_access_tokens: u8,
    introspects: String,
    registered_by: RegisteredBy,
    revision: String,
}

impl ClientRow {
    fn read(self) -> Result<Client, Fault> {
        let damaged = |error: serde_json::Error| {
            Fault::new(format!("the registration of a client is damaged: {error}"))
        };
        let keys = match (self.jwks, self.jwks_uri) {
            (Some(jwks), _) => {
                let jwks: Value = serde_json::from_str(&jwks).map_err(damaged)?;
                let keys = PublicKey::parse_set(&jwks);
                ClientKeys::Here(keys.map_err(|bad| Fault::new(bad.sentence()))?)
            }
            (None, Some(uri)) => ClientKeys::At(uri),
            (None, None) => ClientKeys::None,
        };
        let request_objects = self.request_object_signing_alg.map(|name| {
            let algorithm = Algorithm::parse(&name)
                .ok_or_else(|| Fault::new("a client's request_object_signing_alg is unknown"))?;
            let required = self.require_signed_request_object != 0;
            Ok(RequestObjects {
                algorithm,
                required,
            })
        });
        Ok(Client {
            redirect_uris: serde_json::from_str::<Vec<RedirectUri>>(&self.redirect_uris)
                .map_err(damaged)?,
            grant_types: serde_json::from_str::<Vec<GrantType>>(&self.grant_types)
                .map_err(damaged)?,
            introspects: serde_json::from_str(&self.introspects).map_err(damaged)?,
            id: self.id,
            name: self.name,
            scope: self.scope,
            auth_method: self.token_endpoint_auth_method,
            secret_hash: self.secret_hash.map(SecretHash::stored),
            first_party: self.first_party != 0,
            keys,
            request_objects: request_objects.transpose()?,
            requires_pushed_requests: self.require_pushed_authorization_requests != 0,
            requires_dpop: self.dpop_bound_access_tokens != 0,
            registered_by: self.registered_by,
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

/// The values of the columns that a registration sets, in the order of the statements below; `?1` is
/// the id.
pub(super) fn columns(client: &Client) -> Result<Vec<SqlValue>, Fault> {
    let list = |list: serde_json::Result<String>| {
        list.map_err(|error| Fault::new(format!("a client cannot be written down: {error}")))
    };
    let (jwks, jwks_uri) = match &client.keys {
        ClientKeys::None => (None, None),
        ClientKeys::Here(keys) => (Some(PublicKey::set(keys).to_string()), None),
        ClientKeys::At(uri) => (None, Some(uri.clone())),
    };
    let request_objects = client.request_objects;
    let secret_hash = client.secret_hash.as_ref();
    Ok(vec![
        client.id.as_str().into(),
        client.name.as_str().into(),
        list(serde_json::to_string(&client.redirect_uris))?.into(),
        client.scope.to_string().into(),
        list(serde_json::to_string(&client.grant_types))?.into(),
        client.auth_method.as_str().into(),
        secret_hash.map(|hash| hash.as_str().to_owned()).into(),
        client.first_party.into(),
        jwks.into(),
        jwks_uri.into(),
        request_objects
            .map(|objects| objects.algorithm.to_string())
            .into(),
        request_objects
            .is_some_and(|objects| objects.required)
            .into(),
        client.requires_pushed_requests.into(),
        client.requires_dpop.into(),
        list(serde_json::to_string(&client.introspects))?.into(),
        client.registered_by.as_str().into(),
    ])
}
