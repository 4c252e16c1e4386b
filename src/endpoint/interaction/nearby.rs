//! A visit that is read at a replica of the database. A replica may be late, so it may only let in people whom the primary would let
//! in. The code or the yes names what it rests on, and the statement at the primary that decides compares this. A no, and a page
//! that says something about a person, come from the primary alone, except the question of `/logout`, which only says who is here.

use std::cell::Cell;
use std::rc::Rc;

use super::carried_visit;
use super::cookies;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::authorization::Reference;
use crate::protocol::client::{Client, RegisteredBy};
use crate::protocol::secret::SecretHash;
use crate::store::visits::{Visit, load_visit, load_visit_near};

/// A request whose visit may be read at a replica.
#[derive(Default)]
pub(crate) struct Nearby {
    /// Whether it was.
    pub(crate) replica: Cell<bool>,
    /// Whether the browser carried it from the primary, which answered a moment ago.
    pub(crate) carried: Cell<bool>,
    /// Whether a replica may answer only if the request was not pushed.
    pub(crate) unpushed: bool,
}

impl Nearby {
    /// Notes whether a replica told what was found, and returns what was found.
    pub(crate) fn note<T>(&self, (found, replica): (T, bool)) -> T {
        if replica {
            self.replica.set(true);
        }
        found
    }
}

/// Who asks.
pub(super) struct Asking<'a> {
    /// The client, and what is remembered of it.
    pub(super) client: (&'a str, Option<&'a Rc<Client>>),
    pub(super) reference: Option<&'a Reference>,
    pub(super) browser: Option<&'a SecretHash>,
    pub(super) chosen: Option<&'a str>,
}

impl Asking<'_> {
    /// The visit, from a replica if one may answer and knows enough.
    pub(super) async fn visit<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        nearby: Option<&Nearby>,
    ) -> Result<Visit, Fault> {
        // People who say yes to a device read about its current state.
        let fits = |nearby: &&Nearby| match self.reference {
            None => true,
            Some(Reference::Device { .. }) => false,
            Some(Reference::Stored(_) | Reference::Sealed(_)) => !nearby.unpushed,
        };
        if let Some(nearby) = nearby.filter(fits) {
            let carried = carried_visit::read(server, request, self.client, self.browser);
            if let Some(visit) = carried.await? {
                nearby.note(((), true));
                nearby.carried.set(true);
                return Ok(visit);
            }
            let since = cookies::bookmark(request);
            let (browser, chosen) = (self.browser, self.chosen);
            let since = since.as_deref();
            let near = load_visit_near(server.platform, since, self.client, browser, chosen);
            let visit = near.await?;
            if !visit.replica || self.is_enough(&visit) {
                nearby.note(((), visit.replica));
                return Ok(visit);
            }
        }
        load_visit(server.platform, self.client, self.browser, self.chosen).await
    }

    /// Whether the replica knows the client, and somebody who is signed in if the browser has a cookie.
    fn is_enough(&self, visit: &Visit) -> bool {
        let known = visit.client.as_ref().is_some_and(|client| {
            !client.blocked && client.registered_by != RegisteredBy::Document
        });
        known && (self.browser.is_none() || !visit.accounts.is_empty())
    }
}
