//! Documents that clients keep on their own servers: metadata documents and key sets. An isolate
//! remembers them for as long as their headers say, within bounds; a failure is never remembered.

use std::rc::Rc;

use serde_json::Value;

use super::Server;
use crate::platform::Platform;
use crate::protocol::client::Client;
use crate::protocol::client_document::{self, BadClientDocument};
use crate::protocol::public_key::PublicKey;
use crate::protocol::public_url;
use crate::protocol::time::Timestamp;

/// The longest document that is read, in bytes.
const LONGEST: usize = 16 * 1024;

/// How many documents an isolate remembers before it starts over.
const MOST: usize = 64;

/// How soon a document is fetched again because a key is missing in it, in seconds: a stranger who
/// signs with any key must not make this server knock as often as they like.
const SOONEST: u32 = 60;

/// A document as it was fetched.
pub(super) struct Remembered {
    document: Rc<Value>,
    fetched_at: Timestamp,
    until: Timestamp,
}

/// How old a document may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Freshness {
    /// As its headers allow.
    Remembered,
    /// A minute at most.
    Renewed,
}

/// The client that the document at `client_id` describes.
pub(super) async fn client<P: Platform>(
    server: &Server<'_, P>,
    client_id: &str,
    freshness: Freshness,
) -> Result<Client, BadClientDocument> {
    if !client_document::may_be_fetched(client_id) {
        return Err(BadClientDocument::Url);
    }
    let document = document(server, client_id, freshness).await;
    let document = document.ok_or(BadClientDocument::Unreachable)?;
    client_document::read(client_id, &document, &server.config.resources).inspect_err(|_| {
        // One that cannot be used is asked for again the next time.
        server.isolate.documents.borrow_mut().remove(client_id);
    })
}

/// The keys at a `jwks_uri`; `None` when there are none to be had.
pub(super) async fn keys<P: Platform>(
    server: &Server<'_, P>,
    uri: &str,
    freshness: Freshness,
) -> Option<Vec<PublicKey>> {
    if !public_url::is_public(uri) {
        return None;
    }
    let document = document(server, uri, freshness).await?;
    let keys = PublicKey::parse_set(&document);
    if keys.is_err() {
        // Whatever it says about caches; and no sooner, or each forged signature would fetch it.
        if let Some(known) = server.isolate.documents.borrow_mut().get_mut(uri) {
            known.until = known.fetched_at.plus(SOONEST);
        }
    }
    keys.ok()
}

async fn document<P: Platform>(
    server: &Server<'_, P>,
    url: &str,
    freshness: Freshness,
) -> Option<Rc<Value>> {
    let now = server.platform.now();
    if let Some(known) = server.isolate.documents.borrow().get(url) {
        let good = match freshness {
            Freshness::Remembered => now < known.until,
            Freshness::Renewed => now < known.fetched_at.plus(SOONEST),
        };
        if good {
            return Some(Rc::clone(&known.document));
        }
    }

    let fetched = server.platform.fetch(url, LONGEST).await?;
    let media_type = fetched.content_type.split(';').next().unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    if media_type != "application/json"
        && !(media_type.starts_with("application/") && media_type.ends_with("+json"))
    {
        return None;
    }
    let document = Rc::new(serde_json::from_slice(&fetched.body).ok()?);
    let lifetime = client_document::lifetime(fetched.cache_control.as_deref());

    let mut documents = server.isolate.documents.borrow_mut();
    if documents.len() >= MOST {
        documents.clear();
    }
    let remembered = Remembered {
        document: Rc::clone(&document),
        fetched_at: now,
        until: now.plus(lifetime),
    };
    documents.insert(url.to_owned(), remembered);
    Some(document)
}
