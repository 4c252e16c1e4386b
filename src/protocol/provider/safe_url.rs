//! Addresses that the owner names, or a provider of theirs.

use crate::protocol::url::Url;

/// Whether this server may send something there: with TLS, or on its own machine. What is read as another text than it is
/// would be another place for browsers.
#[must_use]
pub(super) fn is_safe(text: &str) -> bool {
    Url::parse(text).is_some_and(|url| {
        let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        let plain = !url.has_user() && !url.has_fragment();
        let begins = [url.scheme(), "://"].concat();
        let same =
            text.starts_with(&begins) && text.bytes().all(|byte| byte > b' ' && byte != b'\\');
        plain && same && (url.scheme() == "https" || (url.scheme() == "http" && local))
    })
}
