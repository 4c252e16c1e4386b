//! `grant_type=urn:ietf:params:oauth:grant-type:token-exchange` (RFC 8693), narrowed to what an API needs to call another API in
//! a person's name. Audience and scope only shrink, so nobody gets at anything that the token at hand does not open. The new
//! token is of the same family and ends with the one that it came from; there is no refresh token, and nothing is stored.

use serde_json::{Map, Value};

use super::access_token;
use super::caller::TokenCaller;
use super::issue::Tokens;
use crate::endpoint::client::Refusal;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::authorization::Asking;
use crate::protocol::bad_target::BadTarget;
use crate::protocol::client::Client;
use crate::protocol::json::put;
use crate::protocol::scope::Scope;
use crate::protocol::token::access_token::{Claims, Confirmation};
use crate::protocol::token::introspection::may_know;
use crate::protocol::token::request::ACCESS_TOKEN;
use crate::protocol::token::{ExchangeGrant, TokenError, Wanted};
use crate::store::token_users::{read_token_user, token_user};

/// How often the token of a person may have been exchanged before.
const MOST: usize = 3;

/// Gives an API a token with which it acts for the person.
pub(super) async fn exchange<P: Platform>(
    server: &Server<'_, P>,
    caller: &TokenCaller,
    grant: &ExchangeGrant,
) -> Result<Tokens, Refusal> {
    let said = access_token::said(server, grant.subject_token.reveal()).await?;
    let about = said.as_ref().map(|said| token_user(&said.claims, "[]"));
    let (client, person) = caller.current_once(server, about).await?;
    let subject = match said {
        Some(said) => said.verified(server).await?,
        None => None,
    };
    let usable = |it: &Claims| {
        may_know(&client, it) && !it.is_of_client_itself() && it.ids().count() <= MOST
    };
    let subject = subject
        .filter(|it| usable(it))
        .ok_or(TokenError::SubjectToken)?;
    // RFC 9449: a bound token is worth nothing without its key, nor is what comes of it.
    if let Some(bound) = &subject.cnf
        && caller.key() != Some(bound.jkt.as_str())
    {
        return Err(TokenError::SubjectTokenKey.into());
    }
    let (scope, audience) = narrowed(server, &client, &subject, &grant.wanted)?;
    let person = match person {
        Some(found) => read_token_user(&found)?,
        None => None,
    };
    person.ok_or(TokenError::SubjectToken)?;

    let now = server.platform.now();
    let end = now.plus(server.lifetimes(&client).access_token);
    let mut actor = Map::new();
    put(&mut actor, "sub", client.id.as_str().into());
    if let Some(before) = subject.act {
        put(&mut actor, "act", before);
    }
    let claims = Claims {
        client_id: client.id.clone(),
        aud: audience.into(),
        scope,
        iat: now,
        exp: end.min(subject.exp),
        jti: Claims::id(&subject.jti, &server.platform.random()[..16]),
        act: Some(Value::Object(actor)),
        cnf: caller.key().map(Confirmation::of),
        iss: subject.iss,
        sub: subject.sub,
        auth_time: subject.auth_time,
        acr: subject.acr,
    };
    Ok(Tokens {
        issued_token_type: Some(ACCESS_TOKEN),
        ..Tokens::alone(server, claims).await?
    })
}

/// What is left of the scope, and the APIs that it is for: a part of what the token at hand opens, and nothing that the owner did
/// not register for the API that asks.
fn narrowed<P: Platform>(
    server: &Server<'_, P>,
    client: &Client,
    subject: &Claims,
    wanted: &Wanted,
) -> Result<(Scope, Vec<String>), TokenError> {
    let known = &server.config.resources;
    let named = known.named(wanted.resources.iter().map(String::as_str))?;
    if named.is_empty() {
        return Err(TokenError::ResourceMissing);
    }
    // What is known of the person is for the client that they let in, and so is an administrator's power.
    let opens = |it: &String| it != known.own() && it != known.admin() && subject.aud.contains(it);
    if !named.iter().all(opens) {
        return Err(BadTarget::NotGranted.into());
    }
    let sent = wanted.scope.as_ref().unwrap_or(&subject.scope);
    TokenError::beyond(sent, &subject.scope)?;
    let there = known.meaning(sent, &named);
    if there.is_empty() {
        return Err(BadTarget::NotGranted.into());
    }
    let asking = Asking {
        client,
        resources: known,
        named: &named,
    };
    let scope = asking.scope(Some(&there))?;
    let audience = known.audience(&scope, &named);
    Ok((scope, audience))
}
