//! `GET /health`: whether the database answers and is migrated, and the signing key opens.
//!
//! Anybody may ask, as often as they like. So this creates nothing, and does not look again for a minute, not even in
//! trouble. When the trouble has ended, this shows it a minute later at worst; a new secret or a new version runs in a
//! new isolate, which remembers nothing.

use http::StatusCode;

use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::jose::Algorithm;
use crate::protocol::json::members;
use crate::store::schema::require_newest;
use crate::store::signing_keys::{Which, load_keys, open_key};

/// How long an answer holds, in seconds.
const REMEMBERED: u32 = 60;

pub(crate) async fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    match check(server).await {
        Ok(()) => Reply::json(StatusCode::OK, &members! { "status": "ok" }),
        Err(fault) => Reply::unavailable(request, &fault),
    }
}

async fn check<P: Platform>(server: &Server<'_, P>) -> Result<(), Fault> {
    let now = server.platform.now();
    if let Some((at, found)) = &*server.isolate.health.borrow()
        && *at <= now
        && now < at.plus(REMEMBERED)
    {
        return found.clone();
    }
    let found = look(server).await;
    server.isolate.health.replace(Some((now, found.clone())));
    found
}

async fn look<P: Platform>(server: &Server<'_, P>) -> Result<(), Fault> {
    let now = server.platform.now();
    require_newest(server.platform).await?;
    let ring = load_keys(server.platform, Which::Live).await?;
    // A server that has signed nothing yet makes its key when it is first needed.
    if let Some(key) = ring.signing(Algorithm::Es256, now) {
        open_key(server.platform, &server.config.keys, key).await?;
    }
    Ok(())
}
