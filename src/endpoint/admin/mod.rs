//! `/admin`: what administrators see of this server, and what they can do about it.
//!
//! Whatever ends something says in numbers what, and asks for a sign-in of the last ten minutes. Each deed is an event that
//! says who did what. A page or a deed is a row of a table here and a few plain functions; [`drive`] runs all of them.

mod access_deeds;
mod api;
mod apis;
mod app;
mod app_add;
mod app_deeds;
mod app_edit;
mod app_fields;
mod app_form;
mod app_logo;
mod app_users;
mod apps;
mod brand;
mod challenge;
mod desk;
mod desk_pages;
mod drive;
mod events;
mod events_file;
mod group;
mod group_apps;
mod group_deeds;
mod groups;
mod invitations;
mod keys;
mod overview;
mod overview_warnings;
mod program;
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
    let page = |path, load, show| Page {
        path,
        load,
        then: None,
        show,
    };
    Some(match path {
        admin_path::OVERVIEW => page(admin_path::OVERVIEW, overview::load, overview::show),
        admin_path::USERS => page(admin_path::USERS, users::load, users::show),
        admin_path::USER => page(admin_path::USER, user::load, user::show),
        admin_path::USER_ACCESS => page(
            admin_path::USER_ACCESS,
            user_access::load,
            user_access::show,
        ),
        admin_path::USER_GROUPS => page(
            admin_path::USER_GROUPS,
            user_groups::load,
            user_groups::show,
        ),
        admin_path::INVITATIONS => page(
            admin_path::INVITATIONS,
            invitations::load,
            invitations::show,
        ),
        admin_path::APPS => page(admin_path::APPS, apps::load, apps::show),
        admin_path::APP => page(admin_path::APP, app::load, app::show),
        admin_path::APP_USERS => page(admin_path::APP_USERS, app_users::load, app_users::show),
        admin_path::APP_NEW => page(admin_path::APP_NEW, |_| Vec::new(), app_add::show),
        admin_path::APP_CHANGE => page(admin_path::APP_CHANGE, thing::of_app, app_edit::show),
        admin_path::APIS => page(admin_path::APIS, apis::load, apis::show),
        admin_path::GROUPS => page(admin_path::GROUPS, groups::load, groups::show),
        admin_path::GROUP => page(admin_path::GROUP, group::load, group::show),
        admin_path::GROUP_APPS => page(admin_path::GROUP_APPS, group_apps::load, group_apps::show),
        admin_path::KEYS => page(admin_path::KEYS, keys::load, keys::show),
        admin_path::EVENTS => Page {
            then: Some(events::then),
            ..page(admin_path::EVENTS, events::load, events::show)
        },
        admin_path::BRAND => page(admin_path::BRAND, |_| Vec::new(), brand::show),
        // Whoever has to sign in first comes to the page, and not to the file.
        admin_path::EVENTS_FILE => page(admin_path::EVENTS, events_file::load, events_file::show),
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
        admin_path::APP_LOGO => app_logo::set(),
        admin_path::APP_LOGO_REMOVE => app_logo::remove(),
        admin_path::APP_SECRET => app_deeds::secret(),
        admin_path::APP_BLOCK => app_deeds::block(),
        admin_path::APP_UNBLOCK => app_deeds::unblock(),
        admin_path::APP_VOUCH => app_deeds::vouch(),
        admin_path::APP_REMOVE => app_deeds::remove(),
        admin_path::GROUP_ADD => group_deeds::add(),
        admin_path::GROUP_RENAME => group_deeds::change(admin_path::GROUP_RENAME),
        admin_path::GROUP_CLAIMS => group_deeds::change(admin_path::GROUP_CLAIMS),
        admin_path::GROUP_JOIN => group_deeds::change(admin_path::GROUP_JOIN),
        admin_path::GROUP_LEAVE => group_deeds::change(admin_path::GROUP_LEAVE),
        admin_path::GROUP_REMOVE => group_deeds::change(admin_path::GROUP_REMOVE),
        admin_path::KEY_ROTATE => keys::rotate(),
        admin_path::KEY_REVOKE => keys::revoke(),
        _ => return None,
    })
}

/// The methods of one of these paths, if it is served at all.
pub(super) fn allowed(path: &str) -> Option<&'static str> {
    match path {
        admin_path::EVENTS_FILE => Some("GET, HEAD"),
        _ if admin_path::PAGES.contains(&path) => Some("GET, HEAD"),
        _ if admin_path::DEEDS.contains(&path) => Some("POST"),
        _ => None,
    }
}
