//! `/userinfo`: who signed in (OpenID Connect Core section 5.3), for a token with scope `openid`.

use http::header::WWW_AUTHENTICATE;
use http::{Method, StatusCode};

use super::presented::{Presented, Untold, present};
use super::{access_token, dpop};
use crate::endpoint::http::body::BadBody;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::keys::sign;
use crate::endpoint::server::Server;
use crate::platform::{Outcome, Platform};
use crate::protocol::openid::Place;
use crate::protocol::openid::id_token::TYPE;
use crate::protocol::scope::OPENID;
use crate::protocol::token::BadProof;
use crate::store::spent_ids::spend_and;
use crate::store::token_users::{read_token_user, token_user};

pub(crate) async fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let reply = match told(server, request).await {
        Ok(answer) => answer,
        Err(untold) => refused(request, untold),
    };
    dpop::with_nonce(server, request, reply)
}

fn refused(request: &Request, untold: Untold) -> Reply {
    match untold.challenge(request) {
        Ok(challenge) => {
            let mut reply = Reply::json(challenge.status, &serde_json::Map::new());
            for scheme in challenge.schemes {
                reply = reply.header(WWW_AUTHENTICATE, scheme);
            }
            reply.because(challenge.reason)
        }
        Err(Untold::TooMany(too_many)) => too_many.error(),
        Err(Untold::Fault(fault)) => Reply::unavailable(request, &fault),
        Err(_) => Reply::empty(StatusCode::UNAUTHORIZED),
    }
}

/// The access token that came in a form, if one did (RFC 6750 section 2.2).
fn in_form(request: &Request) -> Result<Option<String>, Untold> {
    match (request.method == Method::POST).then(|| request.form()) {
        None | Some(Err(BadBody::OtherType)) => Ok(None),
        Some(Ok(form)) => Ok(form.one("access_token").ok().flatten().map(str::to_owned)),
        Some(Err(_)) => Err(Untold::InvalidRequest),
    }
}

/// What D1 knows about the token, read in the trip that brings the keys, and so before the token is verified. `None`: the keys are at
/// hand.
async fn early<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    in_form: Option<&str>,
) -> Result<Option<Outcome>, Untold> {
    let sent = request.token("Bearer").or(request.token("DPoP"));
    let Some(token) = sent.or(in_form).filter(|_| server.keys_are_due()) else {
        return Ok(None);
    };
    let Some(said) = access_token::said(server, token).await? else {
        return Ok(None);
    };
    let about = token_user(&said.claims, &server.config.resources.of_owner());
    Ok(server.batch_and_keys(vec![about], false).await?.pop())
}

/// What is known of the user, as far as the token allows the client to know it.
async fn told<P: Platform>(server: &Server<'_, P>, request: &Request) -> Result<Reply, Untold> {
    let audience = server.config.issuer.as_str();
    let in_form = in_form(request)?;
    let early = early(server, request, in_form.as_deref()).await?;
    let presented = present(server, request, audience, in_form).await?;
    let Presented { claims, proved } = presented;
    if !claims.scope.contains(OPENID) {
        return Err(Untold::InsufficientScope(OPENID));
    }
    let found = match early {
        Some(found) => {
            if let Some(proved) = proved {
                proved.once(server).await?;
            }
            found
        }
        None => {
            let ids = proved.map(|proved| proved.unspent());
            let about = token_user(&claims, &server.config.resources.of_owner());
            let (before, found) = spend_and(server.platform, ids.as_slice(), about).await?;
            if before.is_some() {
                return Err(Untold::Proof(BadProof::Replayed));
            }
            found
        }
    };
    let known = read_token_user(&found)?.ok_or(Untold::InvalidToken)?;
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
