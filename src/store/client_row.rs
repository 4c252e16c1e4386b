//! A client as a row of D1: read and written.

use super::row::Columns;
use crate::platform::{Fault, Row, SqlValue};
use crate::protocol::client::{
    AuthMethod, Client, ClientKeys, GrantType, RedirectUri, RegisteredBy, RequestObjects,
};
use crate::protocol::jose::key_ring;
use crate::protocol::jose::{Algorithm, PublicKey};
use crate::protocol::scope::Scope;
use crate::protocol::secret::SecretHash;

/// The columns of a [`Client`], to be selected from `clients`.
macro_rules! client_columns {
    () => {
        "clients.id, clients.name, clients.redirect_uris, clients.scope, clients.grant_types, \
         clients.token_endpoint_auth_method, clients.secret_hash, clients.first_party, \
         clients.jwks, clients.jwks_uri, clients.request_object_signing_alg, \
         clients.require_signed_request_object, clients.require_pushed_authorization_requests, \
         clients.dpop_bound_access_tokens, clients.introspects, clients.registered_by, \
         clients.revision, clients.id_token_signed_response_alg, \
         clients.userinfo_signed_response_alg, clients.sector_identifier, clients.sector_identifier_uri, clients.default_max_age, \
         clients.post_logout_redirect_uris, clients.backchannel_logout_uri, clients.without_pkce, \
         clients.refresh_without_offline_access, clients.claims_in_id_token"
    };
}
pub(super) use client_columns;

/// The columns of [`columns`] after the id, in its order.
macro_rules! set_columns {
    () => {
        "name, redirect_uris, scope, grant_types, token_endpoint_auth_method, secret_hash, \
         first_party, jwks, jwks_uri, request_object_signing_alg, require_signed_request_object, \
         require_pushed_authorization_requests, dpop_bound_access_tokens, introspects, \
         registered_by, id_token_signed_response_alg, userinfo_signed_response_alg, \
         sector_identifier, sector_identifier_uri, default_max_age, post_logout_redirect_uris, \
         backchannel_logout_uri, without_pkce, refresh_without_offline_access, claims_in_id_token"
    };
}
pub(super) use set_columns;

/// A placeholder for each of [`set_columns`].
macro_rules! placeholders {
    () => {
        "?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, \
         ?21, ?22, ?23, ?24, ?25, ?26"
    };
}
pub(super) use placeholders;

/// Reads a client from a row that holds [`client_columns`] among others.
pub(super) fn read_row(row: &Row) -> Result<Client, Fault> {
    let row = Columns(row);
    let keys = match (row.maybe("jwks"), row.maybe("jwks_uri")) {
        (Some(_), _) => {
            let keys = |text: &str| PublicKey::parse_set(&serde_json::from_str(text).ok()?).ok();
            ClientKeys::Here(row.read("jwks", keys)?)
        }
        (None, Some(uri)) => ClientKeys::At(uri),
        (None, None) => ClientKeys::None,
    };
    let request_objects = match row.maybe("request_object_signing_alg") {
        None => None,
        Some(_) => Some(RequestObjects {
            algorithm: row.read("request_object_signing_alg", Algorithm::parse)?,
            required: row.flag("require_signed_request_object"),
        }),
    };
    let userinfo_algorithm = match row.maybe("userinfo_signed_response_alg") {
        None => None,
        Some(_) => Some(row.read("userinfo_signed_response_alg", key_ring::signing_algorithm)?),
    };
    let owned = |text: &str| Some(text.to_owned());
    let method = |name: &str| AuthMethod::ALL.into_iter().find(|it| it.as_str() == name);
    let grant = |name: &str| GrantType::ALL.into_iter().find(|it| it.as_str() == name);
    let voucher = |name: &str| RegisteredBy::ALL.into_iter().find(|it| it.as_str() == name);
    Ok(Client {
        id: row.text("id")?,
        name: row.text("name")?,
        redirect_uris: row.list("redirect_uris", |uri| Some(RedirectUri::stored(uri)))?,
        scope: row.read("scope", |text| Scope::parse(text).ok())?,
        grant_types: row.list("grant_types", grant)?,
        auth_method: row.read("token_endpoint_auth_method", method)?,
        secret_hash: row.maybe("secret_hash").map(SecretHash::stored),
        first_party: row.flag("first_party"),
        keys,
        request_objects,
        requires_pushed_requests: row.flag("require_pushed_authorization_requests"),
        requires_dpop: row.flag("dpop_bound_access_tokens"),
        introspects: row.list("introspects", owned)?,
        id_token_algorithm: row
            .read("id_token_signed_response_alg", key_ring::signing_algorithm)?,
        userinfo_algorithm,
        sector: row.maybe("sector_identifier"),
        sector_uri: row.maybe("sector_identifier_uri"),
        default_max_age: row.small("default_max_age"),
        post_logout_redirect_uris: row.list("post_logout_redirect_uris", owned)?,
        backchannel_logout_uri: row.maybe("backchannel_logout_uri"),
        without_pkce: row.flag("without_pkce"),
        refresh_without_offline_access: row.flag("refresh_without_offline_access"),
        claims_in_id_token: row.flag("claims_in_id_token"),
        registered_by: row.read("registered_by", voucher)?,
        revision: row.text("revision")?,
    })
}

/// The values of the columns that a registration sets, in the order of [`set_columns`]; `?1` is the
/// id.
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
        client.id_token_algorithm.as_str().into(),
        client
            .userinfo_algorithm
            .map(|algorithm| algorithm.to_string())
            .into(),
        client.sector.clone().into(),
        client.sector_uri.clone().into(),
        client.default_max_age.map_or(SqlValue::Null, Into::into),
        list(serde_json::to_string(&client.post_logout_redirect_uris))?.into(),
        client.backchannel_logout_uri.clone().into(),
        client.without_pkce.into(),
        client.refresh_without_offline_access.into(),
        client.claims_in_id_token.into(),
    ])
}
