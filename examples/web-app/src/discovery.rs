//! Where the authorization server's endpoints are (RFC 8414).

use serde::Deserialize;
use url::Url;

/// What this app needs of the metadata of an authorization server.
#[derive(Debug, Clone, Deserialize)]
pub struct Metadata {
    issuer: String,
    /// Where the browser is sent to sign in.
    pub authorization_endpoint: String,
    /// Where a code or a refresh token becomes an access token.
    pub token_endpoint: String,
    /// Where a name belongs to an access token (OpenID Connect Core section 5.3).
    pub userinfo_endpoint: Option<String>,
}

impl Metadata {
    /// Reads the document that `issuer` publishes.
    ///
    /// # Errors
    /// A sentence for the log: it is no metadata, or that of another issuer (section 3.3).
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

/// Where `issuer` publishes its metadata: the well-known part goes between host and path
/// (section 3.1). `None` when the issuer is no URL.
#[must_use]
pub fn metadata_url(issuer: &str) -> Option<String> {
    let url = Url::parse(issuer).ok()?;
    let origin = url.origin().ascii_serialization();
    let path = url.path().trim_end_matches('/');
    Some(format!(
        "{origin}/.well-known/oauth-authorization-server{path}"
    ))
}

#[cfg(test)]
mod tests {
    use super::{Metadata, metadata_url};

    #[test]
    fn the_well_known_part_precedes_the_path() {
        for (issuer, expected) in [
            (
                "http://localhost:8787",
                Some("http://localhost:8787/.well-known/oauth-authorization-server"),
            ),
            (
                "https://a.example/b/",
                Some("https://a.example/.well-known/oauth-authorization-server/b"),
            ),
            ("a.example", None),
        ] {
            assert_eq!(metadata_url(issuer).as_deref(), expected);
        }
    }

    #[test]
    fn only_the_issuers_own_metadata_counts() {
        let document = r#"{"issuer":"https://a.example","authorization_endpoint":"https://a.example/x",
            "token_endpoint":"https://a.example/y","more":1}"#;
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
