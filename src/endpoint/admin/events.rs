//! `/admin/events`: what happened, the latest first.

use serde_json::Value;

use super::desk::Desk;
use super::groups::first;
use crate::endpoint::event::Kind;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::Outline;
use crate::page::words::{Words, counted, fill, find, isolated, moment, named};
use crate::platform::{Fault, Outcome, Platform, Row, Statement};
use crate::protocol::timestamp::{DAY, Timestamp};
use crate::protocol::{admin_path, json};
use crate::store::owner_events::{Wanted, called, looked, number, text};

/// The parts of the query that say which events are meant: a user, an administrator, a client, a kind, the first day and the last.
const FILTERS: [&str; 6] = ["q", "actor", "app", "kind", "from", "to"];

/// Which events are meant. `None`: a day is none.
pub(super) fn wanted<'a, P: Platform>(desk: &'a Desk<'_, P>) -> Option<Wanted<'a>> {
    let [user, actor, client_id, kind, from, to] =
        FILTERS.map(|name| desk.query.field(name).trim());
    let day = |text: &str| match text {
        "" => Some(None),
        text => Timestamp::of_day(text).map(Some),
    };
    Some(Wanted {
        user,
        actor,
        client_id,
        kind,
        since: day(from)?,
        until: day(to)?.map(|last| last.plus(DAY)),
    })
}

/// The address of a page about the events that are meant, from one of them on.
pub(super) fn address<P: Platform>(
    desk: &Desk<'_, P>,
    page: &str,
    from: (&'static str, &str),
) -> String {
    let mut query = FILTERS.map(|name| (name, desk.query.field(name))).to_vec();
    query.push(from);
    desk.link_with(page, &query)
}

/// What `GET /admin/events` reads; `before` in the query is the id of the last event on the page before.
pub(super) fn load<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    let wanted = wanted(desk).map(|wanted| wanted.before::<P>(desk.query.field("before")));
    wanted.into_iter().collect()
}

/// What those are called who are named there.
pub(super) fn then<P: Platform>(
    desk: &Desk<'_, P>,
    found: &[Outcome],
) -> Result<Vec<Statement>, Fault> {
    let Some(wanted) = wanted(desk) else {
        return Ok(Vec::new());
    };
    let mut ids: Vec<&str> = Vec::new();
    for row in looked(first(found)?, wanted.on_a_page()).rows {
        for id in ["user_id", "actor"].map(|name| text(row, name)) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids.retain(|id| !id.is_empty());
    ids.truncate(wanted.nameable());
    Ok(vec![called(&ids)])
}

/// `GET /admin/events`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let words = desk.words();
    let told = &words.admin.events;
    let mut page = Outline::default();
    search(desk, &mut page);
    match wanted(desk) {
        Some(wanted) => list(desk, &wanted, found, &mut page)?,
        None => {
            page.section("", told.bad_day);
        }
    }
    Ok(desk.sheet(admin_path::EVENTS, "", page.sections))
}

/// The form that says which ones.
fn search<P: Platform>(desk: &Desk<'_, P>, page: &mut Outline) {
    let words = desk.words();
    let told = &words.admin.events;
    page.section("", "");
    let search = [told.user, told.user_help, told.show];
    page.search(admin_path::EVENTS, search, desk.typed());
    let labels = [told.actor, told.app, told.kind, told.from, told.to];
    for (name, label) in FILTERS[1..].iter().zip(labels) {
        page.filter(name, label, desk.query.field(name).to_owned());
    }
    let kinds = page.filter_at(2);
    kinds.kind = "select";
    kinds.options.push(("", told.any_kind));
    for kind in Kind::ALL {
        let kind = kind.as_str();
        kinds.options.push((kind, said(kind, words)));
    }
    for day in [3, 4] {
        page.filter_at(day).kind = "date";
    }
}

