//! `GET /style.css`: the pages' one asset. Its address changes with its content.

use crate::endpoint::http::reply::Reply;
use crate::page::STYLE;

/// A year, in seconds.
const MAX_AGE: u32 = 365 * 24 * 3600;

pub(crate) fn show() -> Reply {
    Reply::document("text/css; charset=utf-8", STYLE.to_owned(), MAX_AGE)
}
