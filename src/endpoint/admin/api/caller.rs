//! Who calls the Admin API: an administrator by a client that the owner named for it, or such a client in its own name.

use super::place::Place;
use crate::endpoint::admin::desk::Desk;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::within_limit;
use crate::endpoint::server::Server;
use crate::endpoint::token::presented::{Presented, Untold, present};
use crate::platform::Platform;
use crate::protocol::login::Acr;
use crate::protocol::scope::ADMIN_API;
use crate::protocol::token::access_token::Claims;

/// For how long after signing in somebody may look after others, and do what cannot be undone, in seconds.
const LONG_ENOUGH: u32 = 3600;
const RECENT: u32 = 600;

/// Whoever sent this request with an access token that is right as far as it says itself. `waits`: it takes a sign-in of the
/// last ten minutes.
pub(super) async fn open<'a, P: Platform>(
    server: &'a Server<'a, P>,
    request: &'a Request,
    place: &Place,
    waits: bool,
) -> Result<Desk<'a, P>, Untold> {
    let audience = server.config.resources.admin();
    let Presented { claims, proved } = present(server, request, audience, None).await?;
    if !claims.scope.contains(ADMIN_API) {
        return Err(Untold::InsufficientScope(ADMIN_API));
    }
    // No token for this API goes without a key, and none is passed on to another client.
    let proved = proved.ok_or(Untold::InvalidToken)?;
    if claims.act.is_some() {
        return Err(Untold::InvalidToken);
    }
    if !claims.is_of_client_itself() {
        signed_in(server, &claims, if waits { RECENT } else { LONG_ENOUGH })?;
    }
    let query = request.query_params();
    let query = query.map_err(|_| Untold::InvalidRequest)?;
    within_limit(
        server,
        &format!("admin {} {}", claims.client_id, claims.sub),
    )
    .await?;
    proved.once(server).await?;
    let id = place.id.clone();
    Ok(Desk::of_program(server, request, &claims, (query, id)))
}

/// RFC 9470 section 3: they have to have signed in at most so many seconds ago.
fn signed_in<P: Platform>(
    server: &Server<'_, P>,
    claims: &Claims,
    seconds: u32,
) -> Result<(), Untold> {
    let at = claims.auth_time.ok_or(Untold::InvalidToken)?;
    if server.platform.now() <= at.plus(seconds) {
        return Ok(());
    }
    let ways = [Acr::PhishingResistant, Acr::TwoFactors];
    let ways = ways.map(|acr| acr.value(&server.config.issuer).into_owned());
    Err(Untold::SignIn(seconds, ways.join(" ")))
}
