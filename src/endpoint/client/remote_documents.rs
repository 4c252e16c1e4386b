//! Documents that clients keep on their own servers: metadata documents and key sets. An isolate
//! remembers them for as long as their headers say, within bounds, and a failure for a minute: whoever causes
//! one must not make this server ask again and again. The rate limiter stands in front of every fetch, whatever it is
//! for; what is remembered is never refused.

use std::rc::Rc;

use serde_json::Value;

use crate::endpoint::http::too_many::{self, TooMany};
use crate::endpoint::isolate::{Document, Kind, Unusable};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::client::document;
use crate::protocol::client::{BadClientDocument, Client};
use crate::protocol::jose::PublicKey;
use crate::protocol::json;
use crate::protocol::public_url;
use crate::protocol::secret::digest;

/// The longest document that is read, in bytes.
const LONGEST: usize = 16 * 1024;

/// The same of a provider: Microsoft's keys come with their certificates.
const LONGEST_OF_PROVIDER: usize = 64 * 1024;

/// How soon a document is fetched again because it is in doubt, in seconds: a stranger who signs with arbitrary keys,
/// or whose document changes each time, must not make this server fetch as often as they like.
const SOONEST: u32 = 60;

/// How old the keys of a client may be, in seconds.
const RECENT: u32 = 600;

/// How old a document may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// As its headers allow.
    Remembered,
    /// Ten minutes at most: a key that was withdrawn must not be believed for longer.
    Recent,
    /// A minute at most: a key is missing, or nothing says how long it may be kept.
    Renewed,
    /// Fetched now, because another version is saved; but not if it was fetched for this reason within the last minute.
    InDoubt,
}

/// A client, as its metadata document describes it now.
pub(crate) struct Described {
    pub(crate) client: Box<Client>,
    /// Whether the database says the same.
    pub(crate) saved: bool,
}

/// Why there is no document.
pub(crate) enum NoDocument {
    /// It cannot be used.
    Bad(BadClientDocument),
    /// It would have to be fetched, and too much was.
    TooMany(TooMany),
}

impl From<Unusable> for NoDocument {
    fn from(unusable: Unusable) -> Self {
        Self::Bad(match unusable {
            Unusable::Unreachable => BadClientDocument::Unreachable,
            Unusable::ContentType => BadClientDocument::ContentType,
            Unusable::NotJson => BadClientDocument::NotJson,
        })
    }
}

impl From<BadClientDocument> for NoDocument {
    fn from(bad: BadClientDocument) -> Self {
        Self::Bad(bad)
    }
}

impl From<TooMany> for NoDocument {
    fn from(too_many: TooMany) -> Self {
        Self::TooMany(too_many)
    }
}

/// The client that the document at `client_id` describes.
pub(crate) async fn client<P: Platform>(
    server: &Server<'_, P>,
    client_id: &str,
    freshness: Freshness,
) -> Result<Box<Client>, NoDocument> {
    if !document::may_be_fetched(client_id) || is_own(server, client_id) {
        return Err(BadClientDocument::Url.into());
    }
    let document = document(server, Kind::Client, client_id, freshness).await?;
    let (resources, redirects) = (&server.config.resources, &server.config.redirects);
    let client = document::read(client_id, &document, resources, redirects)
        .inspect_err(|_| forget_soon(server, Kind::Client, client_id))?;
    Ok(client)
}

/// The client that the document at `client_id` describes now; `known` is what the database has.
pub(crate) async fn current<P: Platform>(
    server: &Server<'_, P>,
    client_id: &str,
    known: Option<&Client>,
) -> Result<Described, NoDocument> {
    let left = server.documents_left.get();
    let described = client(server, client_id, Freshness::Remembered).await?;
    let is_new = server.documents_left.get() < left;
    let same = |client: &Client| known.is_some_and(|known| known.revision == client.revision);
    if known.is_none() || same(&described) || is_new {
        let saved = same(&described);
        return Ok(Described {
            client: described,
            saved,
        });
    }
    // One of the two is old: what this isolate remembers, or what another one saved.
    let client = client(server, client_id, Freshness::InDoubt).await?;
    let saved = same(&client);
    Ok(Described { client, saved })
}

/// The keys at a `jwks_uri`; `None` when they cannot be had.
///
/// # Errors
/// [`TooMany`] when they would have to be fetched, and too much was.
pub(crate) async fn keys<P: Platform>(
    server: &Server<'_, P>,
    uri: &str,
    freshness: Freshness,
) -> Result<Option<Vec<PublicKey>>, TooMany> {
    if !public_url::is_public(uri) || is_own(server, uri) {
        return Ok(None);
    }
    let Some(document) = had(document(server, Kind::Keys, uri, freshness).await)? else {
        return Ok(None);
    };
    let keys = PublicKey::parse_set(&document);
    if keys.is_err() {
        forget_soon(server, Kind::Keys, uri);
    }
    Ok(keys.ok())
}

