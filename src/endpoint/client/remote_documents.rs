//! Documents that clients keep on their own servers: metadata documents and key sets. An isolate
//! remembers them for as long as their headers say, within bounds; a failure is never remembered.

use std::rc::Rc;

use serde_json::Value;

use crate::endpoint::isolate::{Document, Kind};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::client::document;
use crate::protocol::client::{BadClientDocument, Client};
use crate::protocol::jose::PublicKey;
use crate::protocol::public_url;

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

/// Why there is no document.
enum Unusable {
    Unreachable,
    ContentType,
    NotJson,
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
    document::read(client_id, &document, resources, redirects).inspect_err(|_| {
        // An unusable document is fetched again the next time.
        let key = (Kind::Client, client_id.to_owned());
        server.isolate.documents.borrow_mut().remove(&key);
    })
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
        // Whatever its headers say about caching; but no sooner, or each forged signature would fetch it.
        let key = (Kind::Keys, uri.to_owned());
        if let Some(known) = server.isolate.documents.borrow_mut().get_mut(&key) {
            known.until = known.fetched_at.plus(SOONEST);
        }
    }
    keys.ok()
}

/// The list of redirect URIs at a `sector_identifier_uri` (OpenID Connect Core section 8.1).
pub(crate) async fn sector<P: Platform>(server: &Server<'_, P>, uri: &str) -> Option<Rc<Value>> {
    if !public_url::is_public(uri) || is_own(server, uri) {
        return None;
    }
    document(server, Kind::Sector, uri, Freshness::Now)
        .await
        .ok()
}

/// Whether this is an address of this very server, which would then ask itself.
fn is_own<P: Platform>(server: &Server<'_, P>, url: &str) -> bool {
    let below = url.strip_prefix(server.config.issuer.as_str());
    below.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', ':']))
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

    let fetched = server.platform.fetch(url, LONGEST).await;
    let fetched = fetched.ok_or(Unusable::Unreachable)?;
    let media_type = fetched.content_type.split(';').next().unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    if media_type != "application/json"
        && !(media_type.starts_with("application/") && media_type.ends_with("+json"))
    {
        return Err(Unusable::ContentType);
    }
    let document = serde_json::from_slice(&fetched.body);
    let document = Rc::new(document.map_err(|_| Unusable::NotJson)?);
    let lifetime = document::lifetime(fetched.cache_control.as_deref());

    let remembered = Document {
        json: Rc::clone(&document),
        fetched_at: now,
        until: now.plus(lifetime),
    };
    server
        .isolate
        .documents
        .borrow_mut()
        .insert(key, remembered);
    Ok(document)
}
