//! The authorization request (RFC 6749 section 4.1.1, RFC 7636, OpenID Connect Core section 3.1.2.1).
//!
//! Each step takes the type that the step before it proved; the first is a [`Destination`].

use std::rc::Rc;

use super::destination::{Destination, ResponseMode};
use super::error::AuthorizationError;
use super::pkce::CodeChallenge;
use super::prompt::AuthenticationRequest;
use super::scope::{Asking, BadRequestedScope};
use super::visitor::{Account, Granted, Session};
use crate::protocol::client::{Client, GrantType, RegisteredBy};
use crate::protocol::jose::jwk;
use crate::protocol::login::Method;
use crate::protocol::openid::subject::subject;
use crate::protocol::params::Params;
use crate::protocol::resource::Resources;
use crate::protocol::scope::{ADMIN_API, BadScope, OPENID, Scope};

/// A request that breaks no rule, from a registered client, to a registered address.
#[derive(Debug, Clone)]
pub struct AuthorizationRequest {
    /// Who asks.
    pub client: Rc<Client>,
    /// Where the answer goes.
    pub destination: Destination,
    /// What is asked for, as far as it can be granted: never more than the client may have, and never nothing.
    pub scope: Scope,
    /// The APIs that it named (RFC 8707); none means every one that defines the scope. Where several define the
    /// same scope, it is always said which are meant.
    pub resources: Vec<String>,
    /// How a yes to it is remembered ([`Resources::remembered`]).
    pub remembered: Scope,
    /// What it says about signing in.
    pub authentication: AuthenticationRequest,
    /// The key that the code is bound to (RFC 9449 section 10).
    pub dpop_jkt: Option<String>,
    /// What the code is bound to; none for a client that need not use PKCE.
    pub challenge: Option<CodeChallenge>,
}

impl AuthorizationRequest {
    /// Reads the request, once it is proved who asks and where the answer goes.
    ///
    /// # Errors
    /// [`AuthorizationError`], for the destination to deliver.
    pub fn parse(
        client: Rc<Client>,
        destination: Destination,
        params: &Params,
        resources: &Resources,
    ) -> Result<Box<Self>, AuthorizationError> {
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
        let grant_type = if destination.is_device() {
            GrantType::DeviceCode
        } else {
            GrantType::AuthorizationCode
        };
        if !client.may(grant_type) {
            return Err(AuthorizationError::GrantTypeNotRegistered);
        }
        let named = resources
            .named(params.every("resource"))
            .map_err(AuthorizationError::Target)?;
        let dpop_jkt = params.text("dpop_jkt")?;
        if !dpop_jkt.as_deref().is_none_or(jwk::is_thumbprint) {
            return Err(AuthorizationError::DpopKeyMalformed);
        }
        // RFC 8628 has nothing to intercept: the code that a device asks with never leaves it.
        let challenge = if destination.is_device() {
            None
        } else {
            challenge(&client, params)?
        };
        let mut authentication =
            AuthenticationRequest::parse(params, client.default_max_age, destination.issuer())?;
        // A session lives as long as the settings say. The owner may let this client use less of it.
        let ages = [authentication.max_age, client.lifetimes.session];
        authentication.max_age = ages.into_iter().flatten().min();
        let asking = Asking {
            client: &client,
            resources,
            named: &named,
        };
        let sent = params.one("scope")?.map(Scope::requested).transpose();
        let sent = sent.map_err(|BadScope| BadRequestedScope::Malformed)?;
        let scope = asking.scope(sent.as_ref())?;
        if scope.contains(ADMIN_API) {
            // Whoever asks on a device may be anybody, who talks an administrator into it.
            if destination.is_device() {
                return Err(BadRequestedScope::AdminApi.into());
            }
            authentication.for_administrators();
        }
        // The client may know no more than the scope that the owner registered for it; and without `openid`
        // there is nowhere to tell claims.
        let knowable = asking.may_have().retain(|_| scope.contains(OPENID));
        authentication.claims.keep_within(&knowable);
        // RFC 9700 section 2.1.1: the nonce, which the client compares, takes the place of PKCE; unless the owner
        // gave up that too.
        let compared = scope.contains(OPENID) && authentication.nonce.is_some();
        if challenge.is_none() && !compared && !client.without_nonce && !destination.is_device() {
            return Err(AuthorizationError::NonceMissing);
        }
        Ok(Box::new(Self {
            remembered: resources.remembered(&scope, &named),
            resources: resources.pinned(&scope, named),
            scope,
            client,
            destination,
            authentication,
            dpop_jkt,
            challenge,
        }))
    }

