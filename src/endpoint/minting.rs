//! The tokens of one answer, which both grants mint alike.

use super::access_token::{self, Access};
use super::{Server, id_token};
use crate::platform::{Fault, Platform};
use crate::protocol::client::Client;
use crate::protocol::scope::{OPENID, Scope};
use crate::protocol::secret::Secret;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::{RefreshToken, TokenFamily};

/// What the client gets.
pub(super) struct Tokens {
    pub(super) access_token: Secret,
    pub(super) bound: bool,
    pub(super) refresh_token: Option<Secret>,
    pub(super) scope: Scope,
    pub(super) id_token: Option<Secret>,
}

/// What tokens are minted from.
pub(super) struct Minting<'a> {
    pub(super) family: &'a TokenFamily,
    pub(super) client: &'a Client,
    /// The thumbprint of the key that the access token is bound to.
    pub(super) key: Option<&'a str>,
    /// The scope that was asked for, wherever it is good: with `openid` there is an ID token.
    pub(super) id_token: &'a Scope,
    /// What the ID token repeats; never after a refresh (OpenID Connect Core section 12.2).
    pub(super) nonce: Option<&'a str>,
    pub(super) now: Timestamp,
}

impl Minting<'_> {
    /// An access token, the refresh token to go with it and, perhaps, an ID token.
    pub(super) async fn mint<P: Platform>(
        self,
        server: &Server<'_, P>,
        access: Access,
        refresh_token: RefreshToken,
    ) -> Result<Tokens, Fault> {
        let (family, now) = (self.family, self.now);
        let access_token = access_token::mint(server, family, &access, self.key, now).await?;
        let id_token = match self.id_token.contains(OPENID) {
            false => None,
            true => Some(id_token::mint(server, &self, &access_token).await?),
        };
        Ok(Tokens {
            access_token,
            bound: self.key.is_some(),
            refresh_token: Some(refresh_token.mint(&server.config.keys.refresh)),
            scope: access.scope,
            id_token,
        })
    }
}
