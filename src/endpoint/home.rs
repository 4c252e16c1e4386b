//! `GET /`: what this address is, for a person who wonders.

use http::StatusCode;

use super::Server;
use super::page::Home;
use super::reply::Reply;
use super::request::Request;
use crate::platform::Platform;

pub(super) fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let page = Home {
        base: &request.base,
        issuer: server.config.issuer.as_str(),
    };
    Reply::page(StatusCode::OK, &page, "")
}
