//! `GET /.well-known/jwks.json`: the key set (RFC 7517 section 5). Uses no storage once it is warm.

use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::jose::PublicKey;
use crate::protocol::json;

pub(crate) async fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    match server.key_set().await {
        Ok((keys, max_age)) => {
            let keys = json::write(&PublicKey::set(&keys));
            Reply::document("application/jwk-set+json", keys, max_age)
        }
        Err(fault) => Reply::unavailable(request, &fault),
    }
}
