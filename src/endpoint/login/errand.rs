//! What somebody signs in for: an authorization request of a client, or their own account.

use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{self, Nearby, Stop, passkey_host};
use crate::endpoint::server::Server;
use crate::page::Asker;
use crate::platform::Platform;
use crate::protocol::admin_path;
use crate::protocol::authorization::AuthorizationRequest;
use crate::protocol::location::Location;
use crate::protocol::path;

/// What somebody signs in for. It is in the query of each page on the way.
pub(crate) enum Errand {
    /// A client asks for authorization.
    Client(Box<AuthorizationRequest>),
    /// They look after their account, at this page.
    Account(&'static str),
    /// They look after others, at this page, which is about the thing with this id.
    Admin(&'static str, Option<String>),
}

impl Errand {
    /// Loads and proves what the query says: an authorization request, or `for=account` and a page of the account.
    pub(crate) async fn open<P: Platform>(
        server: &Server<'_, P>,
        request: &Request,
    ) -> Result<Self, Stop> {
        Self::open_near(server, request, None).await
    }

    /// The same, perhaps read at a replica. Afterwards the primary has to decide who is let in.
    pub(super) async fn open_near<P: Platform>(
        server: &Server<'_, P>,
        request: &Request,
        nearby: Option<&Nearby>,
    ) -> Result<Self, Stop> {
        if let Some(own) = Self::of_own_page(&request.query) {
            passkey_host::look_near(server, nearby.map(|_| request)).await?;
            return Ok(own);
        }
        let authorization = interaction::open_request(server, request, nearby).await?;
        Ok(Self::Client(authorization))
    }

    /// What the query says, if it is for a page of this server's own.
    fn of_own_page(query: &str) -> Option<Self> {
        let account = account_page(query).map(Self::Account);
        account.or_else(|| admin_page(query).map(|(page, id)| Self::Admin(page, id)))
    }

    /// Something that happened on the way.
    pub(crate) fn event(&self, kind: Kind) -> Event {
        let event = Event::new(kind);
        match self {
            Self::Client(authorization) => event.client(&authorization.client.id),
            Self::Account(_) | Self::Admin(..) => event,
        }
    }

    /// The client, if one asks.
    pub(super) fn client_id(&self) -> Option<&str> {
        match self {
            Self::Client(authorization) => Some(&authorization.client.id),
            Self::Account(_) | Self::Admin(..) => None,
        }
    }

    /// The name to sign in with, if the client says so.
    pub(crate) fn login_hint(&self) -> Option<&str> {
        match self {
            Self::Client(authorization) => authorization.authentication.login_hint.as_deref(),
            Self::Account(_) | Self::Admin(..) => None,
        }
    }

    /// Who asks, for the login page.
    pub(crate) fn asker(&self) -> Option<Asker<'_>> {
        match self {
            Self::Client(authorization) => Some(Asker::of(authorization)),
            Self::Account(_) | Self::Admin(..) => None,
        }
    }

    /// Where the browser goes once somebody has signed in, and where the question is asked again.
    pub(crate) fn back(&self, request: &Request) -> Location {
        match self {
            Self::Client(_) => request.onward(path::AUTHORIZE),
            Self::Account(page) => Location::here(&request.base, page, ""),
            Self::Admin(page, id) => {
                let query = id.as_deref().map(|id| about("", id)).unwrap_or_default();
                Location::here(&request.base, page, query.trim_start_matches('&'))
            }
        }
    }
}

/// Where the browser is asked the same again, by the query alone, before what it names is loaded and checked.
pub(crate) fn way_back(request: &Request) -> Location {
    match Errand::of_own_page(&request.query) {
        Some(own) => own.back(request),
        None => request.onward(path::AUTHORIZE),
    }
}

/// The login page for a page of the account.
pub(crate) fn login_for(request: &Request, page: &'static str) -> Location {
    Location::here(&request.base, path::LOGIN, &query_for(page))
}

/// The login page for a page of the administrators, about the thing with this id if it is about one.
pub(crate) fn login_for_admin(request: &Request, page: &'static str, id: Option<&str>) -> Location {
    let query = query_for(page);
    let query = id.map_or(query.clone(), |id| about(&query, id));
    Location::here(&request.base, path::LOGIN, &query)
}

fn about(query: &str, id: &str) -> String {
    let id: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    format!("{query}&id={id}")
}

fn query_for(page: &str) -> String {
    format!("for={page}")
}

/// The page of the account that a query is for.
fn account_page(query: &str) -> Option<&'static str> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let (name, value) = pairs.next().filter(|_| pairs.next().is_none())?;
    let mut pages = path::ACCOUNT_PAGES.into_iter();
    pages.find(|page| name == "for" && value == *page)
}

/// The page of the administrators that a query is for, and the id of what it is about.
fn admin_page(query: &str) -> Option<(&'static str, Option<String>)> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let (name, value) = pairs.next()?;
    let mut pages = admin_path::PAGES.into_iter();
    let page = pages.find(|page| name == "for" && value == *page)?;
    match (pairs.next(), pairs.next()) {
        (None, _) => Some((page, None)),
        (Some((name, id)), None) if name == "id" => Some((page, Some(id.into_owned()))),
        _ => None,
    }
}
