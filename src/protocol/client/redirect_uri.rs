//! Redirect URIs: which may be registered, and which one a request means.
//!
//! RFC 6749 section 3.1.2, RFC 8252 sections 7.1 and 7.3, RFC 9700 section 2.1: the text that was
//! sent is compared with the text that was registered, byte for byte. The one exception is the
//! port of a loopback IP literal, which a native app learns only when it starts listening.

use serde::Serialize;

use super::redirect_uri_error::BadRedirectUri;
use super::scheme;
use crate::protocol::url::{Host, Url};

/// What an authorization response adds to the query (RFC 6749 section 4.1.2, RFC 9207).
const RESERVED: [&str; 6] = [
    "code",
    "error",
    "error_description",
    "error_uri",
    "iss",
    "state",
];

/// How many redirect URIs a client may register on its own.
pub const MOST_URIS: usize = 20;

/// A redirect URI that a client named and that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// As it was sent.
    pub uri: String,
    /// Why it cannot be used.
    pub why: BadRedirectUri,
}

/// A redirect URI that may be registered. Holds the text exactly as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct RedirectUri(String);

impl RedirectUri {
    /// A URI that was parsed when it was registered.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Reads a URI that some server would register. [`super::RedirectRules::parse`] says whether this one does.
    ///
    /// # Errors
    /// [`BadRedirectUri`], the first rule it breaks.
    pub fn parse(text: &str) -> Result<Self, BadRedirectUri> {
        if text.contains('#') {
            return Err(BadRedirectUri::Fragment);
        }
        if text.contains('*') {
            return Err(BadRedirectUri::Wildcard);
        }
        if !text.bytes().all(is_uri_byte) {
            return Err(BadRedirectUri::Character);
        }
        let url = Url::parse(text).ok_or(BadRedirectUri::NotAbsolute)?;
        if url.has_user() || authority(text).contains('@') {
            return Err(BadRedirectUri::UserInfo);
        }
        // No host name has any other character (RFC 1123 section 2.1), whatever browsers make of it.
        if let Some(Host::Domain(name)) = url.host()
            && !name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
        {
            return Err(BadRedirectUri::Character);
        }
        if !percent_encoded(text) {
            return Err(BadRedirectUri::Character);
        }
        let query = url.query().unwrap_or_default();
        if form_urlencoded::parse(query.as_bytes()).any(|(name, _)| RESERVED.contains(&&*name)) {
            return Err(BadRedirectUri::ReservedParameter);
        }
        match url.scheme() {
            // Browsers read `https:app.example` and `https:///app.example` leniently; we do not.
            "https" | "http" if authority(text).is_empty() => Err(BadRedirectUri::NotAbsolute),
            "http" if !is_loopback(&url) => Err(BadRedirectUri::PlainHttp),
            "https" | "http" if origin(text) != url.origin() => Err(BadRedirectUri::NotCanonical),
            "https" | "http" if url.port() == Some(0) => Err(BadRedirectUri::Port),
            "https" | "http" => Ok(()),
            scheme if scheme::is_acted_on(scheme) => Err(BadRedirectUri::ActedOn),
            _ => Ok(()),
        }?;
        Ok(Self(text.to_owned()))
    }

    /// The text as registered.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a request that sent `sent` means this URI.
    #[must_use]
    pub fn matches(&self, sent: &str) -> bool {
        self.0 == sent || same_but_port(&self.0, sent, &LOOPBACK)
    }

    /// The same, with any port of `http://localhost` too: apps that no owner registered write that name
    /// and mean the address. Only for clients that people are asked about each time.
    #[must_use]
    pub fn matches_localhost(&self, sent: &str) -> bool {
        self.matches(sent) || same_but_port(&self.0, sent, &["http://localhost"])
    }
}

/// RFC 8252 section 7.3 names the two IP literals, not `localhost`.
const LOOPBACK: [&str; 2] = ["http://127.0.0.1", "http://[::1]"];

fn same_but_port(registered: &str, sent: &str, origins: &[&'static str]) -> bool {
    match (
        without_port(registered, origins),
        without_port(sent, origins),
    ) {
        (Some(registered), Some(sent)) => registered == sent,
        _ => false,
    }
}

/// `http://127.0.0.1:49152/callback` as `("http://127.0.0.1", "/callback")`; `None` for any other
/// origin.
fn without_port<'a>(uri: &'a str, origins: &[&'static str]) -> Option<(&'static str, &'a str)> {
    let (origin, rest) = origins
        .iter()
        .find_map(|origin| Some((*origin, uri.strip_prefix(origin)?)))?;
    let rest = match rest.strip_prefix(':') {
        Some(rest) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let port: u16 = rest[..digits].parse().ok()?;
            (port != 0 && port.to_string() == rest[..digits]).then_some(&rest[digits..])?
        }
        None => rest,
    };
    (rest.is_empty() || rest.starts_with(['/', '?'])).then_some((origin, rest))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_localhost(name),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// `localhost` and the names below it, which lead nowhere else (RFC 6761 section 6.3).
fn is_localhost(name: &str) -> bool {
    match name.strip_suffix("localhost") {
        Some("") => true,
        Some(above) => above
            .strip_suffix('.')
            .is_some_and(|above| above.split('.').all(|label| !label.is_empty())),
        None => false,
    }
}

/// Everything before the path, as it was written.
fn origin(uri: &str) -> &str {
    let end = uri.find("://").map_or(0, |at| at + 3) + authority(uri).len();
    &uri[..end]
}

fn authority(uri: &str) -> &str {
    let after = uri.split_once("://").map_or("", |(_, after)| after);
    after.split(['/', '?']).next().unwrap_or_default()
}

/// RFC 3986 section 2.1: each `%` with two hexadecimal digits after it.
fn percent_encoded(uri: &str) -> bool {
    uri.split('%').skip(1).all(|after| {
        let digits = after.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

/// RFC 3986 section 2: reserved, unreserved and `%`.
fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

/// Where a person would say the URI leads: its host, or the scheme of an app, whatever comes after it.
#[must_use]
pub fn site(uri: &str) -> String {
    Url::parse(uri).map_or_else(String::new, |url| {
        match (url.scheme(), url.host_str(), url.port()) {
            ("http" | "https", Some(host), Some(port)) => format!("{host}:{port}"),
            ("http" | "https", Some(host), None) => host.to_owned(),
            (scheme, _, _) => scheme.to_owned(),
        }
    })
}

/// The scheme of a URI, in lower case.
#[must_use]
pub fn scheme_of(uri: &str) -> String {
    Url::parse(uri).map_or_else(String::new, |url| url.scheme().to_owned())
}

/// Whether any app on a machine may receive what is sent there: the scheme is of an app, and nobody owns it.
#[must_use]
pub fn is_claimed_by_any(uri: &str) -> bool {
    scheme::is_claimed_by_any(&scheme_of(uri))
}

/// Whether the URI leads to a host on the web, and not into an app on somebody's machine, where any
/// other app could be waiting (RFC 8252 section 8.6).
#[must_use]
pub fn is_on_the_web(uri: &str) -> bool {
    Url::parse(uri).is_some_and(|url| url.scheme() == "https" && !is_loopback(&url))
}
