//! `GET /style.css`: the pages' one asset. Its address changes with its content.

use super::page::STYLE;
use super::reply::Reply;

/// A year, in seconds.
const MAX_AGE: u32 = 365 * 24 * 3600;

pub(super) fn show() -> Reply {
    Reply::document("text/css; charset=utf-8", STYLE.to_owned(), MAX_AGE)
}
