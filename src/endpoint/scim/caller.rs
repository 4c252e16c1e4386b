//! The directory that asks.

use http::header::IF_MATCH;
use serde_json::{Map, Value};

use super::answer::Stop;
use crate::endpoint::event::Event;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::within_limit;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::json::put;
use crate::protocol::scim::{Query, ScimError};
use crate::protocol::secret::Secret;
use crate::store::directories::{Directory, admit};

/// The rate limiter counts whole minutes, in which a directory that comes for the first time has much to do. So it counts each of these
/// spans by itself, in seconds: 15 requests a second, all in all.
const SPAN: i64 = 4;

/// A directory that proved who it is, and what it asks.
pub(super) struct Caller<'a, P: Platform> {
    pub(super) server: &'a Server<'a, P>,
    pub(super) request: &'a Request,
    pub(super) directory: Directory,
    pub(super) query: Query,
}

impl<'a, P: Platform> Caller<'a, P> {
    /// Nothing else of a request is looked at before its token.
    pub(super) async fn of(server: &'a Server<'a, P>, request: &'a Request) -> Result<Self, Stop> {
        let token = request.token("Bearer").filter(|token| !token.is_empty());
        let token = Secret::new(token.ok_or(ScimError::Token)?).hash();
        let Some(directory) = admit(server.platform, token).await? else {
            within_limit(server, &format!("scim from {}", request.address())).await?;
            return Err(ScimError::Token.into());
        };
        let span = server.platform.now().0 / SPAN;
        within_limit(server, &format!("scim {} {span}", directory.name)).await?;
        Ok(Self {
            query: Query::read(&request.query_params()?)?,
            server,
            request,
            directory,
        })
    }

    /// What it sent.
    pub(super) fn body(&self) -> Result<Value, Stop> {
        Ok(self
            .request
            .json_of(&["application/scim+json", "application/json"])?)
    }

    /// Whether it is to be changed only if it is like this, and is not (RFC 7644 section 3.14).
    pub(super) fn matched(&self, version: &str) -> Result<(), ScimError> {
        let Some(wanted) = self.request.headers.get(IF_MATCH) else {
            return Ok(());
        };
        let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        let mut wanted = wanted.to_str().unwrap_or_default().split(',').map(plain);
        if wanted.any(|tag| tag == "*" || (!version.is_empty() && tag == plain(version))) {
            Ok(())
        } else {
            Err(ScimError::Changed)
        }
    }

    /// It did this; `details` says what changed, from what to what.
    pub(super) fn tell(&self, event: Event, details: Map<String, Value>) {
        let event = event.by(&["scim ", &self.directory.name].concat());
        self.server.tell(if details.is_empty() {
            event
        } else {
            event.changing(&Value::Object(details))
        });
    }
}

/// What differs, from what to what.
pub(super) fn difference(
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Map<String, Value> {
    let mut all = Map::new();
    for name in before.keys().chain(after.keys()) {
        let [old, new] = [before, after].map(|it| it.get(name).cloned());
        if old != new {
            put(&mut all, name, Value::Array(vec![old.into(), new.into()]));
        }
    }
    all
}
