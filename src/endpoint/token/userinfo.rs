//! `/userinfo`: who signed in (OpenID Connect Core section 5.3), for a token with scope `openid`.

use http::header::WWW_AUTHENTICATE;
use http::{Method, StatusCode};

use super::{access_token, dpop};
use crate::endpoint::client::{Ground, Refusal};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::{BadBody, Request};
use crate::endpoint::http::too_many::TooMany;
use crate::endpoint::keys::sign;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::jose::Algorithm;
use crate::protocol::openid::Place;
use crate::protocol::openid::id_token::TYPE;
use crate::protocol::scope::OPENID;
use crate::protocol::token::access_token::token_type;
use crate::protocol::token::{BadProof, TokenError};
use crate::store::token_users::load_token_user;

/// Why nothing is told (RFC 6750 section 3.1, RFC 9449 section 7.1).
enum Untold {
    NoToken,
    /// The token came in two ways at once, or in a body that cannot be read.
    InvalidRequest,
    InvalidToken,
    InsufficientScope,
    Proof(BadProof),
    Fault(Fault),
    TooMany(TooMany),
}

impl From<Fault> for Untold {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for Untold {
    fn from(refusal: Refusal) -> Self {
        match refusal.ground() {
            Ground::Rule(TokenError::Proof(bad)) => Self::Proof(bad),
            Ground::Rule(_) => Self::InvalidToken,
            Ground::Fault(fault) => Self::Fault(fault),
            Ground::TooMany(too_many) => Self::TooMany(too_many),
        }
    }
}

pub(crate) async fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let reply = match told(server, request).await {
        Ok(answer) => answer,
        Err(Untold::InvalidRequest) => challenge(
            request,
            StatusCode::BAD_REQUEST,
            "error=\"invalid_request\", error_description=\"Send the access token once: in the \
             Authorization header, or as access_token in a form\"",
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
            let demand = format!("error=\"insufficient_scope\", scope=\"{OPENID}\"");
            challenge(request, StatusCode::FORBIDDEN, &demand)
        }
        Err(Untold::Proof(bad)) => {
            let (error, sentence) = (bad.error(), bad.sentence());
            let demand = format!("error=\"{error}\", error_description=\"{sentence}\"");
            challenge(request, StatusCode::UNAUTHORIZED, &demand)
        }
        Err(Untold::Fault(fault)) => Reply::unavailable(request, &fault),
        Err(Untold::TooMany(too_many)) => too_many.error(),
    };
    dpop::with_nonce(server, request, reply)
}

/// The access token, and whether it came as one that is bound to a key (RFC 6750 section 2).
fn token(request: &Request) -> Result<(String, bool), Untold> {
    let in_form = match (request.method == Method::POST).then(|| request.form()) {
        None | Some(Err(BadBody::OtherType)) => None,
        Some(Ok(form)) => form.one("access_token").ok().flatten().map(str::to_owned),
        Some(Err(_)) => return Err(Untold::InvalidRequest),
    };
    match (request.token("Bearer"), request.token("DPoP"), in_form) {
        (Some(token), _, None) => Ok((token.to_owned(), false)),
        (None, Some(token), None) => Ok((token.to_owned(), true)),
        (None, None, Some(token)) if request.authorization().is_none() => Ok((token, false)),
        (None, None, None) => Err(Untold::NoToken),
        _ => Err(Untold::InvalidRequest),
    }
}

/// What is known of the user, as far as the token allows the client to know it.
async fn told<P: Platform>(server: &Server<'_, P>, request: &Request) -> Result<Reply, Untold> {
    let (token, bound) = token(request)?;
    let token = token.as_str();
    let claims = access_token::verify(server, token)
        .await?
        .filter(|claims| claims.aud.contains(server.config.issuer.as_str()))
        .ok_or(Untold::InvalidToken)?;

    // RFC 9449 section 7.1: a bound token is valid only with its key, never as a bearer token.
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
    if !claims.scope.contains(OPENID) {
        return Err(Untold::InsufficientScope);
    }
    if let Some(proved) = proved {
        proved.once(server).await?;
    }
    let of_owner = server.config.resources.of_owner();
    let known = load_token_user(server.platform, &claims, &of_owner).await?;
    let known = known.ok_or(Untold::InvalidToken)?;
    let about = known.user.claims_for(
        known.memberships,
        &known.registered,
        &server.config.resources,
    );
    let mut answer = about.of_scope(&claims.scope);
    let asked = &known.claims;
    asked.select(Place::UserInfo, &about.all, &mut answer);
    answer.insert("sub".to_owned(), claims.sub.as_str().into());
    match known.userinfo_algorithm {
        None => Ok(Reply::json(StatusCode::OK, &answer)),
        Some(algorithm) => {
            answer.insert("iss".to_owned(), server.config.issuer.as_str().into());
            answer.insert("aud".to_owned(), claims.client_id.as_str().into());
            Ok(Reply::jwt(&sign(server, algorithm, TYPE, &answer).await?))
        }
    }
}

/// A challenge in the scheme that the client used.
fn challenge(request: &Request, status: StatusCode, demand: &str) -> Reply {
    let bound = request.token("DPoP").is_some();
    let scheme = if bound {
        format!("{},", algorithms(token_type(bound)))
    } else {
        token_type(bound).to_owned()
    };
    Reply::json(status, &serde_json::Map::new())
        .header(WWW_AUTHENTICATE, format!("{scheme} {demand}"))
        .because(demand)
}

fn algorithms(scheme: &str) -> String {
    let names = Algorithm::ALL.map(Algorithm::as_str).join(" ");
    format!("{scheme} algs=\"{names}\"")
}
