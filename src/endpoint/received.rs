//! A signed request expires, mostly within a minute; a person may need longer to sign in and to decide.
//! What counts is that it was in time when this browser brought it first (RFC 9101 section 6), which a
//! cookie attests.

use super::Server;
use super::reply::Reply;
use super::request::Request;
use crate::platform::Platform;
use crate::protocol::binding::{self, Binding, LIFETIME, Purpose};
use crate::protocol::params::Params;
use crate::protocol::secret::Secret;
use crate::protocol::timestamp::Timestamp;

const COOKIE: &str = "__Host-edgegrant-request-";

/// When this browser first brought this request: now, if it never did.
pub(super) fn time<P: Platform>(server: &Server<'_, P>, request: &Request) -> Timestamp {
    let now = server.platform.now();
    let key = &server.config.keys.form;
    request
        .cookie(&name(request))
        .and_then(|cookie| binding::verify(key, shown(request), cookie.reveal(), now).ok())
        .unwrap_or(now)
}

/// Remembers that a signed request was in time. Only for one that was found right.
pub(super) fn remember<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    reply: Reply,
) -> Reply {
    let signed = request.query_params().unwrap_or_default();
    let now = server.platform.now();
    if !is_signed(&signed) || time(server, request) != now {
        return reply;
    }
    let token = binding::mint(&server.config.keys.form, shown(request), now);
    reply.cookie(&name(request), &token, Some(LIFETIME))
}

/// One for each request, so that two tabs do not forget each other's.
pub(super) fn name(request: &Request) -> String {
    format!("{COOKIE}{}", tab(request))
}

/// What tells the requests of one browser apart.
pub(super) fn tab(request: &Request) -> String {
    let hash = Secret::new(&request.query).hash();
    hash.as_str()[..16].to_owned()
}

/// The cookie itself binds it to the browser.
fn shown(request: &Request) -> Binding<'_> {
    Binding::new(Purpose::Received, "", &request.query)
}

fn is_signed(params: &Params) -> bool {
    matches!(params.one("request"), Ok(Some(_)))
}
