//! Where an authorization response goes (RFC 6749 sections 3.1.2 and 4.1.2, RFC 9207).
//!
//! Only a [`Destination`] can send a browser to a client, and only a matched redirect URI makes one.

use super::code::Code;
use super::error::AuthorizationError;
use super::request_object::BadRequestObject;
use crate::protocol::client::redirect_uri;
use crate::protocol::client::{BadClientDocument, Client};
use crate::protocol::issuer::Issuer;
use crate::protocol::location::Location;
use crate::protocol::params::{Params, Repeated};
use crate::protocol::path;
use crate::protocol::scope::OPENID;

/// Why nobody may be redirected: the person is told instead (RFC 6749 section 4.1.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unproved {
    /// `client_id` is missing.
    ClientIdMissing,
    /// `client_id` was sent more than once.
    ClientIdRepeated,
    /// No such client is registered.
    ClientUnknown,
    /// `redirect_uri` is missing, and the client registered more than one, or asks for `openid`.
    RedirectUriMissing,
    /// `redirect_uri` was sent more than once.
    RedirectUriRepeated,
    /// `redirect_uri` is not one that the client registered.
    RedirectUriUnknown,
    /// `request` or `request_uri` was sent more than once.
    RequestRepeated,
    /// `request_uri` names no request that this client pushed, or one that is too old or already answered.
    PushedRequestUnknown,
    /// The signed request cannot be trusted, and neither can the address that it names.
    RequestObject(BadRequestObject),
    /// The document at `client_id` cannot be used.
    ClientDocument(BadClientDocument),
}

impl Unproved {
    /// For the client's developer, and for the log.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::ClientIdMissing => "client_id is missing.",
            Self::ClientIdRepeated => "client_id was sent more than once.",
            Self::ClientUnknown => "client_id is not registered.",
            Self::RedirectUriMissing => "redirect_uri is missing.",
            Self::RedirectUriRepeated => "redirect_uri was sent more than once.",
            Self::RedirectUriUnknown => "redirect_uri is not registered for this client.",
            Self::RequestRepeated => "request or request_uri was sent more than once.",
            Self::PushedRequestUnknown => "request_uri is unknown, too old, or used before.",
            Self::RequestObject(bad) => bad.sentence(),
            Self::ClientDocument(bad) => bad.sentence(),
        }
    }
}

errors!(Unproved);

/// How the answer gets to the client (`response_mode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query of the redirect URI.
    Query,
    /// In a form that the browser posts to it (OAuth 2.0 Form Post Response Mode).
    FormPost,
}

impl ResponseMode {
    /// Every supported mode.
    pub const ALL: [Self; 2] = [Self::Query, Self::FormPost];

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
        }
    }

    /// Reads `response_mode`; without one, the mode is the query.
    #[must_use]
    pub fn parse(sent: Option<&str>) -> Option<Self> {
        match sent {
            None => Some(Self::Query),
            Some(name) => Self::ALL.into_iter().find(|mode| mode.as_str() == name),
        }
    }
}

/// An authorization response, on its way to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The browser goes there.
    Redirect(Location),
    /// The browser posts a form there.
    Post {
        /// The redirect URI.
        action: String,
        /// The parameters, by name.
        fields: Vec<(&'static str, String)>,
    },
}

/// The client's own address for the answer, proved to be registered, with the `state` to return.
#[derive(Debug, Clone)]
pub struct Destination {
    uri: String,
    /// Whether the request named the URI; if so, `/token` must name it again (section 4.1.3).
    named: bool,
    mode: ResponseMode,
    state: Option<String>,
    issuer: Issuer,
    /// Whether the answer goes to a device that asks for it (RFC 8628). Then the browser stays here, and so does `uri`.
    device: bool,
}

