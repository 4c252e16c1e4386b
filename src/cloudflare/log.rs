//! The log: one line of JSON for each event. It repeats nothing that a person or a client has sent, except
//! method and path; the `client_id` of a client that could not be told of a logout; and, for a redirect URI that
//! is not the client's or cannot be, both of them, without any query.

use std::cell::Cell;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::endpoint::backchannel_logout::Delivery;
use crate::endpoint::event::Told;
use crate::endpoint::http::afterwards::Seen;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::mail;
use crate::platform::Fault;
use crate::protocol::json::{self, members};
use crate::protocol::quoted::for_the_log;
use crate::store::signing_keys::Tended;
use crate::store::spending::Spent;

use super::border;

/// What a request cost, in the units that the free plan meters.
#[derive(Clone, Default, Serialize)]
pub(super) struct Cost {
    pub(super) kv_reads: Cell<u32>,
    pub(super) kv_writes: Cell<u32>,
    pub(super) d1_queries: Cell<u32>,
    pub(super) d1_rows_read: Cell<u32>,
    pub(super) d1_rows_written: Cell<u32>,
}

impl Cost {
    /// What so many requests cost.
    pub(super) fn of(&self, requests: u32) -> Spent {
        Spent {
            requests,
            rows_read: self.d1_rows_read.get(),
            rows_written: self.d1_rows_written.get(),
            kv_reads: self.kv_reads.get(),
            kv_writes: self.kv_writes.get(),
            events_lost: 0,
        }
    }
}

#[derive(Serialize)]
struct Line<'a> {
    event: &'static str,
    id: &'a str,
    method: &'a str,
    path: &'a str,
    status: u16,
    #[serde(flatten)]
    cost: &'a Cost,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(flatten)]
    details: Map<String, Value>,
}

#[derive(Serialize)]
struct Trouble<'a> {
    event: &'static str,
    id: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Security<'a> {
    event: &'static str,
    id: &'a str,
    what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<&'a str>,
}

#[derive(Serialize)]
struct Written<'a> {
    event: &'static str,
    id: &'a str,
    #[serde(flatten)]
    cost: &'a Cost,
}

/// Writes a line for a request that was refused or that has details to tell, or, with `routine`, for any request;
/// and another, as an error, when this server is to blame.
pub(super) fn request(request: &Request, reply: &Reply, cost: &Cost, routine: bool) {
    let reason = reply.reason.as_deref();
    if routine || reason.is_some() || !reply.details.is_empty() {
        let mut details = Map::new();
        for (name, value) in &reply.details {
            details.insert((*name).to_owned(), value.clone());
        }
        border::log(&text(&Line {
            event: "request",
            id: &request.id,
            method: request.method.as_str(),
            path: request.path.get(..100).unwrap_or(&request.path),
            status: reply.status.as_u16(),
            cost,
            reason,
            details,
        }));
    }
    if let (true, Some(reason)) = (reply.trouble, reason) {
        border::error(&text(&Trouble {
            event: "trouble",
            id: &request.id,
            reason,
        }));
    }
}

/// A line for each thing that an owner may have to look into later, whatever else is logged.
pub(super) fn events(told: &Told) {
    for event in &told.events {
        let line = Security {
            event: "security",
            id: &told.request,
            what: event.kind.as_str(),
            client_id: event.client_id.as_deref(),
            user_id: event.user_id.as_deref(),
            actor: event.actor.as_deref(),
            family: event.family.as_deref(),
            kid: event.kid.as_deref(),
            reason: event.reason.as_deref(),
            address: told.address.as_deref(),
        };
        border::log(&text(&line));
    }
}

/// A line for events that could not be written to the database, or, with `routine`, for what that cost.
pub(super) fn added(told: &Told, added: Result<(), Fault>, cost: &Cost, routine: bool) {
    if added.is_err() {
        // What an administrator changed is nowhere else.
        let changed = told
            .events
            .iter()
            .filter_map(|event| event.details.as_deref());
        let changed: Vec<&str> = changed.collect();
        if !changed.is_empty() {
            let line = members! { "event": "events", "id": &*told.request, "details": changed };
            border::error(&json::write(&line));
        }
    }
    written("events", &told.request, added, cost, routine);
}

