//! An HTTP request as the endpoints see it.

use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, ORIGIN};
use http::{HeaderMap, HeaderName, Method};

use crate::protocol::params::{Malformed, Params};
use crate::protocol::secret::Secret;

/// The longest query that is read, in bytes. Real ones have a few hundred.
pub const LONGEST_QUERY: usize = 16 * 1024;

/// The longest body that is read, in bytes.
pub const LONGEST_BODY: usize = 64 * 1024;

/// A body, as far as it was read.
pub enum Body {
    /// All of it.
    Whole(Vec<u8>),
    /// It was longer than [`LONGEST_BODY`], and was not kept.
    TooLarge,
    /// It broke off, or its framing was wrong.
    Broken,
}

/// Why a body is not a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadForm {
    /// It says it is something else.
    NotAForm,
    /// It is too long.
    TooLarge,
    /// It did not arrive whole.
    Broken,
    /// It cannot be decoded.
    Malformed(Malformed),
    /// A field was sent more than once, so that nobody can tell which is meant.
    Repeated,
}

/// A request.
pub struct Request {
    /// Names this request in the log and to whom it may concern.
    pub id: String,
    /// The method.
    pub method: Method,
    /// The path, still percent-encoded.
    pub path: String,
    /// The query without its `?`, still percent-encoded.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
}

impl Request {
    /// The headers that endpoints read; the edge need not pass on others.
    pub const HEADERS: [HeaderName; 4] = [AUTHORIZATION, CONTENT_TYPE, COOKIE, ORIGIN];

    /// A header, when it was sent once and is plain text.
    #[must_use]
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The `Authorization` header. One that is not text counts as sent, and as wrong.
    #[must_use]
    pub fn authorization(&self) -> Option<&str> {
        self.headers
            .get(AUTHORIZATION)
            .map(|value| value.to_str().unwrap_or_default())
    }

    /// A cookie. The `__Host-` prefix of every name keeps other hosts from setting it.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<Secret> {
        self.headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(sent, value)| *sent == name && !value.is_empty())
            .map(|(_, value)| Secret::new(value))
    }

    /// The query's parameters.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn query_params(&self) -> Result<Params, Malformed> {
        Params::parse(self.query.as_bytes())
    }

    /// The body's parameters.
    ///
    /// # Errors
    /// [`BadForm`].
    pub fn form(&self) -> Result<Params, BadForm> {
        let content_type = self.header(&CONTENT_TYPE).unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(BadForm::NotAForm);
        }
        match &self.body {
            Body::TooLarge => Err(BadForm::TooLarge),
            Body::Broken => Err(BadForm::Broken),
            Body::Whole(bytes) => match Params::parse(bytes) {
                Ok(params) if params.any_repeated() => Err(BadForm::Repeated),
                parsed => parsed.map_err(BadForm::Malformed),
            },
        }
    }
}
