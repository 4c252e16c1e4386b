//! Addresses that pages link to, and nobody here fetches.

use super::url::Url;

/// The longest, in bytes.
const LONGEST: usize = 500;

/// Whether a text is an `https` URL that can be linked to: of visible ASCII, with a host, without a user name or a password, and read
/// as the same by every browser.
#[must_use]
pub fn is_web_link(text: &str) -> bool {
    text.len() <= LONGEST
        && text.starts_with("https://")
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && Url::parse(text).is_some_and(|url| !url.has_user() && url.host_str().is_some())
}
