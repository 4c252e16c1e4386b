//! `/admin/user`: all that is known of one user, and what can be changed.

use super::desk::Desk;
use super::thing::seen_user;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::words::{Counted, Words, agent, counted, day, fill, moment};
use crate::page::{Field, Form, Section, Thing};
use crate::platform::{Outcome, Platform};
use crate::protocol::admin_path;
use crate::store::user_details::{Allowed, Few, SignedIn, UserDetails, read_details};

/// `GET /admin/user`; `id` in the query is the `sub`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let known = read_details(found)?;
    let known = known.ok_or_else(|| Stop::told(notice::not_found(desk.request)))?;
    let sections = vec![
        about(desk, &known),
        sessions(desk, &known),
        apps(desk, &known),
        standing(desk, &known),
    ];
    Ok(desk.sheet(admin_path::USERS, known.user.called(), sections))
}

fn about<P: Platform>(desk: &Desk<'_, P>, known: &UserDetails) -> Section {
    let user = &known.user;
    let words = desk.words();
    let text = &words.admin.user;
    let mut facts = vec![
        format!("sub: {}", user.id),
        day(text.added, known.created_at, words),
    ];
    facts.extend(
        user.administrator
            .then(|| words.admin.users.administrator.to_owned()),
    );
    facts.extend(known.disabled_at.map(|at| day(text.disabled, at, words)));
    let field = |name, label, value: Option<&str>, help| Field {
        name,
        label,
        value: desk.filled(admin_path::USER_EDIT, name, value.unwrap_or_default()),
        kind: "text",
        autocomplete: "off",
        help,
        ..Field::default()
    };
    let form = Form {
        fields: vec![
            field("name", words.account.profile.name, user.name.as_deref(), ""),
            field(
                "username",
                words.account.profile.username,
                user.chosen_username(),
                "",
            ),
            field(
                "email",
                words.account.profile.email,
                user.email.as_deref(),
                text.email_help,
            ),
        ],
        button: words.account.profile.save,
        ..desk.form(admin_path::USER_EDIT, &seen_user(known))
    };
    Section {
        things: vec![Thing {
            name: user.called().to_owned(),
            facts,
            ..Thing::default()
        }],
        forms: vec![form],
        ..Section::default()
    }
}

/// What ends, in numbers, as far as was counted.
pub(super) fn ends<T>(text: &Counted, few: &Few<T>, words: &Words) -> String {
    let number = u32::try_from(few.found.len()).unwrap_or(u32::MAX);
    if few.more {
        fill(text.other, &[("n", &format!("{number}+"))])
    } else {
        counted(text, number, words)
    }
}

fn sessions<P: Platform>(desk: &Desk<'_, P>, known: &UserDetails) -> Section {
    let words = desk.words();
    let text = &words.admin.user;
    let sessions = &known.sessions;
    let thing = |session: &SignedIn| Thing {
        name: agent(session.agent, words),
        facts: session
            .place
            .clone()
            .into_iter()
            .chain([
                format!(
                    "{}{}",
                    words.account.sessions.since,
                    moment(session.authenticated_at, words)
                ),
                day(words.account.sessions.seen, session.seen_at, words),
            ])
            .collect(),
        ..Thing::default()
    };
    let end = Form {
        ends: ends(&text.ends_sessions, sessions, words),
        button: text.end_sessions,
        takes: true,
        waits: true,
        ..desk.form(admin_path::USER_END_SESSIONS, &seen_user(known))
    };
    Section {
        heading: text.sessions,
        lead: if sessions.found.is_empty() {
            text.no_sessions.to_owned()
        } else {
            String::new()
        },
        things: sessions.found.iter().map(thing).collect(),
        forms: (!sessions.found.is_empty())
            .then_some(end)
            .into_iter()
            .collect(),
        ..Section::default()
    }
}

fn apps<P: Platform>(desk: &Desk<'_, P>, known: &UserDetails) -> Section {
    let words = desk.words();
    let text = &words.admin.user;
    let apps = &known.clients;
    let thing = |app: &Allowed| Thing {
        name: app.name.clone(),
        facts: vec![
            day(words.account.apps.since, app.granted_at, words),
            app.scope.to_string(),
        ],
        ..Thing::default()
    };
    Section {
        heading: text.apps,
        lead: if apps.found.is_empty() {
            text.no_apps.to_owned()
        } else {
            String::new()
        },
        things: apps.found.iter().map(thing).collect(),
        ..Section::default()
    }
}

/// Shutting them out, letting them in again, removing them.
fn standing<P: Platform>(desk: &Desk<'_, P>, known: &UserDetails) -> Section {
    let words = desk.words();
    let text = &words.admin.user;
    let sessions = ends(&text.ends_sessions, &known.sessions, words);
    let apps = ends(&text.ends_apps, &known.clients, words);
    let ends = [&*sessions, " ", &apps].concat();
    let seen = seen_user(known);
    let switch = if known.user.disabled {
        Form {
            lead: text.enable_lead,
            button: text.enable,
            ..desk.form(admin_path::USER_ENABLE, &seen)
        }
    } else {
        Form {
            lead: text.disable_lead,
            ends: ends.clone(),
            button: text.disable,
            takes: true,
            waits: true,
            ..desk.form(admin_path::USER_DISABLE, &seen)
        }
    };
    let remove = Form {
        lead: text.remove_lead,
        ends,
        button: text.remove,
        takes: true,
        waits: true,
        ..desk.form(admin_path::USER_REMOVE, &seen)
    };
    Section {
        heading: text.standing,
        forms: vec![switch, remove],
        ..Section::default()
    }
}
