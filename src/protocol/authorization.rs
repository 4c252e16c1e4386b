//! The authorization request and its answer (RFC 6749 section 4.1, RFC 7636, RFC 9207).
//!
//! Each step takes the type that the step before it proved; the first is a [`Destination`].

use super::client::{Client, GrantType, RegisteredBy};
use super::code::ApprovedRequest;
use super::destination::{Destination, ResponseMode};
use super::dpop;
use super::params::{Params, Repeated};
use super::pkce::CodeChallenge;
use super::resource::{BadTarget, Resources};
use super::scope::Scope;
use super::time::Timestamp;

/// Why a client is told no through its redirect URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorizationError {
    /// A parameter was sent more than once.
    Repeated,
    /// `response_type` is missing.
    ResponseTypeMissing,
    /// `response_type` is not `code`.
    ResponseTypeUnsupported,
    /// `response_mode` is neither `query` nor `form_post`.
    ResponseModeUnsupported,
    /// A request object of a client that is not registered to send any (RFC 9101).
    RequestObject,
    /// The client is registered to send its requests as signed request objects only.
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
    /// `code_challenge_method` is not `S256`; when it is missing it means `plain`.
    ChallengeMethodUnsupported,
    /// `scope` is not a list of scope tokens, at least one.
    ScopeMalformed,
    /// `scope` names what the client did not register or no API defines.
    ScopeNotAllowed,
    /// `resource` is refused (RFC 8707 section 2).
    Target(BadTarget),
    /// `dpop_jkt` is not the thumbprint of a key (RFC 9449 section 10).
    DpopKeyMalformed,
    /// The person said no.
    Denied,
    /// Storage or key trouble.
    Unavailable,
}

impl AuthorizationError {
    /// The `error` of section 4.1.2.1, or of OpenID Connect Core section 3.1.2.6.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Repeated
            | Self::ResponseTypeMissing
            | Self::ResponseModeUnsupported
            | Self::ChallengeMissing
            | Self::ChallengeMalformed
            | Self::ChallengeMethodUnsupported
            | Self::RequestObjectRequired
            | Self::PushedRequestRequired
            | Self::DpopKeyMalformed => "invalid_request",
            Self::Target(_) => "invalid_target",
            Self::ResponseTypeUnsupported => "unsupported_response_type",
            Self::RequestObject => "request_not_supported",
            Self::RequestUri => "request_uri_not_supported",
            Self::GrantTypeNotRegistered => "unauthorized_client",
            Self::ScopeMalformed | Self::ScopeNotAllowed => "invalid_scope",
            Self::Denied => "access_denied",
            Self::Unavailable => "temporarily_unavailable",
        }
    }

    /// The `error_description`: for the client's developer.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
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
            Self::ChallengeMissing => {
                "code_challenge is missing; PKCE (RFC 7636) is required of every client."
            }
            Self::ChallengeMalformed => {
                "code_challenge is not the base64url of a SHA-256 (43 characters, no padding)."
            }
            Self::ChallengeMethodUnsupported => {
                "Only code_challenge_method=S256 is served, and it must be sent."
            }
            Self::ScopeMalformed => "scope is not a list of scope tokens with spaces between them.",
            Self::ScopeNotAllowed => {
                "scope names something that this client may not ask for, or nothing that the named resource knows."
            }
            Self::Denied => "The person said no.",
            Self::Unavailable => "The authorization server has trouble; try again in a moment.",
        }
    }
}

impl From<Repeated> for AuthorizationError {
    fn from(Repeated: Repeated) -> Self {
        Self::Repeated
    }
}

/// A request that breaks no rule, from a registered client, to a registered address.
#[derive(Debug, Clone)]
pub struct AuthorizationRequest {
    /// Who asks.
    pub client: Client,
    /// Where the answer goes.
    pub destination: Destination,
    /// What is asked for: never more than the client registered.
    pub scope: Scope,
    /// The APIs that it named (RFC 8707); none means every one that defines the scope.
    pub resources: Vec<String>,
    dpop_jkt: Option<String>,
    challenge: CodeChallenge,
}

