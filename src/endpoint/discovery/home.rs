//! `GET /`: tells a curious person what this address is.

use http::StatusCode;

use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::page::Home;
use crate::platform::Platform;

pub(crate) fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let page = Home {
        frame: request.frame(),
        issuer: server.config.issuer.as_str(),
    };
    Reply::page(StatusCode::OK, &page)
}
