//! `GET /`: what this address is, for a person who wonders.

use http::StatusCode;

use super::Server;
use super::page::Home;
use super::reply::Reply;
use crate::platform::Platform;

pub(super) fn show<P: Platform>(server: &Server<'_, P>) -> Reply {
    let page = Home {
        issuer: server.config.issuer.as_str(),
    };
    Reply::page(StatusCode::OK, &page, "")
}
