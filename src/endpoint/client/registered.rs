//! Registered clients, as D1 knows them and as an isolate remembers them.

use std::rc::Rc;

use futures_util::future::join;

use super::not_now::NotNow;
use super::remote_documents::{self, Freshness, NoDocument};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Outcome, Platform, Statement};
use crate::protocol::client::{Client, RegisteredBy};
use crate::store::clients::{client_with_id, load_client, read_client};
use crate::store::signing_keys::{Which, keys};

impl<P: Platform> Server<'_, P> {
    /// A client as it was registered a while ago: to be used only where D1 has the last word.
    pub(crate) fn remembered_client(&self, id: &str) -> Option<Rc<Client>> {
        self.isolate
            .clients
            .borrow()
            .get(&id.to_owned())
            .map(Rc::clone)
    }

    /// The same for a client with a metadata document, if the document still says what was saved. It may be fetched again.
    pub(crate) async fn remembered_described(&self, id: &str) -> Option<Rc<Client>> {
        let key = id.to_owned();
        let known = self.isolate.described.borrow().get(&key).map(Rc::clone)?;
        let described = remote_documents::client(self, id, Freshness::Remembered).await;
        let same = described.is_ok_and(|described| described.revision == known.revision);
        (same && self.config.client_documents).then_some(known)
    }

    /// A client as it is registered now.
    pub(crate) async fn current_client(&self, id: &str) -> Result<Option<Rc<Client>>, NotNow> {
        let client = load_client(self.platform, id).await?;
        self.registered(id, client).await
    }

    /// A client that is not remembered, perhaps as a replica knows it: as good as one that was remembered a while ago. If the primary
    /// answers, the signing keys come along, if it is time to load them. If it does not and this request `signs`, it signs with those that
    /// the replica knows: see [`Server::sign_near`].
    pub(crate) async fn client_near(
        &self,
        id: &str,
        signs: bool,
    ) -> Result<Option<Rc<Client>>, Fault> {
        let at = self.platform.now();
        let due = self.keys_are_due();
        let keys = async {
            if !due {
                return Ok(None);
            }
            let found = self.platform.run_near(keys(Which::Live), None);
            found.await.map(Some)
        };
        let client = self.platform.run_near(client_with_id(id), None);
        let (client, keys) = join(client, keys).await;
        let client = read_client(&client?)?;
        if let Some(keys) = keys? {
            if signs {
                self.sign_near(&keys, at).await?;
            } else {
                self.take_near(&keys, at).await?;
            }
        }
        let client = client.filter(|it| it.registered_by != RegisteredBy::Document);
        if client.is_some() {
            self.remember(id, client.as_ref());
        }
        Ok(client)
    }

    /// A client as it is registered now, and what `also` finds in the same trip to D1. The signing keys come along if it is time
    /// to load them, or, with `anew`, in any case.
    pub(crate) async fn client_and(
        &self,
        id: &str,
        also: Vec<Statement>,
        anew: bool,
    ) -> Result<(Option<Rc<Client>>, Vec<Outcome>), NotNow> {
        let mut statements = also;
        statements.push(client_with_id(id));
        let mut outcomes = self.batch_and_keys(statements, anew).await?;
        let client = outcomes.pop().unwrap_or_default();
        let client = self.registered(id, read_client(&client)?).await?;
        Ok((client, outcomes))
    }

    /// The client that D1 has just shown. One with a metadata document is what the document says now, if it can
    /// be fetched; it is not remembered, because D1 does not hear of changes. Nor is a change saved here: only a person's
    /// yes may change what is saved, or strangers could write as often as they change their documents. So what is saved
    /// because of this client names the revision that D1 knows.
    pub(crate) async fn registered(
        &self,
        id: &str,
        client: Option<Rc<Client>>,
    ) -> Result<Option<Rc<Client>>, NotNow> {
        let known = match client {
            Some(client) if client.registered_by == RegisteredBy::Document => client,
            client => {
                self.remember(id, client.as_ref());
                return Ok(client);
            }
        };
        if known.blocked {
            return Ok(Some(known));
        }
        if !self.config.client_documents {
            return Ok(None);
        }
        match remote_documents::current(self, id, Some(&known)).await {
            Ok(described) if !described.saved => {
                Ok(Some(described.client.no_looser_than(&known).into()))
            }
            Ok(_) => {
                let mut described = self.isolate.described.borrow_mut();
                described.insert(id.to_owned(), Rc::clone(&known));
                Ok(Some(known))
            }
            // What is saved is what somebody said yes to: it is good enough while the document cannot be had.
            Err(NoDocument::Bad(_) | NoDocument::TooMany(_)) => Ok(Some(known)),
        }
    }

    /// Remembers what D1 has just shown. A client with an old secret that has not ended yet is read each time, because D1's clock
    /// decides when it ends.
    pub(crate) fn remember(&self, id: &str, client: Option<&Rc<Client>>) {
        let mut clients = self.isolate.clients.borrow_mut();
        match client {
            Some(client) if client.old_secret_hash.is_none() => {
                clients.insert(id.to_owned(), Rc::clone(client));
            }
            _ => clients.remove(&id.to_owned()),
        }
    }
}
