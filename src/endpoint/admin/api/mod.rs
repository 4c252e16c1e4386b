//! `/admin/api`: what the pages of the administrators do, for programs, with JSON.
//!
//! A route is a row of [`admin_path::API_ROUTES`] and a line of [`routes`]. Whatever changes something is a
//! [`Deed`](super::drive::Deed) of the pages: a program meets the same rules, in the same transaction.

mod caller;
mod drive;
mod fields;
mod json;
mod lists;
mod named;
mod place;
mod routes;
mod server;

use http::StatusCode;
use http::header::ALLOW;

use self::drive::Action;
use self::place::{Place, find, methods};
use super::challenge::refused;
use crate::endpoint::http::problem::{instead_of, problem};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::endpoint::token::dpop;
use crate::endpoint::token::presented::Untold;
use crate::platform::Platform;

/// For how long anybody may keep the description, in seconds.
const DESCRIBED: u32 = 3600;

/// The answer to a request for a path below that of the Admin API.
pub(super) async fn answer<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    method: &str,
    below: &str,
) -> Reply {
    let reply = match find(method, below) {
        // It says nothing of this server that is not in its sources.
        Some(place) if place.route.1 == "/openapi.json" => match server.platform.text("openapi") {
            Some(text) => {
                let here = server.config.issuer.as_str();
                let text = text.replace("https://issuer.example", here);
                Reply::document("application/json", text, DESCRIBED)
            }
            None => problem(request, StatusCode::NOT_FOUND, "It was not deployed."),
        },
        Some(place) => {
            let answer = called(server, request, place).await;
            answer.unwrap_or_else(|stop| instead_of(request, stop.reply(request)))
        }
        None => nowhere(request, below),
    };
    dpop::with_nonce(server, request, reply)
}

async fn called<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    place: Place,
) -> Result<Reply, Stop> {
    let action = routes::action(&place).ok_or_else(|| Stop::told(nowhere(request, "")))?;
    let opened = caller::open(server, request, &place).await;
    let (mut desk, who) = opened.map_err(|untold| Stop::told(refused(request, untold)))?;
    let sent = drive::receive(&mut desk, &action, &place)?;
    if matches!(action, Action::Make(..)) {
        named::read(&mut desk, &who, &sent)?;
    }
    match drive::load(&mut desk, &action).await? {
        Some(found) => drive::run(&mut desk, action, (&place, &sent), found).await,
        // The token was revoked, or whoever has it may no longer do anything here.
        None => Err(Stop::told(refused(request, Untold::InvalidToken))),
    }
}

/// 404, or 405 where other methods are served.
fn nowhere(request: &Request, below: &str) -> Reply {
    let allowed = methods(below);
    if allowed.is_empty() {
        let detail = "There is nothing at this path. openapi.json lists every path.";
        return problem(request, StatusCode::NOT_FOUND, detail);
    }
    let detail = "This path is there, but not for this method. Allow lists those that are.";
    problem(request, StatusCode::METHOD_NOT_ALLOWED, detail).header(ALLOW, allowed)
}
