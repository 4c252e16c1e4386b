//! Where an authorization response goes (RFC 6749 sections 3.1.2 and 4.1.2, RFC 9207).
//!
//! Only a [`Destination`] can send a browser to a client, and only a matched redirect URI makes one.

use url::form_urlencoded;

use super::authorization::AuthorizationError;
use super::client::Client;
use super::code::Code;
use super::issuer::Issuer;
use super::params::{Params, Repeated};
use super::redirect_uri;

/// Why nobody may be redirected: the person is told instead (RFC 6749 section 4.1.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unproved {
    /// `client_id` is missing.
    ClientIdMissing,
    /// `client_id` was sent more than once.
    ClientIdRepeated,
    /// No such client is registered.
    ClientUnknown,
    /// `redirect_uri` is missing, and the client registered more than one.
    RedirectUriMissing,
    /// `redirect_uri` was sent more than once.
    RedirectUriRepeated,
    /// `redirect_uri` is none of those that the client registered.
    RedirectUriUnknown,
}

impl Unproved {
    /// For the log.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::ClientIdMissing => "client_id is missing",
            Self::ClientIdRepeated => "client_id is repeated",
            Self::ClientUnknown => "client_id is not registered",
            Self::RedirectUriMissing => "redirect_uri is missing",
            Self::RedirectUriRepeated => "redirect_uri is repeated",
            Self::RedirectUriUnknown => "redirect_uri is not registered",
        }
    }

    /// For the person in front of the browser, and through them for the client's developer.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::ClientIdMissing => "The app did not say which app it is (client_id is missing).",
            Self::ClientIdRepeated => "The app sent its client_id more than once.",
            Self::ClientUnknown => "The app is not registered here (its client_id is unknown).",
            Self::RedirectUriMissing => {
                "The app did not say where to return to (redirect_uri is missing)."
            }
            Self::RedirectUriRepeated => "The app sent its redirect_uri more than once.",
            Self::RedirectUriUnknown => {
                "The app asked to return to an address that is not registered for it \
                 (its redirect_uri does not match)."
            }
        }
    }
}

/// A `Location` that is safe to send a browser to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location(String);

impl Location {
    /// A path of this server, with the query it goes on with.
    #[must_use]
    pub fn here(path: &'static str, query: &str) -> Self {
        Self(format!("{path}?{query}"))
    }

    /// The header's value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The client's own address for the answer, proved to be registered, with the `state` to return.
#[derive(Debug, Clone)]
pub struct Destination {
    uri: String,
    /// Whether the request named the URI; if so, `/token` must name it again (section 4.1.3).
    named: bool,
    state: Option<String>,
    issuer: Issuer,
}

impl Destination {
    /// Matches the request's `redirect_uri` with those of the client.
    ///
    /// # Errors
    /// [`Unproved`]; then there is no address that may hear of it.
    pub fn prove(client: &Client, params: &Params, issuer: &Issuer) -> Result<Self, Unproved> {
        let sent = params
            .one("redirect_uri")
            .map_err(|Repeated| Unproved::RedirectUriRepeated)?;
        let uri = match (sent, client.redirect_uris.as_slice()) {
            (Some(sent), registered) => registered
                .iter()
                .any(|uri| uri.matches(sent))
                .then(|| sent.to_owned())
                .ok_or(Unproved::RedirectUriUnknown)?,
            (None, [only]) => only.as_str().to_owned(),
            (None, _) => return Err(Unproved::RedirectUriMissing),
        };
        Ok(Self {
            uri,
            named: sent.is_some(),
            // A repeated `state` is an error that is told to the client, without a state.
            state: params.one("state").ok().flatten().map(str::to_owned),
            issuer: issuer.clone(),
        })
    }

    /// The success response (section 4.1.2).
    #[must_use]
    pub fn deliver(&self, code: &Code) -> Location {
        self.location(&[("code", code.reveal())])
    }

    /// The error response (section 4.1.2.1).
    #[must_use]
    pub fn refuse(&self, error: AuthorizationError) -> Location {
        self.location(&[
            ("error", error.code()),
            ("error_description", error.sentence()),
        ])
    }

    /// What a page's `form-action` must list beside `'self'`: where the answer goes, and the other
    /// places of this client, for Chromium also asks when the client redirects on.
    #[must_use]
    pub fn content_sources(&self, client: &Client) -> String {
        let mut sources = redirect_uri::content_source(&self.uri);
        for uri in &client.redirect_uris {
            let source = redirect_uri::content_source(uri.as_str());
            if !sources.split(' ').any(|known| known == source) {
                sources.push(' ');
                sources.push_str(&source);
            }
        }
        sources
    }

    /// The URI, if the request named it; then `/token` must name it again (section 4.1.3).
    #[must_use]
    pub fn named(&self) -> Option<&str> {
        self.named.then_some(self.uri.as_str())
    }

    /// Whether it leads to a host on the web, and not into an app on somebody's machine.
    #[must_use]
    pub fn is_on_the_web(&self) -> bool {
        redirect_uri::is_on_the_web(&self.uri)
    }

    /// Where the person will be sent, as they would say it.
    #[must_use]
    pub fn site(&self) -> String {
        redirect_uri::site(&self.uri)
    }

    fn location(&self, answer: &[(&str, &str)]) -> Location {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(answer);
        if let Some(state) = &self.state {
            query.append_pair("state", state);
        }
        query.append_pair("iss", self.issuer.as_str());
        // The registered query stays as it is, byte for byte (section 3.1.2).
        let separator = match self.uri.split_once('?') {
            None => "?",
            Some((_, "")) => "",
            Some(_) => "&",
        };
        Location(format!("{}{separator}{}", self.uri, query.finish()))
    }
}
