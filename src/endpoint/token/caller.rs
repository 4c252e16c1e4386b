//! The client that asks for tokens.

use std::cell::Cell;
use std::rc::Rc;

use super::dpop::Proved;
use crate::endpoint::client::Refusal;
use crate::endpoint::client::claimant::Claimant;
use crate::endpoint::server::Server;
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::client::{BadAssertion, Client, ClientError, GrantType};
use crate::protocol::scope::{ADMIN_API, Scope};
use crate::protocol::token::{BadProof, TokenError};
use crate::store::spent_ids::{Unspent, spend_all};

/// Who asks for tokens, and for what.
pub(super) struct TokenCaller {
    pub(super) claimant: Claimant,
    pub(super) grant_type: GrantType,
    /// The key that the access token is to be bound to.
    pub(super) key: Option<Proved>,
    /// Whether the proof of that key is used up.
    proof_used: Cell<bool>,
}

impl TokenCaller {
    /// The sender of a request with this grant type, and perhaps with a proof.
    pub(super) fn new(claimant: Claimant, grant_type: GrantType, key: Option<Proved>) -> Self {
        Self {
            claimant,
            grant_type,
            key,
            proof_used: Cell::new(false),
        }
    }

    /// `client_id`, as it was sent.
    pub(super) fn client_id(&self) -> &str {
        &self.claimant.credentials.client_id
    }

    /// The thumbprint of the key that is proved.
    pub(super) fn key(&self) -> Option<&str> {
        self.key.as_ref().map(|key| key.thumbprint.as_str())
    }

    /// The Admin API takes no token that is not bound to a key.
    pub(super) fn proves_for(&self, scope: &Scope) -> Result<(), TokenError> {
        if scope.contains(ADMIN_API) && self.key.is_none() {
            return Err(BadProof::Missing.into());
        }
        Ok(())
    }

    /// The ids of the request that are not used up yet, for a batch that uses them up. The id of an assertion comes first. Call
    /// [`TokenCaller::ids_used`] after the batch. Only a client with a genuine code or refresh token gets this far. A person let it in,
    /// so it costs no more rows than its people.
    pub(super) fn ids(&self) -> Vec<Unspent> {
        let mut ids = Vec::new();
        ids.extend(self.claimant.id());
        if let Some(key) = self.key.as_ref().filter(|_| !self.proof_used.get()) {
            ids.push(key.unspent());
        }
        ids
    }

    /// Notes that the ids are used up. `before`: the place of one that had been used before.
    pub(super) fn ids_used(&self, before: Option<usize>) -> Result<(), TokenError> {
        let asserted = self.claimant.id().is_some();
        self.claimant.id_used();
        self.proof_used.set(true);
        match before {
            None => Ok(()),
            Some(0) if asserted => Err(BadAssertion::Replayed.into()),
            Some(_) => Err(BadProof::Replayed.into()),
        }
    }

    /// Uses up the assertion and the proof of the request, if no other batch does.
    pub(super) async fn prove_once<P: Platform>(
        &self,
        server: &Server<'_, P>,
    ) -> Result<(), Refusal> {
        let before = spend_all(server.platform, &self.ids()).await?;
        Ok(self.ids_used(before)?)
    }

    /// Checks that `client` is the one that asks, and that it may ask for this.
    pub(super) fn believe(&self, client: Option<Rc<Client>>) -> Result<Rc<Client>, TokenError> {
        self.admit(self.claimant.credentials.authenticate(client)?)
    }

    /// Checks that a client which proved who it is may ask for this.
    fn admit(&self, client: Rc<Client>) -> Result<Rc<Client>, TokenError> {
        if client.blocked {
            return Err(ClientError::Blocked.into());
        }
        if !client.may(self.grant_type) {
            return Err(TokenError::GrantTypeNotRegistered);
        }
        if client.requires_dpop && self.key.is_none() {
            return Err(BadProof::Missing.into());
        }
        Ok(client)
    }

    /// The client as it was registered a while ago, if that is enough to let it in. A write that relies on it
    /// names its revision, which D1 compares; and it never gets anybody refused.
    pub(super) fn remembered<P: Platform>(&self, server: &Server<'_, P>) -> Option<Rc<Client>> {
        let client = server.remembered_client(self.client_id());
        self.believe(client).ok()
    }

    /// The same, also of a client with a metadata document that still says what was saved.
    pub(super) async fn remembered_or_described<P: Platform>(
        &self,
        server: &Server<'_, P>,
    ) -> Option<Rc<Client>> {
        if let Some(client) = self.remembered(server) {
            return Some(client);
        }
        let client = server.remembered_described(self.client_id()).await;
        self.believe(client).ok()
    }

    /// The client as it is registered now. The signing keys come along, if it is time to load them.
    pub(super) async fn current<P: Platform>(
        &self,
        server: &Server<'_, P>,
    ) -> Result<Rc<Client>, Refusal> {
        let (client, _) = server
            .client_and(self.client_id(), Vec::new(), false)
            .await?;
        self.is(server, client).await
    }

    /// The same, in a trip that also uses up the assertion and the proof of the request, and runs `also`.
    pub(super) async fn current_once<P: Platform>(
        &self,
        server: &Server<'_, P>,
        also: Option<Statement>,
    ) -> Result<(Rc<Client>, Option<Outcome>), Refusal> {
        let proof = self.key.as_ref().map(Proved::unspent);
        let looked = self
            .claimant
            .look(server, proof.as_slice(), |_, _| also.into_iter().collect());
        let mut looked = looked.await?;
        self.proof_used.set(true);
        Ok((self.admit(looked.client)?, looked.found.pop()))
    }

    /// Checks that `client`, which D1 has just shown, is the one that asks, and that it may ask for this.
    pub(super) async fn is<P: Platform>(
        &self,
        server: &Server<'_, P>,
        client: Option<Rc<Client>>,
    ) -> Result<Rc<Client>, Refusal> {
        let client = self.claimant.authenticate(server, client).await?;
        Ok(self.admit(client)?)
    }
}
