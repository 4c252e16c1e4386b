//! `/select-account`: several people are signed in within one browser; who continues (`prompt=select_account`,
//! OpenID Connect Core section 3.1.2.1)?

use http::StatusCode;

use super::page as login_page;
use crate::endpoint::http::form;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{self, Interaction, Stop, cookies};
use crate::endpoint::server::Server;
use crate::page::{Asker, SelectAccount, Stranger};
use crate::platform::Platform;
use crate::protocol::authorization::{Answered, AuthorizationRequest, Visitor};
use crate::protocol::binding::{self, Binding, Purpose};
use crate::protocol::path;
use crate::protocol::secret::SecretHash;

/// `GET /select-account`: the page, even when nothing asks for it ("use another account").
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let Interaction {
        request: authorization,
        visitor,
        browser,
        ..
    } = *interaction::open(server, request).await?;
    Ok(page(
        server,
        request,
        &authorization,
        &visitor,
        browser.as_ref(),
    ))
}

/// The accounts to choose from, bound to this browser; the login page when there are none.
pub(crate) fn page<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    authorization: &AuthorizationRequest,
    visitor: &Visitor,
    browser: Option<&SecretHash>,
) -> Reply {
    let Some(browser) = browser.filter(|_| !visitor.accounts.is_empty()) else {
        return login_page::show(server, request, Some(Asker::of(authorization)), "");
    };
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let action = request.onward(path::SELECT_ACCOUNT);
    let another = request.onward(path::LOGIN);
    let page = SelectAccount {
        frame: request.frame(),
        client_name: &authorization.client.name,
        stranger: Stranger::of(authorization),
        accounts: &visitor.accounts,
        action: action.as_str(),
        token: &binding::mint(keys, bound(request, browser), now),
        another: another.as_str(),
    };
    Reply::form(StatusCode::OK, &page)
}

/// `POST /select-account`: goes back to `/authorize` with the same request, as the one who was chosen.
pub(crate) async fn choose<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let Interaction {
        visitor, browser, ..
    } = *interaction::open(server, request).await?;
    let back = request.onward(path::AUTHORIZE);
    let elsewhere = |reason| Stop::back(back.clone(), reason);
    let browser = browser.ok_or_else(|| elsewhere("an account was chosen without a session"))?;
    // Each login, even in another tab, changes the cookie: then the page is shown again.
    let form = form::read(server, request, bound(request, &browser))
        .map_err(|bad| Stop::form_of_another(bad, &back))?;
    let session = form.field("session");
    let mut accounts = visitor.accounts.into_iter();
    let account = accounts
        .find(|account| account.user.session_id == session)
        .ok_or_else(|| elsewhere("the account that was chosen is not signed in"))?;
    let chose = Answered::Chose(account.user.session_id);
    let reply = Reply::redirect(&back);
    Ok(cookies::remember(server, request, &chose, reply))
}

fn bound<'a>(request: &'a Request, browser: &'a SecretHash) -> Binding<'a> {
    Binding::new(Purpose::Account, browser.as_str(), &request.query)
}
