//! `grant_type=client_credentials` (RFC 6749 section 4.4): a client asks in its own name. No person is part of it, so the
//! token says nothing of one, there is no refresh token, and nothing is stored.

use super::caller::TokenCaller;
use super::issue::Tokens;
use crate::endpoint::client::Refusal;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::authorization::Asking;
use crate::protocol::client::AuthMethod;
use crate::protocol::scope::{ADMIN_API, OFFLINE_ACCESS};
use crate::protocol::token::access_token::{Claims, Confirmation};
use crate::protocol::token::{TokenError, Wanted};

/// Gives a client a token of its own.
pub(super) async fn issue<P: Platform>(
    server: &Server<'_, P>,
    caller: &TokenCaller,
    wanted: &Wanted,
) -> Result<Tokens, Refusal> {
    // D1 knows whether its secret still counts and the owner still lets it.
    let (client, _) = caller.current_once(server, None).await?;
    let known = &server.config.resources;
    let named = known.named(wanted.resources.iter().map(String::as_str))?;
    let asking = Asking {
        client: &client,
        resources: known,
        named: &named,
    };
    let scope = asking.scope(wanted.scope.as_ref())?;
    let scope = scope.retain(|token| token != OFFLINE_ACCESS && !known.is_own(token));
    if scope.is_empty() {
        return Err(TokenError::NothingOfAnApi.into());
    }
    caller.proves_for(&scope)?;
    if scope.contains(ADMIN_API) && client.auth_method != AuthMethod::PrivateKeyJwt {
        return Err(TokenError::AdminApiByKey.into());
    }
    let (lifetime, now) = (
        server.lifetimes(&client).access_token_for(&scope),
        server.platform.now(),
    );
    let claims = Claims {
        iss: server.config.issuer.to_string(),
        // RFC 9068 section 2.2. It cannot be a user's: see `Client::could`.
        sub: client.id.clone(),
        client_id: client.id.clone(),
        aud: known.audience(&scope, &named).into(),
        scope,
        iat: now,
        exp: now.plus(lifetime),
        jti: Claims::id("", &server.platform.random()[..16]),
        auth_time: None,
        acr: None,
        act: None,
        cnf: caller.key().map(Confirmation::of),
    };
    Tokens::alone(server, claims).await
}
