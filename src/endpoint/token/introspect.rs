//! `POST /introspect`: an API asks whether an access token is still valid (RFC 7662).

use std::rc::Rc;

use http::StatusCode;

use super::access_token;
use crate::endpoint::client::{Refusal, authentication};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::client::{Client, ClientError};
use crate::protocol::token::TokenError;
use crate::protocol::token::access_token::Claims;
use crate::protocol::token::introspection::{ActiveToken, InactiveToken, may_know};
use crate::store::token_users::{is_good_for_client, load_token_user};

pub(crate) async fn introspect<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    match known(server, request).await {
        Ok(Some((client, claims))) => {
            let resources = &server.config.resources;
            Reply::json(
                StatusCode::OK,
                &ActiveToken::of(&claims, &client, resources),
            )
        }
        Ok(None) => Reply::json(StatusCode::OK, &InactiveToken::ANSWER),
        Err(refusal) => refusal.reply(request),
    }
}

/// The API that asks, and what the token says, if it is valid and meant for that API.
async fn known<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Option<(Rc<Client>, Box<Claims>)>, Refusal> {
    let body = authentication::form(request)?;
    let client = authentication::authenticate(server, request, &body).await?;
    // Section 2.1: without authentication anybody could try tokens out here.
    if !client.auth_method.is_confidential() {
        return Err(ClientError::WrongMethod.into());
    }
    if client.introspects.is_empty() {
        return Err(TokenError::MayNotIntrospect.into());
    }
    let token = body
        .one("token")
        .map_err(TokenError::from)?
        .ok_or(TokenError::TokenMissing)?;

    let claims = access_token::verify(server, token).await?;
    let Some(claims) = claims.filter(|claims| may_know(&client, claims)) else {
        return Ok(None);
    };
    let good = if claims.is_of_client_itself() {
        is_good_for_client(server.platform, &claims).await?
    } else {
        let known = load_token_user(server.platform, &claims, "[]").await?;
        known.is_some()
    };
    Ok(good.then_some((client, claims)))
}
