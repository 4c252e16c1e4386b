//! `/scim/v2`: a directory makes users and groups here, and keeps them as they are there (RFC 7644). Off unless the owner has
//! turned it on.
//!
//! A directory has a name, and proves itself with a bearer token that the owner made. It finds what it made itself, and nothing
//! else. Administrators are out of its reach, whoever made them.

use http::StatusCode;

use super::http::reply::Reply;
use super::http::request::Request;
use super::server::Server;
use crate::platform::Platform;
use crate::protocol::scim::{Place, ScimError, place};
use crate::store::administering::was_refused;
use answer::Stop;
use caller::Caller;

mod answer;
mod caller;
mod documents;
mod groups;
mod list;
mod users;

/// What somebody else changes meanwhile is looked at again so often.
const ATTEMPTS: u32 = 3;

/// The answer to a request below `/scim/v2`. `None`: SCIM is off, or this is no path of it.
pub(crate) async fn answer<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    method: &str,
) -> Option<Reply> {
    if !server.config.scim {
        return None;
    }
    let place = place(&request.path)?;
    let mut refusal = Stop::Scim(ScimError::Changed);
    for _ in 0..ATTEMPTS {
        match answered(server, request, (method, place)).await {
            Ok(reply) => return Some(reply),
            Err(Stop::Fault(fault)) if was_refused(&fault) => {
                // Whoever is in too many groups is in the way, however often it is tried.
                if matches!(place, Place::Groups | Place::Group(_)) {
                    refusal = Stop::Scim(ScimError::FullMember);
                }
            }
            Err(stop) => return Some(stop.reply(request)),
        }
    }
    Some(refusal.reply(request))
}

async fn answered<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asked: (&str, Place<'_>),
) -> Result<Reply, Stop> {
    let caller = Caller::of(server, request).await?;
    match asked {
        ("GET", Place::Users) => users::list(&caller).await,
        ("POST", Place::Users) => users::add(&caller).await,
        ("GET", Place::User(id)) => users::show(&caller, id, StatusCode::OK).await,
        ("PUT", Place::User(id)) => users::replace(&caller, id).await,
        ("PATCH", Place::User(id)) => users::patch(&caller, id).await,
        ("DELETE", Place::User(id)) => users::remove(&caller, id).await,
        ("GET", Place::Groups) => groups::list(&caller).await,
        ("POST", Place::Groups) => groups::add(&caller).await,
        ("GET", Place::Group(id)) => groups::show(&caller, id, StatusCode::OK).await,
        ("PUT", Place::Group(id)) => groups::replace(&caller, id).await,
        ("PATCH", Place::Group(id)) => groups::patch(&caller, id).await,
        ("DELETE", Place::Group(id)) => groups::remove(&caller, id).await,
        ("GET", Place::Document(name, id)) => documents::show(&caller, name, id),
        (_, Place::Unknown) => Err(ScimError::NotFound.into()),
        _ => Err(ScimError::Method.into()),
    }
}
