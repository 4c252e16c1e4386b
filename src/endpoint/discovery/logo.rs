//! `GET /logo/HASH`: a logo of the owner. The address names its content, so whoever has it may keep it for good.

use std::rc::Rc;

use http::header::CONTENT_SECURITY_POLICY;

use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::brand::is_hash;
use crate::store::logos::{StoredLogo, load_logo};

/// A year, in seconds.
const KEPT: &str = "public, max-age=31536000, immutable";

pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    hash: &str,
) -> Reply {
    match load(server, hash).await {
        Ok(None) => notice::not_found(request),
        // Whoever opens it on its own gets a picture, and nothing in it could run.
        Ok(Some(logo)) => Reply::picture(&logo.content_type, &logo.file, KEPT).header(
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; sandbox",
        ),
        Err(fault) => Reply::unavailable(request, &fault),
    }
}

/// The isolate remembers what it has shown: there are few.
async fn load<P: Platform>(
    server: &Server<'_, P>,
    hash: &str,
) -> Result<Option<Rc<StoredLogo>>, Fault> {
    if !is_hash(hash) {
        return Ok(None);
    }
    let hash = hash.to_owned();
    if let Some(logo) = server.isolate.logos.borrow().get(&hash) {
        return Ok(Some(Rc::clone(logo)));
    }
    let Some(logo) = load_logo(server.platform, &hash).await?.map(Rc::new) else {
        return Ok(None);
    };
    let mut logos = server.isolate.logos.borrow_mut();
    logos.insert(hash, Rc::clone(&logo));
    Ok(Some(logo))
}
