//! Addresses as browsers read them (the URL Standard), so that nobody is sent elsewhere than this server believes.
//!
//! The runtime reads them itself, and on WASM it is asked: a crate that does would be a fortieth of the Worker. The native tests
//! have the crate. Either gives the one canonical text, and its parts are cut out of that here.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url(String);

/// Where a URL leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host<'a> {
    /// A name.
    Domain(&'a str),
    /// An IPv4 address.
    Ipv4(Ipv4Addr),
    /// An IPv6 address.
    Ipv6(Ipv6Addr),
}

impl Url {
    /// Reads an absolute URL. `None`: it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        canonical(text).map(Self)
    }

    /// The one way to write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The scheme, in lower case and without a colon.
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.0.split_once(':').map_or("", |(scheme, _)| scheme)
    }

    /// What stands between `//` and the path: perhaps a user, the host, and perhaps a port. The URL of an app may have none.
    fn authority(&self) -> Option<&str> {
        let (_, rest) = self.0.split_once(':')?;
        rest.strip_prefix("//")?.split(['/', '?', '#']).next()
    }

    /// Whether it names a user or has a password.
    #[must_use]
    pub fn has_user(&self) -> bool {
        self.authority()
            .is_some_and(|authority| authority.contains('@'))
    }

    /// Host and port, as they stand there.
    fn place(&self) -> (&str, Option<&str>) {
        let authority = self.authority().unwrap_or_default();
        let place = authority
            .rsplit_once('@')
            .map_or(authority, |(_, place)| place);
        match place.rsplit_once(':') {
            // The colons of an IPv6 address stand in brackets.
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (place, None),
        }
    }

    /// The host as it stands there: an IPv6 address in brackets.
    #[must_use]
    pub fn host_str(&self) -> Option<&str> {
        let (host, _) = self.place();
        (!host.is_empty()).then_some(host)
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> Option<Host<'_>> {
        let text = self.host_str()?;
        let inner = text
            .strip_prefix('[')
            .and_then(|text| text.strip_suffix(']'));
        Some(match (inner.map(str::parse), text.parse()) {
            (Some(Ok(address)), _) => Host::Ipv6(address),
            (_, Ok(address)) => Host::Ipv4(address),
            _ => Host::Domain(text),
        })
    }

    /// The port, unless it is the usual one of the scheme.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.place().1?.parse().ok()
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> String {
        let (host, port) = self.place();
        let port = port.map_or_else(String::new, |port| format!(":{port}"));
        format!("{}://{host}{port}", self.scheme())
    }

    /// The path.
    #[must_use]
    pub fn path(&self) -> &str {
        let authority = self.authority().map_or(0, |authority| authority.len() + 2);
        &self.without_query()[self.scheme().len() + 1 + authority..]
    }

    /// All of it, but for query and fragment.
    #[must_use]
    pub fn without_query(&self) -> &str {
        self.0.split(['?', '#']).next().unwrap_or_default()
    }

    /// Whether it has a fragment, even an empty one.
    #[must_use]
    pub fn has_fragment(&self) -> bool {
        self.0.contains('#')
    }

    /// The query, undecoded.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        let before = self.0.split('#').next()?;
        before.split_once('?').map(|(_, query)| query)
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn canonical(text: &str) -> Option<String> {
    url::Url::parse(text).ok().map(String::from)
}

#[cfg(target_arch = "wasm32")]
fn canonical(text: &str) -> Option<String> {
    runtime::Url::new(text).ok().map(|url| url.href())
}

#[cfg(target_arch = "wasm32")]
mod runtime {
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = URL)]
        pub(super) type Url;

        #[wasm_bindgen(constructor, catch, js_class = "URL")]
        pub(super) fn new(text: &str) -> Result<Url, JsValue>;
        #[wasm_bindgen(method, getter, js_class = "URL")]
        pub(super) fn href(this: &Url) -> String;
    }
}
