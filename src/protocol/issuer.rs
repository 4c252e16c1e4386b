//! The issuer identifier (RFC 8414 section 2) and the endpoints below it.

use std::fmt;

use percent_encoding::percent_decode_str;

use super::path::WEBFINGER;
use super::url::Url;

/// An issuer: an `https` URL, perhaps with a path, but without a query, fragment or trailing slash. `http` is
/// allowed on this machine only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    text: String,
    /// The length of the origin, after which the path begins.
    origin: usize,
}

const ONE_WAY: &str = "it must be scheme, host and perhaps a port in lower case, and perhaps a path of letters, \
     digits, hyphens, dots and underscores, with nothing after them, not even a slash";

/// Why a text is not an issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadIssuer(pub &'static str);

impl Issuer {
    /// Reads the `ISSUER` setting.
    ///
    /// # Errors
    /// [`BadIssuer`] with what is wrong and how it should look.
    pub fn parse(text: &str) -> Result<Self, BadIssuer> {
        let url = Url::parse(text).ok_or(BadIssuer(
            "it is not a URL; write it like https://auth.example",
        ))?;
        let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if url.scheme() != "https" && !(url.scheme() == "http" && local) {
            return Err(BadIssuer(
                "it must begin with https:// (http:// is for localhost only)",
            ));
        }
        // The issuer is compared as text by every client, so there must be one way to write it.
        let origin = url.origin();
        let path = text.strip_prefix(&origin).ok_or(BadIssuer(ONE_WAY))?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let segments = path.split('/').skip(1);
        let segments = segments.map(|segment| {
            !segment.is_empty() && segment != "." && segment != ".." && segment.bytes().all(plain)
        });
        if !(path.is_empty() || path.starts_with('/')) || !segments.into_iter().all(|good| good) {
            return Err(BadIssuer(ONE_WAY));
        }
        Ok(Self {
            text: text.to_owned(),
            origin: origin.len(),
        })
    }

    /// The text, as in `iss`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.text[..self.origin]
    }

    /// What every path of this server begins with; usually empty.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.text[self.origin..]
    }

    /// A path that the host sends here, without the issuer's own path; `None` when it is not a path of this
    /// server. RFC 8414 section 3.1 puts the issuer's path after the well-known part.
    #[must_use]
    pub fn own<'a>(&self, path: &'a str) -> Option<&'a str> {
        if path == WEBFINGER {
            return Some(path);
        }
        let own = match path.strip_suffix(self.path()) {
            Some(known) if known.starts_with("/.well-known/") => Some(known),
            _ => match path.strip_prefix(self.path())? {
                "" => Some("/"),
                own => own.starts_with('/').then_some(own),
            },
        };
        own.filter(|own| *own != WEBFINGER)
    }

    /// Whether a URL is an address of this server: at the issuer's origin, and at its path or below, or anywhere
    /// if it has none; or one of the well-known paths that the host sends here. A spelling that an edge on the way may
    /// tidy into such an address counts too.
    #[must_use]
    pub fn owns(&self, url: &str) -> bool {
        let (Some(own), Some(url)) = (Url::parse(&self.text), Url::parse(url)) else {
            return false;
        };
        let same_origin = own.scheme() == url.scheme()
            && own.host_str() == url.host_str().map(|host| host.trim_end_matches('.'))
            && own.port() == url.port();
        let path = segments(url.path());
        let below = path.starts_with(&segments(own.path()));
        same_origin && (below || self.own(&format!("/{}", path.join("/"))).is_some())
    }

    /// Whether it is `https`, as it is everywhere except on this machine.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https:")
    }

    /// The URL of a path that begins with `/`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }
}

/// The segments of a path, decoded, without empty ones; [`Url`] has taken out the dots.
fn segments(path: &str) -> Vec<String> {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let segments = decoded
        .split(['/', '\\'])
        .filter(|segment| !segment.is_empty());
    segments.map(str::to_owned).collect()
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for BadIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for BadIssuer {}
