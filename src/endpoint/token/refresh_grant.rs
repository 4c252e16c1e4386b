//! `grant_type=refresh_token` (RFC 6749 section 6, RFC 9700 section 4.14.2).

use super::caller::TokenCaller;
use super::issue::Tokens;
use super::refresh_at_once::{First, Refresh};
use super::refresh_look::{decide, look};
use crate::endpoint::client::Refusal;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::token::{RefreshGrant, RefreshToken};

/// How often a refresh looks again, when others keep changing what it saw.
const MOST_RACES: u32 = 3;

/// Replaces a refresh token with its successor.
pub(super) async fn refresh<P: Platform>(
    server: &Server<'_, P>,
    caller: &TokenCaller,
    grant: &RefreshGrant,
) -> Result<Tokens, Refusal> {
    let token = RefreshToken::open(&server.config.keys.refresh, grant.refresh_token.reveal());
    let refresh = Refresh {
        caller,
        grant,
        token: token.as_ref(),
    };
    let first = match caller.remembered_or_described(server).await {
        Some(client) if !server.keys_are_due() => refresh.at_once(server, &client).await?,
        remembered => refresh.at_once_with_a_look(server, remembered).await?,
    };
    // If D1 has said no, perhaps one of the keys was revoked.
    let (mut found, mut anew) = match first {
        First::Done(tokens) => return Ok(tokens),
        First::Found(found) => (Some(found), true),
        First::Nothing => (None, true),
        First::NotAsked => (None, false),
    };
    // In every other case D1 is asked, and asked again when another request changed the answer before this one
    // could save.
    for _ in 0..MOST_RACES {
        let now = match found.take() {
            Some(found) => found,
            None => look(&refresh, server, anew).await?,
        };
        anew = true;
        if let Some(tokens) = decide(&refresh, server, now).await? {
            return Ok(tokens);
        }
    }
    Err(Fault::new("a refresh token and its client changed faster than they were read").into())
}
