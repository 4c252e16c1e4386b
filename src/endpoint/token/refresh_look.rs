//! A refresh that reads from D1 before anything is saved, and reads again if something has changed since.

use super::access_token::Access;
use super::issue::{Minting, Tokens};
use super::refresh_at_once::{Refresh, algorithms};
use crate::endpoint::client::Refusal;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Outcome, Platform};
use crate::protocol::client::Client;
use crate::protocol::jose::Algorithm;
use crate::protocol::token::{RefreshToken, Rotation, TokenError, TokenFamily};
use crate::store::believed::Believed;
use crate::store::ended_families::revoke_family;
use crate::store::rotations::{
    ClientAndFamily, Families, Replacing, Rotated, read_client_and_family, rotate_refresh,
};
use crate::store::token_families::Terms;

/// The client and the family as they are now. With `anew`, the keys come along even if it is not time to load them.
pub(super) async fn look<P: Platform>(
    refresh: &Refresh<'_>,
    server: &Server<'_, P>,
    anew: bool,
) -> Result<ClientAndFamily, Fault> {
    let statements = vec![refresh.client_and_family()];
    let outcomes = server.batch_and_keys(statements, anew).await?;
    read_client_and_family(outcomes.first().unwrap_or(&Outcome::default()))
}

/// Decides by what D1 has shown. `None`: another request was faster.
pub(super) async fn decide<P: Platform>(
    refresh: &Refresh<'_>,
    server: &Server<'_, P>,
    found: ClientAndFamily,
) -> Result<Option<Tokens>, Refusal> {
    let (caller, grant) = (refresh.caller, refresh.grant);
    if refresh.token.is_none() {
        // Perhaps the secret is wrong.
        server.signing_key(Algorithm::Es256).await?;
    }
    let client = server.registered(caller.client_id(), found.client).await?;
    let client = caller.is(server, client).await?;
    let token = refresh.token.ok_or(TokenError::RefreshTokenUnknown)?;
    let family = found.family.ok_or(TokenError::RefreshTokenUnknown)?;
    let now = server.platform.now();
    let (grace, idle) = (
        server.config.refresh_grace,
        server.lifetimes(&client).refresh_token_idle,
    );
    let at = found.now.unwrap_or(now);
    let decided = family.decide(token, &client, caller.key(), grace, idle, at);
    if decided == Err(TokenError::RefreshTokenReused) {
        // The proof is used up before anything can end, so that nobody ends anything by sending the same request again.
        caller.prove_once(server).await?;
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
    let minting = Minting {
        family: &family,
        client: &client,
        key: caller.key(),
        id_token: grant.wanted.scope.as_ref().unwrap_or(&family.scope),
        nonce: None,
        now,
    };
    let tokens = minting.mint(server, access, token.successor()).await?;
    // Nothing but a proof or an assertion can be wrong now. What was refused for another reason wrote nothing.
    if rotation == Rotation::Repeat {
        caller.prove_once(server).await?;
        return Ok(Some(tokens));
    }
    Ok(save(refresh, server, token, &client)
        .await?
        .then_some(tokens))
}

/// Saves that the token was replaced. `false` when another request was faster.
async fn save<P: Platform>(
    refresh: &Refresh<'_>,
    server: &Server<'_, P>,
    token: &RefreshToken,
    client: &Client,
) -> Result<bool, Refusal> {
    let (ids, keys) = (refresh.caller.ids(), server.signing_now(algorithms(client)));
    let replacing = Replacing {
        token,
        client_id: &client.id,
        believed: Believed::At(&client.revision),
        confidential: client.auth_method.is_confidential(),
        proved_key: refresh.caller.key(),
        families: Families::Any,
        idle: server.lifetimes(client).refresh_token_idle,
        of_owner: "[]",
        terms: Terms {
            ids: &ids,
            keys: &keys,
        },
    };
    let rotated = rotate_refresh(server.platform, replacing).await?;
    let (done, before) = match rotated {
        Rotated::Now(_) => (true, None),
        Rotated::Not => (false, None),
        Rotated::IdUsed(place) => (false, Some(place)),
    };
    refresh.caller.ids_used(before)?;
    Ok(done)
}

/// Ends the family of a refresh token that was replaced earlier. Two have the token, and nobody can tell which of them is the
/// thief (RFC 9700 section 4.14.2). Returns what the client is told.
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
