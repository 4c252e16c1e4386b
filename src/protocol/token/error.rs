//! Why a client that posts does not get what it asks for (RFC 6749 section 5.2): one variant for each
//! rule, each with its word on the wire and a sentence for the client's developer.

use std::borrow::Cow;

use http::StatusCode;

use super::bad_identity_assertion::BadIdentityAssertion;
use super::dpop::BadProof;
use crate::protocol::authorization::BadRequestedScope;
use crate::protocol::bad_target::BadTarget;
use crate::protocol::client::{BadAssertion, ClientError};
use crate::protocol::params::Repeated;
use crate::protocol::scope::{Scope, Token};

/// Why the token endpoint, or another that a client posts to, says no: one variant for each rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenError {
    /// The body is not `application/x-www-form-urlencoded`.
    NotAForm,
    /// The body is longer than any request needs.
    TooLarge,
    /// The body cannot be decoded.
    Malformed,
    /// A parameter was sent more than once.
    Repeated,
    /// Credentials in the URL, where they end up in logs (RFC 6749 section 2.3.1).
    CredentialsInQuery,
    /// `grant_type` is missing.
    GrantTypeMissing,
    /// `grant_type` is not a supported one.
    GrantTypeUnsupported,
    /// The client is not registered for this grant type.
    GrantTypeNotRegistered,
    /// Client authentication failed.
    Client(ClientError),
    /// `code` is missing.
    CodeMissing,
    /// The code was never issued, or so long ago that it is forgotten.
    CodeUnknown,
    /// The code was issued to another client.
    CodeOfAnotherClient,
    /// The code is older than a minute.
    CodeExpired,
    /// The code was redeemed before; what it produced is revoked.
    CodeReused,
    /// `device_code` is missing.
    DeviceCodeMissing,
    /// The device's code is not one of this client, or forgotten.
    DeviceCodeUnknown,
    /// Nobody has answered yet what the device asks.
    AuthorizationPending,
    /// The same, and the device asks too often.
    SlowDown,
    /// Somebody said no.
    AccessDenied,
    /// Nobody said yes in time.
    DeviceCodeExpired,
    /// `redirect_uri` is not that of the authorization request.
    RedirectUriDiffers,
    /// `code_verifier` is missing.
    VerifierMissing,
    /// `code_verifier` has a length or a character that is not allowed.
    VerifierMalformed,
    /// `code_verifier` does not answer the challenge.
    WrongVerifier,
    /// `refresh_token` is missing.
    RefreshTokenMissing,
    /// This server did not make the refresh token, or its family is forgotten.
    RefreshTokenUnknown,
    /// The refresh token was issued to another client.
    RefreshTokenOfAnotherClient,
    /// The refresh token went unused too long, or its family ended.
    RefreshTokenExpired,
    /// The refresh token's family was revoked.
    RefreshTokenRevoked,
    /// The refresh token was replaced before; its family is revoked.
    RefreshTokenReused,
    /// Nothing can be granted.
    Scope(BadRequestedScope),
    /// `scope` names something that the client may have, but that was not granted.
    ScopeNotGranted(Token),
    /// Nothing that was granted is defined any more.
    NothingLeft,
    /// `scope` names nothing of an API, and the client asks in its own name.
    NothingOfAnApi,
    /// A client asks for the Admin API in its own name, and proved itself with less than a key.
    AdminApiByKey,
    /// `subject_token` is missing.
    SubjectTokenMissing,
    /// `subject_token_type` or `requested_token_type` is not that of an access token.
    TokenType,
    /// `actor_token` was sent.
    ActorToken,
    /// The subject token is not good, not for the API that asks, or about nobody.
    SubjectToken,
    /// The subject token is bound to a key that is not proved.
    SubjectTokenKey,
    /// Neither `resource` nor `audience` says which API the token is for.
    ResourceMissing,
    /// `assertion` is missing.
    AssertionMissing,
    /// The identity assertion is not accepted.
    Assertion(BadIdentityAssertion),
    /// The DPoP proof is not accepted.
    Proof(BadProof),
    /// The code or the refresh token is bound to another key.
    OtherKey,
    /// `resource` is refused.
    Target(BadTarget),
    /// `token` is missing.
    TokenMissing,
    /// The token was issued to another client.
    TokenOfAnotherClient,
    /// The client does not speak for any API.
    MayNotIntrospect,
}

