//! An HTTP request as the endpoints see it.

use std::rc::Rc;
use std::sync::LazyLock;

use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, IF_MATCH, ORIGIN};
use http::{HeaderMap, HeaderName, Method};

use super::body::{BadBody, Body};
use super::reader::Reader;
use crate::endpoint::config::Config;
use crate::page::words::Words;
use crate::page::{Frame, Look, Part};
use crate::protocol::address::Address;
use crate::protocol::admin_path;
use crate::protocol::json;
use crate::protocol::location::Location;
use crate::protocol::login::Device;
use crate::protocol::multipart::{self, MULTIPART};
use crate::protocol::params::{Malformed, Params};
use crate::protocol::secret::Secret;

/// The longest query that is read, in bytes. Real ones have a few hundred.
const LONGEST_QUERY: usize = 16 * 1024;

/// The header of a DPoP proof (RFC 9449 section 4.1).
pub const DPOP: HeaderName = HeaderName::from_static("dpop");

/// The header in which Cloudflare says where a request came from.
pub const CONNECTING_IP: HeaderName = HeaderName::from_static("cf-connecting-ip");

/// The header that names a creation, so that a repeat of it creates nothing (draft-ietf-httpapi-idempotency-key-header).
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A request.
pub struct Request {
    /// Names this request in the log and to whom it may concern.
    pub id: String,
    /// Whether it came over TLS.
    pub encrypted: bool,
    /// The method.
    pub method: Method,
    /// The path below the issuer's, still percent-encoded.
    pub path: String,
    /// What comes before it: the issuer's path, mostly nothing.
    pub base: String,
    /// The query without its `?`, still percent-encoded.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// What the pages look like, once the settings are known.
    pub look: Option<Rc<Look>>,
    /// Finds out about the device, which few endpoints ask for.
    pub device: Box<dyn Fn() -> Device>,
    /// Who reads the answer.
    pub reader: Reader,
}

/// What a browser wants the answer for (Fetch Metadata): `document` if a person opens it.
pub const FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

impl Request {
    /// Tells the issuer's path apart from what is below. What is outside of it is no path of this server. Pages look
    /// as the settings say.
    pub fn settle(&mut self, Config { issuer, look, .. }: &Config) {
        self.base = issuer.path().to_owned();
        self.path = issuer.own(&self.path).unwrap_or_default().to_owned();
        self.look = Some(Rc::clone(look));
    }

    /// The method that a client named. What is not even a token (RFC 9110 section 5.6.2) is none that any
    /// endpoint allows.
    #[must_use]
    pub fn method_of(sent: &str) -> Method {
        let unreadable = || Method::from_bytes(b"UNREADABLE");
        Method::from_bytes(sent.as_bytes())
            .or_else(|_| unreadable())
            .unwrap_or_default()
    }

    /// Whether a query is longer than any that is read.
    pub(crate) fn is_too_long(query: &str) -> bool {
        query.len() > LONGEST_QUERY
    }

