//! What is told of each thing, as JSON. Times are seconds since 1970. Never a secret, and no hash of one.

use serde_json::Value;

use crate::endpoint::admin::desk::Desk;
use crate::endpoint::admin::thing::Thing;
use crate::endpoint::admin::users::found;
use crate::endpoint::interaction::Stop;
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::json::{members, put};
use crate::store::PAGE;
use crate::store::user_details::{Most, UserDetails, details_of, read_details};
use crate::store::users::User;

/// Some things, and where the next ones begin.
pub(super) struct Listed {
    pub(super) items: Vec<Value>,
    /// What `after` is to be; `None` when there are no more.
    pub(super) next: Option<String>,
}

/// One thing: all of what somebody else may change, so that its tag changes with it, and nothing that changes by itself.
pub(super) fn of(thing: &Thing) -> Value {
    match thing {
        Thing::User(known) => user_with(known),
        _ => Value::Null,
    }
}

fn user(user: &User) -> Value {
    members! {
        "id": user.id.as_str(),
        "username": user.chosen_username(),
        "name": user.name.as_deref(),
        "email": user.email.as_deref(),
        "unverified_email": user.unverified_email.as_deref(),
        "administrator": user.administrator,
        "disabled": user.disabled,
        "claims": user.claims.clone(),
        "own_claims": user.own_claims.clone(),
    }
}

fn user_with(known: &UserDetails) -> Value {
    let mut all = user(&known.user);
    if let Value::Object(all) = &mut all {
        put(all, "created_at", known.created_at.0.into());
        put(all, "disabled_at", known.disabled_at.map(|at| at.0).into());
    }
    all
}

/// `GET /users`.
pub(super) fn users<P: Platform>(
    desk: &Desk<'_, P>,
    outcomes: &[Outcome],
) -> Result<Option<Listed>, Stop> {
    let page = found(desk, outcomes)?;
    Ok(Some(Listed {
        items: page.users.iter().map(|it| user(it)).collect(),
        next: page.next,
    }))
}

/// How much of what a user has is told.
const MOST: Most = Most {
    sessions: PAGE,
    clients: PAGE,
};

/// What the lists of what a user has read.
pub(super) fn having<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    details_of(&desk.id, MOST)
}

/// `GET /users/{id}/sessions`: some of them, the latest first.
pub(super) fn sessions<P: Platform>(
    _desk: &Desk<'_, P>,
    outcomes: &[Outcome],
) -> Result<Option<Listed>, Stop> {
    let Some(known) = read_details(outcomes, MOST)? else {
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
    Ok(Some(Listed { items, next: None }))
}

/// `GET /users/{id}/apps`: some of the clients that they let in.
pub(super) fn apps_of_user<P: Platform>(
    _desk: &Desk<'_, P>,
    outcomes: &[Outcome],
) -> Result<Option<Listed>, Stop> {
    let Some(known) = read_details(outcomes, MOST)? else {
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
    Ok(Some(Listed { items, next: None }))
}
