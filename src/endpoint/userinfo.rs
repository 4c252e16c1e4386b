//! `/userinfo`: who signed in (OpenID Connect Core section 5.3), for a token with scope `profile`.

use http::StatusCode;
use http::header::WWW_AUTHENTICATE;
use serde::Serialize;

use super::refusal::Refusal;
use super::reply::Reply;
use super::request::Request;
use super::{Server, access_token, dpop};
use crate::platform::{Fault, Platform};
use crate::protocol::access_token::token_type;
use crate::protocol::dpop::BadProof;
use crate::protocol::jws::Algorithm;
use crate::protocol::resource::PROFILE;
use crate::protocol::token_error::TokenError;
use crate::store::families::load_token_user;
use crate::store::users::User;

#[derive(Serialize)]
struct UserInfo {
    sub: String,
    preferred_username: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// Why nothing is told (RFC 6750 section 3.1, RFC 9449 section 7.1).
enum Untold {
    NoToken,
    InvalidToken,
    InsufficientScope,
    Proof(BadProof),
    Fault(Fault),
}

impl From<Fault> for Untold {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for Untold {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Rule(TokenError::Proof(bad)) => Self::Proof(bad),
            Refusal::Rule(_) => Self::InvalidToken,
            Refusal::Fault(fault) => Self::Fault(fault),
        }
    }
}

pub(super) async fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let reply = match told(server, request).await {
        Ok(user) => Reply::json(
            StatusCode::OK,
            &UserInfo {
                sub: user.id,
                preferred_username: user.username,
                name: user.name,
            },
        ),
        Err(Untold::NoToken) => Reply::json(StatusCode::UNAUTHORIZED, &serde_json::Map::new())
            .header(WWW_AUTHENTICATE, "Bearer")
            .header(WWW_AUTHENTICATE, algorithms("DPoP"))
            .because("no access token"),
        Err(Untold::InvalidToken) => challenge(
            request,
            StatusCode::UNAUTHORIZED,
            "error=\"invalid_token\", error_description=\"The access token is not valid here, or it \
             has expired\"",
        ),
        Err(Untold::InsufficientScope) => {
            let demand = format!("error=\"insufficient_scope\", scope=\"{PROFILE}\"");
            challenge(request, StatusCode::FORBIDDEN, &demand)
        }
        Err(Untold::Proof(bad)) => {
            let (error, sentence) = (bad.code(), bad.sentence());
            let demand = format!("error=\"{error}\", error_description=\"{sentence}\"");
            challenge(request, StatusCode::UNAUTHORIZED, &demand)
        }
        Err(Untold::Fault(fault)) => Reply::unavailable(request, &fault),
    };
    dpop::with_nonce(server, request, reply)
}

/// The user, if the token says that the client may know.
async fn told<P: Platform>(server: &Server<'_, P>, request: &Request) -> Result<User, Untold> {
    let (token, bound) = match (request.token("Bearer"), request.token("DPoP")) {
        (Some(token), _) => (token, false),
        (None, Some(token)) => (token, true),
        (None, None) => return Err(Untold::NoToken),
    };
    let claims = access_token::verify(server, token)
        .await?
        .filter(|claims| claims.aud.contains(server.config.issuer.as_str()))
        .ok_or(Untold::InvalidToken)?;

    // RFC 9449 section 7.1: a bound token is good with its key only, and not as a bearer token.
    let proved = match (&claims.cnf, bound) {
        (None, false) => None,
        (Some(confirmation), true) => {
            let proved = dpop::prove(server, request, Some(token)).await?;
            let proved = proved.ok_or(Untold::Proof(BadProof::Missing))?;
            if proved.thumbprint != confirmation.jkt {
                return Err(Untold::InvalidToken);
            }
            Some(proved)
        }
        _ => return Err(Untold::InvalidToken),
    };
    if !claims.scope.contains(PROFILE) {
        return Err(Untold::InsufficientScope);
    }
    if let Some(proved) = proved {
        proved.once(server).await?;
    }
    load_token_user(server.platform, &claims)
        .await?
        .ok_or(Untold::InvalidToken)
}

/// In the scheme that the client used.
fn challenge(request: &Request, status: StatusCode, demand: &str) -> Reply {
    let bound = request.token("DPoP").is_some();
    let scheme = match bound {
        true => format!("{},", algorithms(token_type(bound))),
        false => token_type(bound).to_owned(),
    };
    Reply::json(status, &serde_json::Map::new())
        .header(WWW_AUTHENTICATE, format!("{scheme} {demand}"))
        .because(demand)
}

fn algorithms(scheme: &str) -> String {
    let names = Algorithm::ALL.map(Algorithm::as_str).join(" ");
    format!("{scheme} algs=\"{names}\"")
}
