//! What is told of each thing, as JSON. Times are seconds since 1970. Never a secret, and no hash of one.

use serde_json::{Map, Value};

use crate::endpoint::admin::app_fields::{FIELDS, What, value};
use crate::endpoint::admin::thing::Thing;
use crate::protocol::client::Client;
use crate::protocol::json::{members, parse, put};
use crate::store::client_details::ClientDetails;
use crate::store::groups::{Group, Known};
use crate::store::user::User;
use crate::store::user_details::UserDetails;

/// One thing: all of what somebody else may change, so that its tag changes with it, and nothing that changes by itself.
pub(super) fn of(thing: &Thing) -> Value {
    match thing {
        Thing::User(known) => user_with(known),
        Thing::App(known) => app(known),
        Thing::Group(known, _) => group_with(known),
        _ => Value::Null,
    }
}

/// A user, in a list.
pub(super) fn user(user: &User) -> Value {
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

/// A group, in a list.
pub(super) fn group(group: &Group) -> Value {
    members! {
        "id": group.id.as_str(),
        "name": group.name.as_str(),
        "claims": group.claims.clone(),
    }
}

fn group_with(known: &Known) -> Value {
    let mut all = group(&known.group);
    if let Value::Object(all) = &mut all {
        put(all, "created_at", known.created_at.0.into());
    }
    all
}

/// A client, in a list.
pub(super) fn listed_app(client: &Client) -> Value {
    members! {
        "client_id": client.id.as_str(),
        "name": client.name.as_str(),
        "registered_by": client.registered_by.as_str(),
        "first_party": client.first_party,
        "blocked": client.blocked,
    }
}

/// A client: each field of the form about it has the same name here.
fn app(known: &ClientDetails) -> Value {
    let client = &known.client;
    let mut all = Map::new();
    for (what, name, kind) in FIELDS {
        let text = value(client, &known.groups, what);
        let value = match (what, kind) {
            (What::Lasts(lifetime), _) => client.lifetimes.get(lifetime).into(),
            (What::Keys, _) => parse(&text).unwrap_or_default(),
            (_, "checkbox") => (!text.is_empty()).into(),
            (_, "textarea") => text.lines().collect::<Vec<_>>().into(),
            _ => Some(text).filter(|text| !text.is_empty()).into(),
        };
        put(&mut all, name, value);
    }
    let grants: Vec<&str> = client.grant_types.iter().map(|it| it.as_str()).collect();
    let method = client.auth_method.as_str();
    for (name, value) in [
        ("client_id", client.id.as_str().into()),
        ("registered_by", client.registered_by.as_str().into()),
        ("token_endpoint_auth_method", method.into()),
        ("grant_types", grants.into()),
        ("logo", client.logo.as_deref().into()),
        ("created_at", known.created_at.0.into()),
        ("blocked_at", known.blocked_at.map(|at| at.0).into()),
        (
            "old_secret_ends_at",
            known.old_secret_ends_at.map(|at| at.0).into(),
        ),
    ] {
        put(&mut all, name, value);
    }
    Value::Object(all)
}