impl Destination {
    /// Matches the request's `redirect_uri` with those of the client.
    ///
    /// # Errors
    /// [`Unproved`]; then there is no address that may be told.
    pub fn prove(client: &Client, params: &Params, issuer: &Issuer) -> Result<Self, Unproved> {
        let sent = params
            .one("redirect_uri")
            .map_err(|Repeated| Unproved::RedirectUriRepeated)?;
        let uri = match (sent, client.redirect_uris.as_slice()) {
            (Some(sent), _) => client
                .returns_to(sent)
                .then(|| sent.to_owned())
                .ok_or(Unproved::RedirectUriUnknown)?,
            // OpenID Connect Core section 3.1.2.1 requires OpenID Connect requests to name it.
            (None, [only]) if !is_openid(params) => only.as_str().to_owned(),
            (None, _) => return Err(Unproved::RedirectUriMissing),
        };
        // An unknown mode is an error that is reported in the query.
        let mode = ResponseMode::parse(params.one("response_mode").ok().flatten())
            .unwrap_or(ResponseMode::Query);
        Ok(Self {
            uri,
            named: sent.is_some(),
            mode,
            // A repeated `state` is an error that is reported to the client, without a state.
            state: params.one("state").ok().flatten().map(str::to_owned),
            issuer: issuer.clone(),
            device: false,
        })
    }

    /// Of what a device asks for: the person reads at `/device` what became of it.
    #[must_use]
    pub fn of_device(issuer: &Issuer) -> Self {
        Self {
            uri: issuer.url(path::DEVICE),
            named: false,
            mode: ResponseMode::Query,
            state: None,
            issuer: issuer.clone(),
            device: true,
        }
    }

    /// Whether a device gets the answer, which asks for it.
    #[must_use]
    pub fn is_device(&self) -> bool {
        self.device
    }

    /// The success response (section 4.1.2).
    #[must_use]
    pub fn deliver(&self, code: &Code) -> Answer {
        self.answer(&[("code", code.reveal())])
    }

    /// The error response (section 4.1.2.1).
    #[must_use]
    pub fn refuse(&self, error: &AuthorizationError) -> Answer {
        self.answer(&[
            ("error", error.error()),
            ("error_description", &error.sentence()),
        ])
    }

    /// The URI, if the request named it; then `/token` must name it again (section 4.1.3).
    #[must_use]
    pub fn named(&self) -> Option<&str> {
        self.named.then_some(self.uri.as_str())
    }

    /// Who answers.
    pub(super) fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// Whether it leads to a host on the web, and not into an app on somebody's machine.
    #[must_use]
    pub fn is_on_the_web(&self) -> bool {
        redirect_uri::is_on_the_web(&self.uri)
    }

    /// Whether any app on the person's machine may receive it, because nobody owns its scheme.
    #[must_use]
    pub fn is_claimed_by_any(&self) -> bool {
        redirect_uri::is_claimed_by_any(&self.uri)
    }

    /// Where the person will be sent, as they would say it.
    #[must_use]
    pub fn site(&self) -> String {
        redirect_uri::site(&self.uri)
    }

    fn answer(&self, parameters: &[(&'static str, &str)]) -> Answer {
        let mut fields: Vec<(&'static str, String)> = parameters
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        fields.extend(self.state.clone().map(|state| ("state", state)));
        fields.push(("iss", self.issuer.to_string()));
        match self.mode {
            ResponseMode::Query => Answer::Redirect(self.location(&fields)),
            ResponseMode::FormPost => Answer::Post {
                action: self.uri.clone(),
                fields,
            },
        }
    }

    fn location(&self, fields: &[(&'static str, String)]) -> Location {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(fields);
        // The registered query stays as it is, byte for byte (section 3.1.2).
        let separator = match self.uri.split_once('?') {
            None => "?",
            Some((_, "")) => "",
            Some(_) => "&",
        };
        Location::registered(format!("{}{separator}{}", self.uri, query.finish()))
    }
}

fn is_openid(params: &Params) -> bool {
    let scope = params.one("scope").ok().flatten();
    scope.is_some_and(|scope| scope.split(' ').any(|token| token == OPENID))
}
