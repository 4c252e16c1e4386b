//! What is around every page.

use askama::Template;

use super::look::Look;
use super::words::Words;

/// What is around every page. It renders as what comes between the title and the page: written once, and not into each
/// page.
#[derive(Clone, Copy, Template)]
#[template(path = "head.html")]
pub(crate) struct Frame<'a> {
    /// The issuer's path, with which every address begins; usually empty.
    pub(crate) base: &'a str,
    /// The words, in the reader's language.
    pub(crate) words: &'static Words,
    /// What it looks like.
    pub(crate) look: &'a Look,
}
