//! `GET /authorize`: the authorization endpoint (RFC 6749 section 3.1).

use http::Method;

use super::interaction::{self, Interaction};
use super::reply::Reply;
use super::request::Request;
use super::{Server, consent};
use crate::platform::Platform;
use crate::protocol::authorization::Decision;

pub(super) async fn authorize<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let Interaction {
        request: authorization,
        user,
        session,
    } = match interaction::open(server, request).await {
        Ok(interaction) => interaction,
        Err(reply) => return reply,
    };

    let visit = user
        .as_ref()
        .map(|(user, granted)| (user, granted.as_ref()));
    match (authorization.decide(visit), &user, &session) {
        // HEAD is safe (RFC 9110 section 9.2.1): it makes no code.
        (Decision::Approve(_), _, _) if request.method == Method::HEAD => Reply::nothing(),
        (Decision::Approve(approval), _, _) => {
            match interaction::issue_code(server, &approval).await {
                Ok(location) => Reply::redirect(&location),
                Err(fault) => interaction::unavailable(&approval.request.destination, &fault),
            }
        }
        (Decision::AskConsent(authorization), Some((user, _)), Some(session)) => {
            consent::page(server, request, &authorization, user, session)
        }
        (Decision::AskConsent(authorization) | Decision::SignIn(authorization), _, _) => {
            interaction::login_page(server, request, &authorization, "", None)
        }
    }
}
