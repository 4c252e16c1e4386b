//! How a client proves who it is at the token endpoint (RFC 6749 section 2.3).

use std::fmt;

use serde::Serialize;

/// How a client proves who it is at the token endpoint (`token_endpoint_auth_method`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// HTTP Basic (RFC 6749 section 2.3.1).
    ClientSecretBasic,
    /// `client_id` and `client_secret` in the body (RFC 6749 section 2.3.1).
    ClientSecretPost,
    /// An assertion that it signed (RFC 7523 section 2.2).
    PrivateKeyJwt,
    /// A public client: it has no secret and proves nothing except its PKCE verifier.
    None,
}

impl AuthMethod {
    /// Every supported method.
    pub const ALL: [Self; 4] = [
        Self::ClientSecretBasic,
        Self::ClientSecretPost,
        Self::PrivateKeyJwt,
        Self::None,
    ];

    /// Whether it needs a secret that both sides know.
    #[must_use]
    pub fn has_secret(self) -> bool {
        match self {
            Self::ClientSecretBasic | Self::ClientSecretPost => true,
            Self::PrivateKeyJwt | Self::None => false,
        }
    }

    /// Whether it proves anything: a public client does not.
    #[must_use]
    pub fn is_confidential(self) -> bool {
        self != Self::None
    }

    /// The name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::None => "none",
        }
    }
}

impl fmt::Display for AuthMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
