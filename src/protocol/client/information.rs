//! What a client is told of its registration (RFC 7591 section 3.2.1, RFC 7592 section 3).

use serde_json::{Map, Value, json};

use super::registration::{Client, ClientKeys, RequestObjects};
use crate::protocol::jose::PublicKey;

/// A client's metadata, as registered (RFC 7591 section 3.2.1).
#[must_use]
pub fn write(client: &Client) -> Map<String, Value> {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    put("client_id", json!(client.id));
    put("client_name", json!(client.name));
    put("redirect_uris", json!(client.redirect_uris));
    if !client.scope.is_empty() {
        put("scope", json!(client.scope));
    }
    put("grant_types", json!(client.grant_types));
    put("response_types", json!(["code"]));
    put("token_endpoint_auth_method", json!(client.auth_method));
    match &client.keys {
        ClientKeys::None => {}
        ClientKeys::Here(keys) => put("jwks", PublicKey::set(keys)),
        ClientKeys::At(uri) => put("jwks_uri", json!(uri)),
    }
    if let Some(RequestObjects {
        algorithm,
        required,
    }) = client.request_objects
    {
        put("request_object_signing_alg", json!(algorithm.as_str()));
        put("require_signed_request_object", json!(required));
    }
    if client.requires_pushed_requests {
        put("require_pushed_authorization_requests", json!(true));
    }
    if client.requires_dpop {
        put("dpop_bound_access_tokens", json!(true));
    }
    put(
        "id_token_signed_response_alg",
        json!(client.id_token_algorithm.as_str()),
    );
    if let Some(algorithm) = client.userinfo_algorithm {
        put("userinfo_signed_response_alg", json!(algorithm.as_str()));
    }
    let pairwise = client.sector.is_some();
    put(
        "subject_type",
        json!(if pairwise { "pairwise" } else { "public" }),
    );
    if let Some(uri) = &client.sector_uri {
        put("sector_identifier_uri", json!(uri));
    }
    if let Some(seconds) = client.default_max_age {
        put("default_max_age", json!(seconds));
    }
    if !client.post_logout_redirect_uris.is_empty() {
        put(
            "post_logout_redirect_uris",
            json!(client.post_logout_redirect_uris),
        );
    }
    if let Some(uri) = &client.backchannel_logout_uri {
        put("backchannel_logout_uri", json!(uri));
    }
    if let Some(uri) = &client.initiate_login_uri {
        put("initiate_login_uri", json!(uri));
    }
    members
}
