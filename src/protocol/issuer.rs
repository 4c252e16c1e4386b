//! The issuer identifier (RFC 8414 section 2) and the endpoints below it.

use std::fmt;

use url::Url;

/// An issuer: an `https` URL without query, fragment or trailing slash. `http` on this machine only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer(String);

/// Why a text is not an issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadIssuer(pub &'static str);

impl Issuer {
    /// Reads the `ISSUER` setting.
    ///
    /// # Errors
    /// [`BadIssuer`] with what is wrong and how it should look.
    pub fn parse(text: &str) -> Result<Self, BadIssuer> {
        let url = Url::parse(text)
            .map_err(|_| BadIssuer("it is not a URL; write it like https://auth.example"))?;
        let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if url.scheme() != "https" && !(url.scheme() == "http" && local) {
            return Err(BadIssuer(
                "it must begin with https:// (http:// is for localhost only)",
            ));
        }
        // The issuer is compared as text by every client, so there must be one way to write it.
        if url.path() != "/" || url.origin().ascii_serialization() != text {
            return Err(BadIssuer(
                "it must be scheme, host and perhaps a port in lower case, with nothing after \
                 them, not even a slash",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text, as in `iss`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is `https`: everywhere but on this machine.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// The URL of a path that begins with `/`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
