//! `/account/provider/remove`: an account elsewhere is no longer linked.

use super::{holder, security};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::path;
use crate::store::provider_accounts::unlink;

/// `POST /account/provider/remove`. Everything else that was begun before is over with it, on every device.
pub(crate) async fn remove<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open_recent(server, request, path::ACCOUNT_SECURITY).await?;
    let form = holder::read(server, request, &holder, path::ACCOUNT_SECURITY).await?;
    let ways = holder::ways_in(server).await?;
    let removed = unlink(server.platform, &holder.acting, form.field("id"), ways).await?;
    if let Some(version) = removed {
        server.tell(Event::new(Kind::ProviderRemoved).user(&holder.user.id));
        return Ok(holder::changed(server, request, &holder, version));
    }
    let not_removed = request.words().provider.not_removed;
    let page = security::shown(server, request, &holder, Some(not_removed)).await?;
    Ok(page.because("an account elsewhere was not removed"))
}
