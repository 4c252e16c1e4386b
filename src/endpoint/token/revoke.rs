//! `POST /revoke`: a client gives a token back (RFC 7009).

use http::StatusCode;

use super::access_token;
use crate::endpoint::client::{Refusal, authentication};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::client::Client;
use crate::protocol::jose::Algorithm;
use crate::protocol::token::{RefreshToken, TokenError};
use crate::store::ended_families::{GivenBack, give_back};
use crate::store::spent_ids::{self, spend};

pub(crate) async fn revoke<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    match revoked(server, request).await {
        Ok(()) => Reply::empty(StatusCode::OK),
        Err(refusal) => refusal.reply(request),
    }
}

/// Ends what is sent, if it is a token. Section 2.2: an unknown token counts as already ended.
async fn revoked<P: Platform>(server: &Server<'_, P>, request: &Request) -> Result<(), Refusal> {
    let body = authentication::form(request)?;
    // With a secret that does not open the key, every token would look unknown, and its client would believe
    // that the token had ended.
    server.signing_key(Algorithm::Es256).await?;
    let client = authentication::authenticate(server, request, &body).await?;
    let token = body
        .one("token")
        .map_err(TokenError::from)?
        .ok_or(TokenError::TokenMissing)?;

    // `token_type_hint` says nothing that the token itself does not show.
    match RefreshToken::open(&server.config.keys.refresh, token) {
        Some(token) => end_family(server, &client, &token).await,
        None => end_access_token(server, &client, token).await,
    }
}

/// Section 2.1: every token of the grant ends with the refresh token, however old the one that was sent.
async fn end_family<P: Platform>(
    server: &Server<'_, P>,
    client: &Client,
    token: &RefreshToken,
) -> Result<(), Refusal> {
    match give_back(server.platform, &token.family, &client.id).await? {
        GivenBack::Ended => {
            let event = Event::new(Kind::Revoked).client(&client.id);
            server.tell(event.family(&token.family));
            Ok(())
        }
        GivenBack::Before => Ok(()),
        GivenBack::OfAnother => Err(TokenError::TokenOfAnotherClient.into()),
    }
}

/// Ends only this token: a client that has just refreshed may give the old one back.
async fn end_access_token<P: Platform>(
    server: &Server<'_, P>,
    client: &Client,
    token: &str,
) -> Result<(), Refusal> {
    match access_token::verify(server, token).await? {
        None => Ok(()),
        Some(claims) if claims.client_id != client.id => {
            Err(TokenError::TokenOfAnotherClient.into())
        }
        Some(claims) => {
            let (kind, jti) = (spent_ids::Kind::AccessToken, &claims.jti);
            if spend(server.platform, kind, jti, claims.exp).await? {
                let event = Event::new(Kind::Revoked).client(&client.id);
                server.tell(match claims.family() {
                    "" => event,
                    family => event.family(family),
                });
            }
            Ok(())
        }
    }
}