    /// The words in this reader's language.
    pub(crate) fn words(&self) -> &'static Words {
        if let Some(words) = self.reader.chosen.get() {
            return words;
        }
        let readable = !Self::is_too_long(&self.query);
        let params = readable.then(|| self.query_params().ok()).flatten();
        self.reader.asked(
            params
                .as_ref()
                .and_then(|params| params.one("ui_locales").ok()?),
        )
    }

    /// The app asked for these languages, and not in the URL.
    pub(crate) fn read_in(&self, ui_locales: &str) {
        self.reader.asked(Some(ui_locales));
    }

    /// A path of this server, in the language of this page: another one than the browser prefers, if an app asked for it.
    pub(crate) fn in_this_language(&self, path: &str) -> Location {
        let lang = self.words().lang;
        let query = if (self.reader.choose)(None).lang == lang {
            String::new()
        } else {
            ["ui_locales=", lang].concat()
        };
        Location::here(&self.base, path, &query)
    }

    /// What the pages look like.
    pub(crate) fn look(&self) -> &Look {
        static PLAIN: LazyLock<Look> = LazyLock::new(Look::default);
        self.look.as_deref().unwrap_or(&PLAIN)
    }

    /// What is around each page for this request.
    pub(crate) fn frame(&self) -> Frame<'_> {
        Frame {
            base: &self.base,
            words: self.words(),
            look: self.look(),
            parts: self.reader.parts,
        }
    }

    /// What a page is made of.
    pub(crate) fn part(&self, part: Part) -> &'static str {
        (self.reader.parts)(part)
    }

    /// A path of this server, with the query that this request has.
    #[must_use]
    pub fn onward(&self, path: &str) -> Location {
        Location::here(&self.base, path, &self.query)
    }

    /// The headers that endpoints read; the edge need not pass on others.
    pub const HEADERS: [HeaderName; 9] = [
        AUTHORIZATION,
        IF_MATCH,
        IDEMPOTENCY_KEY,
        CONTENT_TYPE,
        COOKIE,
        ORIGIN,
        DPOP,
        CONNECTING_IP,
        FETCH_DEST,
    ];

    /// Where it came from. The edge itself sets this header, whatever was sent; no other header counts.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::parse(self.header(&CONNECTING_IP))
    }

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

    /// The `DPoP` header. One that is not text, or was sent twice, counts as sent, and as wrong.
    #[must_use]
    pub fn dpop(&self) -> Option<&str> {
        self.headers
            .get(DPOP)
            .map(|value| value.to_str().unwrap_or_default())
    }

    /// The token of an `Authorization` header with this scheme (RFC 6750 section 2.1).
    #[must_use]
    pub fn token(&self, scheme: &str) -> Option<&str> {
        let (sent, token) = self.authorization()?.split_once(' ')?;
        sent.eq_ignore_ascii_case(scheme).then_some(token.trim())
    }

    /// A cookie. The `__Host-` prefix of every name keeps other hosts from setting it.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<Secret> {
        self.headers
            .get_all(COOKIE)
            .iter()
            .flat_map(|header| header.as_bytes().split(|&byte| byte == b';'))
            // One of them alone: another host of the same site may set cookies that are no text.
            .filter_map(|pair| std::str::from_utf8(pair).ok()?.trim().split_once('='))
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

    /// Whether there is no body.
    #[must_use]
    pub fn has_no_body(&self) -> bool {
        matches!(&self.body, Body::Whole(bytes) if bytes.is_empty())
    }

    /// The body as JSON, and nothing else; also as a patch of JSON (RFC 7396).
    ///
    /// # Errors
    /// [`BadBody`].
    pub fn json(&self) -> Result<serde_json::Value, BadBody> {
        self.json_of(&["application/json", "application/merge-patch+json"])
    }

    /// The body as JSON of one of these media types.
    ///
    /// # Errors
    /// [`BadBody`].
    pub fn json_of(&self, types: &[&str]) -> Result<serde_json::Value, BadBody> {
        let text = str::from_utf8(self.bytes_of(types)?).ok();
        text.and_then(json::parse).ok_or(BadBody::Broken)
    }

    /// The body as it came, of one of these media types.
    ///
    /// # Errors
    /// [`BadBody`].
    pub fn bytes_of(&self, types: &[&str]) -> Result<&[u8], BadBody> {
        if !types.iter().any(|wanted| self.is(wanted)) {
            return Err(BadBody::OtherType);
        }
        match &self.body {
            Body::TooLarge => Err(BadBody::TooLarge),
            Body::Broken => Err(BadBody::Broken),
            Body::Whole(bytes) => Ok(bytes),
        }
    }

    fn is(&self, wanted: &str) -> bool {
        let content_type = self.header(&CONTENT_TYPE).unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        media_type.eq_ignore_ascii_case(wanted)
    }

    /// The body's parameters. Only the form with a logo may be `multipart/form-data`.
    ///
    /// # Errors
    /// [`BadBody`].
    pub fn form(&self) -> Result<Params, BadBody> {
        let params = if self.path == admin_path::APP_LOGO && self.is(MULTIPART) {
            let content_type = self.header(&CONTENT_TYPE).unwrap_or_default();
            let bytes = self.bytes_of(&[MULTIPART])?;
            multipart::parse(content_type, bytes).ok_or(BadBody::Broken)?
        } else {
            let bytes = self.bytes_of(&["application/x-www-form-urlencoded"])?;
            Params::parse(bytes).map_err(BadBody::Malformed)?
        };
        if params.any_repeated() {
            return Err(BadBody::Repeated);
        }
        Ok(params)
    }
}
