//! `grant_type=urn:ietf:params:oauth:grant-type:device_code` (RFC 8628 section 3.4): a device asks whether somebody said yes.

use super::caller::TokenCaller;
use super::code_grant::redeem_approved;
use super::issue::Tokens;
use crate::endpoint::client::Refusal;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::token::request::INTERVAL;
use crate::protocol::token::{DeviceCodeGrant, TokenError};
use crate::store::device_grants::{State, load_asking};

/// Gives a device its tokens, once.
pub(super) async fn redeem<P: Platform>(
    server: &Server<'_, P>,
    caller: &TokenCaller,
    grant: &DeviceCodeGrant,
) -> Result<Tokens, Refusal> {
    let client = caller.current(server).await?;
    let hash = grant.device_code.hash();
    let found = load_asking(server.platform, &hash).await?;
    let found = found.filter(|found| found.client_id == client.id);
    let approved = match found.map(|found| found.state) {
        None => return Err(TokenError::DeviceCodeUnknown.into()),
        Some(State::Denied) => return Err(TokenError::AccessDenied.into()),
        Some(State::Over) => return Err(TokenError::DeviceCodeExpired.into()),
        Some(State::Waiting) => {
            return Err(if too_soon(server, hash.as_str()).await {
                TokenError::SlowDown.into()
            } else {
                TokenError::AuthorizationPending.into()
            });
        }
        Some(State::Approved(approved)) => approved,
    };
    let id = hash.as_str().to_owned();
    redeem_approved(server, caller, &client, (id, &approved), &grant.resources).await
}

/// Whether a device asked less than the interval ago. Nothing is written for it: this isolate remembers the last time, and the
/// rate limiter counts beyond it.
async fn too_soon<P: Platform>(server: &Server<'_, P>, code: &str) -> bool {
    let now = server.platform.now();
    let key = code.to_owned();
    let last = {
        let mut asked = server.isolate.asked.borrow_mut();
        let last = asked.get(&key).copied();
        asked.insert(key, now);
        last
    };
    // Clocks of both sides count whole seconds.
    last.is_some_and(|last| now < last.plus(INTERVAL - 1)) || !server.platform.admits(code).await
}
