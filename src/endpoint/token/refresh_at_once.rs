//! The usual refresh: D1 replaces the token in the first trip.

use std::rc::Rc;

use super::access_token::Access;
use super::caller::TokenCaller;
use super::issue::{Minting, Tokens, tells_of_owner};
use crate::endpoint::client::Refusal;
use crate::endpoint::server::Server;
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::client::Client;
use crate::protocol::jose::Algorithm;
use crate::protocol::token::{RefreshGrant, RefreshToken, TokenError, TokenFamily};
use crate::store::believed::Believed;
use crate::store::rotations::{
    AtOnce, ClientAndFamily, Families, Replacing, Rotated, at_once, client_and_family, put_back,
    read_at_once, read_client_and_family,
};
use crate::store::token_families::Terms;

/// What the first trip to D1 brought.
pub(super) enum First {
    /// The token was live, and these are the new tokens.
    Done(Tokens),
    /// The client and the family, which have to be looked at.
    Found(ClientAndFamily),
    /// Nothing: the token was not replaced.
    Nothing,
    /// D1 was not asked, because the tokens of this client take more.
    NotAsked,
}

/// The algorithms that sign the tokens of `client`.
pub(super) fn algorithms(client: &Client) -> [Algorithm; 2] {
    [Algorithm::Es256, client.id_token_algorithm]
}

/// One request for a refresh.
pub(super) struct Refresh<'a> {
    pub(super) caller: &'a TokenCaller,
    pub(super) grant: &'a RefreshGrant,
    /// The token, if it is genuine. Then the server's secret is right too. With a wrong secret, every token would look forged, and
    /// clients would throw valid ones away.
    pub(super) token: Option<&'a RefreshToken>,
}

impl Refresh<'_> {
    /// The usual case: the client is as remembered and the token is live, so one statement decides.
    pub(super) async fn at_once<P: Platform>(
        &self,
        server: &Server<'_, P>,
        client: &Rc<Client>,
    ) -> Result<First, Refusal> {
        // Without the keys, nothing is begun.
        for algorithm in algorithms(client) {
            server.signing_key(algorithm).await?;
        }
        let (ids, keys) = (self.caller.ids(), server.signing_now(algorithms(client)));
        let terms = Terms {
            ids: &ids,
            keys: &keys,
        };
        let Some(replacing) = self.replacing(server, client, terms) else {
            return Ok(First::NotAsked);
        };
        let outcomes = server.platform.batch(at_once(replacing)).await?;
        let Some(family) = self.rotated(read_at_once(terms, &outcomes)?)? else {
            return Ok(First::Nothing);
        };
        let minted = self.mint(server, &family, client).await;
        if minted.is_err() {
            // What was granted may be gone from the settings. If this fails too, the token is good for the grace.
            let _ = put_back(server.platform, &family.before()).await;
        }
        Ok(First::Done(minted?))
    }

    /// The same in an isolate that remembers too little: the trip brings the client and the keys, and the statement itself
    /// compares the client's credentials.
    pub(super) async fn at_once_with_a_look<P: Platform>(
        &self,
        server: &Server<'_, P>,
        remembered: Option<Rc<Client>>,
    ) -> Result<First, Refusal> {
        let (ids, of_owner) = (self.caller.ids(), server.config.resources.of_owner());
        let terms = Terms {
            ids: &ids,
            // The keys are read in the same moment.
            keys: &[],
        };
        let hashed = self.caller.claimant.credentials.hashed();
        let replacing = match (&remembered, &hashed) {
            (Some(client), _) => self.replacing(server, client, terms),
            (None, Some(hashed)) => self.plain(terms).map(|plain| Replacing {
                believed: Believed::By(hashed),
                confidential: hashed.secret.is_some(),
                idle: server.config.lifetimes.refresh_token_idle,
                of_owner: &of_owner,
                ..plain
            }),
            (None, None) => None,
        };
        let mut statements = vec![self.client_and_family()];
        statements.extend(replacing.into_iter().flat_map(at_once));
        let (outcomes, keys) = server.batch_then_keys(statements, false).await?;
        let (look, rest) = outcomes.split_first().unzip();
        let found = read_client_and_family(look.unwrap_or(&Outcome::default()))?;
        let rotated = match replacing {
            Some(_) => self.rotated(read_at_once(terms, rest.unwrap_or_default())?)?,
            None => None,
        };
        let Some(family) = rotated else {
            keys?;
            return Ok(First::Found(found));
        };
        let minted = match keys {
            Ok(()) => self.mint_for(server, &family, found.client).await,
            Err(fault) => Err(fault.into()),
        };
        if minted.is_err()
            && let Some(before) = found.family
        {
            // If this fails too, the token is still good for the grace.
            let _ = put_back(server.platform, &before).await;
        }
        Ok(First::Done(minted?))
    }

    /// The tokens of a family that the client was believed to have.
    async fn mint_for<P: Platform>(
        &self,
        server: &Server<'_, P>,
        family: &TokenFamily,
        client: Option<Rc<Client>>,
    ) -> Result<Tokens, Refusal> {
        let client = server.registered(self.caller.client_id(), client).await?;
        let client = self.caller.is(server, client).await?;
        self.mint(server, family, &client).await
    }

    /// The tokens of a family whose token was replaced.
    async fn mint<P: Platform>(
        &self,
        server: &Server<'_, P>,
        family: &TokenFamily,
        client: &Client,
    ) -> Result<Tokens, Refusal> {
        let access = Access::narrow(server, family, client, None, &[])?;
        let minting = Minting {
            family,
            client,
            key: self.caller.key(),
            id_token: &family.scope,
            nonce: None,
            now: server.platform.now(),
        };
        Ok(minting.mint(server, access, family.live_token()).await?)
    }

    /// How the token of a remembered client is replaced at once. `None`: the new tokens need more than their family, so they are minted
    /// before anything is saved.
    fn replacing<'a, P: Platform>(
        &'a self,
        server: &Server<'_, P>,
        client: &'a Client,
        terms: Terms<'a>,
    ) -> Option<Replacing<'a>> {
        let resources = &server.config.resources;
        if client.claims_in_id_token || tells_of_owner(client, &client.scope, resources) {
            return None;
        }
        Some(Replacing {
            believed: Believed::At(&client.revision),
            confidential: client.auth_method.is_confidential(),
            idle: server.lifetimes(client).refresh_token_idle,
            ..self.plain(terms)?
        })
    }

    /// The same for a client that is not known yet.
    fn plain<'a>(&'a self, terms: Terms<'a>) -> Option<Replacing<'a>> {
        let token = self.token.filter(|_| self.grant.asks_for_everything())?;
        Some(Replacing {
            token,
            client_id: self.caller.client_id(),
            believed: Believed::At(""),
            confidential: false,
            proved_key: self.caller.key(),
            families: Families::Plain,
            idle: 0,
            of_owner: "[]",
            terms,
        })
    }

    /// Notes what the first trip used up, and returns the family if the token was replaced.
    fn rotated(&self, first: AtOnce) -> Result<Option<Box<TokenFamily>>, TokenError> {
        if first.ids_used {
            self.caller.ids_used(None)?;
        }
        match first.rotated {
            Rotated::Now(family) => Ok(Some(family)),
            Rotated::Not => Ok(None),
            Rotated::IdUsed(place) => self.caller.ids_used(Some(place)).map(|()| None),
        }
    }

    /// The statement that loads the client and the family.
    pub(super) fn client_and_family(&self) -> Statement {
        let family_id = self.token.map_or("", |token| token.family.as_str());
        client_and_family(self.caller.client_id(), family_id)
    }
}
