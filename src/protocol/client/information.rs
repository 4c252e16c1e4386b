//! What a client is told of its registration (RFC 7591 section 3.2.1, RFC 7592 section 3).

use serde_json::{Map, Value};

use super::redirect_uri::RedirectUri;
use super::registration::{Client, ClientKeys, LINKS, RequestObjects};
use crate::protocol::jose::PublicKey;

/// A client's metadata, as registered (RFC 7591 section 3.2.1).
#[must_use]
pub fn write(client: &Client) -> Map<String, Value> {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    put("client_id", client.id.as_str().into());
    put("client_name", client.name.as_str().into());
    put(
        "redirect_uris",
        client
            .redirect_uris
            .iter()
            .map(RedirectUri::as_str)
            .collect(),
    );
    if !client.scope.is_empty() {
        put("scope", client.scope.to_string().into());
    }
    put(
        "grant_types",
        client.grant_types.iter().map(|it| it.as_str()).collect(),
    );
    put("response_types", vec!["code"].into());
    put(
        "token_endpoint_auth_method",
        client.auth_method.as_str().into(),
    );
    match &client.keys {
        ClientKeys::None => {}
        ClientKeys::Here(keys) => put("jwks", PublicKey::set(keys)),
        ClientKeys::At(uri) => put("jwks_uri", uri.as_str().into()),
    }
    if let Some(RequestObjects {
        algorithm,
        required,
    }) = client.request_objects
    {
        put("request_object_signing_alg", algorithm.as_str().into());
        put("require_signed_request_object", required.into());
    }
    if client.requires_pushed_requests {
        put("require_pushed_authorization_requests", true.into());
    }
    if client.requires_dpop {
        put("dpop_bound_access_tokens", true.into());
    }
    put(
        "id_token_signed_response_alg",
        client.id_token_algorithm.as_str().into(),
    );
    if let Some(algorithm) = client.userinfo_algorithm {
        put("userinfo_signed_response_alg", algorithm.as_str().into());
    }
    let pairwise = client.sector.is_some();
    put(
        "subject_type",
        if pairwise { "pairwise" } else { "public" }.into(),
    );
    if let Some(uri) = &client.sector_uri {
        put("sector_identifier_uri", uri.as_str().into());
    }
    if let Some(seconds) = client.default_max_age {
        put("default_max_age", seconds.into());
    }
    if !client.post_logout_redirect_uris.is_empty() {
        put(
            "post_logout_redirect_uris",
            client.post_logout_redirect_uris.clone().into(),
        );
    }
    if let Some(uri) = &client.backchannel_logout_uri {
        put("backchannel_logout_uri", uri.as_str().into());
    }
    if let Some(uri) = &client.initiate_login_uri {
        put("initiate_login_uri", uri.as_str().into());
    }
    for (name, address) in LINKS.into_iter().zip(&client.links) {
        if let Some(address) = address {
            put(name, address.as_str().into());
        }
    }
    members
}
