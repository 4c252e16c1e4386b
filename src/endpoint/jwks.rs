//! `GET /.well-known/jwks.json`: the key set (RFC 7517 section 5). No storage once it is warm.

use super::Server;
use super::reply::Reply;
use super::request::Request;
use crate::platform::Platform;
use crate::protocol::jws::Algorithm;
use crate::protocol::public_key::PublicKey;

/// How long a resource server may keep the keys, in seconds.
const MAX_AGE: u32 = 300;

pub(super) async fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let key = match server.signing_key(Algorithm::Es256).await {
        Ok(key) => key,
        Err(fault) => return Reply::unavailable(request, &fault),
    };
    let keys = PublicKey::set(std::slice::from_ref(&key.public));
    Reply::document("application/jwk-set+json", keys.to_string(), MAX_AGE)
}
