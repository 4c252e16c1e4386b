//! Whether two URLs are the same address (RFC 3986 section 6.2), apart from query and fragment.

/// The normal form of an `http` or `https` URL without its query and fragment, or `None` when it is not one,
/// names a user, or has characters that no URI has.
///
/// The scheme and host are in lower case; there is no default port, and no dot segment; `%7E` becomes `~`, and
/// `%c3` becomes `%C3`.
pub(super) fn normal(url: &str) -> Option<String> {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let (scheme, rest) = url[..end].split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let default_port = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let authority = authority.to_ascii_lowercase();
    let authority = [default_port, ":"]
        .iter()
        .find_map(|suffix| authority.strip_suffix(suffix))
        .unwrap_or(&authority);
    let plain = |text: &str, not: &[u8]| {
        text.bytes()
            .all(|b| b.is_ascii_graphic() && !not.contains(&b))
    };
    if authority.is_empty() || !plain(authority, b"@\\%") || !plain(path, b"\\") {
        return None;
    }
    let path = without_dots(&unescaped(path));
    Some(format!("{scheme}://{authority}{path}"))
}

/// RFC 3986 section 6.2.2: an unreserved character stands for itself, any other has its hexadecimal digits in
/// upper case.
fn unescaped(path: &str) -> String {
    let mut parts = path.split('%');
    let mut plain = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let byte = part
            .get(..2)
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                plain.push(byte.into());
                plain.push_str(&part[2..]);
            }
            Some(byte) => plain.push_str(&format!("%{byte:02X}{}", &part[2..])),
            None => plain.push_str(&format!("%{part}")),
        }
    }
    plain
}

/// RFC 3986 section 5.2.4. An empty path is `/`.
fn without_dots(path: &str) -> String {
    let mut kept = Vec::new();
    let mut ends_open = false;
    for segment in path.split('/').skip(1) {
        ends_open = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(segment),
        }
    }
    if ends_open && !kept.is_empty() {
        kept.push("");
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn one_address_has_one_form() {
        let notes = "https://api.example/v1/~notes";
        for (url, expected) in [
            ("https://api.example/v1/~notes", notes),
            ("HTTPS://API.example:443/v1/~notes", notes),
            ("https://api.example:/v1/~notes", notes),
            ("https://api.example/v1/%7Enotes", notes),
            ("https://api.example/v1/%7e%6Eotes", notes),
            ("https://api.example/x/.././v1/%2E/~notes", notes),
            ("https://api.example/v1/~notes?a=/../b#c", notes),
            ("https://api.example", "https://api.example/"),
            ("https://api.example?a", "https://api.example/"),
            ("https://api.example/../..", "https://api.example/"),
            ("https://api.example/a/..", "https://api.example/"),
            ("https://api.example/a/b/..", "https://api.example/a/"),
            ("https://api.example/a/.", "https://api.example/a/"),
            ("https://api.example/a//b", "https://api.example/a//b"),
            (
                "https://api.example/%c3%b6%2f%",
                "https://api.example/%C3%B6%2F%",
            ),
            ("http://localhost:80/a", "http://localhost/a"),
            ("http://[::1]:8789/a", "http://[::1]:8789/a"),
            ("https://api.example:8443/", "https://api.example:8443/"),
        ] {
            assert_eq!(normal(url).as_deref(), Some(expected), "{url}");
        }
    }

    #[test]
    fn different_addresses_stay_different() {
        let notes = normal("https://api.example/notes");
        for url in [
            "http://api.example/notes",
            "https://api.example:80/notes",
            "https://api.example.evil.example/notes",
            "https://api.example/Notes",
            "https://api.example/notes/",
            "https://api.example/notes%2F",
            "https://api.example//notes",
            "https://api.example/",
        ] {
            assert_ne!(normal(url), notes, "{url}");
        }
    }

    #[test]
    fn what_is_no_address_has_no_form() {
        for url in [
            "",
            "/notes",
            "api.example/notes",
            "ftp://api.example/notes",
            "https:///notes",
            "https://:443/notes",
            "https://u@api.example/notes",
            "https://api.example\\notes",
            "https://api.example/no tes",
            "https://api.example/n\u{f6}tes",
            " https://api.example/notes",
        ] {
            assert_eq!(normal(url), None, "{url}");
        }
    }
}
