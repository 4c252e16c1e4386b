//! Requests that came without TLS, where the issuer is `https` (RFC 6749 section 3.1.2.1, RFC 9700 section 2.6). Nothing
//! is done for them: what they brought may have been read or changed on its way.

use http::{Method, StatusCode};

use super::notice;
use super::reply::Reply;
use super::request::Request;
use crate::protocol::issuer::Issuer;
use crate::protocol::location::Location;
use crate::protocol::path;

/// For the client's developer, and for the log.
const SENTENCE: &str = "This server is reached over https only. Whatever was sent may have been read on its way: replace the \
                        secrets in it.";

/// Sends browsers to the same address over TLS, and refuses whatever may hold credentials.
pub(crate) fn answer(issuer: &Issuer, request: &Request) -> Reply {
    let safe = matches!(request.method, Method::GET | Method::HEAD);
    match request.path.as_str() {
        "" => notice::not_found(request),
        // Both are requested with a token; pages are not.
        path::USERINFO => refuse(),
        path if path::client_of(path).is_some() => refuse(),
        _ if safe && Request::is_too_long(&request.query) => notice::too_long(request),
        path if safe => Reply::moved(&Location::here(issuer.as_str(), path, &request.query)),
        path::AUTHORIZE
        | path::LOGIN
        | path::SELECT_ACCOUNT
        | path::CONSENT
        | path::LOGOUT
        | path::LOGOUT_CONFIRM => {
            let notice = &request.words().notices.unencrypted;
            notice::show(request, StatusCode::BAD_REQUEST, notice).because(SENTENCE)
        }
        _ => refuse(),
    }
}

fn refuse() -> Reply {
    Reply::error(StatusCode::BAD_REQUEST, "invalid_request", SENTENCE).because(SENTENCE)
}
