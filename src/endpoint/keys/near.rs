//! The signing keys as a replica of the database knows them, which may be late. An isolate never remembers these.

use std::rc::Rc;

use crate::endpoint::isolate::Loaded;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Outcome, Platform};
use crate::protocol::jose::{Algorithm, PublicKey};
use crate::protocol::timestamp::Timestamp;
use crate::store::signing_keys::{Which, keys, read_keys};

impl<P: Platform> Server<'_, P> {
    /// The key that verifies what claims to be an access token of ours, before the keys are loaded. A replica may tell it, so what it
    /// verifies has to be verified again with the primary's keys. `None` says nothing if a replica answered.
    pub(crate) async fn key_near(&self, kid: &str) -> Result<Option<PublicKey>, Fault> {
        let at = self.platform.now();
        let found = self.platform.run_near(keys(Which::Live), None).await?;
        self.take_near(&found, at).await?;
        if !found.replica {
            return self.key(kid).await;
        }
        let ring = read_keys(&found)?;
        let mut published = ring.published(at);
        let key = published.find(|key| key.kid == kid);
        Ok(key.map(|key| key.public.clone()))
    }

    /// Takes over the keys that were `found`, if the primary told them.
    pub(crate) async fn take_near(&self, found: &Outcome, at: Timestamp) -> Result<(), Fault> {
        if !found.replica {
            self.take(read_keys(found)?, at).await?;
        }
        Ok(())
    }

    /// Lets this request sign with the keys that a replica knows, if it knows any. Whatever is signed with them may be given out only
    /// if the statement that decides compares them: see [`Server::signing_now`].
    pub(crate) async fn sign_near(&self, found: &Outcome, at: Timestamp) -> Result<(), Fault> {
        self.take_near(found, at).await?;
        if found.replica {
            let ring = Rc::new(read_keys(found)?);
            let signs = ring.signing(Algorithm::Es256, at).is_some();
            *self.near_keys.borrow_mut() = signs.then_some(Loaded { ring, at });
        }
        Ok(())
    }

    /// Whether this request signs with keys that a replica knows.
    pub(crate) fn signs_near(&self) -> bool {
        self.near_keys.borrow().is_some()
    }
}
