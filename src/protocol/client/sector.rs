//! Sectors: which clients know people by the same pairwise subjects (OpenID Connect Core section 8.1).

use serde_json::Value;

use super::redirect_uri::RedirectUri;
use crate::protocol::url::Url;

/// The document that says which redirect URIs make one sector, if there is one to check (OpenID Connect Dynamic
/// Client Registration section 5).
#[must_use]
pub fn sector_identifier_uri(metadata: &Value) -> Option<&str> {
    metadata["sector_identifier_uri"].as_str()
}

/// Whether the document lists every redirect URI.
#[must_use]
pub fn is_sector_of(document: &Value, redirect_uris: &[RedirectUri]) -> bool {
    let listed = document.as_array().map(Vec::as_slice).unwrap_or_default();
    redirect_uris
        .iter()
        .all(|uri| listed.iter().any(|one| one.as_str() == Some(uri.as_str())))
}

/// The one host of the redirect URIs, if there is only one: the sector of a client that names no other (OpenID
/// Connect Core section 8.1). Only `https` proves one, because the code goes to that host. With another scheme
/// anybody may name any host, and everybody has a `localhost`.
#[must_use]
pub fn sector_of(redirect_uris: &[RedirectUri]) -> Option<String> {
    let https = |uri: &RedirectUri| {
        uri.as_str()
            .starts_with("https:")
            .then(|| host(uri.as_str()))
    };
    let mut hosts = redirect_uris.iter().map(|uri| https(uri).flatten());
    let first = hosts.next()??;
    hosts
        .all(|host| host.as_ref() == Some(&first))
        .then_some(first)
}

/// The host of a URI, if it has one.
pub(super) fn host(uri: &str) -> Option<String> {
    Url::parse(uri)?.host_str().map(str::to_owned)
}
