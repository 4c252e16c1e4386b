//! `/authorize`: the authorization endpoint (RFC 6749 section 3.1, OpenID Connect Core section 3.1.2).

use http::{Method, StatusCode};

use super::consent;
use crate::endpoint::http::afterwards::{Afterwards, Seen};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::device::WaitingDevice;
use crate::endpoint::interaction::evidence::note_left_out;
use crate::endpoint::interaction::{
    self, Interaction, Nearby, Stop, cookies, passkey_host, response,
};
use crate::endpoint::login::{page as login_page, select_account};
use crate::endpoint::server::Server;
use crate::page::Asker;
use crate::platform::Platform;
use crate::protocol::authorization::{AuthorizationError, Decision, Visitor};
use crate::protocol::path;
use crate::protocol::secret::SecretHash;

/// `GET /authorize`.
pub(crate) async fn authorize<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let Visited {
        decision,
        visitor,
        pushed,
        device,
        browser,
    } = visited(server, request).await?;

    let page = match decision {
        // HEAD is safe (RFC 9110 section 9.2.1): it makes no code and does not use up a pushed request.
        Decision::Approve(_) | Decision::Refuse(..) if request.method == Method::HEAD => {
            return Ok(Reply::empty(StatusCode::OK));
        }
        Decision::Approve(approval) => {
            let destination = &approval.request.destination;
            let once = response::answer_once(server, destination, pushed.as_deref());
            let issued = response::issue_code(server, &approval, Box::pin(once)).await?;
            let reply = cookies::forget(request, issued.reply(request));
            return Ok(seen(request, &visitor, &approval.session_id, reply));
        }
        Decision::Refuse(refused, error) => {
            let pushed = pushed.as_deref();
            return Err(response::refuse(server, &refused, &visitor, pushed, error).await);
        }
        Decision::AskConsent(authorization, account) => {
            let page = consent::page(
                server,
                request,
                &authorization,
                (&account.user, &visitor),
                device.as_ref(),
            );
            let page = seen(request, &visitor, &account.user.session_id, page);
            note_left_out(page, &authorization.client)
        }
        Decision::Shut(authorization, account) => {
            consent::shut(server, request, &authorization, &account.user, &visitor)
        }
        Decision::SelectAccount(authorization) => {
            let page =
                select_account::page(server, request, &authorization, &visitor, browser.as_ref());
            note_left_out(page, &authorization.client)
        }
        Decision::CreateAccount(authorization) if server.config.sign_up.is_open() => {
            let page = Reply::redirect(&request.onward(path::SIGN_UP));
            note_left_out(page, &authorization.client)
        }
        Decision::CreateAccount(authorization) => {
            let page =
                login_page::instead_of_sign_up(server, request, Some(Asker::of(&authorization)));
            note_left_out(page, &authorization.client)
        }
        Decision::SignIn(refused, _) | Decision::StepUp(refused, _)
            if !login_page::can_meet(server, refused.authentication.claims.least_acr()) =>
        {
            let error = AuthorizationError::UnmetAuthenticationRequirements;
            let pushed = pushed.as_deref();
            return Err(response::refuse(server, &refused, &visitor, pushed, error).await);
        }
        Decision::StepUp(authorization, username) => {
            let asker = Some(Asker::of(&authorization));
            let page = login_page::step_up(server, request, asker, &username);
            note_left_out(page, &authorization.client)
        }
        Decision::SignIn(authorization, username) => {
            let username = username.as_deref().unwrap_or_default();
            let page = login_page::show(server, request, Some(Asker::of(&authorization)), username);
            note_left_out(page, &authorization.client)
        }
    };
    Ok(cookies::remember_request(server, request, page))
}

/// Who came, with which request, and what it leads to.
struct Visited {
    decision: Decision,
    visitor: Visitor,
    pushed: Option<String>,
    device: Option<WaitingDevice>,
    browser: Option<SecretHash>,
}

/// What the request leads to. A replica of the database is enough to let somebody in, because the code names what the replica said,
/// and to show the login page in a browser in which nobody is signed in. The primary decides everything else. It may
/// have answered a moment ago, when somebody signed in, and that is enough to ask for consent.
async fn visited<P: Platform>(server: &Server<'_, P>, request: &Request) -> Result<Visited, Stop> {
    let nearby = Nearby::default();
    let near = decided(
        server,
        interaction::open_near(server, request, &nearby).await,
    )
    .await;
    if !nearby.replica.get() {
        return near;
    }
    match near {
        Ok(mut visited) if stands(server, &visited, &nearby) => {
            if let Decision::Approve(approval) = &mut visited.decision
                && let Some(browser) = &visited.browser
            {
                approval.rests_on(browser, true);
            }
            Ok(visited)
        }
        Ok(_) | Err(_) => decided(server, interaction::open(server, request).await).await,
    }
}

async fn decided<P: Platform>(
    server: &Server<'_, P>,
    opened: Result<Box<Interaction>, Stop>,
) -> Result<Visited, Stop> {
    let Interaction {
        request,
        mut visitor,
        pushed,
        device,
        browser,
        ..
    } = *opened?;
    let decision = interaction::decide(server, request, &mut visitor).await?;
    if matches!(
        decision,
        Decision::SignIn(..) | Decision::StepUp(..) | Decision::CreateAccount(_)
    ) {
        passkey_host::look(server).await?;
    }
    Ok(Visited {
        decision,
        visitor,
        pushed,
        device,
        browser,
    })
}

/// Whether a replica's word is enough for this.
fn stands<P: Platform>(server: &Server<'_, P>, visited: &Visited, nearby: &Nearby) -> bool {
    match &visited.decision {
        Decision::Approve(_) => visited.browser.is_some(),
        Decision::SignIn(asked, _) => {
            let least = asked.authentication.claims.least_acr();
            visited.browser.is_none() && login_page::can_meet(server, least)
        }
        Decision::AskConsent(..) => nearby.carried.get(),
        Decision::StepUp(..)
        | Decision::CreateAccount(_)
        | Decision::SelectAccount(_)
        | Decision::Shut(..)
        | Decision::Refuse(..) => false,
    }
}

/// Has it noted that this session was seen, if that is the first time in a day.
fn seen(request: &Request, visitor: &Visitor, session_id: &str, mut reply: Reply) -> Reply {
    if let Some(session) = visitor.seen_again(session_id) {
        reply.afterwards.push(Afterwards::NoteSeen(Seen {
            request: request.id.clone(),
            user_id: session.user_id.clone(),
            session_id: session.session_id.clone(),
        }));
    }
    reply
}
