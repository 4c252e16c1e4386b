//! Everything that is stored about a person, as JSON.

use serde_json::Value;

use super::holder;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::page::words::agent;
use crate::platform::Platform;
use crate::protocol::json::members;
use crate::protocol::path;
use crate::store::acting::Holder;
use crate::store::group_members::load_memberships;
use crate::store::own_data::{MOST_SESSIONS, load_own_data};
use crate::store::user_sessions::list_sessions;

/// Everything but secrets. Where there is more of it than one request reads, it says so.
pub(super) async fn everything<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    holder: &Holder,
) -> Result<Value, Stop> {
    let (user, words) = (&holder.user, request.words());
    let ended = || holder::prove_again(request, path::ACCOUNT_DATA);
    let sessions = list_sessions(server.platform, &holder.acting, MOST_SESSIONS).await?;
    let sessions = sessions.ok_or_else(ended)?;
    let more = load_own_data(server.platform, &user.id).await?;
    let groups = load_memberships(server.platform, &user.id).await?;
    let groups = groups.into_iter().map(|it| it.group);

    let listed = sessions.found.iter().map(|it| {
        members! {
            "this": it.this, "signed_in_at": it.authenticated_at.0, "method": it.method.name(),
            "seen_at": it.seen_at.0, "ends_at": it.ends_at.0, "kept": it.kept,
            "browser": agent(it.agent, words), "place": it.place.as_ref().map(ToString::to_string),
        }
    });
    let cut_off = sessions.more || more.more;
    Ok(members! {
        "incomplete": cut_off.then_some(words.account.data.incomplete),
        "sub": user.id.as_str(), "account": more.account, "claims": user.clone().all_claims(),
        "own_claims": user.own_claims.clone(), "groups": groups.collect::<Value>(),
        "administrator": user.administrator, "password": holder.has_password,
        "second_factor": holder.second_factor.map(|_| more.second_factor),
        "passkeys": more.passkeys, "provider_accounts": more.provider_accounts, "sessions": listed.collect::<Value>(),
        "links": more.links, "apps": more.apps, "events": more.events,
    })
}
