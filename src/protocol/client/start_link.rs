//! The link that starts a client (OpenID Connect Core section 4).

use form_urlencoded::Serializer;

use crate::protocol::issuer::Issuer;

/// The `initiate_login_uri` of a client, with the issuer added as `iss`. The URI has no fragment, and its own query is kept.
#[must_use]
pub fn start_link(initiate_login_uri: &str, issuer: &Issuer) -> String {
    let mut query = Serializer::new(String::new());
    let query = query.append_pair("iss", issuer.as_str()).finish();
    let separator = if initiate_login_uri.contains('?') {
        '&'
    } else {
        '?'
    };
    format!("{initiate_login_uri}{separator}{query}")
}
