//! Authorization server metadata (RFC 8414), built from the values that the code itself uses.

use serde::Serialize;

use super::client::{AuthMethod, GrantType};
use super::issuer::Issuer;
use super::resource::Resources;

/// Where each endpoint is. The routes and the metadata both read it here.
pub mod path {
    /// RFC 6749 section 3.1.
    pub const AUTHORIZE: &str = "/authorize";
    /// Where the login page posts to.
    pub const LOGIN: &str = "/login";
    /// Where the consent page posts to.
    pub const CONSENT: &str = "/consent";
    /// RFC 6749 section 3.2.
    pub const TOKEN: &str = "/token";
    /// The key set (RFC 7517 section 5).
    pub const JWKS: &str = "/.well-known/jwks.json";
    /// RFC 8414 section 3.
    pub const METADATA: &str = "/.well-known/oauth-authorization-server";
    /// OpenID Connect Core section 5.3.
    pub const USERINFO: &str = "/userinfo";
}

/// The document of RFC 8414 section 2.
#[derive(Debug, Serialize)]
pub struct Metadata<'a> {
    issuer: &'a str,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: String,
    scopes_supported: Vec<&'a str>,
    response_types_supported: [&'static str; 1],
    response_modes_supported: [&'static str; 1],
    grant_types_supported: Vec<&'static str>,
    token_endpoint_auth_methods_supported: Vec<&'static str>,
    code_challenge_methods_supported: [&'static str; 1],
    authorization_response_iss_parameter_supported: bool,
}

impl<'a> Metadata<'a> {
    /// The metadata of an issuer that knows these resources.
    #[must_use]
    pub fn of(issuer: &'a Issuer, resources: &'a Resources) -> Self {
        Self {
            issuer: issuer.as_str(),
            authorization_endpoint: issuer.url(path::AUTHORIZE),
            token_endpoint: issuer.url(path::TOKEN),
            jwks_uri: issuer.url(path::JWKS),
            userinfo_endpoint: issuer.url(path::USERINFO),
            scopes_supported: resources.scopes().collect(),
            response_types_supported: ["code"],
            response_modes_supported: ["query"],
            grant_types_supported: GrantType::ALL.map(GrantType::as_str).to_vec(),
            token_endpoint_auth_methods_supported: AuthMethod::ALL.map(AuthMethod::as_str).to_vec(),
            code_challenge_methods_supported: ["S256"],
            authorization_response_iss_parameter_supported: true,
        }
    }
}
