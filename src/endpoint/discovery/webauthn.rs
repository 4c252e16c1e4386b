//! `GET /.well-known/webauthn` (WebAuthn Level 3 section 5.11.1): which pages may ask for the passkeys of this host. Only
//! this server's own. Uses no storage.

use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::json::{self, members};
use crate::protocol::passkey::is_rp_host;

/// How long a browser may keep the answer, in seconds.
const MAX_AGE: u32 = 3600;

pub(crate) fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    if !is_rp_host(&server.config.issuer, server.config.rp_id.as_deref()) {
        return notice::not_found(request);
    }
    let body = members! { "origins": vec![server.config.issuer.origin()] };
    Reply::document("application/json", json::write(&body), MAX_AGE)
}
