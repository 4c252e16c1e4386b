//! What the Admin API tells of the server itself: its APIs, its keys, what happened, and how much there is.

use http::StatusCode;
use serde_json::Value;

use super::lists::part;
use crate::endpoint::admin::desk::Desk;
use crate::endpoint::admin::events::wanted;
use crate::endpoint::admin::groups::first;
use crate::endpoint::http::problem::problem;
use crate::endpoint::interaction::Stop;
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::json::{members, object};
use crate::store::introspecting::read_introspecting;
use crate::store::overview::{Count, read_overview};
use crate::store::owner_events::{looked, number, text};
use crate::store::signing_keys::read_keys;

type Told = Result<Option<Value>, Stop>;

/// `GET /apis`: those of the settings, and the `client_id` of each that asks about their tokens, as far as they were looked for.
pub(super) fn apis<P: Platform>(desk: &Desk<'_, P>, outcomes: &[Outcome]) -> Told {
    let asking = read_introspecting(first(outcomes)?)?;
    let mut items = Vec::new();
    for api in desk.server.config.resources.configured() {
        let mut asks: Vec<&str> = Vec::new();
        for client in &asking {
            if client.resources.contains(&api.resource) {
                asks.push(&client.id);
            }
        }
        let scopes: Vec<&str> = api.scopes.iter().map(|(token, _)| token.as_str()).collect();
        items.push(members! {
            "resource": api.resource.as_str(),
            "scopes": scopes,
            "default_scopes": api.default_scopes.clone(),
            "introspected_by": asks,
        });
    }
    Ok(Some(part(items, None)))
}

/// `GET /keys`: the newest of each algorithm.
pub(super) fn keys<P: Platform>(desk: &Desk<'_, P>, outcomes: &[Outcome]) -> Told {
    let ring = read_keys(first(outcomes)?)?;
    let now = desk.server.platform.now();
    let mut items = Vec::new();
    for key in &ring.keys {
        items.push(members! {
            "kid": key.kid.as_str(),
            "algorithm": key.algorithm.as_str(),
            "state": ring.state(key, now).as_str(),
            "signs_from": key.signs_from.0,
            "superseded_at": ring.superseded_at(key).map(|at| at.0),
            "revoked_at": key.revoked_at.map(|at| at.0),
        });
    }
    Ok(Some(part(items, None)))
}

/// What `GET /events` reads.
pub(super) fn load_events<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    let wanted = wanted(desk).map(|wanted| wanted.before::<P>(desk.query.field("after")));
    wanted.into_iter().collect()
}

/// `GET /events`: the latest first. A part may have few of them, or none, and there may be more all the same.
pub(super) fn events<P: Platform>(desk: &Desk<'_, P>, outcomes: &[Outcome]) -> Told {
    let wanted = wanted(desk).ok_or_else(|| {
        let detail = "\"from\" and \"to\" are days, such as 2026-11-30.";
        Stop::told(problem(desk.request, StatusCode::BAD_REQUEST, detail))
    })?;
    let looked = looked(first(outcomes)?, wanted.on_a_page());
    let mut items = Vec::new();
    for row in looked.rows {
        let known = |name: &str| Some(text(row, name)).filter(|text| !text.is_empty());
        items.push(members! {
            "id": text(row, "id"),
            "at": number(row, "at"),
            "kind": text(row, "kind"),
            "count": number(row, "count"),
            "user_id": known("user_id"),
            "client_id": known("client_id"),
            "actor": known("actor"),
            "address": known("address"),
            "kid": known("kid"),
            "reason": known("reason"),
            "details": known("details").and_then(object),
        });
    }
    let next = looked.last.map(|last| text(last, "id").to_owned());
    Ok(Some(part(items, next)))
}

/// `GET /overview`: how many there are, as they were counted last.
pub(super) fn overview<P: Platform>(_desk: &Desk<'_, P>, outcomes: &[Outcome]) -> Told {
    let it = read_overview(outcomes)?;
    let count = |it: Option<Count>| it.map(|it| members! { "count": it.count, "at": it.at.0 });
    let mut days = Vec::new();
    for day in &it.days {
        let [sign_ins, failed, limited, accounts, apps] = day.happened;
        days.push(members! {
            "day": day.day, "sign_ins": sign_ins, "failed_sign_ins": failed, "limits_reached": limited,
            "new_users": accounts, "new_apps": apps,
        });
    }
    Ok(Some(members! {
        "users": count(it.users), "apps": count(it.clients), "administrators": it.administrators, "days": days,
    }))
}
