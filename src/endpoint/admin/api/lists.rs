//! What the lists of the Admin API tell: some things, and where the next ones begin.

use serde_json::Value;

use super::json::{group, listed_app, user};
use crate::endpoint::admin::desk::Desk;
use crate::endpoint::admin::groups::first;
use crate::endpoint::admin::users::found;
use crate::endpoint::interaction::Stop;
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::json::members;
use crate::store::PAGE;
use crate::store::clients::read_clients;
use crate::store::group_members::{groups_of, read_groups_of, read_members};
use crate::store::groups::{read_groups, read_known};
use crate::store::open_links::read_open_links;
use crate::store::user_details::{Most, details_of, read_details};

/// What a list tells, if there is such a thing.
type Told = Result<Option<Value>, Stop>;

/// `next`: what `after` is to be for the next part; `None` when there are no more.
pub(super) fn part(items: Vec<Value>, next: Option<String>) -> Value {
    members! { "items": items, "next": next }
}

/// `GET /users`.
pub(super) fn users<P: Platform>(desk: &Desk<'_, P>, outcomes: &[Outcome]) -> Told {
    let page = found(desk, outcomes)?;
    let items = page.users.iter().map(|it| user(it)).collect();
    Ok(Some(part(items, page.next)))
}

/// How much of a user's things each list reads: only what it shows.
const SESSIONS: Most = Most {
    sessions: PAGE,
    clients: 0,
};
const APPS: Most = Most {
    sessions: 0,
    clients: PAGE,
};
const NEITHER: Most = Most {
    sessions: 0,
    clients: 0,
};

/// What `GET /users/{id}/sessions` reads.
pub(super) fn load_sessions<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    details_of(&desk.id, SESSIONS)
}

/// What `GET /users/{id}/apps` reads.
pub(super) fn load_apps_of_user<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    details_of(&desk.id, APPS)
}

/// What `GET /users/{id}/groups` reads.
pub(super) fn load_groups_of_user<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    let mut statements = details_of(&desk.id, NEITHER);
    statements.push(groups_of(&desk.id));
    statements
}

/// `GET /users/{id}/sessions`: some of them, the latest first.
pub(super) fn sessions<P: Platform>(_desk: &Desk<'_, P>, outcomes: &[Outcome]) -> Told {
    let Some(known) = read_details(outcomes, SESSIONS)? else {
        return Ok(None);
    };
    let mut items = Vec::new();
    for session in &known.sessions.found {
        items.push(members! {
            "id": session.id.as_str(),
            "method": session.method.name(),
            "authenticated_at": session.authenticated_at.0,
            "seen_at": session.seen_at.0,
            "ends_at": session.ends_at.0,
            "agent": session.agent.stored(),
            "place": session.place.as_deref(),
        });
    }
    Ok(Some(part(items, None)))
}

/// `GET /users/{id}/apps`: some of the clients that they let in.
pub(super) fn apps_of_user<P: Platform>(_desk: &Desk<'_, P>, outcomes: &[Outcome]) -> Told {
    let Some(known) = read_details(outcomes, APPS)? else {
        return Ok(None);
    };
    let mut items = Vec::new();
    for app in &known.clients.found {
        items.push(members! {
            "client_id": app.client_id.as_str(),
            "name": app.name.as_str(),
            "scope": app.scope.to_string(),
            "granted_at": app.granted_at.0,
        });
    }
    Ok(Some(part(items, None)))
}

/// `GET /users/{id}/groups`: all of them.
pub(super) fn groups_of_user<P: Platform>(_desk: &Desk<'_, P>, outcomes: &[Outcome]) -> Told {
    let [.., groups] = outcomes else {
        return Ok(None);
    };
    if read_details(outcomes, NEITHER)?.is_none() {
        return Ok(None);
    }
    let items = read_groups_of(groups)?.iter().map(group).collect();
    Ok(Some(part(items, None)))
}

/// `GET /groups`.
pub(super) fn groups<P: Platform>(_desk: &Desk<'_, P>, outcomes: &[Outcome]) -> Told {
    let page = read_groups(first(outcomes)?)?;
    let items = page.groups.iter().map(group).collect();
    Ok(Some(part(items, page.next)))
}

/// `GET /groups/{id}/members`.
pub(super) fn members_of<P: Platform>(_desk: &Desk<'_, P>, outcomes: &[Outcome]) -> Told {
    let members = read_members(first(outcomes)?)?;
    if read_known(outcomes.get(1..).unwrap_or_default())?.is_none() {
        return Ok(None);
    }
    let items = members.users.iter().map(|it| user(it)).collect();
    Ok(Some(part(items, members.next)))
}

/// `GET /invitations`: every link that is good once or a few times.
pub(super) fn links<P: Platform>(_desk: &Desk<'_, P>, outcomes: &[Outcome]) -> Told {
    let open = read_open_links(first(outcomes)?)?;
    let mut items = Vec::new();
    for link in open.links {
        items.push(members! {
            "id": link.hash,
            "purpose": link.purpose,
            "user_id": link.user_id,
            "username": link.username,
            "email": link.email,
            "uses_left": link.uses_left,
            "created_at": link.created_at.0,
            "expires_at": link.expires_at.0,
        });
    }
    Ok(Some(part(items, open.next)))
}

/// `GET /apps`.
pub(super) fn apps<P: Platform>(_desk: &Desk<'_, P>, outcomes: &[Outcome]) -> Told {
    let page = read_clients(first(outcomes)?)?;
    let items = page.clients.iter().map(|it| listed_app(it)).collect();
    Ok(Some(part(items, page.next)))
}
