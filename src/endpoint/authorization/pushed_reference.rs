//! What refers to a pushed request: a name that it is kept under, or the request itself, sealed.

use crate::endpoint::keys::Carried;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::authorization::pushed_request::LIFETIME;
use crate::protocol::authorization::{PushedRequest, Reference};
use crate::protocol::client::Client;
use crate::protocol::secret::Secret;
use crate::store::pushed_requests::{save_pushed, write_pushed};

/// Up to this length, a reference carries the request of whatever client: then nobody waits for the store, neither here nor at
/// `/authorize`. A request that was not pushed makes an address about as long.
const SHORT: usize = 1024;

/// A request that was pushed.
pub(super) struct Pushed {
    pub(super) reference: Reference,
    /// Why the store did not keep the request, which the reference carries therefore.
    pub(super) fault: Option<Fault>,
}

/// A request that breaks no rule, and what may refer to it.
pub(super) struct Checked {
    name: Secret,
    pushed: PushedRequest,
    /// The request itself, sealed, if it is not too long for that.
    sealed: Option<Reference>,
    /// Whether the store keeps it. A stranger's it never does, who must not use up what this server may write.
    stored: bool,
}

/// Why nothing refers to a request.
pub(super) enum Unkept {
    Fault(Fault),
    /// It is too long to be carried, and is not stored.
    TooLong,
}

impl Checked {
    /// The request with the name that it is kept under, and with what carries it.
    pub(super) async fn new<P: Platform>(
        server: &Server<'_, P>,
        client: &Client,
        form: String,
    ) -> Result<Self, Fault> {
        let name = Secret::mint(server.platform.random());
        let pushed = PushedRequest {
            id: name.hash().as_str().to_owned(),
            client_id: client.id.clone(),
            form,
            expires_at: server.platform.now().plus(LIFETIME),
        };
        let record = write_pushed(&pushed)?;
        let sealed = Carried::pushed_request(&client.id).seal(server, &record);
        let sealed = sealed.await?.map(Reference::Sealed);
        let suffices =
            |it: &Reference| server.config.sealed_codes || it.request_uri().len() <= SHORT;
        let stored = !client.may_be_a_stranger() && !sealed.as_ref().is_some_and(suffices);
        Ok(Self {
            name,
            pushed,
            sealed,
            stored,
        })
    }

    /// What refers to the request from now on. What the store refused is carried too.
    pub(super) async fn kept<P: Platform>(&self, server: &Server<'_, P>) -> Result<Pushed, Unkept> {
        let mut fault = None;
        if self.stored {
            match save_pushed(server.platform, &self.name.hash(), &self.pushed).await {
                Ok(()) => {
                    let reference = Reference::Stored(self.name.clone());
                    return Ok(Pushed { reference, fault });
                }
                Err(refused) => fault = Some(refused),
            }
        }
        match (self.sealed.clone(), fault) {
            (Some(reference), fault) => Ok(Pushed { reference, fault }),
            (None, Some(fault)) => Err(Unkept::Fault(fault)),
            (None, None) => Err(Unkept::TooLong),
        }
    }
}