/// The same for a session that was seen.
pub(super) fn seen(seen: &Seen, noted: Result<(), Fault>, cost: &Cost, routine: bool) {
    written("seen", &seen.request, noted, cost, routine);
}

fn written(event: &'static str, id: &str, done: Result<(), Fault>, cost: &Cost, routine: bool) {
    match done {
        Ok(()) if !routine => {}
        Ok(()) => border::log(&text(&Written { event, id, cost })),
        Err(fault) => {
            let line = members! { "event": event, "id": id, "reason": fault.reason() };
            border::error(&json::write(&line));
        }
    }
}

/// A line for a client that was, or could not be, told that a session ended.
pub(super) fn delivery(delivery: &Delivery) {
    let line = members! {
        "event": "backchannel_logout",
        "client_id": for_the_log(&delivery.client_id),
        "attempts": delivery.attempts,
        "status": delivery.status,
        "delivered": delivery.delivered,
        "reason": delivery.fault.as_ref().map(Fault::to_string),
    };
    if delivery.delivered {
        border::log(&json::write(&line));
    } else {
        border::error(&json::write(&line));
    }
}

/// A line for a mail that was, or could not be, sent. It does not say to whom.
pub(super) fn mail(id: Option<&str>, sent: Result<Option<mail::Delivery>, Fault>) {
    let line = match sent {
        Ok(None) => return,
        Ok(Some(delivery)) => members! {
            "event": "mail",
            "id": id,
            "what": delivery.what,
            "sent": delivery.sent,
            "code": delivery.code,
            "reason": delivery.fault.as_ref().map(Fault::reason),
        },
        Err(fault) => {
            members! { "event": "mail", "id": id, "sent": false, "reason": fault.reason() }
        }
    };
    if line["sent"] == true && line["reason"].is_null() {
        border::log(&json::write(&line));
    } else {
        border::error(&json::write(&line));
    }
}

/// A line for notices of sign-outs that are still waiting, because of this server.
pub(super) fn waiting(fault: &Fault) {
    let line =
        members! { "event": "backchannel_logout", "delivered": false, "reason": fault.reason() };
    border::error(&json::write(&line));
}

/// A line for a hash of a password that could not be replaced. Until it is, the old one serves.
pub(super) fn rehash(done: Result<(), Fault>) {
    if let Err(fault) = done {
        let line = members! { "event": "password_rehash", "reason": fault.reason() };
        border::error(&json::write(&line));
    }
}

/// A line about something that is missing: this server works without it, but not as well.
pub(super) fn missing(reason: &str) {
    let line = members! { "event": "missing", "reason": reason };
    border::warn(&json::write(&line));
}

/// A line for the daily sweep: how many rows it took, or why it did not.
pub(super) fn sweep(swept: Result<u64, Fault>) {
    daily(
        "sweep",
        swept.map(|rows| members! { "event": "sweep", "rows": rows }),
    );
}

/// A line for what could not be done, such as totals that could not be added up. The next event goes on.
pub(super) fn undone(event: &str, done: Result<(), Fault>) {
    if let Err(fault) = done {
        daily(event, Err(fault));
    }
}

/// A line for the day's tending of the signing keys: what was done, or why not all of it.
pub(super) fn keys(tended: Result<Tended, Fault>) {
    let line = tended.map(|tended| {
        members! {
            "event": "keys",
            "made": tended.made,
            "resealed": tended.resealed,
            "destroyed": tended.destroyed,
            "deleted": tended.deleted,
        }
    });
    daily("keys", line);
}

/// How many second factors were sealed anew, while there is a previous secret.
pub(super) fn second_factors(resealed: Result<Option<(u32, bool)>, Fault>) {
    let line = |(resealed, more): (u32, bool)| members! { "event": "second_factors", "resealed": resealed, "more": more };
    if let Some(line) = resealed.map(|done| done.map(line)).transpose() {
        daily("second_factors", line);
    }
}

fn daily(event: &str, line: Result<Value, Fault>) {
    match line {
        Ok(line) => border::log(&json::write(&line)),
        Err(fault) => {
            let line = members! { "event": event, "reason": fault.reason() };
            border::error(&json::write(&line));
        }
    }
}

fn text(line: &impl Serialize) -> String {
    serde_json::to_string(line).unwrap_or_default()
}