    /// Whether an earlier yes may answer this request. If the answer goes to the person's own machine, and the
    /// client is public or nobody vouches for it, any app on that machine can pose as the client. Then the
    /// person must look each time (RFC 6749 section 10.2, RFC 8252 section 8.6). They must, whoever the client is,
    /// where it returns by a scheme that any app may claim. And so they must for every device: whoever asks there may be
    /// anybody, who talks them into it (RFC 8628 section 5.4).
    #[must_use]
    pub fn may_be_remembered(&self) -> bool {
        if self.destination.is_device() || self.is_for_administrators() {
            return false;
        }
        let believed = self.client.auth_method.is_confidential()
            && self.client.registered_by == RegisteredBy::Owner;
        self.destination.is_on_the_web() || (believed && !self.destination.is_claimed_by_any())
    }

    /// Whether it asks for the Admin API.
    fn is_for_administrators(&self) -> bool {
        self.scope.contains(ADMIN_API)
    }

    /// Whether this user may use the client for what it asks: it is for everybody, or they are in one of its groups; and the
    /// Admin API is for administrators.
    #[must_use]
    pub fn lets_in(&self, account: &Account) -> bool {
        account.let_in != Some(false)
            && (account.user.administrator || !self.is_for_administrators())
    }

    /// Whether they signed in as surely as is asked. For the Admin API, a passkey on another device is never enough:
    /// somebody may have been lured into confirming a stranger's.
    pub(super) fn is_sure(&self, user: &Session) -> bool {
        user.method.acr() >= self.authentication.claims.least_acr()
            && !(self.is_for_administrators() && user.method == Method::OtherDevice)
    }

    /// What a user has granted who says yes to this request, and had granted `before`. A yes that may not answer
    /// later requests adds nothing: given where any app may pose as the client, it must not answer for an address
    /// of the same client where nobody would be asked.
    #[must_use]
    pub fn granted(&self, before: Granted) -> Granted {
        if !self.may_be_remembered() {
            return before;
        }
        Granted {
            scope: before.scope.union(&self.remembered),
            claims: before.claims.union(&self.claims_beyond_scope()),
        }
    }

    /// The claims that it asks for one by one, and through no scope.
    #[must_use]
    pub fn claims_beyond_scope(&self) -> Scope {
        self.authentication.claims.beyond(&self.scope)
    }

    /// The user, as this client knows them.
    #[must_use]
    pub fn subject(&self, user: &Session) -> String {
        subject(&user.user_id, &user.salt, self.client.sector.as_deref())
    }
}

/// RFC 7636 section 4.3: required, except for a client that its owner registered without PKCE.
fn challenge(
    client: &Client,
    params: &Params,
) -> Result<Option<CodeChallenge>, AuthorizationError> {
    let challenge = params.one("code_challenge")?;
    let method = params.one("code_challenge_method")?;
    let Some(challenge) = challenge else {
        return if client.without_pkce && client.auth_method.is_confidential() && method.is_none() {
            Ok(None)
        } else {
            Err(AuthorizationError::ChallengeMissing)
        };
    };
    if method != Some("S256") {
        return Err(AuthorizationError::ChallengeMethodUnsupported);
    }
    CodeChallenge::parse(challenge)
        .map(Some)
        .ok_or(AuthorizationError::ChallengeMalformed)
}
