//! `/account/security`: passkeys, the password, and where somebody is signed in.

use http::StatusCode;

use super::holder;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::login::errand::login_for;
use crate::endpoint::server::Server;
use crate::page::{OwnPasskey, Security, Tabs};
use crate::platform::Platform;
use crate::protocol::path;
use crate::store::acting::Holder;
use crate::store::own_passkeys::list_passkeys;

/// `GET /account/security`.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open(server, request, path::ACCOUNT_SECURITY).await?;
    shown(server, request, &holder, None).await
}

/// The page, perhaps with a sentence about what was just done.
pub(super) async fn shown<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    holder: &Holder,
    error: Option<&str>,
) -> Result<Reply, Stop> {
    let passkeys = list_passkeys(server.platform, &holder.user.id).await?;
    let rp_id = server.config.rp_id.as_deref();
    let password = holder.has_password && server.config.passwords;
    let ways = passkeys
        .iter()
        .filter(|it| Some(it.rp_id.as_str()) == rp_id)
        .count();
    let passkeys: Vec<OwnPasskey> = passkeys
        .iter()
        .map(|passkey| OwnPasskey {
            id: &passkey.id,
            name: &passkey.name,
            created_at: passkey.created_at,
            last_used_at: passkey.last_used_at,
            backed_up: passkey.backed_up,
            elsewhere: Some(passkey.rp_id.as_str()) != rp_id,
            last_way: ways == 1 && !password && Some(passkey.rp_id.as_str()) == rp_id,
        })
        .collect();
    let again = login_for(request, path::ACCOUNT_SECURITY);
    let page = Security {
        frame: request.frame(),
        tabs: Tabs::at(path::ACCOUNT_SECURITY, holder.user.called()),
        error,
        recent: holder.recent,
        again: again.as_str(),
        passkeys: &passkeys,
        possible: rp_id.is_some(),
        name_token: &holder::token(server, holder, path::ACCOUNT_PASSKEY_NAME),
        remove_token: &holder::token(server, holder, path::ACCOUNT_PASSKEY_REMOVE),
    };
    let status = match error {
        None => StatusCode::OK,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    Ok(Reply::form(status, &page))
}
