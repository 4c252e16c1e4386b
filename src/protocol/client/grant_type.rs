//! What a client may exchange for tokens.

use serde::Serialize;

/// What a client may exchange at the token endpoint (`grant_types`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// RFC 6749 section 4.1.
    AuthorizationCode,
    /// RFC 6749 section 6.
    RefreshToken,
    /// RFC 6749 section 4.4: in the client's own name.
    ClientCredentials,
    /// RFC 8628: a device asks, and a person says yes in the browser of another one.
    #[serde(rename = "urn:ietf:params:oauth:grant-type:device_code")]
    DeviceCode,
    /// RFC 8693: an API asks for a token to call another API with, in a person's name.
    #[serde(rename = "urn:ietf:params:oauth:grant-type:token-exchange")]
    TokenExchange,
    /// RFC 7523 section 2.1, of which only identity assertions are served: another issuer says who the person is.
    #[serde(rename = "urn:ietf:params:oauth:grant-type:jwt-bearer")]
    IdentityAssertion,
}

impl GrantType {
    /// Every supported grant type.
    pub const ALL: [Self; 6] = [
        Self::AuthorizationCode,
        Self::RefreshToken,
        Self::ClientCredentials,
        Self::DeviceCode,
        Self::TokenExchange,
        Self::IdentityAssertion,
    ];

    /// Those that a client may have although nobody vouches for it. The others are off until the owner turns them on.
    pub const OF_ANYBODY: [Self; 2] = [Self::AuthorizationCode, Self::RefreshToken];

    /// The grant type of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// The name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
            Self::DeviceCode => "urn:ietf:params:oauth:grant-type:device_code",
            Self::TokenExchange => "urn:ietf:params:oauth:grant-type:token-exchange",
            Self::IdentityAssertion => "urn:ietf:params:oauth:grant-type:jwt-bearer",
        }
    }
}

/// Whether a `client_id` reads like the `sub` of a user: 24 hexadecimal digits, or the 43 characters of a pairwise one. A
/// client with such an id gets no token in its own name, because its `client_id` is the `sub` there (RFC 9068 section 5).
#[must_use]
pub fn reads_like_a_subject(id: &str) -> bool {
    let base64url = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    match id.len() {
        24 => id.bytes().all(|byte| byte.is_ascii_hexdigit()),
        43 => id.bytes().all(base64url),
        _ => false,
    }
}
