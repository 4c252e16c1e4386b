//! What is around every page, and the one style sheet.

use askama::Template;

use super::words::Words;

/// The style sheet, served at `/style.css`. Its address in the pages ends in `?v=` and
/// [`STYLE_VERSION`], so a copy may be cached for as long as a browser likes.
pub(crate) const STYLE: &str = include_str!("../../templates/style.css");

/// A number that changes whenever [`STYLE`] does.
const STYLE_VERSION: u32 = fnv1a(STYLE.as_bytes());

/// The 32-bit FNV-1a hash: it can be computed while compiling, and only tells versions apart.
const fn fnv1a(bytes: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    hash
}

/// What is around every page. It renders as what comes between the title and the page: written once, and not into each
/// page.
#[derive(Clone, Copy, Template)]
#[template(path = "head.html")]
pub(crate) struct Frame<'a> {
    /// The issuer's path, with which every address begins; usually empty.
    pub(crate) base: &'a str,
    /// The words, in the reader's language.
    pub(crate) words: &'static Words,
}

impl Frame<'_> {
    /// The version of the style sheet, for its address.
    fn style_version(self) -> u32 {
        STYLE_VERSION
    }
}
