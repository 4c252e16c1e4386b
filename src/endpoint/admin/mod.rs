//! `/admin`: what administrators see of this server, and what they can do about it.
//!
//! Whatever ends something says in numbers what, and asks for a sign-in of the last ten minutes. Each deed is an event that
//! says who did what. A page or a deed is a row of a table here and a few plain functions; [`drive`] runs all of them.

mod api;
mod desk;
mod drive;
mod overview;
mod thing;
mod user;
mod user_deeds;
mod users;

use self::drive::{Deed, Page};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::admin_path;

/// The answer to a request for one of these paths. `None`: there is no such page or form.
pub(super) async fn answer<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    method: &str,
) -> Option<Result<Reply, Stop>> {
    let path = request.path.as_str();
    if let Some(below) = admin_path::below_api(path) {
        return Some(Ok(api::answer(server, request, method, below).await));
    }
    match method {
        "GET" => Some(drive::show(server, request, page(path)?).await),
        "POST" => Some(drive::run(server, request, deed(path)?).await),
        _ => None,
    }
}

/// The page at a path.
fn page<P: Platform>(path: &str) -> Option<Page<P>> {
    Some(match path {
        admin_path::OVERVIEW => Page {
            path: admin_path::OVERVIEW,
            load: overview::load,
            show: overview::show,
        },
        admin_path::USERS => Page {
            path: admin_path::USERS,
            load: users::load,
            show: users::show,
        },
        admin_path::USER => Page {
            path: admin_path::USER,
            load: |desk| thing::of_user(&desk.id),
            show: user::show,
        },
        _ => return None,
    })
}

/// What is posted to a path.
fn deed<P: Platform>(path: &str) -> Option<Deed<P>> {
    Some(match path {
        admin_path::USER_EDIT => user_deeds::edit(),
        admin_path::USER_DISABLE => user_deeds::disable(),
        admin_path::USER_ENABLE => user_deeds::enable(),
        admin_path::USER_END_SESSIONS => user_deeds::end_sessions(),
        admin_path::USER_REMOVE => user_deeds::remove(),
        _ => return None,
    })
}

/// The methods of one of these paths, if it is served at all.
pub(super) fn allowed(path: &str) -> Option<&'static str> {
    match path {
        _ if admin_path::PAGES.contains(&path) => Some("GET, HEAD"),
        _ if admin_path::DEEDS.contains(&path) => Some("POST"),
        _ => None,
    }
}
