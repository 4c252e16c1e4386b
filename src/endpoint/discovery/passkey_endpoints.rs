//! `GET /.well-known/passkey-endpoints` (A Well-Known URL for Relying Party Passkey Endpoints): where people add passkeys
//! and look after them, for their password manager. Uses no storage.

use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::json::{self, members};
use crate::protocol::passkey::is_rp_host;
use crate::protocol::path;

/// How long a password manager may keep the answer, in seconds.
const MAX_AGE: u32 = 3600;

pub(crate) fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    if !is_rp_host(&server.config.issuer, server.config.rp_id.as_deref()) {
        return notice::not_found(request);
    }
    let page = server.config.issuer.url(path::ACCOUNT_SECURITY);
    let body = members! { "enroll": page.as_str(), "manage": page.as_str() };
    Reply::document("application/json", json::write(&body), MAX_AGE)
}
