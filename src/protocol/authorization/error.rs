//! Why a client is told no through its redirect URI (RFC 6749 section 4.1.2.1, OpenID Connect Core section
//! 3.1.2.6).

use std::borrow::Cow;

use super::scope::BadRequestedScope;
use crate::protocol::bad_target::BadTarget;
use crate::protocol::openid::BadClaims;
use crate::protocol::params::Repeated;

/// Why a client is told no through its redirect URI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorizationError {
    /// A parameter was sent more than once.
    Repeated,
    /// `response_type` is missing.
    ResponseTypeMissing,
    /// `response_type` is not `code`.
    ResponseTypeUnsupported,
    /// `response_mode` is neither `query` nor `form_post`.
    ResponseModeUnsupported,
    /// A request object from a client that is not registered to send any (RFC 9101).
    RequestObject,
    /// The client is registered to send its requests only as signed request objects.
    RequestObjectRequired,
    /// `request_uri` names something that was not pushed here (RFC 9101, RFC 9126).
    RequestUri,
    /// The client, or everyone, must push the request first (RFC 9126 section 4).
    PushedRequestRequired,
    /// The client is not registered for the authorization code grant.
    GrantTypeNotRegistered,
    /// `code_challenge` is missing (RFC 7636 section 4.4.1).
    ChallengeMissing,
    /// `code_challenge` is not the base64url of a SHA-256.
    ChallengeMalformed,
    /// `code_challenge_method` is not `S256`; a missing one means `plain`.
    ChallengeMethodUnsupported,
    /// Nothing can be granted.
    Scope(BadRequestedScope),
    /// `resource` is refused (RFC 8707 section 2).
    Target(BadTarget),
    /// `dpop_jkt` is not the thumbprint of a key (RFC 9449 section 10).
    DpopKeyMalformed,
    /// `prompt` has an unknown value, or `none` with others (OpenID Connect Core section 3.1.2.1).
    Prompt,
    /// `max_age` is not a number of seconds.
    MaxAge,
    /// `id_token_hint` is not an ID token that this server issued.
    Hint,
    /// `claims` cannot be read.
    Claims(BadClaims),
    /// A client that need not use PKCE did not, and did not send both `openid` and a `nonce` instead.
    NonceMissing,
    /// `prompt=none`, and nobody is signed in, or not recently enough, or somebody other than was meant.
    LoginRequired,
    /// `prompt=none`, and nobody has allowed this yet.
    ConsentRequired,
    /// `prompt=none`, and the person must look at the request, although they allowed it before.
    InteractionRequired,
    /// `prompt=none`, several accounts are signed in, and none was chosen.
    AccountSelectionRequired,
    /// The sign-in is not as sure as was asked, and cannot be (OpenID Connect Core Error Code unmet_authentication_requirements 1.0).
    UnmetAuthenticationRequirements,
    /// The person said no.
    Denied,
    /// The client is for some groups, and the person is in none of them.
    NotLetIn,
    /// Trouble with storage or keys.
    Unavailable,
    /// The store of codes has trouble, and the record of this one does not fit into a URL.
    CodeTooLong,
}

impl AuthorizationError {
    /// The `error` of section 4.1.2.1, or of OpenID Connect Core section 3.1.2.6.
    #[must_use]
    pub fn error(&self) -> &'static str {
        match self {
            Self::Repeated
            | Self::ResponseTypeMissing
            | Self::ResponseModeUnsupported
            | Self::ChallengeMissing
            | Self::ChallengeMalformed
            | Self::ChallengeMethodUnsupported
            | Self::RequestObjectRequired
            | Self::PushedRequestRequired
            | Self::DpopKeyMalformed
            | Self::Prompt
            | Self::MaxAge
            | Self::Hint
            | Self::Claims(_)
            | Self::NonceMissing => "invalid_request",
            Self::Target(_) => "invalid_target",
            Self::ResponseTypeUnsupported => "unsupported_response_type",
            Self::RequestObject => "request_not_supported",
            Self::RequestUri => "request_uri_not_supported",
            Self::GrantTypeNotRegistered => "unauthorized_client",
            Self::Scope(_) => "invalid_scope",
            Self::LoginRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::InteractionRequired => "interaction_required",
            Self::AccountSelectionRequired => "account_selection_required",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::Denied | Self::NotLetIn => "access_denied",
            Self::Unavailable | Self::CodeTooLong => "temporarily_unavailable",
        }
    }

    /// The `error_description`: for the client's developer.
    #[must_use]
    pub fn sentence(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Scope(bad) => return bad.sentence().into(),
            Self::Repeated => "A parameter was sent more than once.",
            Self::ResponseTypeMissing => "response_type is missing; send response_type=code.",
            Self::ResponseTypeUnsupported => "Only response_type=code is served.",
            Self::ResponseModeUnsupported => {
                "Only the response modes query and form_post are served."
            }
            Self::RequestObject => {
                "This client is not registered to send request objects; send plain parameters."
            }
            Self::RequestObjectRequired => {
                "This client must send its request as a signed request object."
            }
            Self::RequestUri => {
                "Only a request_uri of the pushed authorization request endpoint is served."
            }
            Self::PushedRequestRequired => {
                "Push the request to the pushed authorization request endpoint first."
            }
            Self::Target(bad) => bad.sentence(),
            Self::DpopKeyMalformed => "dpop_jkt is not the SHA-256 thumbprint of a key.",
            Self::GrantTypeNotRegistered => {
                "This client is not registered for the authorization_code grant."
            }
            Self::ChallengeMissing => "code_challenge is missing; PKCE (RFC 7636) is required.",
            Self::ChallengeMalformed => {
                "code_challenge is not the base64url of a SHA-256 (43 characters, no padding)."
            }
            Self::ChallengeMethodUnsupported => {
                "Only code_challenge_method=S256 is served, and it must be sent."
            }
            Self::Prompt => "prompt must be none, or a list of login, consent and select_account.",
            Self::MaxAge => "max_age must be a number of seconds, 0 or more.",
            Self::Hint => "id_token_hint is not an ID token of this server.",
            Self::Claims(bad) => bad.sentence(),
            Self::NonceMissing => {
                "A request without PKCE must have scope openid and a nonce; better, send a code_challenge."
            }
            Self::LoginRequired => {
                "The person must sign in, which prompt=none forbids, or somebody else did than was meant."
            }
            Self::ConsentRequired => "The person must consent first, which prompt=none forbids.",
            Self::InteractionRequired => {
                "The person must confirm first, which prompt=none forbids."
            }
            Self::AccountSelectionRequired => {
                "The person must choose an account first, which prompt=none forbids."
            }
            Self::UnmetAuthenticationRequirements => {
                "No sign-in here has an acr that was asked for, or the person could not sign in that way; acr_values_supported lists the values there are."
            }
            Self::Denied => "The person said no.",
            Self::NotLetIn => "The person is in none of the groups that this client is for.",
            Self::Unavailable => "The authorization server has trouble; try again in a moment.",
            Self::CodeTooLong => {
                "The store of codes has trouble, and this request is too long to do without it; send a shorter one, or try again later."
            }
        })
    }
}

impl From<Repeated> for AuthorizationError {
    fn from(Repeated: Repeated) -> Self {
        Self::Repeated
    }
}

impl From<BadRequestedScope> for AuthorizationError {
    fn from(bad: BadRequestedScope) -> Self {
        Self::Scope(bad)
    }
}

errors!(AuthorizationError);
