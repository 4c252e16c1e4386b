//! `GET /.well-known/oauth-authorization-server` (RFC 8414). Uses no storage.

use crate::endpoint::http::reply::Reply;
use crate::endpoint::server::Server;
use crate::platform::Platform;

/// How long a client may keep the metadata, in seconds.
const MAX_AGE: u32 = 3600;

pub(crate) fn show<P: Platform>(server: &Server<'_, P>) -> Reply {
    Reply::document("application/json", server.config.metadata.clone(), MAX_AGE)
}
