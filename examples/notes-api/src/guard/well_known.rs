//! Where metadata lives (OpenID Connect Discovery section 4, RFC 9728 section 3.1).

use super::address;

/// The origin of an issuer or resource identifier, without a slash at its end, or `None` when it is neither
/// `https` nor `http` on this machine, or has a query or fragment.
pub(super) fn origin(identifier: &str) -> Option<&str> {
    let (scheme, rest) = identifier.split_once("://")?;
    let authority = rest.split('/').next()?;
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    let trusted = match scheme {
        "https" => !host.is_empty(),
        "http" => matches!(host, "localhost" | "127.0.0.1" | "[::1]"),
        _ => false,
    };
    // Any other character would make "starts with this origin" mean something else.
    let plain = identifier
        .bytes()
        .all(|b| b.is_ascii_graphic() && !b"?#@\\\"<>".contains(&b));
    (trusted && plain).then(|| &identifier[..scheme.len() + 3 + authority.len()])
}

/// An issuer as what every address of its own begins with: without a slash at its end.
pub(super) fn below(issuer: &str) -> &str {
    issuer.trim_end_matches('/')
}

/// Whether a URL, in its plain spelling, is below the issuer: on the same host, and below the issuer's path.
/// `https://a.example/b/../keys` is not below `https://a.example/b`.
pub(super) fn is_below(url: &str, issuer: &str) -> bool {
    let plain = address::normal(url).is_some_and(|normal| normal == url);
    plain
        && url
            .strip_prefix(below(issuer))
            .is_some_and(|rest| rest.starts_with('/'))
}

/// The URL of the metadata of an identifier: the well-known part goes between the host and the path.
pub(super) fn metadata_url(identifier: &str, suffix: &str) -> String {
    let origin = origin(identifier).unwrap_or(identifier);
    let path = identifier[origin.len()..].trim_end_matches('/');
    format!("{origin}/.well-known/{suffix}{path}")
}

#[cfg(test)]
mod tests {
    use super::{is_below, metadata_url, origin};

    #[test]
    fn below_an_issuer_is_below_its_path() {
        for (url, issuer, expected) in [
            ("https://a.example/keys", "https://a.example", true),
            ("https://a.example/keys", "https://a.example/", true),
            ("https://a.example/b/keys", "https://a.example/b", true),
            (
                "http://localhost:8787/b/keys",
                "http://localhost:8787/b",
                true,
            ),
            ("https://a.example/keys", "https://a.example/b", false),
            ("https://a.example/bc/keys", "https://a.example/b", false),
            ("https://a.example/b", "https://a.example/b", false),
            ("https://a.example/b/../keys", "https://a.example/b", false),
            (
                "https://a.example/b/%2e%2E/keys",
                "https://a.example/b",
                false,
            ),
            (
                "https://a.example/b\\..\\..\\keys",
                "https://a.example/b",
                false,
            ),
            (
                "https://a.example.evil.example/keys",
                "https://a.example",
                false,
            ),
            (
                "https://a.example@evil.example/keys",
                "https://a.example",
                false,
            ),
            ("http://a.example/keys", "https://a.example", false),
            ("", "https://a.example", false),
        ] {
            assert_eq!(is_below(url, issuer), expected, "{url} {issuer}");
        }
    }

    #[test]
    fn origins() {
        for (identifier, expected) in [
            ("https://a.example", Some("https://a.example")),
            ("https://a.example:8443/x/y", Some("https://a.example:8443")),
            ("http://localhost:8787", Some("http://localhost:8787")),
            ("http://[::1]:8787/", Some("http://[::1]:8787")),
            ("http://a.example", None),
            ("http://localhost.a.example", None),
            ("https://", None),
            ("https:///x", None),
            ("https://u@a.example", None),
            ("https://a.example/?x", None),
            ("https://a.example#x", None),
            ("https://a.example\\x", None),
            ("ftp://a.example", None),
            ("a.example", None),
            ("", None),
        ] {
            assert_eq!(origin(identifier), expected, "{identifier}");
        }
    }

    #[test]
    fn the_well_known_part_precedes_the_path() {
        for (identifier, expected) in [
            ("https://a.example", "https://a.example/.well-known/x"),
            ("https://a.example/", "https://a.example/.well-known/x"),
            (
                "https://a.example/b/c",
                "https://a.example/.well-known/x/b/c",
            ),
        ] {
            assert_eq!(metadata_url(identifier, "x"), expected);
        }
    }
}
