//! Where the authorization server's endpoints are (OpenID Connect Discovery 1.0).

use serde::Deserialize;
use url::Url;

/// What this app needs from the metadata of an authorization server.
#[derive(Debug, Clone, Deserialize)]
pub struct Metadata {
    issuer: String,
    /// Where the browser is sent to sign in.
    pub authorization_endpoint: String,
    /// Where a code or a refresh token is exchanged for an access token.
    pub token_endpoint: String,
    /// The keys that it signs ID tokens with.
    pub jwks_uri: String,
    /// Where the app learns the name of the person behind an access token (OpenID Connect Core section 5.3).
    pub userinfo_endpoint: Option<String>,
    /// Where a refresh token is given back (RFC 7009).
    pub revocation_endpoint: Option<String>,
    /// Where the browser is sent to sign out (RP-Initiated Logout 1.0).
    pub end_session_endpoint: Option<String>,
}

impl Metadata {
    /// Reads the document that `issuer` publishes.
    ///
    /// # Errors
    /// A sentence for the log: it is not metadata, or it is another issuer's (section 4.3).
    pub fn parse(document: &str, issuer: &str) -> Result<Self, String> {
        let metadata: Self = serde_json::from_str(document)
            .map_err(|error| format!("the metadata of {issuer} cannot be read: {error}"))?;
        if metadata.issuer != issuer {
            return Err(format!(
                "ISSUER is {issuer}, but the server there calls itself {}",
                metadata.issuer
            ));
        }
        Ok(metadata)
    }
}

/// Where `issuer` publishes its metadata (section 4.1).
#[must_use]
pub fn metadata_url(issuer: &str) -> String {
    let issuer = issuer.trim_end_matches('/');
    format!("{issuer}/.well-known/openid-configuration")
}

/// The page of the authorization server on which a session there ends (RP-Initiated Logout 1.0 section 2). The
/// ID token proves that the session is the browser's own. `None` when `endpoint` is not a URL.
#[must_use]
pub fn end_session_url(endpoint: &str, id_token: &str, next: &str) -> Option<String> {
    let mut url = Url::parse(endpoint).ok()?;
    url.query_pairs_mut()
        .append_pair("id_token_hint", id_token)
        .append_pair("post_logout_redirect_uri", next);
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::{Metadata, end_session_url, metadata_url};

    #[test]
    fn the_well_known_part_follows_the_path() {
        for (issuer, expected) in [
            (
                "http://localhost:8787",
                "http://localhost:8787/.well-known/openid-configuration",
            ),
            (
                "https://a.example/b/",
                "https://a.example/b/.well-known/openid-configuration",
            ),
        ] {
            assert_eq!(metadata_url(issuer), expected);
        }
    }

    #[test]
    fn the_end_of_a_session_is_asked_for_with_the_id_token() {
        let url = |endpoint| end_session_url(endpoint, "a.b.c", "https://app.example/?x=1&y");
        let parameters =
            "id_token_hint=a.b.c&post_logout_redirect_uri=https%3A%2F%2Fapp.example%2F%3Fx%3D1%26y";
        for (endpoint, start) in [
            ("https://a.example/out", "https://a.example/out?"),
            ("https://a.example/out?z=1", "https://a.example/out?z=1&"),
        ] {
            assert_eq!(url(endpoint), Some(format!("{start}{parameters}")));
        }
        assert_eq!(url("/out"), None);
    }

    #[test]
    fn only_the_issuers_own_metadata_counts() {
        let document = r#"{"issuer":"https://a.example","authorization_endpoint":"https://a.example/x",
            "token_endpoint":"https://a.example/y","jwks_uri":"https://a.example/z","more":1}"#;
        assert!(Metadata::parse(document, "https://a.example").is_ok());
        for (document, issuer) in [
            (document, "https://a.example/"),
            (document, "https://b.example"),
            ("{}", "https://a.example"),
            ("<html>", "https://a.example"),
        ] {
            assert!(Metadata::parse(document, issuer).is_err(), "{issuer}");
        }
    }
}
