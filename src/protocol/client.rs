//! Client registrations, in the words of RFC 7591 section 2.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::redirect_uri::RedirectUri;
use super::scope::Scope;
use super::secret::SecretHash;

/// How a client proves at the token endpoint who it is (`token_endpoint_auth_method`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// HTTP Basic (RFC 6749 section 2.3.1).
    ClientSecretBasic,
    /// `client_id` and `client_secret` in the body (RFC 6749 section 2.3.1).
    ClientSecretPost,
    /// A public client: it has no secret and proves nothing but its PKCE verifier.
    None,
}

impl AuthMethod {
    /// Every method that is served.
    pub const ALL: [Self; 3] = [Self::ClientSecretBasic, Self::ClientSecretPost, Self::None];

    /// The name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::None => "none",
        }
    }
}

impl fmt::Display for AuthMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a client may trade at the token endpoint (`grant_types`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// RFC 6749 section 4.1.
    AuthorizationCode,
    /// RFC 6749 section 6.
    RefreshToken,
}

impl GrantType {
    /// Every grant type that is served.
    pub const ALL: [Self; 2] = [Self::AuthorizationCode, Self::RefreshToken];

    /// The name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
        }
    }
}

/// A registered client.
#[derive(Debug, Clone)]
pub struct Client {
    /// `client_id`.
    pub id: String,
    /// `client_name`, shown to people.
    pub name: String,
    /// `redirect_uris`, at least one.
    pub redirect_uris: Vec<RedirectUri>,
    /// `scope`: all it may ask for, and what it gets when it names none.
    pub scope: Scope,
    /// `grant_types`.
    pub grant_types: Vec<GrantType>,
    /// `token_endpoint_auth_method`.
    pub auth_method: AuthMethod,
    /// The hash of its secret; `None` for a public client.
    pub secret_hash: Option<SecretHash>,
    /// Whether it belongs to the owner of this server, so that its users need not consent.
    pub first_party: bool,
    /// Another one after every change of the registration, and never that of another registration.
    /// Empty until the database has made it.
    pub revision: String,
}

impl Client {
    /// Whether it may use `grant_type`.
    #[must_use]
    pub fn may(&self, grant_type: GrantType) -> bool {
        self.grant_types.contains(&grant_type)
    }
}
