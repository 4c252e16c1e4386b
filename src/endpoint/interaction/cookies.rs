//! What cookies attest about one authorization request in one browser.
//!
//! - What a person did for it: signed in, or chose an account. The request in the URL still asks for it
//!   (`prompt=login`) when the browser comes back.
//! - That a signed request was in time when this browser first brought it (RFC 9101 section 6). Such a request
//!   expires, mostly within a minute; a person may need longer to sign in and to decide.

use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::authorization::Answered;
use crate::protocol::binding::{self, Binding, LIFETIME, Purpose};
use crate::protocol::params::Params;
use crate::protocol::secret::{Secret, digest};
use crate::protocol::timestamp::Timestamp;

/// Marks a browser in which somebody is signed in.
pub(crate) const SESSION: &str = "__Host-edgegrant-session";

/// Binds the login form to the browser that was shown it.
pub(crate) const LOGIN: &str = "__Host-edgegrant-login";

/// The session that was chosen last in this browser; kept for as long as the browser runs.
pub(crate) const ACCOUNT: &str = "__Host-edgegrant-account";

/// The users who have signed in in this browser before.
pub(crate) const KNOWN: &str = "__Host-edgegrant-known";

/// What was done for a request; the name continues with a part that tells the requests of one browser apart.
const ANSWER: &str = "__Host-edgegrant-answer-";

/// When a request first came; the name continues in the same way.
const REQUEST: &str = "__Host-edgegrant-request-";

/// What was done for this request, if anything was.
pub(super) fn answered<P: Platform>(server: &Server<'_, P>, request: &Request) -> Option<Answered> {
    let cookie = request.cookie(&name(ANSWER, request))?;
    let (session, token) = cookie.reveal().split_once('~')?;
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let attests = |purpose| {
        let binding = Binding::new(purpose, session, &request.query);
        binding::verify(keys, binding, token, now).is_ok()
    };
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
    request.cookie(ACCOUNT)
}

/// Remembers what was done for this request, and the account for those that follow.
pub(crate) fn remember<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    answered: &Answered,
    reply: Reply,
) -> Reply {
    let (purpose, session) = match answered {
        Answered::SignedIn(session) => (Purpose::SignedIn, session),
        Answered::Chose(session) => (Purpose::Chose, session),
    };
    let binding = Binding::new(purpose, session, &request.query);
    let token = binding::mint(&server.config.keys.form, binding, server.platform.now());
    reply.cookie(ACCOUNT, session, None).cookie(
        &name(ANSWER, request),
        &format!("{session}~{token}"),
        Some(LIFETIME),
    )
}

/// The request is answered: what was done for it no longer counts.
pub(crate) fn forget(request: &Request, mut reply: Reply) -> Reply {
    for cookie in [name(ANSWER, request), name(REQUEST, request)] {
        if request.cookie(&cookie).is_some() {
            reply = reply.cookie(&cookie, "", Some(0));
        }
    }
    reply
}

/// When this browser first brought this request: now, if it never did.
pub(super) fn received_at<P: Platform>(server: &Server<'_, P>, request: &Request) -> Timestamp {
    let now = server.platform.now();
    let key = &server.config.keys.form;
    request
        .cookie(&name(REQUEST, request))
        .and_then(|cookie| binding::verify(key, received(request), cookie.reveal(), now).ok())
        .unwrap_or(now)
}

/// Remembers that a signed request was in time. Only for a request that was found valid.
pub(crate) fn remember_request<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    reply: Reply,
) -> Reply {
    let sent = request.query_params().unwrap_or_default();
    let now = server.platform.now();
    if !is_signed(&sent) || received_at(server, request) != now {
        return reply;
    }
    let token = binding::mint(&server.config.keys.form, received(request), now);
    reply.cookie(&name(REQUEST, request), &token, Some(LIFETIME))
}

/// One cookie for each request, so that two tabs do not erase each other's.
fn name(cookie: &str, request: &Request) -> String {
    let tab = digest(&request.query);
    format!("{cookie}{}", &tab[..16])
}

/// The cookie itself binds it to the browser.
fn received(request: &Request) -> Binding<'_> {
    Binding::new(Purpose::Received, "", &request.query)
}

fn is_signed(params: &Params) -> bool {
    matches!(params.one("request"), Ok(Some(_)))
}
