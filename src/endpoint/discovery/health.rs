//! `GET /health`: whether the database answers and the signing key opens.
//!
//! Anybody may ask, as often as they like. So this creates nothing, and after a good answer it does not look
//! again for some seconds. Trouble is never remembered.

use http::StatusCode;
use serde::Serialize;

use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::jose::Algorithm;
use crate::store::signing_keys::{Which, load_keys, open_key};

/// How long a good answer holds, in seconds.
const MEMORY: u32 = 5;

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

pub(crate) async fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    match check(server).await {
        Ok(()) => Reply::json(StatusCode::OK, &Health { status: "ok" }),
        Err(fault) => Reply::unavailable(request, &fault),
    }
}

async fn check<P: Platform>(server: &Server<'_, P>) -> Result<(), Fault> {
    let now = server.platform.now();
    let remembered = server.isolate.healthy_at.get();
    if remembered.is_some_and(|at| at <= now && now < at.plus(MEMORY)) {
        return Ok(());
    }
    let ring = load_keys(server.platform, Which::Live).await?;
    // A server that has signed nothing yet makes its key when it is first needed.
    if let Some(key) = ring.signing(Algorithm::Es256, now) {
        open_key(server.platform, &server.config.keys, key).await?;
    }
    server.isolate.healthy_at.set(Some(now));
    Ok(())
}
