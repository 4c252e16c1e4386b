//! `GET /.well-known/change-password` (A Well-Known URL for Changing Passwords): where a password manager sends people who
//! want another password. Uses no storage.

use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::location::Location;
use crate::protocol::path;

pub(crate) fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    // Below a path it is the host's, which may have other passwords than these.
    if !server.config.passwords || !server.config.issuer.path().is_empty() {
        return notice::not_found(request);
    }
    Reply::redirect(&Location::here("", path::ACCOUNT_SECURITY, ""))
}
