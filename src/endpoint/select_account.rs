//! `/select-account`: several people are signed in in one browser; who goes on (`prompt=select_account`,
//! OpenID Connect Core section 3.1.2.1)?

use http::StatusCode;

use super::interaction::{self, Interaction};
use super::page::SelectAccount;
use super::reply::Reply;
use super::request::Request;
use super::{Server, answered, form};
use crate::platform::Platform;
use crate::protocol::authorization::{Answered, AuthorizationRequest, Visitor};
use crate::protocol::binding::{self, Binding, Purpose};
use crate::protocol::path;
use crate::protocol::secret::SecretHash;

/// `GET /select-account`: the page, also when nothing asks for it ("use another account").
pub(super) async fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    match interaction::open(server, request).await {
        Ok(Interaction {
            request: authorization,
            visitor,
            browser,
            ..
        }) => page(server, request, &authorization, &visitor, browser.as_ref()),
        Err(reply) => reply,
    }
}

/// The accounts to choose from, bound to this browser; the login page where there is none.
pub(super) fn page<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    authorization: &AuthorizationRequest,
    visitor: &Visitor,
    browser: Option<&SecretHash>,
) -> Reply {
    let Some(browser) = browser.filter(|_| !visitor.accounts.is_empty()) else {
        return interaction::login_page(server, request, authorization, "", None);
    };
    let shown = shown(request, browser);
    let action = request.onward(path::SELECT_ACCOUNT);
    let another = request.onward(path::LOGIN);
    let page = SelectAccount {
        base: &request.base,
        client_name: &authorization.client.name,
        accounts: &visitor.accounts,
        action: action.as_str(),
        token: &binding::mint(&server.config.keys.form, shown, server.platform.now()),
        another: another.as_str(),
    };
    let destination = &authorization.destination;
    let targets = destination.content_sources(&authorization.client);
    Reply::page(StatusCode::OK, &page, &targets)
}

/// `POST /select-account`: goes back to `/authorize` with the same request, as the one who was chosen.
pub(super) async fn choose<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let Interaction {
        visitor, browser, ..
    } = match interaction::open(server, request).await {
        Ok(interaction) => interaction,
        Err(reply) => return reply,
    };
    let back = request.onward(path::AUTHORIZE);
    let Some(browser) = browser else {
        return Reply::redirect(&back).because("an account was chosen without a session");
    };
    // The cookie is another one after each login, in another tab too: then the page is shown again.
    let form = match form::answer(server, request, shown(request, &browser), &back, true) {
        Ok(form) => form,
        Err(reply) => return reply,
    };
    let session = form.one("session").ok().flatten().unwrap_or_default();
    let mut accounts = visitor.accounts.into_iter();
    match accounts.find(|account| account.user.session_id == session) {
        Some(account) => {
            let chose = Answered::Chose(account.user.session_id);
            answered::remember(server, request, &chose, Reply::redirect(&back))
        }
        None => Reply::redirect(&back).because("the account that was chosen is not signed in"),
    }
}

fn shown<'a>(request: &'a Request, browser: &'a SecretHash) -> Binding<'a> {
    Binding::new(Purpose::Account, browser.as_str(), &request.query)
}
