//! What is around every page.

use askama::Template;

use super::look::Look;
use super::part::{Part, Parts};
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
    /// Gives what else a page is made of.
    pub(crate) parts: Parts,
}

impl Frame<'_> {
    /// What else a page is made of. A script's hash is in the page's policy.
    pub(super) fn part(&self, part: Part) -> &'static str {
        (self.parts)(part)
    }
}
