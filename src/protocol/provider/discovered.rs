//! What a provider says of itself (OpenID Connect Discovery section 3).

use serde_json::Value;

use super::bad_provider::BadProvider;
use super::dialect::{Dialect, is_microsoft};
use super::safe_url::is_safe;
use super::settings::Provider;
use crate::protocol::location::Location;
use crate::protocol::params::Params;

/// Where a provider is.
#[derive(Debug, Clone)]
pub struct Discovered {
    /// `issuer`: that of the settings, or Microsoft's template.
    pub issuer: String,
    /// Where people sign in.
    pub authorization_endpoint: String,
    /// Where codes are redeemed.
    pub token_endpoint: String,
    /// Where its keys are; empty for GitHub.
    pub jwks_uri: String,
    /// Where more is told of a person.
    pub userinfo_endpoint: Option<String>,
    /// Where people sign out (RP-Initiated Logout section 2.1).
    pub end_session_endpoint: Option<String>,
    /// Whether the secret is sent in a header (`client_secret_basic`).
    pub basic: bool,
    /// Whether the authorization response has `iss` (RFC 9207 section 3).
    pub tells_issuer: bool,
}

impl Discovered {
    /// Reads the metadata of `provider`.
    ///
    /// # Errors
    /// [`BadProvider::OtherIssuer`] or [`BadProvider::Metadata`].
    pub fn read(provider: &Provider, metadata: &Value) -> Result<Box<Self>, BadProvider> {
        let issuer = metadata["issuer"].as_str().unwrap_or_default();
        let ours = provider.issuer.as_str();
        let same = match provider.dialect {
            Dialect::Microsoft => is_microsoft(ours, issuer),
            _ => issuer == ours,
        };
        if !same {
            return Err(BadProvider::OtherIssuer);
        }
        let maybe = |name: &str| {
            let text = metadata[name].as_str().filter(|text| is_safe(text));
            text.map(str::to_owned)
        };
        let endpoint = |name| maybe(name).ok_or(BadProvider::Metadata);
        let methods = metadata["token_endpoint_auth_methods_supported"].as_array();
        Ok(Box::new(Self {
            issuer: issuer.to_owned(),
            authorization_endpoint: endpoint("authorization_endpoint")?,
            token_endpoint: endpoint("token_endpoint")?,
            jwks_uri: endpoint("jwks_uri")?,
            userinfo_endpoint: maybe("userinfo_endpoint"),
            end_session_endpoint: maybe("end_session_endpoint"),
            basic: methods.is_none_or(|all| all.iter().any(|it| it == "client_secret_basic")),
            tells_issuer: metadata["authorization_response_iss_parameter_supported"] == true,
        }))
    }

    /// Where people are sent to sign in, with this query.
    #[must_use]
    pub fn authorization(&self, query: &str) -> Location {
        with_query(&self.authorization_endpoint, query)
    }

    /// Where people of this client sign out, if they can.
    #[must_use]
    pub fn end_session(&self, client_id: &str) -> Option<Location> {
        let query = Params::of(vec![("client_id".to_owned(), client_id.to_owned())]);
        let endpoint = self.end_session_endpoint.as_ref()?;
        Some(with_query(endpoint, &query.form_without(&[])))
    }

    /// Whether `iss` of an authorization response can be compared: Microsoft's template is of many, and GitHub has none.
    #[must_use]
    pub fn has_one_issuer(&self) -> bool {
        !self.jwks_uri.is_empty() && !self.issuer.contains('{')
    }

    /// GitHub has no metadata.
    #[must_use]
    pub fn github() -> Box<Self> {
        Box::new(Self {
            issuer: "https://github.com".to_owned(),
            authorization_endpoint: "https://github.com/login/oauth/authorize".to_owned(),
            token_endpoint: "https://github.com/login/oauth/access_token".to_owned(),
            jwks_uri: String::new(),
            userinfo_endpoint: None,
            end_session_endpoint: None,
            basic: false,
            tells_issuer: false,
        })
    }
}

fn with_query(endpoint: &str, query: &str) -> Location {
    let separator = if endpoint.contains('?') { "&" } else { "?" };
    Location::registered([endpoint, separator, query].concat())
}
