//! Addresses that strangers give and this server fetches: `jwks_uri` and Client ID Metadata Documents.
//!
//! Whoever names such an address makes this server send a request there (server-side request forgery, RFC 9101
//! section 10.4), so only hosts whose names are public are allowed. A name can still lead to a private address,
//! but the edge itself does not route to those.

use super::url::{Host, Url};

/// Names that never belong to a public host (RFC 6761, RFC 6762 with its appendix G, RFC 8375).
const PRIVATE_SUFFIXES: [&str; 14] = [
    "localhost",
    "local",
    "internal",
    "private",
    "intranet",
    "lan",
    "home",
    "corp",
    "test",
    "localdomain",
    "svc",
    "onion",
    "invalid",
    "arpa",
];

/// Whether a text is an `https` URL of a public host: a domain name, not an IP address, without a user name,
/// password, fragment or port of its own, and written in the one canonical way, so that nothing reads it otherwise.
#[must_use]
pub fn is_public(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    plain
        && Url::parse(text).is_some_and(|url| {
            url.scheme() == "https"
                && !url.has_user()
                && url.port().is_none()
                && url.as_str() == text
                && !url.has_fragment()
                && matches!(url.host(), Some(Host::Domain(name)) if is_public_name(name))
        })
}

/// A name of two or more labels that is in none of the private domains. A dot at the end is refused: it would
/// make another name for the same host.
fn is_public_name(name: &str) -> bool {
    let private = |suffix: &str| {
        name.strip_suffix(suffix)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let label = |label: &str| !label.is_empty() && label.bytes().all(allowed);
    let labels = name.contains('.') && name.split('.').all(label);
    labels && !PRIVATE_SUFFIXES.into_iter().any(private)
}