/// The list of redirect URIs at a `sector_identifier_uri` (OpenID Connect Core section 8.1); `None` when it cannot be
/// had.
///
/// # Errors
/// [`TooMany`] when it would have to be fetched, and too much was.
pub(crate) async fn sector<P: Platform>(
    server: &Server<'_, P>,
    uri: &str,
) -> Result<Option<Rc<Value>>, TooMany> {
    if !public_url::is_public(uri) || is_own(server, uri) || !server.config.strictly_public {
        return Ok(None);
    }
    had(document(server, Kind::Sector, uri, Freshness::Renewed).await)
}

/// A document of a provider: what it says of itself, or its keys. The settings name it, so any host will do.
///
/// # Errors
/// [`TooMany`] when it would have to be fetched, and too much was.
pub(crate) async fn of_provider<P: Platform>(
    server: &Server<'_, P>,
    url: &str,
    freshness: Freshness,
) -> Result<Option<Rc<Value>>, TooMany> {
    had(document(server, Kind::Provider, url, freshness).await)
}

/// A document, or what it says, where it does not matter why one cannot be used.
pub(crate) fn had<T>(document: Result<T, NoDocument>) -> Result<Option<T>, TooMany> {
    match document {
        Ok(document) => Ok(Some(document)),
        Err(NoDocument::Bad(_)) => Ok(None),
        Err(NoDocument::TooMany(too_many)) => Err(too_many),
    }
}

/// Refuses an address that makes this server fetch too often, and a URL that would be fetched too often.
async fn within_limit<P: Platform>(server: &Server<'_, P>, url: &str) -> Result<(), TooMany> {
    let from = format!("document for {}", server.address);
    // A URL can be longer than a key.
    let of = format!("document {}", digest(url));
    too_many::within_limit(server, &from).await?;
    too_many::within_limit(server, &of).await
}

/// What cannot be used is fetched again in a minute, whatever its headers say; but no sooner.
fn forget_soon<P: Platform>(server: &Server<'_, P>, kind: Kind, url: &str) {
    let key = (kind, url.to_owned());
    if let Some(known) = server.isolate.documents.borrow_mut().get_mut(&key) {
        known.until = known.fetched_at.plus(SOONEST);
    }
}

/// Whether this is an address of this very server, which would then ask itself.
fn is_own<P: Platform>(server: &Server<'_, P>, url: &str) -> bool {
    server.config.issuer.owns(url)
}

async fn document<P: Platform>(
    server: &Server<'_, P>,
    kind: Kind,
    url: &str,
    freshness: Freshness,
) -> Result<Rc<Value>, NoDocument> {
    let now = server.platform.now();
    let key = (kind, url.to_owned());
    if let Some(known) = server.isolate.documents.borrow().get(&key) {
        let fetched_within = |seconds| now < known.fetched_at.plus(seconds);
        let good = match freshness {
            Freshness::Remembered => true,
            Freshness::Recent => fetched_within(RECENT),
            Freshness::Renewed => fetched_within(SOONEST),
            Freshness::InDoubt => known.was_in_doubt && fetched_within(SOONEST),
        };
        let doubtful = matches!(freshness, Freshness::Renewed | Freshness::InDoubt);
        if good && (doubtful || now < known.until) {
            return Ok(Rc::clone(&known.json));
        }
    }
    if let Some((unusable, until)) = server.isolate.failures.borrow().get(&key)
        && now < *until
    {
        return Err((*unusable).into());
    }
    let (left, longest) = match kind {
        Kind::Client | Kind::Sector => (Some(&server.documents_left), LONGEST),
        Kind::Keys => (Some(&server.key_sets_left), LONGEST),
        Kind::Provider => (None, LONGEST_OF_PROVIDER),
    };
    if let Some(left) = left {
        left.set(left.get().checked_sub(1).ok_or(Unusable::Unreachable)?);
    }
    within_limit(server, url).await?;

    let fetched = fetch(server, url, longest).await.inspect_err(|unusable| {
        let failure = (*unusable, now.plus(SOONEST));
        let mut failures = server.isolate.failures.borrow_mut();
        failures.insert(key.clone(), failure);
    });
    let (json, lifetime) = fetched?;
    let json = Rc::new(json);
    let remembered = Document {
        json: Rc::clone(&json),
        fetched_at: now,
        until: now.plus(lifetime),
        was_in_doubt: freshness == Freshness::InDoubt,
    };
    server
        .isolate
        .documents
        .borrow_mut()
        .insert(key, remembered);
    Ok(json)
}

/// Fetches a JSON document. Gives it, and for how many seconds it may be kept.
async fn fetch<P: Platform>(
    server: &Server<'_, P>,
    url: &str,
    longest: usize,
) -> Result<(Value, u32), Unusable> {
    let fetched = server.platform.fetch(url, longest).await;
    let fetched = fetched.ok_or(Unusable::Unreachable)?;
    let media_type = fetched.content_type.split(';').next().unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    if media_type != "application/json"
        && !(media_type.starts_with("application/") && media_type.ends_with("+json"))
    {
        return Err(Unusable::ContentType);
    }
    let text = str::from_utf8(&fetched.body).ok();
    let document = text.and_then(json::parse).ok_or(Unusable::NotJson)?;
    let lifetime = document::lifetime(fetched.cache_control.as_deref());
    Ok((document, lifetime))
}
