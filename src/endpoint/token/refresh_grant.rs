//! `grant_type=refresh_token` (RFC 6749 section 6, RFC 9700 section 4.14.2).

use std::rc::Rc;

use super::access_token::Access;
use super::caller::TokenCaller;
use super::issue::{Minting, Tokens, tells_of_owner};
use crate::endpoint::client::Refusal;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::client::Client;
use crate::protocol::jose::Algorithm;
use crate::protocol::token::{RefreshGrant, RefreshToken, Rotation, TokenError, TokenFamily};
use crate::store::ended_families::revoke_family;
use crate::store::token_families::{Families, load_client_and_family, rotate_refresh};

/// How often a refresh looks again, when others keep changing what it saw.
const MOST_RACES: u32 = 3;

/// Replaces a refresh token with its successor.
pub(super) async fn refresh<P: Platform>(
    server: &Server<'_, P>,
    caller: &TokenCaller,
    grant: &RefreshGrant,
) -> Result<Tokens, Refusal> {
    // First of all: with a secret that does not open the key, every token would look forged, and clients would
    // throw valid ones away. And without the key, no token can be issued in return.
    server.signing_key(Algorithm::Es256).await?;
    let remembered = caller.remembered(server);
    if let Some(client) = &remembered {
        server.signing_key(client.id_token_algorithm).await?;
    }
    let token = RefreshToken::open(&server.config.keys.refresh, grant.refresh_token.reveal());

    let plain = grant.asks_for_everything() && caller.key.is_none();
    if let (Some(token), Some(client)) = (&token, remembered.filter(|_| plain))
        && let Some(tokens) = at_once(server, token, &client).await?
    {
        return Ok(tokens);
    }

    // In every other case D1 is asked, and asked again when another request changed the answer before this one
    // could save.
    let mut look = Look {
        caller,
        grant,
        token: token.as_ref(),
        proved: false,
    };
    for _ in 0..MOST_RACES {
        if let Some(tokens) = look.again(server).await? {
            return Ok(tokens);
        }
    }
    Err(Fault::new("a refresh token and its client changed faster than they were read").into())
}

/// The usual case: the client is as remembered and the token is live, so one statement decides. Tokens that
/// need more than that are minted before anything is saved, and not here.
async fn at_once<P: Platform>(
    server: &Server<'_, P>,
    token: &RefreshToken,
    client: &Rc<Client>,
) -> Result<Option<Tokens>, Refusal> {
    let resources = &server.config.resources;
    if client.claims_in_id_token || tells_of_owner(client, &client.scope, resources) {
        return Ok(None);
    }
    let now = server.platform.now();
    let idle = server.lifetimes(client).refresh_token_idle;
    let rotated =
        rotate_refresh(server.platform, token, client, None, Families::Plain, idle).await?;
    let Some(family) = rotated else {
        return Ok(None);
    };
    let access = Access::narrow(server, &family, client, None, &[])?;
    let minting = Minting {
        family: &family,
        client,
        key: None,
        id_token: &family.scope,
        nonce: None,
        now,
    };
    Ok(Some(minting.mint(server, access, token.successor()).await?))
}

/// A refresh for which D1 is asked before anything is saved.
struct Look<'a> {
    caller: &'a TokenCaller,
    grant: &'a RefreshGrant,
    /// The token, if it is genuine.
    token: Option<&'a RefreshToken>,
    /// Whether the caller's proof is used up.
    proved: bool,
}

impl Look<'_> {
    /// The tokens; `None` when another request was faster.
    async fn again<P: Platform>(
        &mut self,
        server: &Server<'_, P>,
    ) -> Result<Option<Tokens>, Refusal> {
        let (caller, grant) = (self.caller, self.grant);
        let family_id = self.token.map_or("", |token| token.family.as_str());
        let client_id = &caller.credentials.client_id;
        let found = load_client_and_family(server.platform, client_id, family_id).await?;
        let client = server.registered(client_id, found.client).await?;

        let client = caller.believe(client)?;
        let token = self.token.ok_or(TokenError::RefreshTokenUnknown)?;
        let family = found.family.ok_or(TokenError::RefreshTokenUnknown)?;
        let now = server.platform.now();
        let (grace, idle) = (
            server.config.refresh_grace,
            server.lifetimes(&client).refresh_token_idle,
        );
        let at = found.now.unwrap_or(now);
        let decided = family.decide(token, &client, caller.key(), grace, idle, at);
        if decided == Err(TokenError::RefreshTokenReused) {
            // Before anything can end: somebody who saw the request and sends it again cannot end anything.
            self.prove_once(server).await?;
            return Err(ended_as_reused(server, &family, &client).await?.into());
        }
        let rotation = decided?;
        let access = Access::narrow(
            server,
            &family,
            &client,
            grant.wanted.scope.as_ref(),
            &grant.wanted.resources,
        )?;
        // Now nothing but the proof can be wrong: what is refused for another reason writes nothing.
        self.prove_once(server).await?;
        let minting = Minting {
            family: &family,
            client: &client,
            key: caller.key(),
            id_token: grant.wanted.scope.as_ref().unwrap_or(&family.scope),
            nonce: None,
            now,
        };
        let tokens = minting.mint(server, access, token.successor()).await?;

        if rotation == Rotation::Repeat {
            return Ok(Some(tokens));
        }
        let (platform, key) = (server.platform, caller.key());
        let saved = rotate_refresh(platform, token, &client, key, Families::Any, idle).await?;
        Ok(saved.map(|_| tokens))
    }

    /// Uses the caller's proof up, the first time.
    async fn prove_once<P: Platform>(&mut self, server: &Server<'_, P>) -> Result<(), Refusal> {
        if std::mem::replace(&mut self.proved, true) {
            return Ok(());
        }
        self.caller.prove_once(server).await
    }
}

/// Ends the family of a refresh token that was replaced earlier. It is in two hands, and nobody can tell which is the
/// thief's (RFC 9700 section 4.14.2). Returns what the client is told.
async fn ended_as_reused<P: Platform>(
    server: &Server<'_, P>,
    family: &TokenFamily,
    client: &Client,
) -> Result<TokenError, Fault> {
    if revoke_family(server.platform, &family.id).await? {
        let event = Event::new(Kind::RefreshTokenReused).client(&client.id);
        server.tell(event.user(&family.user_id).family(&family.id));
    }
    Ok(TokenError::RefreshTokenReused)
}
