//! `/authorize`: the authorization endpoint (RFC 6749 section 3.1).

use http::{Method, StatusCode};

use super::form;
use super::interaction::{self, Interaction};
use super::reply::Reply;
use super::request::{LONGEST_QUERY, Request};
use super::{Server, consent, received};
use crate::platform::Platform;
use crate::protocol::authorization::Decision;
use crate::protocol::destination::Location;
use crate::protocol::metadata::path;

/// `POST /authorize`: the same request as a form (OpenID Connect Core section 3.1.2.1). The browser
/// goes on with GET, for what a person sees has an address, and only then it sends its session.
pub(super) fn from_form(request: &Request) -> Reply {
    match request.form() {
        Ok(params) => {
            let query = params.form_without(&[]);
            if query.len() > LONGEST_QUERY {
                return interaction::too_long(request);
            }
            Reply::redirect(&Location::here(path::AUTHORIZE, &query))
        }
        Err(bad) => form::unreadable(request, bad),
    }
}

/// `GET /authorize`.
pub(super) async fn authorize<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let Interaction {
        request: authorization,
        pushed,
        user,
        session,
        ..
    } = match interaction::open(server, request).await {
        Ok(interaction) => interaction,
        Err(reply) => return reply,
    };

    let visit = user
        .as_ref()
        .map(|(user, granted)| (user, granted.as_ref()));
    match (authorization.decide(visit), &user, &session) {
        // HEAD is safe (RFC 9110 section 9.2.1): it makes no code.
        (Decision::Approve(_), _, _) if request.method == Method::HEAD => {
            Reply::empty(StatusCode::OK)
        }
        (Decision::Approve(approval), _, _) => {
            match interaction::issue_code(server, request, &approval, pushed.as_ref()).await {
                Ok(answer) => Reply::answer(&answer),
                Err(reply) => reply,
            }
        }
        (Decision::AskConsent(authorization), Some((user, _)), Some(session)) => {
            let page = consent::page(server, request, &authorization, user, session);
            received::remember(server, request, page)
        }
        (Decision::AskConsent(authorization) | Decision::SignIn(authorization), _, _) => {
            let page = interaction::login_page(server, request, &authorization, "", None);
            received::remember(server, request, page)
        }
    }
}
