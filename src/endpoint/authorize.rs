//! `/authorize`: the authorization endpoint (RFC 6749 section 3.1, OpenID Connect Core section 3.1.2).

use http::{Method, StatusCode};

use super::authorization_response::Refusal;
use super::interaction::{self, Interaction};
use super::reply::Reply;
use super::request::Request;
use super::{Server, answered, authorization_response, consent, received, select_account};
use crate::platform::Platform;
use crate::protocol::authorization::Decision;

/// `GET /authorize`.
pub(super) async fn authorize<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let Interaction {
        request: authorization,
        visitor,
        pushed,
        browser,
        ..
    } = match interaction::open(server, request).await {
        Ok(interaction) => interaction,
        Err(reply) => return reply,
    };

    let page = match authorization.decide(&visitor) {
        // HEAD is safe (RFC 9110 section 9.2.1): it makes no code, and uses no pushed request up.
        Decision::Approve(_) | Decision::Refuse(..) if request.method == Method::HEAD => {
            return Reply::empty(StatusCode::OK);
        }
        Decision::Approve(approval) => {
            let issued =
                authorization_response::issue_code(server, request, &approval, pushed.as_ref());
            return match issued.await {
                Ok(answer) => answered::forget(request, Reply::answer(request, &answer)),
                Err(reply) => reply,
            };
        }
        Decision::Refuse(authorization, error) => {
            let refusal = Refusal {
                authorization: &authorization,
                visitor: &visitor,
                pushed: pushed.as_ref(),
            };
            return refusal.deliver(server, request, error).await;
        }
        Decision::AskConsent(authorization, account) => {
            consent::page(server, request, &authorization, &account.user, &visitor)
        }
        Decision::SelectAccount(authorization) => {
            select_account::page(server, request, &authorization, &visitor, browser.as_ref())
        }
        Decision::SignIn(authorization, username) => {
            let username = username.as_deref().unwrap_or_default();
            interaction::login_page(server, request, &authorization, username, None)
        }
    };
    received::remember(server, request, page)
}
