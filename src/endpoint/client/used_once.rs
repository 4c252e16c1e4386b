//! What a client may send once.

use super::refusal::Refusal;
use crate::endpoint::http::too_many::{self, TooMany};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::client::Client;
use crate::protocol::timestamp::Timestamp;
use crate::store::grants::is_allowed;
use crate::store::spent_ids::{Kind, Spent, spend, spend_of_stranger};
use crate::store::strangers::Deed;

/// Uses up an id that `client` sent. `false`: it was used before. If a stranger may be behind the client, the id counts
/// as one of a stranger's rows.
pub(crate) async fn spend_by<P: Platform>(
    server: &Server<'_, P>,
    client: &Client,
    what: (Kind, Deed),
    id: &str,
    expires_at: Timestamp,
) -> Result<bool, Refusal> {
    let (kind, deed) = what;
    // A client that proves who it is, and that somebody allowed, is in use: it comes as often as its people.
    let in_use = async || {
        let proves = client.auth_method.is_confidential();
        Ok::<_, Fault>(proves && is_allowed(server.platform, &client.id).await?)
    };
    if !client.may_be_a_stranger() || in_use().await? {
        return Ok(spend(server.platform, kind, id, expires_at).await?);
    }
    let from = format!("{} from {}", deed.name(), server.address);
    too_many::within_limit(server, &from).await?;
    let ceiling = server.config.strangers;
    match spend_of_stranger(server.platform, what, id, expires_at, ceiling).await? {
        Spent::Now => Ok(true),
        Spent::Before => Ok(false),
        Spent::Ceiling => Err(TooMany::today(deed, server.platform.now()).into()),
    }
}
