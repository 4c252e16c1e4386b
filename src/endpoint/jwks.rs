//! `GET /.well-known/jwks.json`: the key set (RFC 7517 section 5). No storage once it is warm.

use jsonwebtoken::jwk::JwkSet;

use super::Server;
use super::reply::Reply;
use super::request::Request;
use crate::platform::{Fault, Platform};

/// How long a resource server may keep the keys, in seconds.
const MAX_AGE: u32 = 300;

pub(super) async fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let key = match server.signing_key().await {
        Ok(key) => key,
        Err(fault) => return Reply::unavailable(request, &fault),
    };
    let keys = JwkSet {
        keys: vec![key.public.clone()],
    };
    match serde_json::to_string(&keys) {
        Ok(body) => Reply::document("application/jwk-set+json", body, MAX_AGE),
        Err(error) => Reply::unavailable(
            request,
            &Fault::new(format!("the key set cannot be written: {error}")),
        ),
    }
}
