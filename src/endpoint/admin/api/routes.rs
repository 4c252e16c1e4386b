//! What happens at each route of the Admin API: a line each.

use super::drive::{Action, Made, Once, Told};
use super::fields::{Kind, Member};
use super::lists;
use super::place::Place;
use super::server;
use crate::endpoint::admin::app::KEEPS;
use crate::endpoint::admin::app_add::KINDS;
use crate::endpoint::admin::desk::Desk;
use crate::endpoint::admin::thing::{About, Thing};
use crate::endpoint::admin::{
    access_deeds, apis, app_add, app_deeds, app_edit, app_logo, apps, group, group_deeds, groups,
    invitations, keys, overview, user_access, user_deeds, user_groups, users,
};
use crate::platform::Platform;
use crate::protocol::admin_path::{
    GROUP_CLAIMS, GROUP_JOIN, GROUP_LEAVE, GROUP_REMOVE, GROUP_RENAME,
};
use crate::protocol::path;
use crate::store::user_details::UserDetails;

const NOTHING: &[Member] = &[];
const NAME: &[Member] = &[("name", Kind::Text)];
const USER: &[Member] = &[
    ("name", Kind::Text),
    ("username", Kind::Text),
    ("email", Kind::Text),
];
const USER_CLAIMS: &[Member] = &[("claims", Kind::Claims), ("own_claims", Kind::OwnClaims)];
const GROUP_OWN_CLAIMS: &[Member] = &[("claims", Kind::OwnClaims)];
const INVITATION: &[Member] = &[
    ("email", Kind::Text),
    ("groups", Kind::List),
    ("uses", Kind::Number),
    ("days", Kind::Number),
];
const VOUCHED: &[Member] = &[("scope", Kind::Text)];
const PICTURE: &[Member] = &[(app_logo::LOGO, Kind::Picture)];
const SECRET: &[Member] = &[("keep", Kind::NumberAmong(&KEEPS))];

/// What a client is. A new one takes the first of these, and what kind of client it is.
const APP: [Member; 24] = [
    ("name", Kind::Text),
    ("redirect_uris", Kind::List),
    ("scope", Kind::Text),
    ("groups", Kind::List),
    ("first_party", Kind::Flag),
    ("jwks", Kind::Object),
    ("jwks_uri", Kind::Text),
    ("post_logout_redirect_uris", Kind::List),
    ("backchannel_logout_uri", Kind::Text),
    ("initiate_login_uri", Kind::Text),
    ("client_uri", Kind::Text),
    ("tos_uri", Kind::Text),
    ("policy_uri", Kind::Text),
    ("access_token_lifetime", Kind::Seconds),
    ("id_token_lifetime", Kind::Seconds),
    ("refresh_token_lifetime", Kind::Seconds),
    ("refresh_token_idle_lifetime", Kind::Seconds),
    ("session_lifetime", Kind::Seconds),
    ("claims_in_id_token", Kind::Flag),
    ("refresh_without_offline_access", Kind::Flag),
    ("require_pushed_authorization_requests", Kind::Flag),
    ("dpop_bound_access_tokens", Kind::Flag),
    ("without_pkce", Kind::Flag),
    ("without_nonce", Kind::Flag),
];
const NEW_APP: &[Member] = &[
    ("kind", Kind::Among(&KINDS)),
    APP[0],
    APP[1],
    APP[2],
    APP[3],
    APP[4],
    APP[5],
    APP[6],
];

/// What happens at a place.
pub(super) fn action<P: Platform>(place: &Place) -> Option<Action<P>> {
    let of_users = || of_users(place.route);
    let of_apps = || of_apps(place.route);
    of_users()
        .or_else(of_apps)
        .or_else(|| of_others(place.route))
}

fn of_users<P: Platform>(route: (&str, &str)) -> Option<Action<P>> {
    use Action::{Do, Make, Show, Tell};
    Some(match route {
        ("GET", "/users") => Tell(users::load, lists::users),
        ("GET", "/users/{id}") => Show(About::User),
        ("PATCH", "/users/{id}") => Do(user_deeds::edit(), USER),
        ("DELETE", "/users/{id}") => Do(user_deeds::remove(), NOTHING),
        ("PATCH", "/users/{id}/claims") => Do(user_deeds::claims(), USER_CLAIMS),
        ("GET", "/users/{id}/sessions") => Tell(lists::load_sessions, lists::sessions),
        ("DELETE", "/users/{id}/sessions" | "/users/{id}/sessions/{which}") => {
            Do(access_deeds::end_sessions(), NOTHING)
        }
        ("GET", "/users/{id}/apps") => Tell(lists::load_apps_of_user, lists::apps_of_user),
        ("GET", "/users/{id}/groups") => Tell(lists::load_groups_of_user, lists::groups_of_user),
        ("POST", "/users/{id}/disable") => Do(user_deeds::disable(), NOTHING),
        ("POST", "/users/{id}/enable") => Do(user_deeds::enable(), NOTHING),
        ("POST", "/users/{id}/make-administrator") => {
            Do(user_groups::make_administrator(), NOTHING)
        }
        ("POST", "/users/{id}/unmake-administrator") => {
            Do(user_groups::unmake_administrator(), NOTHING)
        }
        ("DELETE", "/users/{id}/second-factor") => Do(access_deeds::second_factor_off(), NOTHING),
        ("POST", "/users/{id}/recovery-link") => {
            let once = |desk: &Desk<'_, P>, _: &Thing| linked(desk, path::RECOVERY, false);
            Make(access_deeds::recovery(), NOTHING, of_user(once))
        }
        ("POST", "/users/{id}/recovery-mail") => Do(access_deeds::recovery_mail(), NOTHING),
        ("POST", "/users/{id}/verification-link") => {
            Make(access_deeds::verification(), NOTHING, of_user(verifying))
        }
        _ => return None,
    })
}

