//! The token endpoint's requests and responses (RFC 6749 sections 4.1.3, 5.1 and 6).

use serde::Serialize;

use super::code_grant::CodeGrant;
use super::error::TokenError;
use crate::protocol::authorization::{BadRequestedScope, Code, CodeVerifier};
use crate::protocol::client::GrantType;
use crate::protocol::params::Params;
use crate::protocol::scope::Scope;
use crate::protocol::secret::Secret;

/// What a client asks of the token endpoint, besides saying who it is.
#[derive(Debug)]
pub enum TokenRequest {
    /// `grant_type=authorization_code`.
    AuthorizationCode(CodeGrant),
    /// `grant_type=refresh_token`.
    RefreshToken(RefreshGrant),
}

/// A refresh token to be used (RFC 6749 section 6).
#[derive(Debug)]
pub struct RefreshGrant {
    /// The token as sent.
    pub refresh_token: Secret,
    /// Fewer scopes than were granted, if wanted.
    pub scope: Option<Scope>,
    /// The APIs that the access token should be for (RFC 8707), as sent.
    pub resources: Vec<String>,
}

impl RefreshGrant {
    /// Whether it asks for everything that was granted.
    #[must_use]
    pub fn asks_for_everything(&self) -> bool {
        self.scope.is_none() && self.resources.is_empty()
    }
}

impl TokenRequest {
    /// What the client must be registered for.
    #[must_use]
    pub fn grant_type(&self) -> GrantType {
        match self {
            Self::AuthorizationCode(_) => GrantType::AuthorizationCode,
            Self::RefreshToken(_) => GrantType::RefreshToken,
        }
    }

    /// Reads a form body.
    ///
    /// # Errors
    /// [`TokenError`], the first rule it breaks.
    pub fn parse(body: &Params) -> Result<Self, TokenError> {
        let resources = body.every("resource").map(str::to_owned).collect();
        match body.one("grant_type")? {
            Some("authorization_code") => Ok(Self::AuthorizationCode(CodeGrant {
                code: Code::sent(body.one("code")?.ok_or(TokenError::CodeMissing)?),
                redirect_uri: body.text("redirect_uri")?,
                verifier: body
                    .one("code_verifier")?
                    .map(|sent| CodeVerifier::parse(sent).ok_or(TokenError::VerifierMalformed))
                    .transpose()?,
                resources,
            })),
            Some("refresh_token") => Ok(Self::RefreshToken(RefreshGrant {
                refresh_token: Secret::new(
                    body.one("refresh_token")?
                        .ok_or(TokenError::RefreshTokenMissing)?,
                ),
                scope: body
                    .one("scope")?
                    .map(|text| Scope::requested(text).map_err(|_| BadRequestedScope::Malformed))
                    .transpose()?,
                resources,
            })),
            Some(_) => Err(TokenError::GrantTypeUnsupported),
            None => Err(TokenError::GrantTypeMissing),
        }
    }
}

/// A successful answer (RFC 6749 section 5.1).
#[derive(Serialize)]
pub struct TokenResponse<'a> {
    /// The access token.
    pub access_token: &'a str,
    /// `Bearer`, or `DPoP` for one that is bound to a key.
    pub token_type: &'static str,
    /// How long the access token is valid, in seconds.
    pub expires_in: u32,
    /// Absent for a client that may not refresh.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<&'a str>,
    /// What was granted (section 3.3): what the access token allows, and what concerns the sign-in. Never empty.
    pub scope: &'a Scope,
    /// For a request with scope `openid` (OpenID Connect Core section 3.1.3.3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<&'a str>,
}
