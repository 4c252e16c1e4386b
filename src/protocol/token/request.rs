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
    /// `grant_type=client_credentials`.
    ClientCredentials(Wanted),
    /// `grant_type=urn:ietf:params:oauth:grant-type:device_code`.
    DeviceCode(DeviceCodeGrant),
    /// `grant_type=urn:ietf:params:oauth:grant-type:token-exchange`.
    TokenExchange(ExchangeGrant),
    /// `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer`.
    IdentityAssertion(AssertionGrant),
}

/// What another issuer says of a person (RFC 7523 section 2.1).
#[derive(Debug)]
pub struct AssertionGrant {
    /// The assertion, as sent.
    pub assertion: Secret,
    /// What for.
    pub wanted: Wanted,
}

/// A token that an API was called with, to be exchanged (RFC 8693 section 2.1).
#[derive(Debug)]
pub struct ExchangeGrant {
    /// The token.
    pub subject_token: Secret,
    /// What for. The APIs come by `resource` or by `audience`.
    pub wanted: Wanted,
}

/// The one type of token that is given (RFC 8693 section 3).
pub const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// The same by another name: access tokens are JWTs.
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";

impl ExchangeGrant {
    fn read(body: &Params) -> Result<Self, TokenError> {
        if body.one("actor_token")?.is_some() {
            return Err(TokenError::ActorToken);
        }
        let subject_token = body.one("subject_token")?;
        let subject_token = subject_token.ok_or(TokenError::SubjectTokenMissing)?;
        let right = matches!(body.one("subject_token_type")?, Some(ACCESS_TOKEN | JWT))
            && matches!(body.one("requested_token_type")?, None | Some(ACCESS_TOKEN));
        if !right {
            return Err(TokenError::TokenType);
        }
        let mut wanted = Wanted::read(body)?;
        let audience = body.every("audience").map(str::to_owned);
        wanted.resources.extend(audience);
        Ok(Self {
            subject_token: Secret::new(subject_token),
            wanted,
        })
    }
}

/// A device that asks whether somebody said yes (RFC 8628 section 3.4).
#[derive(Debug)]
pub struct DeviceCodeGrant {
    /// Its code.
    pub device_code: Secret,
    /// The APIs that the access token should be for (RFC 8707), as sent.
    pub resources: Vec<String>,
}

/// The answer to a device that asks for codes (RFC 8628 section 3.2).
#[derive(Serialize)]
pub struct DeviceAuthorizationResponse<'a> {
    /// What it asks the token endpoint with.
    pub device_code: &'a str,
    /// What it shows.
    pub user_code: &'a str,
    /// Where a person types that.
    pub verification_uri: &'a str,
    /// The same address with the code, to be scanned.
    pub verification_uri_complete: &'a str,
    /// How long both codes are good, in seconds.
    pub expires_in: u32,
    /// How long to wait before it asks again, in seconds.
    pub interval: u32,
}

/// How long a device waits before it asks again, in seconds.
pub const INTERVAL: u32 = 5;

/// What an access token should be for.
#[derive(Debug)]
pub struct Wanted {
    /// `scope`, as sent.
    pub scope: Option<Scope>,
    /// The APIs (RFC 8707), as sent.
    pub resources: Vec<String>,
}

impl Wanted {
    fn read(body: &Params) -> Result<Self, TokenError> {
        let scope = body.one("scope")?.map(Scope::requested).transpose();
        Ok(Self {
            scope: scope.map_err(|_| BadRequestedScope::Malformed)?,
            resources: resources(body),
        })
    }
}

fn resources(body: &Params) -> Vec<String> {
    body.every("resource").map(str::to_owned).collect()
}

/// A refresh token to be used (RFC 6749 section 6).
#[derive(Debug)]
pub struct RefreshGrant {
    /// The token as sent.
    pub refresh_token: Secret,
    /// Less than was granted, if wanted.
    pub wanted: Wanted,
}

impl RefreshGrant {
    /// Whether it asks for everything that was granted.
    #[must_use]
    pub fn asks_for_everything(&self) -> bool {
        self.wanted.scope.is_none() && self.wanted.resources.is_empty()
    }
}

impl TokenRequest {
    /// What the client must be registered for.
    #[must_use]
    pub fn grant_type(&self) -> GrantType {
        match self {
            Self::AuthorizationCode(_) => GrantType::AuthorizationCode,
            Self::RefreshToken(_) => GrantType::RefreshToken,
            Self::ClientCredentials(_) => GrantType::ClientCredentials,
            Self::DeviceCode(_) => GrantType::DeviceCode,
            Self::TokenExchange(_) => GrantType::TokenExchange,
            Self::IdentityAssertion(_) => GrantType::IdentityAssertion,
        }
    }

    /// Reads a form body.
    ///
    /// # Errors
    /// [`TokenError`], the first rule it breaks.
    pub fn parse(body: &Params) -> Result<Self, TokenError> {
        let grant_type = body
            .one("grant_type")?
            .ok_or(TokenError::GrantTypeMissing)?;
        let grant_type = GrantType::parse(grant_type).ok_or(TokenError::GrantTypeUnsupported)?;
        let secret = |name, missing| body.one(name)?.ok_or(missing);
        Ok(match grant_type {
            GrantType::AuthorizationCode => Self::AuthorizationCode(CodeGrant {
                code: Code::sent(secret("code", TokenError::CodeMissing)?),
                redirect_uri: body.text("redirect_uri")?,
                verifier: body
                    .one("code_verifier")?
                    .map(|sent| CodeVerifier::parse(sent).ok_or(TokenError::VerifierMalformed))
                    .transpose()?,
                resources: resources(body),
            }),
            GrantType::RefreshToken => Self::RefreshToken(RefreshGrant {
                refresh_token: Secret::new(secret(
                    "refresh_token",
                    TokenError::RefreshTokenMissing,
                )?),
                wanted: Wanted::read(body)?,
            }),
            GrantType::ClientCredentials => Self::ClientCredentials(Wanted::read(body)?),
            GrantType::TokenExchange => Self::TokenExchange(ExchangeGrant::read(body)?),
            GrantType::IdentityAssertion => Self::IdentityAssertion(AssertionGrant {
                assertion: Secret::new(secret("assertion", TokenError::AssertionMissing)?),
                wanted: Wanted::read(body)?,
            }),
            GrantType::DeviceCode => Self::DeviceCode(DeviceCodeGrant {
                device_code: Secret::new(secret("device_code", TokenError::DeviceCodeMissing)?),
                resources: resources(body),
            }),
        })
    }
}

/// A successful answer (RFC 6749 section 5.1).
#[derive(Serialize)]
pub struct TokenResponse<'a> {
    /// The access token.
    pub access_token: &'a str,
    /// Which type of token that is, where one was exchanged (RFC 8693 section 2.2.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_token_type: Option<&'static str>,
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
