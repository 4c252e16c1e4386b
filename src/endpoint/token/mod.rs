//! `POST /token`: the token endpoint (RFC 6749 section 3.2), and the endpoints that take its tokens.

mod access_token;
mod assertion_grant;
mod caller;
mod client_grant;
mod code_grant;
mod device_grant;
pub(crate) mod dpop;
mod exchange_grant;
pub(crate) mod introspect;
mod issue;
pub(crate) mod presented;
mod refresh_at_once;
mod refresh_grant;
mod refresh_look;
pub(crate) mod revoke;
pub(crate) mod userinfo;

use http::StatusCode;

use caller::TokenCaller;
use issue::Tokens;

use crate::endpoint::client::claimant::Claimant;
use crate::endpoint::client::{Refusal, authentication};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::secret::Secret;
use crate::protocol::token::access_token::token_type;
use crate::protocol::token::{TokenError, TokenRequest, TokenResponse};

/// `POST /token`.
pub(crate) async fn issue<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let reply = match tokens(server, request).await {
        Ok(tokens) => Reply::json(
            StatusCode::OK,
            &TokenResponse {
                access_token: tokens.access_token.reveal(),
                issued_token_type: tokens.issued_token_type,
                token_type: token_type(tokens.bound),
                expires_in: tokens.expires_in,
                refresh_token: tokens.refresh_token.as_ref().map(Secret::reveal),
                scope: &tokens.scope,
                id_token: tokens.id_token.as_ref().map(Secret::reveal),
            },
        ),
        Err(refusal) => refusal.reply(request),
    };
    dpop::with_nonce(server, request, reply)
}

async fn tokens<P: Platform>(server: &Server<'_, P>, request: &Request) -> Result<Tokens, Refusal> {
    let body = authentication::form(request)?;
    let grant = TokenRequest::parse(&body)?;
    let key = dpop::prove(server, request, None).await?;
    let grant_type = grant.grant_type();
    let asking = async {
        let claimant = Claimant::read(server, request, &body).await?;
        Ok(TokenCaller::new(claimant, grant_type, key))
    };
    let (caller, tokens) = match &grant {
        TokenRequest::AuthorizationCode(grant) => {
            let (caller, loaded) = code_grant::load(server, asking, &grant.code).await?;
            let tokens = code_grant::redeem(server, &caller, grant, loaded).await;
            (caller, tokens)
        }
        grant => {
            let caller = asking.await?;
            let tokens = granted(server, &caller, grant).await;
            (caller, tokens)
        }
    };
    if tokens.as_ref().is_err_and(Refusal::is_rule) {
        // Nobody can send the assertion again, whatever the reason for the refusal.
        caller.claimant.use_up(server).await?;
    }
    tokens
}

/// What comes of every grant but a code.
async fn granted<P: Platform>(
    server: &Server<'_, P>,
    caller: &TokenCaller,
    grant: &TokenRequest,
) -> Result<Tokens, Refusal> {
    match grant {
        TokenRequest::RefreshToken(grant) => refresh_grant::refresh(server, caller, grant).await,
        TokenRequest::DeviceCode(grant) => device_grant::redeem(server, caller, grant).await,
        TokenRequest::TokenExchange(grant) => exchange_grant::exchange(server, caller, grant).await,
        TokenRequest::IdentityAssertion(grant) => {
            assertion_grant::redeem(server, caller, grant).await
        }
        TokenRequest::ClientCredentials(wanted) => {
            client_grant::issue(server, caller, wanted).await
        }
        // A code was loaded and redeemed before this.
        TokenRequest::AuthorizationCode(_) => Err(TokenError::GrantTypeUnsupported.into()),
    }
}
