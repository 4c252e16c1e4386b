//! `GET /.well-known/webfinger` (RFC 7033): whom to ask about the people of this domain. Uses no storage.

use http::StatusCode;

use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::webfinger::Descriptor;

/// How long a client may keep the answer, in seconds.
const MAX_AGE: u32 = 3600;

pub(crate) fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let query = match request.query_params() {
        Ok(query) => query,
        Err(malformed) => {
            let status = StatusCode::BAD_REQUEST;
            return Reply::error(status, "invalid_request", malformed.sentence());
        }
    };
    match Descriptor::of(&server.config.issuer, &query) {
        Ok(descriptor) => {
            let body = serde_json::to_string(&descriptor).unwrap_or_default();
            Reply::document("application/jrd+json", body, MAX_AGE)
        }
        Err(why) => Reply::error(why.status(), "invalid_request", why.sentence()),
    }
}
