//! What scripts of other origins may use (Fetch, "CORS protocol"): the endpoints that take no cookie and are
//! meant for clients, which may run in a browser. The pages for people are not among them, nor is
//! introspection, which is for servers.

use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
};

use super::reply::Reply;
use crate::protocol::path;

/// Which headers a script may send with its request. `*` is for those that tracing adds to every request, under
/// each vendor's own name: the endpoints read none of them. `*` does not include `Authorization`, and older
/// browsers do not know it; so what the endpoints read is named, and so is what most tracing adds
/// (W3C Trace Context and Baggage, Sentry).
const HEADERS: &str = "Authorization, Content-Type, DPoP, MCP-Protocol-Version, \
     traceparent, tracestate, baggage, sentry-trace, *";

/// Whether scripts of other origins may use a path.
pub(crate) fn is_open(path: &str) -> bool {
    let documents = matches!(
        path,
        path::METADATA | path::DISCOVERY | path::JWKS | path::WEBFINGER
    );
    let endpoints = matches!(
        path,
        path::TOKEN
            | path::DEVICE_AUTHORIZATION
            | path::REVOKE
            | path::PAR
            | path::USERINFO
            | path::REGISTER
    );
    documents || endpoints || path::client_of(path).is_some()
}

/// Lets such a script read the answer: it learns nothing that its own server could not ask for.
pub(crate) fn readable(reply: Reply) -> Reply {
    reply.header(ACCESS_CONTROL_ALLOW_ORIGIN, "*").header(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        "DPoP-Nonce, WWW-Authenticate",
    )
}

/// What a browser asks before it sends a script's request: with which methods and headers it may.
pub(crate) fn preflight(allow: &'static str) -> Reply {
    Reply::empty(StatusCode::NO_CONTENT)
        .header(ACCESS_CONTROL_ALLOW_METHODS, allow)
        .header(ACCESS_CONTROL_ALLOW_HEADERS, HEADERS)
        .header(ACCESS_CONTROL_MAX_AGE, "86400")
}
