//! Addresses that pages link to, and nobody here fetches.

use super::display_name::is_seen;
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

/// Whether a text can be the claim with a person's page or picture: an `http` or `https` URL with a host. If an app links to it,
/// no script runs, and the app shows what the text says.
#[must_use]
pub fn is_web_address(text: &str) -> bool {
    let begins = |scheme: &str| {
        let begin = text.get(..scheme.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
    };
    text.len() <= LONGEST
        && (begins("https://") || begins("http://"))
        && is_seen(text)
        && !text.contains(|it: char| it.is_whitespace() || it == '\\')
        && Url::parse(text).is_some_and(|url| url.host_str().is_some())
}
