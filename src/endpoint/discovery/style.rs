//! `GET /style.css`: the pages' one asset. Its address changes with its content.

use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::page::Part;

/// A year, in seconds.
const MAX_AGE: u32 = 365 * 24 * 3600;

pub(crate) fn show(request: &Request) -> Reply {
    Reply::document(
        "text/css; charset=utf-8",
        [request.part(Part::Style), &request.look().colors].concat(),
        MAX_AGE,
    )
}
