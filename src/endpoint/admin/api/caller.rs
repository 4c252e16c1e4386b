//! Who calls the Admin API: an administrator by a client that the owner named for it, or such a client in its own name.

use super::place::Place;
use crate::endpoint::admin::challenge::{LONG_ENOUGH, RECENT, sign_in};
use crate::endpoint::admin::desk::Desk;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::within_limit;
use crate::endpoint::server::Server;
use crate::endpoint::token::presented::{Presented, Untold, present};
use crate::platform::Platform;
use crate::protocol::scope::ADMIN_API;

/// Whoever sent this request with an access token that is right as far as it says itself, and what tells them from others.
pub(super) async fn open<'a, P: Platform>(
    server: &'a Server<'a, P>,
    request: &'a Request,
    place: &Place,
) -> Result<(Desk<'a, P>, String), Untold> {
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
    let now = server.platform.now();
    let recent = if claims.is_of_client_itself() {
        true
    } else {
        let at = claims.auth_time.ok_or(Untold::InvalidToken)?;
        if now > at.plus(LONG_ENOUGH) {
            return Err(sign_in(server, LONG_ENOUGH));
        }
        now <= at.plus(RECENT)
    };
    let query = request.query_params();
    let query = query.map_err(|_| Untold::InvalidRequest)?;
    let who = ["admin ", &claims.client_id, " ", &claims.sub].concat();
    within_limit(server, &who).await?;
    proved.once(server).await?;
    let id = place.id.clone();
    let desk = Desk::of_program(server, request, (&claims, recent), (query, id));
    Ok((desk, who))
}