impl From<ClientError> for TokenError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Repeated => Self::Repeated,
            error => Self::Client(error),
        }
    }
}

impl From<BadAssertion> for TokenError {
    fn from(bad: BadAssertion) -> Self {
        Self::Client(bad.into())
    }
}

impl From<BadIdentityAssertion> for TokenError {
    fn from(bad: BadIdentityAssertion) -> Self {
        Self::Assertion(bad)
    }
}

impl From<BadProof> for TokenError {
    fn from(bad: BadProof) -> Self {
        Self::Proof(bad)
    }
}

impl From<BadRequestedScope> for TokenError {
    fn from(bad: BadRequestedScope) -> Self {
        Self::Scope(bad)
    }
}

impl From<BadTarget> for TokenError {
    fn from(bad: BadTarget) -> Self {
        Self::Target(bad)
    }
}

impl TokenError {
    /// Refuses a scope that is more than was granted.
    ///
    /// # Errors
    /// [`TokenError::ScopeNotGranted`], with the first that is.
    pub fn beyond(scope: &Scope, granted: &Scope) -> Result<(), Self> {
        let beyond = scope.retain(|token| !granted.contains(token));
        if beyond.is_empty() {
            return Ok(());
        }
        Err(Self::ScopeNotGranted(Token::first_of(&beyond)))
    }

