//! What people are told of a client that nobody vouches for, on each page before it gets anything.

use super::words::{Around, Words, named};
use crate::protocol::authorization::AuthorizationRequest;
use crate::protocol::client::{Client, RegisteredBy, redirect_uri};
use crate::protocol::login::Acr;

/// The client that a person signs in for.
pub(crate) struct Asker<'a> {
    /// Its `client_id`.
    pub(crate) client_id: &'a str,
    /// Its name.
    pub(crate) name: &'a str,
    /// Its registration.
    pub(super) client: &'a Client,
    /// What else is known of it, if nobody vouches for it.
    pub(crate) stranger: Option<Stranger>,
    /// The least that it accepts as a sign-in.
    pub(crate) least: Acr,
    /// Whether it is on another device, for which only a fresh sign-in counts.
    pub(crate) device: bool,
}

impl<'a> Asker<'a> {
    /// Of an authorization request.
    pub(crate) fn of(request: &'a AuthorizationRequest) -> Self {
        Self {
            client_id: &request.client.id,
            name: &request.client.name,
            client: &request.client,
            stranger: Stranger::of(request),
            least: request.authentication.claims.least_acr(),
            device: request.destination.is_device(),
        }
    }
}

/// The title of a page: around the client's name, or the host of one that nobody vouches for.
pub(super) fn title(
    around: Around,
    name: &str,
    stranger: Option<&Stranger>,
    words: &Words,
) -> String {
    named(around, stranger.map_or(name, |it| &it.host), words)
}

/// A client that nobody vouches for. It chose its name itself; its host it cannot choose.
pub(crate) struct Stranger {
    /// Whether a metadata document describes it; otherwise it registered itself.
    pub(super) by_document: bool,
    /// The host of that document, or the place where the browser goes afterwards.
    pub(crate) host: String,
    /// Whether that is a host on the web. Any app may have a scheme that reads like one.
    pub(super) on_the_web: bool,
}

impl Stranger {
    /// `None` for a client of the owner.
    pub(crate) fn of(request: &AuthorizationRequest) -> Option<Self> {
        let mut stranger = Self::leading(&request.client, || Some(request.destination.site()))?;
        stranger.on_the_web |= request.destination.is_on_the_web();
        Some(stranger)
    }

    /// The same, where the client asks to sign people out. `None` too if nothing is known but the name that it chose.
    pub(crate) fn leaving(client: &Client, next: Option<&str>) -> Option<Self> {
        Self::leading(client, || next.map(redirect_uri::site))
    }

    fn leading(client: &Client, site: impl FnOnce() -> Option<String>) -> Option<Self> {
        let by_document = match client.registered_by {
            RegisteredBy::Owner => return None,
            RegisteredBy::Itself => false,
            RegisteredBy::Document => true,
        };
        let host = if by_document {
            redirect_uri::site(&client.id)
        } else {
            site()?
        };
        Some(Self {
            by_document,
            host,
            on_the_web: by_document,
        })
    }
}
