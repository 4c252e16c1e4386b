//! Documents that clients keep on their own servers: metadata documents and key sets. An isolate
//! remembers them for as long as their headers say, within bounds, and a failure for a minute: whoever causes
//! one must not make this server ask again and again.

use std::rc::Rc;

use serde_json::Value;

use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::{self, TooMany};
use crate::endpoint::isolate::{Document, Kind, Unusable};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::client::document;
use crate::protocol::client::{BadClientDocument, Client};
use crate::protocol::jose::PublicKey;
use crate::protocol::public_url;
use crate::protocol::secret::digest;

/// The longest document that is read, in bytes.
const LONGEST: usize = 16 * 1024;

/// How soon a document is fetched again because a key is missing in it, in seconds: a stranger who signs with
/// arbitrary keys must not make this server fetch as often as they like.
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
    /// A minute at most.
    Renewed,
    /// Fetched just now: what is remembered is in doubt.
    Now,
}

/// A client, as its metadata document describes it now.
pub(crate) struct Described {
    pub(crate) client: Client,
    /// Whether the database says the same.
    pub(crate) saved: bool,
}

impl From<Unusable> for BadClientDocument {
    fn from(unusable: Unusable) -> Self {
        match unusable {
            Unusable::Unreachable => Self::Unreachable,
            Unusable::ContentType => Self::ContentType,
            Unusable::NotJson => Self::NotJson,
        }
    }
}

/// The client that the document at `client_id` describes.
pub(crate) async fn client<P: Platform>(
    server: &Server<'_, P>,
    client_id: &str,
    freshness: Freshness,
) -> Result<Client, BadClientDocument> {
    if !document::may_be_fetched(client_id) || is_own(server, client_id) {
        return Err(BadClientDocument::Url);
    }
    let document = document(server, Kind::Client, client_id, freshness).await?;
    let (resources, redirects) = (&server.config.resources, &server.config.redirects);
    document::read(client_id, &document, resources, redirects)
        .inspect_err(|_| forget_soon(server, Kind::Client, client_id))
}

/// The client that the document at `client_id` describes now; `known` is what the database has.
pub(crate) async fn current<P: Platform>(
    server: &Server<'_, P>,
    client_id: &str,
    known: Option<&Client>,
) -> Result<Described, BadClientDocument> {
    let described = client(server, client_id, Freshness::Remembered).await?;
    let same = |client: &Client| known.is_some_and(|known| known.revision == client.revision);
    if known.is_none() || same(&described) {
        let saved = same(&described);
        return Ok(Described {
            client: described,
            saved,
        });
    }
    // One of the two is old: what this isolate remembers, or what another one saved.
    let client = client(server, client_id, Freshness::Now).await?;
    let saved = same(&client);
    Ok(Described { client, saved })
}

/// The keys at a `jwks_uri`; `None` when they cannot be had.
pub(crate) async fn keys<P: Platform>(
    server: &Server<'_, P>,
    uri: &str,
    freshness: Freshness,
) -> Option<Vec<PublicKey>> {
    if !public_url::is_public(uri) || is_own(server, uri) {
        return None;
    }
    let document = document(server, Kind::Keys, uri, freshness).await.ok()?;
    let keys = PublicKey::parse_set(&document);
    if keys.is_err() {
        forget_soon(server, Kind::Keys, uri);
    }
    keys.ok()
}

/// The list of redirect URIs at a `sector_identifier_uri` (OpenID Connect Core section 8.1).
pub(crate) async fn sector<P: Platform>(server: &Server<'_, P>, uri: &str) -> Option<Rc<Value>> {
    if !public_url::is_public(uri) || is_own(server, uri) || !server.config.strictly_public {
        return None;
    }
    document(server, Kind::Sector, uri, Freshness::Now)
        .await
        .ok()
}

/// Refuses an address that makes this server fetch too often, and a client that it is to fetch too often.
pub(crate) async fn within_limit<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    client_id: &str,
) -> Result<(), TooMany> {
    let key = (Kind::Client, client_id.to_owned());
    let now = server.platform.now();
    let (documents, failures) = (&server.isolate.documents, &server.isolate.failures);
    let known = documents.borrow().get(&key).map(|known| known.until);
    let failed = failures.borrow().get(&key).map(|(_, until)| *until);
    if known.max(failed).is_some_and(|until| now < until) {
        return Ok(());
    }
    let from = format!("document for {}", request.address());
    // A `client_id` can be longer than a key.
    let of = format!("document {}", digest(client_id));
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
) -> Result<Rc<Value>, Unusable> {
    let now = server.platform.now();
    let key = (kind, url.to_owned());
    if let Some(known) = server.isolate.documents.borrow().get(&key) {
        let fetched_within = |seconds| now < known.fetched_at.plus(seconds);
        let good = match freshness {
            Freshness::Remembered => true,
            Freshness::Recent => fetched_within(RECENT),
            Freshness::Renewed => fetched_within(SOONEST),
            Freshness::Now => false,
        };
        if good && (now < known.until || freshness == Freshness::Renewed) {
            return Ok(Rc::clone(&known.json));
        }
    }
    if let Some((unusable, until)) = server.isolate.failures.borrow().get(&key)
        && now < *until
    {
        return Err(*unusable);
    }
    let left = match kind {
        Kind::Client | Kind::Sector => &server.documents_left,
        Kind::Keys => &server.key_sets_left,
    };
    left.set(left.get().checked_sub(1).ok_or(Unusable::Unreachable)?);

    let fetched = fetch(server, url).await.inspect_err(|unusable| {
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
    };
    server
        .isolate
        .documents
        .borrow_mut()
        .insert(key, remembered);
    Ok(json)
}

/// Fetches a JSON document. Gives it, and for how many seconds it may be kept.
async fn fetch<P: Platform>(server: &Server<'_, P>, url: &str) -> Result<(Value, u32), Unusable> {
    let fetched = server.platform.fetch(url, LONGEST).await;
    let fetched = fetched.ok_or(Unusable::Unreachable)?;
    let media_type = fetched.content_type.split(';').next().unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    if media_type != "application/json"
        && !(media_type.starts_with("application/") && media_type.ends_with("+json"))
    {
        return Err(Unusable::ContentType);
    }
    let document = serde_json::from_slice(&fetched.body).map_err(|_| Unusable::NotJson)?;
    let lifetime = document::lifetime(fetched.cache_control.as_deref());
    Ok((document, lifetime))
}