fn of_apps<P: Platform>(route: (&str, &str)) -> Option<Action<P>> {
    use Action::{Do, Make, Show, Tell};
    Some(match route {
        ("GET", "/apps") => Tell(apps::load, lists::apps),
        ("POST", "/apps") => {
            let made = Made {
                about: About::App,
                id: |desk| app_add::id_of(desk, &desk.query),
                at: "/apps",
                once: secret,
            };
            Make(app_add::add(), NEW_APP, made)
        }
        ("GET", "/apps/{id}") => Show(About::App),
        ("PATCH", "/apps/{id}") => Do(app_edit::edit(), &APP),
        ("DELETE", "/apps/{id}") => Do(app_deeds::remove(), NOTHING),
        ("PUT", "/apps/{id}/logo") => Do(app_logo::set(), PICTURE),
        ("DELETE", "/apps/{id}/logo") => Do(app_logo::remove(), NOTHING),
        ("POST", "/apps/{id}/secret") => {
            let made = Made {
                about: About::App,
                id: |desk| desk.id.clone(),
                at: "/apps",
                once: secret,
            };
            Make(app_deeds::secret(), SECRET, made)
        }
        ("POST", "/apps/{id}/block") => Do(app_deeds::block(), NOTHING),
        ("POST", "/apps/{id}/unblock") => Do(app_deeds::unblock(), NOTHING),
        ("POST", "/apps/{id}/vouch") => Do(app_deeds::vouch(), VOUCHED),
        _ => return None,
    })
}

fn of_others<P: Platform>(route: (&str, &str)) -> Option<Action<P>> {
    use Action::{Do, Make, Show, Tell};
    Some(match route {
        ("GET", "/groups") => Tell(groups::load, lists::groups),
        ("POST", "/groups") => {
            let made = Made {
                about: About::Group,
                id: |desk| desk.new_id(),
                at: "/groups",
                once: |_, _| Vec::new(),
            };
            Make(group_deeds::add(), NAME, made)
        }
        ("GET", "/groups/{id}") => Show(About::Group),
        ("PATCH", "/groups/{id}") => Do(group_deeds::change(GROUP_RENAME), NAME),
        ("DELETE", "/groups/{id}") => Do(group_deeds::change(GROUP_REMOVE), NOTHING),
        ("PATCH", "/groups/{id}/claims") => Do(group_deeds::change(GROUP_CLAIMS), GROUP_OWN_CLAIMS),
        ("GET", "/groups/{id}/members") => Tell(group::load, lists::members_of),
        ("PUT", "/groups/{id}/members/{which}") => Do(group_deeds::change(GROUP_JOIN), NOTHING),
        ("DELETE", "/groups/{id}/members/{which}") => Do(group_deeds::change(GROUP_LEAVE), NOTHING),
        ("GET", "/invitations") => Tell(invitations::load, lists::links),
        ("POST", "/invitations") => {
            let made = Made {
                about: About::Nothing,
                id: |desk| desk.id.clone(),
                at: "",
                once: invited,
            };
            Make(invitations::invite(), INVITATION, made)
        }
        ("DELETE", "/invitations/{id}") => Do(invitations::withdraw(), NOTHING),
        ("GET", "/apis") => Tell(apis::load, server::apis),
        ("GET", "/keys") => Tell(keys::load, server::keys),
        ("POST", "/keys/{id}/rotate") => Do(keys::rotate(), NOTHING),
        ("POST", "/keys/{id}/revoke") => Do(keys::revoke(), NOTHING),
        ("GET", "/events") => Tell(server::load_events, server::events),
        ("GET", "/overview") => Tell(overview::load, server::overview),
        _ => return None,
    })
}

/// A secret that was made, as long as it is that of the app.
fn secret<P: Platform>(desk: &Desk<'_, P>, thing: &Thing) -> Vec<Told> {
    let secret = desk.secret();
    let theirs = thing
        .app()
        .ok()
        .and_then(|app| app.client.secret_hash.as_ref());
    let is_it = theirs.is_some_and(|hash| hash.matches(secret));
    vec![(
        "client_secret",
        Some(secret.reveal()).filter(|_| is_it).into(),
    )]
}

/// What is told of a link for a user.
fn of_user<P: Platform>(once: Once<P>) -> Made<P> {
    Made {
        about: About::User,
        id: |desk| desk.id.clone(),
        at: "",
        once,
    }
}

fn verifying<P: Platform>(desk: &Desk<'_, P>, thing: &Thing) -> Vec<Told> {
    let by_mail = |known: &UserDetails| user_access::proves_by_mail(desk, &known.user);
    linked(desk, path::VERIFY_EMAIL, thing.user().is_ok_and(by_mail))
}

/// An invitation: its link, unless that was mailed.
fn invited<P: Platform>(desk: &Desk<'_, P>, _: &Thing) -> Vec<Told> {
    let mailed = invitations::is_mailed(desk);
    let mut told = linked(desk, path::INVITATION, mailed);
    let id = desk.secret().hash();
    let id = Some(id.as_str()).filter(|_| !mailed);
    told.push(("id", id.into()));
    told
}

/// A link to this path, or that it was mailed.
fn linked<P: Platform>(desk: &Desk<'_, P>, path: &str, mailed: bool) -> Vec<Told> {
    let link = Some(access_deeds::link(desk, path)).filter(|_| !mailed);
    vec![("link", link.into()), ("mailed", mailed.into())]
}