impl AuthorizationRequest {
    /// Reads what is asked, once it is proved who asks and where the answer goes.
    ///
    /// # Errors
    /// [`AuthorizationError`], for the destination to deliver.
    pub fn parse(
        client: Client,
        destination: Destination,
        params: &Params,
        resources: &Resources,
    ) -> Result<Self, AuthorizationError> {
        if params.any_repeated() {
            return Err(AuthorizationError::Repeated);
        }
        match params.one("response_type")? {
            Some("code") => {}
            Some(_) => return Err(AuthorizationError::ResponseTypeUnsupported),
            None => return Err(AuthorizationError::ResponseTypeMissing),
        }
        if ResponseMode::parse(params.one("response_mode")?).is_none() {
            return Err(AuthorizationError::ResponseModeUnsupported);
        }
        if !client.may(GrantType::AuthorizationCode) {
            return Err(AuthorizationError::GrantTypeNotRegistered);
        }
        let challenge = params
            .one("code_challenge")?
            .ok_or(AuthorizationError::ChallengeMissing)?;
        if params.one("code_challenge_method")? != Some("S256") {
            return Err(AuthorizationError::ChallengeMethodUnsupported);
        }
        let challenge =
            CodeChallenge::parse(challenge).ok_or(AuthorizationError::ChallengeMalformed)?;
        let named = resources
            .named(params.every("resource"))
            .map_err(AuthorizationError::Target)?;
        let dpop_jkt = params.one("dpop_jkt")?.map(str::to_owned);
        if !dpop_jkt.as_deref().is_none_or(dpop::is_thumbprint) {
            return Err(AuthorizationError::DpopKeyMalformed);
        }
        Ok(Self {
            scope: requested_scope(&client, params.one("scope")?, resources, &named)?,
            client,
            destination,
            resources: named,
            dpop_jkt,
            challenge,
        })
    }

    /// Whether an earlier yes may answer for this request. Any app on a machine can pose as a client
    /// whose answer goes to that machine, if that is public or nobody vouches for it, so there a person
    /// must look each time (RFC 6749 section 10.2, RFC 8252 section 8.6).
    #[must_use]
    pub fn may_be_remembered(&self) -> bool {
        let believed = self.client.auth_method.is_confidential()
            && self.client.registered_by == RegisteredBy::Owner;
        believed || self.destination.is_on_the_web()
    }

    /// What must happen next, given who is signed in and what they granted to this client before.
    #[must_use]
    pub fn decide(self, visit: Option<(&SignedIn, Option<&Scope>)>) -> Decision {
        let Some((user, granted)) = visit else {
            return Decision::SignIn(self);
        };
        let covered = granted.is_some_and(|granted| self.scope.within(granted));
        if self.may_be_remembered() && (covered || self.client.first_party) {
            Decision::Approve(Approval::new(self, user))
        } else {
            Decision::AskConsent(self)
        }
    }
}

/// Section 3.3: without a `scope`, the client's default, which is all that it registered. Of all that is
/// asked, what the named APIs define (RFC 8707 section 2.2).
fn requested_scope(
    client: &Client,
    sent: Option<&str>,
    resources: &Resources,
    named: &[String],
) -> Result<Scope, AuthorizationError> {
    let Some(sent) = sent else {
        let scope = resources.narrow(&client.scope, named);
        let nothing = scope.is_empty() && !named.is_empty();
        return match nothing {
            true => Err(AuthorizationError::ScopeNotAllowed),
            false => Ok(scope),
        };
    };
    let scope = Scope::requested(sent).map_err(|_| AuthorizationError::ScopeMalformed)?;
    let narrowed = resources.narrow(&scope, named);
    let allowed = scope.within(&client.scope) && scope.iter().all(|token| resources.defines(token));
    match allowed && !narrowed.is_empty() {
        true => Ok(narrowed),
        false => Err(AuthorizationError::ScopeNotAllowed),
    }
}

/// Who a session says is in front of the browser.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// `sub`.
    pub user_id: String,
    /// The name to sign in with.
    pub username: String,
    /// The name to be called by, if they gave one.
    pub name: Option<String>,
    /// When they proved who they are (`auth_time`).
    pub authenticated_at: Timestamp,
}

/// What an authorization request leads to.
#[derive(Debug)]
pub enum Decision {
    /// Nobody is signed in: show the login page.
    SignIn(AuthorizationRequest),
    /// They have not granted this much to this client: show the consent page.
    AskConsent(AuthorizationRequest),
    /// They have: issue a code.
    Approve(Approval),
}

/// A request that its user said yes to, now or earlier. Only this becomes a code.
#[derive(Debug)]
pub struct Approval {
    /// What was approved.
    pub request: AuthorizationRequest,
    /// Who approved it.
    pub user_id: String,
    authenticated_at: Timestamp,
}

impl Approval {
    /// The yes of `user`, who was asked about `request` or need not be.
    #[must_use]
    pub fn new(request: AuthorizationRequest, user: &SignedIn) -> Self {
        Self {
            request,
            user_id: user.user_id.clone(),
            authenticated_at: user.authenticated_at,
        }
    }

    /// What the code will stand for until `expires_at`.
    #[must_use]
    pub fn record(&self, expires_at: Timestamp) -> ApprovedRequest {
        ApprovedRequest {
            client_id: self.request.client.id.clone(),
            user_id: self.user_id.clone(),
            redirect_uri: self.request.destination.named().map(str::to_owned),
            scope: self.request.scope.clone(),
            resources: self.request.resources.clone(),
            dpop_jkt: self.request.dpop_jkt.clone(),
            challenge: self.request.challenge.clone(),
            authenticated_at: self.authenticated_at,
            expires_at,
        }
    }
}
