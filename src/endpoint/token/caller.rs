//! The client that asks for tokens.

use std::rc::Rc;

use super::dpop::Proved;
use crate::endpoint::client::Refusal;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::client::{Client, ClientError, Credentials, GrantType};
use crate::protocol::scope::{ADMIN_API, Scope};
use crate::protocol::token::{BadProof, TokenError};

/// Who asks for tokens, and for what.
pub(super) struct TokenCaller {
    pub(super) credentials: Credentials,
    pub(super) grant_type: GrantType,
    /// The key that the access token is to be bound to.
    pub(super) key: Option<Proved>,
}

impl TokenCaller {
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

    /// Uses the proof up. Only a client with a genuine code or refresh token gets as far as this write.
    pub(super) async fn prove_once<P: Platform>(
        &self,
        server: &Server<'_, P>,
    ) -> Result<(), Refusal> {
        match &self.key {
            Some(key) => key.once(server).await,
            None => Ok(()),
        }
    }

    /// Checks that `client` is the one that asks, and that it may ask for this.
    pub(super) fn believe(&self, client: Option<Rc<Client>>) -> Result<Rc<Client>, TokenError> {
        let client = self.credentials.authenticate(client)?;
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
        let client = server.remembered_client(&self.credentials.client_id);
        self.believe(client).ok()
    }

    /// The client as it is registered now.
    pub(super) async fn current<P: Platform>(
        &self,
        server: &Server<'_, P>,
    ) -> Result<Rc<Client>, Refusal> {
        let client = server.current_client(&self.credentials.client_id).await?;
        Ok(self.believe(client)?)
    }
}
