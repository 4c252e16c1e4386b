//! `GET /.well-known/oauth-authorization-server` (RFC 8414). No storage.

use super::Server;
use super::reply::Reply;
use crate::platform::Platform;

/// How long a client may keep the metadata, in seconds.
const MAX_AGE: u32 = 3600;

pub(super) fn show<P: Platform>(server: &Server<'_, P>) -> Reply {
    Reply::document("application/json", server.config.metadata.clone(), MAX_AGE)
}
