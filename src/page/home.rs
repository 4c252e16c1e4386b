//! The page at the root of this server.

use askama::Template;

use super::frame::Frame;

/// What this server is, for whoever opens its address.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct Home<'a> {
    pub(crate) frame: Frame<'a>,
    /// The issuer identifier, as in the metadata.
    pub(crate) issuer: &'a str,
}