    /// The `error` of RFC 6749 section 5.2.
    #[must_use]
    pub fn error(&self) -> &'static str {
        self.on_the_wire().1
    }

    /// The HTTP status: 401 when client authentication failed, 413 for too much, otherwise 400.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.on_the_wire().0
    }

    fn on_the_wire(&self) -> (StatusCode, &'static str) {
        match self {
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "invalid_request"),
            Self::NotAForm
            | Self::Malformed
            | Self::Repeated
            | Self::CredentialsInQuery
            | Self::GrantTypeMissing
            | Self::CodeMissing
            | Self::DeviceCodeMissing
            | Self::RefreshTokenMissing
            // RFC 8693 section 2.2.2: for whatever reason the subject token is not accepted.
            | Self::SubjectTokenMissing
            | Self::TokenType
            | Self::ActorToken
            | Self::SubjectToken
            | Self::SubjectTokenKey
            | Self::ResourceMissing
            | Self::AssertionMissing
            | Self::TokenMissing => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::GrantTypeUnsupported => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
            Self::GrantTypeNotRegistered | Self::MayNotIntrospect | Self::AdminApiByKey => {
                (StatusCode::BAD_REQUEST, "unauthorized_client")
            }
            // RFC 8628 section 3.5.
            Self::AuthorizationPending => (StatusCode::BAD_REQUEST, "authorization_pending"),
            Self::SlowDown => (StatusCode::BAD_REQUEST, "slow_down"),
            Self::AccessDenied => (StatusCode::BAD_REQUEST, "access_denied"),
            Self::DeviceCodeExpired => (StatusCode::BAD_REQUEST, "expired_token"),
            Self::Client(error) => (error.status(), error.error()),
            Self::Proof(bad) => (StatusCode::BAD_REQUEST, bad.error()),
            Self::Target(_) => (StatusCode::BAD_REQUEST, "invalid_target"),
            Self::CodeUnknown
            | Self::DeviceCodeUnknown
            | Self::CodeOfAnotherClient
            | Self::CodeExpired
            | Self::CodeReused
            | Self::RedirectUriDiffers
            // RFC 7636 section 4.6 says so for a wrong verifier; a missing or malformed one cannot be right.
            | Self::VerifierMissing
            | Self::VerifierMalformed
            | Self::WrongVerifier
            | Self::RefreshTokenUnknown
            | Self::RefreshTokenOfAnotherClient
            | Self::RefreshTokenExpired
            | Self::RefreshTokenRevoked
            | Self::RefreshTokenReused
            | Self::OtherKey
            | Self::NothingLeft
            // Whatever is wrong with it, also its scope and resource (RFC 7521 section 4.1.1).
            | Self::Assertion(_)
            | Self::TokenOfAnotherClient => (StatusCode::BAD_REQUEST, "invalid_grant"),
            Self::Scope(_) | Self::ScopeNotGranted(_) | Self::NothingOfAnApi => {
                (StatusCode::BAD_REQUEST, "invalid_scope")
            }
        }
    }

    /// The `error_description`: for the client's developer, and of no use to an attacker. Rules about a code or
    /// a token share one sentence, so that nobody can probe which rule was broken.
    #[must_use]
    pub fn sentence(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Scope(bad) => return bad.sentence().into(),
            Self::ScopeNotGranted(token) => {
                return format!("The scope {token} was not granted; the person must be asked.")
                    .into();
            }
            Self::NotAForm => "Send the parameters as application/x-www-form-urlencoded.",
            Self::TooLarge => "The request is too large.",
            Self::Malformed => "The request body cannot be decoded.",
            Self::Repeated => "A parameter was sent more than once.",
            Self::CredentialsInQuery => "Send every parameter in the body, none in the URL.",
            Self::GrantTypeMissing => "grant_type is missing.",
            Self::GrantTypeUnsupported => {
                "This grant type is not served; grant_types_supported in the metadata lists all."
            }
            Self::GrantTypeNotRegistered => "This client is not registered for this grant type.",
            Self::Client(error) => error.sentence(),
            Self::CodeMissing => "code is missing.",
            Self::DeviceCodeMissing => "device_code is missing.",
            Self::DeviceCodeUnknown => {
                "The device_code is unknown, or it was issued to another client."
            }
            Self::AuthorizationPending => "Nobody has answered yet; ask again after the interval.",
            Self::SlowDown => {
                "Nobody has answered yet; wait 5 seconds longer each time from now on."
            }
            Self::AccessDenied => "The person said no.",
            Self::DeviceCodeExpired => "Nobody said yes in time; ask for new codes.",
            Self::VerifierMissing => "code_verifier is missing.",
            Self::VerifierMalformed => {
                "code_verifier must be 43 to 128 of the characters A-Z a-z 0-9 - . _ ~"
            }
            Self::CodeUnknown
            | Self::CodeOfAnotherClient
            | Self::CodeExpired
            | Self::CodeReused
            | Self::RedirectUriDiffers
            | Self::WrongVerifier => {
                "The code is unknown, expired or used, or it was issued for another client, \
                 redirect_uri or code_verifier."
            }
            Self::RefreshTokenMissing => "refresh_token is missing.",
            Self::RefreshTokenUnknown
            | Self::RefreshTokenOfAnotherClient
            | Self::RefreshTokenExpired
            | Self::RefreshTokenRevoked
            | Self::RefreshTokenReused => {
                "The refresh token is unknown, expired, revoked or replaced, or it was issued to \
                 another client."
            }
            Self::NothingLeft => {
                "Nothing that was granted is defined any more; send the person through /authorize again."
            }
            Self::NothingOfAnApi => {
                "In its own name a client gets scopes of APIs, and nothing about a person: name one that is \
                 registered for it."
            }
            Self::AdminApiByKey => {
                "In its own name a client uses the Admin API only if it authenticates with private_key_jwt."
            }
            Self::SubjectTokenMissing => "subject_token is missing.",
            Self::TokenType => {
                "Only access tokens are exchanged, for access tokens: \
                 urn:ietf:params:oauth:token-type:access_token."
            }
            Self::ActorToken => "Leave actor_token out: the client that asks is the one that acts.",
            Self::SubjectToken => {
                "subject_token is not valid, or not meant for the API of this client, or it speaks for no person."
            }
            Self::SubjectTokenKey => {
                "subject_token is bound to a key; prove that key in the DPoP header, or ask for a token without one."
            }
            Self::ResourceMissing => "Name the API to be called: resource.",
            Self::AssertionMissing => "assertion is missing.",
            Self::Assertion(bad) => bad.sentence(),
            Self::Proof(bad) => bad.sentence(),
            Self::OtherKey => {
                "The code or refresh token is bound to a key; prove that key in the DPoP header."
            }
            Self::Target(bad) => bad.sentence(),
            Self::TokenMissing => "token is missing.",
            Self::TokenOfAnotherClient => "The token was not issued to this client.",
            Self::MayNotIntrospect => {
                "This client is not registered to introspect tokens of any API."
            }
        })
    }
}

impl From<Repeated> for TokenError {
    fn from(Repeated: Repeated) -> Self {
        Self::Repeated
    }
}

errors!(TokenError);
