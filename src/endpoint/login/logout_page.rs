//! The answers of `/logout`: the question, and the page for somebody who has signed out.

use http::StatusCode;

use super::logout_request::Proved;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::page::words;
use crate::page::{Logout, SignedOut, Stranger};
use crate::platform::Platform;
use crate::protocol::authorization::Session;
use crate::protocol::binding::{self, Binding, Purpose};
use crate::protocol::client::redirect_uri;
use crate::protocol::location::Location;
use crate::protocol::path;
use crate::protocol::secret::SecretHash;

/// The people who were meant are no longer signed in: these sessions of those `here` have `ended`. Clients that registered themselves
/// could send people from this address anywhere, so the person sees a page first, unless they have just signed out.
pub(super) fn done<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asked: &Proved,
    here: &[Session],
    ended: &[&Session],
) -> Reply {
    let next = &asked.next;
    if let Some(next) = next
        && (asked.is_vouched_for() || !ended.is_empty())
    {
        return Reply::redirect(next);
    }
    let next = next.as_ref().map(Location::as_str);
    let known = ended.iter().find_map(|session| {
        let at = session.provider.as_deref()?;
        let known = server.config.providers.find(at.split(' ').next()?);
        known.filter(|it| it.provider.dialect.may_sign_out())
    });
    let there = known.map(|it| {
        let path = [path::LOGIN_PROVIDER, "/", &it.provider.id, "/logout"].concat();
        (Location::here(&request.base, &path, ""), &*it.provider.name)
    });
    let page = SignedOut {
        frame: request.frame(),
        others: here.len() > ended.len(),
        elsewhere: there.as_ref().map(|(to, name)| (to.as_str(), *name)),
        next,
        site: &next.map(redirect_uri::site).unwrap_or_default(),
        broken: broken(request, asked),
    };
    because(asked, Reply::page(StatusCode::OK, &page))
}

/// The question to those who are signed in `here`, bound to this browser.
pub(super) fn confirm<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asked: &Proved,
    here: &[Session],
    browser: &SecretHash,
) -> Reply {
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let next = asked.next.as_ref().map(Location::as_str);
    let action = request.onward(path::LOGOUT_CONFIRM);
    let client = asked.client.as_deref();
    let stranger = client.and_then(|client| Stranger::leaving(client, next));
    // A name alone, which anybody can choose, says nothing.
    let named = client.filter(|_| stranger.is_some() || asked.is_vouched_for());
    let page = Logout {
        frame: request.frame(),
        client_name: named.map(|client| client.name.as_str()),
        stranger,
        accounts: here,
        next: next.map(redirect_uri::site),
        broken: broken(request, asked),
        action: action.as_str(),
        token: &binding::mint(keys, bound(request, browser), now),
    };
    because(asked, Reply::form(StatusCode::OK, &page))
}

/// What the page says about a request that breaks a rule: why nothing of it counts, and the rule's name in the log.
fn broken<'a>(request: &'a Request, asked: &Proved) -> Option<(&'static str, &'a str)> {
    let bad = asked.broken?;
    Some((words::bad_logout(bad, request.words()), &request.id))
}

fn because(asked: &Proved, reply: Reply) -> Reply {
    match asked.broken {
        None => reply,
        Some(bad) => reply.because(bad.sentence()),
    }
}

pub(super) fn bound<'a>(request: &'a Request, browser: &'a SecretHash) -> Binding<'a> {
    Binding::new(Purpose::Logout, browser.as_str(), &request.query)
}
