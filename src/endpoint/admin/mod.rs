//! `/admin`: what administrators see of this server, and what they can do about it.
//!
//! Whatever ends something says in numbers what, and asks for a sign-in of the last ten minutes. Each deed is an event that
//! says who did what. A page or a deed is a row of a table here and a few plain functions; [`drive`] runs all of them.

mod access_deeds;
mod apis;
mod app;
mod app_add;
mod app_deeds;
mod app_edit;
mod app_form;
mod apps;
mod desk;
mod drive;
mod invitations;
mod overview;
mod overview_warnings;
mod thing;
mod user;
mod user_access;
mod user_deeds;
mod user_groups;
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
            load: user::load,
            show: user::show,
        },
        admin_path::USER_ACCESS => Page {
            path: admin_path::USER_ACCESS,
            load: user_access::load,
            show: user_access::show,
        },
        admin_path::USER_GROUPS => Page {
            path: admin_path::USER_GROUPS,
            load: user_groups::load,
            show: user_groups::show,
        },
        admin_path::INVITATIONS => Page {
            path: admin_path::INVITATIONS,
            load: invitations::load,
            show: invitations::show,
        },
        admin_path::APPS => Page {
            path: admin_path::APPS,
            load: apps::load,
            show: apps::show,
        },
        admin_path::APP => Page {
            path: admin_path::APP,
            load: |desk| thing::of_app(desk),
            show: app::show,
        },
        admin_path::APP_NEW => Page {
            path: admin_path::APP_NEW,
            load: |_| Vec::new(),
            show: app_add::show,
        },
        admin_path::APP_CHANGE => Page {
            path: admin_path::APP_CHANGE,
            load: |desk| thing::of_app(desk),
            show: app_edit::show,
        },
        admin_path::APIS => Page {
            path: admin_path::APIS,
            load: apis::load,
            show: apis::show,
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
        admin_path::USER_CLAIMS => user_deeds::claims(),
        admin_path::USER_END_SESSIONS => access_deeds::end_sessions(),
        admin_path::USER_SECOND_FACTOR_OFF => access_deeds::second_factor_off(),
        admin_path::USER_RECOVERY => access_deeds::recovery(),
        admin_path::USER_RECOVERY_MAIL => access_deeds::recovery_mail(),
        admin_path::USER_VERIFICATION => access_deeds::verification(),
        admin_path::USER_JOIN => user_groups::join(),
        admin_path::USER_LEAVE => user_groups::leave(),
        admin_path::USER_MAKE_ADMINISTRATOR => user_groups::make_administrator(),
        admin_path::USER_UNMAKE_ADMINISTRATOR => user_groups::unmake_administrator(),
        admin_path::USER_REMOVE => user_deeds::remove(),
        admin_path::INVITE => invitations::invite(),
        admin_path::LINK_WITHDRAW => invitations::withdraw(),
        admin_path::APP_ADD => app_add::add(),
        admin_path::APP_EDIT => app_edit::edit(),
        admin_path::APP_SECRET => app_deeds::secret(),
        admin_path::APP_BLOCK => app_deeds::block(),
        admin_path::APP_UNBLOCK => app_deeds::unblock(),
        admin_path::APP_VOUCH => app_deeds::vouch(),
        admin_path::APP_REMOVE => app_deeds::remove(),
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