/// The events, and the file of them.
fn list<P: Platform>(
    desk: &Desk<'_, P>,
    wanted: &Wanted<'_>,
    found: &[Outcome],
    page: &mut Outline,
) -> Result<(), Fault> {
    let words = desk.words();
    let told = &words.admin.events;
    let looked = looked(first(found)?, wanted.on_a_page());
    let none = if looked.rows.is_empty() {
        told.none
    } else {
        ""
    };
    let lead = &mut page.section("", none).lead;
    if let Some(last) = looked.last {
        if wanted.picks() {
            let at = moment(Timestamp(number(last, "at")), words);
            let values = [("n", &*looked.all.to_string()), ("at", &at)];
            lead.push_str(&fill(told.looked, &values));
        }
        let further = address(desk, admin_path::EVENTS, ("before", text(last, "id")));
        page.link(further, told.further);
    }
    let names = found.get(1).map_or(&[][..], |names| &names.rows);
    for row in looked.rows {
        show_event(desk, row, names, page);
    }
    let most = wanted.in_a_file().to_string();
    page.section(told.file, &fill(told.file_lead, &[("n", &most)]));
    let download = address(desk, admin_path::EVENTS_FILE, ("after", ""));
    page.link(download, told.download);
    Ok(())
}

/// What happened, for an owner.
fn said<'a>(kind: &'a str, words: &'static Words) -> &'a str {
    let own = find(&words.admin.events.kinds, kind);
    own.or_else(|| find(&words.account.activity.kinds, kind))
        .unwrap_or(kind)
}

/// An event. `names`: what those are called who are named there, as far as it is known.
fn show_event<P: Platform>(desk: &Desk<'_, P>, row: &Row, names: &[Row], page: &mut Outline) {
    let words = desk.words();
    let (told, activity) = (&words.admin.events, &words.account.activity);
    page.thing(said(text(row, "kind"), words), String::new());
    page.fact(moment(Timestamp(number(row, "at")), words));
    let count = u32::try_from(number(row, "count")).unwrap_or_default();
    if count > 1 {
        page.fact(counted(&activity.times, count, words));
    }
    for (name, around) in [
        ("address", activity.address),
        ("kid", told.key),
        ("reason", told.reason),
    ] {
        let value = text(row, name);
        if !value.is_empty() {
            page.fact(named(around, value, words));
        }
    }
    if let Some(details) = json::object(text(row, "details")) {
        for (name, value) in &details {
            page.fact(change(name, value, words));
        }
    }
    for (name, around, page_of) in [
        ("client_id", activity.app, admin_path::APP),
        ("user_id", (told.who, ""), admin_path::USER),
        ("actor", (told.by, ""), admin_path::USER),
    ] {
        let id = text(row, name);
        if let Some(directory) = id.strip_prefix("scim ") {
            let directory = [directory, " (SCIM)"].concat();
            page.fact(named(around, &directory, words));
        } else if !id.is_empty() {
            let known = names.iter().find(|known| text(known, "id") == id);
            let name = known.map_or(id, |known| text(known, "name"));
            let is_app = known.is_some_and(|known| number(known, "app") == 1);
            let page_of = if is_app { admin_path::APP } else { page_of };
            let said = named(around, name, words);
            // A directory has no page, and neither has who is gone.
            if known.is_none() && page_of == admin_path::USER {
                page.fact(said);
            } else {
                page.about((desk.link(page_of, id), said));
            }
        }
    }
}

/// What changed, from what to what.
fn change(name: &str, value: &Value, words: &Words) -> String {
    let written = |value| written(value, words);
    match value.as_array().map(Vec::as_slice) {
        Some([before, after]) => [name, ": ", &written(before), " → ", &written(after)].concat(),
        _ => [name, ": ", &written(value)].concat(),
    }
}

fn written(value: &Value, words: &Words) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => isolated(text, words),
        value => isolated(&json::write(value), words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::words::LANGUAGES;

    #[test]
    fn whatever_happens_has_words_for_an_owner() {
        for words in LANGUAGES {
            for kind in Kind::ALL {
                let said = said(kind.as_str(), words);
                assert_ne!(said, kind.as_str(), "{}", words.lang);
            }
        }
    }

    #[test]
    fn what_changed_is_said_from_what_to_what() {
        for (value, said) in [
            ("[null,\"staff\"]", "group: – → staff"),
            ("[\"a\",[1,{}]]", "group: a → [1,{}]"),
            ("5", "group: 5"),
            ("[1,2,3]", "group: [1,2,3]"),
        ] {
            let value = json::parse(value).expect("JSON");
            assert_eq!(change("group", &value, LANGUAGES[0]), said);
        }
    }
}
