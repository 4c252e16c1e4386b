//! Whoever signed in with a password is asked whether they want a passkey: at most once a month, and only where their
//! browser can make one.

use super::errand::Errand;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{cookies, passkey_host};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::path;

/// How long nobody is asked again in this browser, in seconds: 30 days.
const NOT_AGAIN: u32 = 30 * 24 * 3600;

/// Whether the browser can make a passkey, as the form says that was sent.
pub(super) fn is_able(request: &Request) -> bool {
    let form = request.form();
    form.is_ok_and(|form| form.one("passkeys") == Ok(Some("1")))
}

/// The answer to a sign-in with a password, perhaps by way of the page that offers a passkey. The query of that page is
/// that of the login page, so it goes on to where the person wanted to go, at once if they have a passkey already.
pub(super) fn offer<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    errand: &Errand,
    reply: Reply,
) -> Reply {
    let able = is_able(request);
    let usable = passkey_host::usable(server).is_ok_and(|rp_id| rp_id.is_some());
    let asked = request.cookie(cookies::OFFERED).is_some();
    // The account has a button for it.
    let on_the_way = matches!(errand, Errand::Client(_));
    if !able || !usable || asked || !on_the_way {
        return reply;
    }
    reply
        .to(&request.onward(path::ACCOUNT_PASSKEY))
        .cookie(cookies::OFFERED, "1", Some(NOT_AGAIN))
}
