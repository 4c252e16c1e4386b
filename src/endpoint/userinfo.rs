//! `/userinfo`: who signed in (OpenID Connect Core section 5.3), for a token with scope `profile`.

use http::StatusCode;
use http::header::WWW_AUTHENTICATE;
use serde::Serialize;

use super::Server;
use super::reply::Reply;
use super::request::Request;
use crate::platform::{Fault, Platform};
use crate::protocol::access_token::{Claims, Unverified};
use crate::protocol::resource::PROFILE;
use crate::store::users::load_user;

#[derive(Serialize)]
struct UserInfo {
    sub: String,
    preferred_username: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

pub(super) async fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let token = match request.authorization().map(|header| header.split_once(' ')) {
        Some(Some((scheme, token))) if scheme.eq_ignore_ascii_case("Bearer") => token.trim(),
        // RFC 6750 section 3.1: no error code for a request that brought no token.
        _ => return challenge(StatusCode::UNAUTHORIZED, "Bearer"),
    };
    let claims = match verify(server, token).await {
        Ok(Some(claims)) => claims,
        Ok(None) => return invalid_token(),
        Err(fault) => return Reply::unavailable(request, &fault),
    };
    if !claims.scope.contains(PROFILE) {
        let demand = format!("Bearer error=\"insufficient_scope\", scope=\"{PROFILE}\"");
        return challenge(StatusCode::FORBIDDEN, &demand);
    }
    match load_user(server.platform, &claims.sub).await {
        Ok(Some(user)) => Reply::json(
            StatusCode::OK,
            &UserInfo {
                sub: user.id,
                preferred_username: user.username,
                name: user.name,
            },
        ),
        Ok(None) => invalid_token(),
        Err(fault) => Reply::unavailable(request, &fault),
    }
}

/// The claims of a token that this server signed, for itself, and that has not expired.
async fn verify<P: Platform>(server: &Server<'_, P>, token: &str) -> Result<Option<Claims>, Fault> {
    let Some(token) = Unverified::parse(token) else {
        return Ok(None);
    };
    let key = server.signing_key().await?;
    let signed = key.kid == token.kid
        && server
            .platform
            .verify(&key.public, token.signed.as_bytes(), &token.signature)
            .await?;
    let issuer = server.config.issuer.as_str();
    Ok(signed
        .then(|| token.verified(issuer, server.platform.now()))
        .flatten()
        .filter(|claims| claims.aud.contains(issuer)))
}

fn invalid_token() -> Reply {
    challenge(
        StatusCode::UNAUTHORIZED,
        "Bearer error=\"invalid_token\", error_description=\"The access token is not valid here, \
         or it has expired\"",
    )
}

fn challenge(status: StatusCode, value: &str) -> Reply {
    Reply::json(status, &serde_json::Map::new())
        .header(WWW_AUTHENTICATE, value)
        .because(value)
}
