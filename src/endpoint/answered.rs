//! What a person did for one authorization request: signed in, or chose an account. The request in the URL
//! still asks for it (`prompt=login`) when the browser comes back, so a cookie attests that it was done.

use super::Server;
use super::received;
use super::reply::Reply;
use super::request::Request;
use crate::platform::Platform;
use crate::protocol::authorization::Answered;
use crate::protocol::binding::{self, Binding, LIFETIME, Purpose};
use crate::protocol::secret::Secret;

const COOKIE: &str = "__Host-edgegrant-answer-";

/// The session that was chosen last in this browser: for as long as the browser runs.
pub(super) const ACCOUNT_COOKIE: &str = "__Host-edgegrant-account";

/// What was done for this request, if anything was.
pub(super) fn read<P: Platform>(server: &Server<'_, P>, request: &Request) -> Option<Answered> {
    let cookie = request.cookie(&name(request))?;
    let (session, token) = cookie.reveal().split_once('~')?;
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let attests =
        |purpose| binding::verify(keys, shown(request, purpose, session), token, now).is_ok();
    if attests(Purpose::SignedIn) {
        Some(Answered::SignedIn(session.to_owned()))
    } else if attests(Purpose::Chose) {
        Some(Answered::Chose(session.to_owned()))
    } else {
        None
    }
}

/// The session that was chosen last in this browser.
pub(super) fn chosen(request: &Request) -> Option<Secret> {
    request.cookie(ACCOUNT_COOKIE)
}

/// Remembers what was done for this request, and the account for those that follow.
pub(super) fn remember<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    answered: &Answered,
    reply: Reply,
) -> Reply {
    let (purpose, session) = match answered {
        Answered::SignedIn(session) => (Purpose::SignedIn, session),
        Answered::Chose(session) => (Purpose::Chose, session),
    };
    let shown = shown(request, purpose, session);
    let token = binding::mint(&server.config.keys.form, shown, server.platform.now());
    reply.cookie(ACCOUNT_COOKIE, session, None).cookie(
        &name(request),
        &format!("{session}~{token}"),
        Some(LIFETIME),
    )
}

/// The request is answered: what was done for it counts no more.
pub(super) fn forget(request: &Request, mut reply: Reply) -> Reply {
    for cookie in [name(request), received::name(request)] {
        if request.cookie(&cookie).is_some() {
            reply = reply.cookie(&cookie, "", Some(0));
        }
    }
    reply
}

/// One for each request, so that two tabs do not forget each other's.
fn name(request: &Request) -> String {
    format!("{COOKIE}{}", received::tab(request))
}

fn shown<'a>(request: &'a Request, purpose: Purpose, session: &'a str) -> Binding<'a> {
    Binding::new(purpose, session, &request.query)
}
