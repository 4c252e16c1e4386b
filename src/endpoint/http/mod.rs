//! Requests in, replies out, and what every page and form has in common.

pub mod afterwards;
pub mod body;
pub(crate) mod cors;
pub(crate) mod form;
pub(crate) mod notice;
mod page;
pub(crate) mod problem;
pub mod reader;
pub mod reply;
pub mod request;
pub(crate) mod too_many;
pub(crate) mod unencrypted;
