//! `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer` (RFC 7523 section 2.1), with an identity assertion and nothing else
//! (draft-ietf-oauth-identity-assertion-authz-grant-04): a provider that the settings trust says who the person is, and the client
//! that the owner trusts gets an access token for them. Nobody is asked here.
//!
//! The token is of a token family, like that of a code, and the id of the family is the hash of the assertion's `iss` and `jti`. So
//! one row is both the token's life and the note that the assertion was used, and one statement decides on both. The family ends
//! with what every family ends with (the person, their credentials and so their link, their groups, the client), and with the
//! owner's yes to this grant; and introspection, revocation and userinfo know it already. There is no refresh token: the
//! provider decides each time.

use super::caller::TokenCaller;
use super::issue::Tokens;
use crate::endpoint::client::Refusal;
use crate::endpoint::client::provider_documents::{discover, verify};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::authorization::{Asking, BadRequestedScope};
use crate::protocol::bad_target::BadTarget;
use crate::protocol::client::Client;
use crate::protocol::jose::Algorithm;
use crate::protocol::login::Method;
use crate::protocol::openid::subject::subject;
use crate::protocol::scope::{ADMIN_API, Scope};
use crate::protocol::token::access_token::{Claims, Confirmation};
use crate::protocol::token::identity_assertion::Expected;
use crate::protocol::token::{
    AssertionGrant, BadIdentityAssertion, IdentityAssertion, TokenError, TokenFamily, Wanted,
};
use crate::store::provider_accounts::load_linked;
use crate::store::redemptions::{Redeemed, redeem_code};
use crate::store::token_families::Terms;

/// Gives a client a token for a person, once for each assertion.
pub(super) async fn redeem<P: Platform>(
    server: &Server<'_, P>,
    caller: &TokenCaller,
    grant: &AssertionGrant,
) -> Result<Tokens, Refusal> {
    let providers = &server.config.providers;
    if !providers.assert() {
        return Err(TokenError::GrantTypeUnsupported.into());
    }
    // Before anything is fetched or verified for it.
    let client = caller.current(server).await?;
    let (now, issuer) = (server.platform.now(), &server.config.issuer);
    let expected = Expected {
        audience: issuer.as_str(),
        client_id: &client.id,
        key: caller.key(),
    };
    let assertion = IdentityAssertion::parse(grant.assertion.reveal(), expected, now)?;
    let provider = providers.asserting(assertion.issuer());
    let provider = provider.ok_or(BadIdentityAssertion::Issuer)?;
    let (scope, audience) = narrowed(server, &client, &assertion, &grant.wanted)?;
    let discovered = discover(server, provider).await?;
    verify(server, &discovered, &assertion.jws).await?;

    // Only an account that the person linked; an address never leads to one.
    let person = load_linked(server.platform, &assertion.account, &client.id).await?;
    let person = person.ok_or(BadIdentityAssertion::NotLinked)?;
    if person.disabled || !person.may_use {
        return Err(BadIdentityAssertion::NotAllowed.into());
    }

    let end = now.plus(server.lifetimes(&client).access_token);
    let family = TokenFamily {
        id: assertion.family(),
        client_id: client.id.clone(),
        subject: subject(&person.user_id, &person.salt, client.sector.as_deref()),
        user_id: person.user_id,
        scope: scope.clone(),
        resources: Vec::new(),
        bound: None,
        claims: None,
        credential_version: person.credential_version,
        revoked_before: person.revoked,
        session_id: None,
        authenticated_at: assertion.auth_time().unwrap_or(now),
        method: Method::Provider,
        // Of no refresh token.
        generation: 0,
        rotated_at: now,
        expires_at: end.max(assertion.until()),
        ended: false,
        hearsay: None,
    };
    let claims = Claims {
        iss: issuer.to_string(),
        sub: family.subject.clone(),
        client_id: client.id.clone(),
        aud: audience.into(),
        scope,
        iat: now,
        exp: end,
        jti: Claims::id(&family.id, &server.platform.random()[..16]),
        // How sure that sign-in was, only the provider knows.
        auth_time: assertion.auth_time(),
        acr: None,
        act: None,
        cnf: caller.key().map(Confirmation::of),
    };
    // Signed before the assertion is used up: if signing fails, the client can try again.
    let tokens = Tokens::alone(server, claims).await?;
    let terms = Terms {
        ids: &caller.ids(),
        keys: &server.signing_now([Algorithm::Es256; 2]),
    };
    let redeemed = redeem_code(server.platform, &family, &client, terms).await?;
    caller.ids_used(redeemed.id_used())?;
    match redeemed {
        Redeemed::Now => Ok(tokens),
        Redeemed::Not | Redeemed::IdUsed(_) => Err(BadIdentityAssertion::Used.into()),
    }
}

/// The scope and its APIs: at most what the assertion allows, what the client asks for, and what the owner registered for it.
fn narrowed<P: Platform>(
    server: &Server<'_, P>,
    client: &Client,
    assertion: &IdentityAssertion,
    wanted: &Wanted,
) -> Result<(Scope, Vec<String>), TokenError> {
    let known = &server.config.resources;
    let allowed = assertion.resources();
    let allowed = known.named(allowed.iter().map(String::as_str));
    let allowed = allowed.map_err(|_| BadIdentityAssertion::Resource)?;
    let asked = known.named(wanted.resources.iter().map(String::as_str))?;
    if !allowed.is_empty() && !asked.iter().all(|it| allowed.contains(it)) {
        return Err(BadTarget::NotGranted.into());
    }
    let named = if asked.is_empty() { allowed } else { asked };
    // RFC 6749 section 3.3: without a scope, the defaults.
    let most = assertion.scope();
    let most = most.unwrap_or_else(|| known.defaults(&named));
    let sent = wanted.scope.as_ref().unwrap_or(&most);
    if most.is_empty() {
        return Err(BadIdentityAssertion::Scope.into());
    }
    TokenError::beyond(sent, &most)?;
    let asking = Asking {
        client,
        resources: known,
        named: &named,
    };
    let scope = asking.scope(Some(sent))?;
    // How surely they signed in at the provider, nobody here knows.
    if scope.contains(ADMIN_API) {
        return Err(BadRequestedScope::AdminApi.into());
    }
    let audience = known.audience(&scope, &named);
    // Nothing of other APIs, and no offline access: there is no refresh token.
    let scope = known.meaning(&scope, &audience);
    if scope.is_empty() {
        return Err(BadIdentityAssertion::Scope.into());
    }
    Ok((scope, audience))
}
