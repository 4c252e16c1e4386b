//! `GET /health`: whether the database answers and the signing key opens. Remembers nothing.

use http::StatusCode;
use serde::Serialize;

use super::reply::Reply;
use super::request::Request;
use super::{Isolate, Server};
use crate::platform::Platform;
use crate::protocol::jose::Algorithm;

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

pub(super) async fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let forgetful = Server {
        isolate: &Isolate::default(),
        ..*server
    };
    match forgetful.signing_key(Algorithm::Es256).await {
        Ok(_) => Reply::json(StatusCode::OK, &Health { status: "ok" }),
        Err(fault) => Reply::unavailable(request, &fault),
    }
}
