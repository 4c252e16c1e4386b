//! `POST /introspect`: an API asks whether an access token is still valid (RFC 7662).

use std::rc::Rc;

use http::StatusCode;

use super::access_token;
use crate::endpoint::client::claimant::Claimant;
use crate::endpoint::client::{Refusal, authentication};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::{Platform, Statement};
use crate::protocol::client::{Client, ClientError};
use crate::protocol::token::TokenError;
use crate::protocol::token::access_token::Claims;
use crate::protocol::token::introspection::{ActiveToken, InactiveToken, may_know};
use crate::store::token_users::{good_for_client, read_token_user, token_user};

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
    // First, because it may bring the keys.
    let claimant = Claimant::read(server, request, &body).await?;
    let sent = body.one("token").map_err(TokenError::from);
    let said = match &sent {
        Ok(Some(token)) => access_token::said(server, token).await?,
        _ => None,
    };
    let about = said.as_ref().map(|said| about(&said.claims));
    let looked = claimant.look(server, &[], |_, _| about.into_iter().collect());
    let looked = looked.await?;
    let client = authentication::unblocked(looked.client)?;
    // Section 2.1: without authentication anybody could try tokens out here.
    if !client.auth_method.is_confidential() {
        return Err(ClientError::WrongMethod.into());
    }
    if client.introspects.is_empty() {
        return Err(TokenError::MayNotIntrospect.into());
    }
    sent?.ok_or(TokenError::TokenMissing)?;

    let claims = match said {
        Some(said) => said.verified(server).await?,
        None => None,
    };
    let Some(claims) = claims.filter(|claims| may_know(&client, claims)) else {
        return Ok(None);
    };
    let good = match looked.found.first() {
        None => false,
        Some(found) if claims.is_of_client_itself() => !found.rows.is_empty(),
        Some(found) => read_token_user(found)?.is_some(),
    };
    Ok(good.then_some((client, claims)))
}

/// The statement that finds a row if the token has not ended.
fn about(claims: &Claims) -> Statement {
    if claims.is_of_client_itself() {
        good_for_client(claims)
    } else {
        token_user(claims, "[]")
    }
}
