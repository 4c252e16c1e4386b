//! `GET /health`: whether the database answers and the signing key opens. Remembers nothing.

use http::StatusCode;
use serde::Serialize;

use super::Server;
use super::reply::Reply;
use super::request::Request;
use crate::platform::Platform;
use crate::store::keys::load_signing_key;

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

pub(super) async fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    match load_signing_key(server.platform, &server.config.keys).await {
        Ok(_) => Reply::json(StatusCode::OK, &Health { status: "ok" }),
        Err(fault) => Reply::unavailable(request, &fault),
    }
}
