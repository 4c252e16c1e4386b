//! `/admin/user`: who somebody is, what apps are told of them, and what becomes of their account.

use super::desk::Desk;
use super::thing::seen_user;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::words::{Counted, Words, counted, day, fill, named};
use crate::page::{Field, Section, Thing};
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::{admin_path, own_claims, standard_claims};
use crate::store::administering::Seen;
use crate::store::user_details::{Few, Most, UserDetails, details_of, read_details};

/// How much of what they have is looked at.
const MOST: Most = Most {
    sessions: 10,
    clients: 10,
};

/// What `GET /admin/user` reads.
pub(super) fn load<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    details_of(&desk.id, MOST)
}

/// `GET /admin/user`; `id` in the query is the `sub`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let known = there(desk, read_details(found, MOST)?)?;
    let sections = vec![
        about(desk, &known),
        claims(desk, &known),
        apps(desk, &known),
        standing(desk, &known),
    ];
    Ok(sheet(desk, &known, sections))
}

/// The user, or the page that says that there is none.
pub(super) fn there<P: Platform>(
    desk: &Desk<'_, P>,
    known: Option<UserDetails>,
) -> Result<UserDetails, Stop> {
    known.ok_or_else(|| Stop::told(notice::not_found(desk.request)))
}

/// A page about a user, with what leads to the others.
pub(super) fn sheet<P: Platform>(
    desk: &Desk<'_, P>,
    known: &UserDetails,
    mut sections: Vec<Section>,
) -> Reply {
    let pages = [
        admin_path::USER,
        admin_path::USER_ACCESS,
        admin_path::USER_GROUPS,
    ];
    let names = desk.words().admin.people.pages.iter();
    let mut starts = Vec::new();
    for (page, name) in pages.into_iter().zip(names) {
        if page != desk.page {
            let address = desk.address(page, &known.user.id);
            starts.push((address.as_str().to_owned(), (*name).to_owned()));
        }
    }
    // The last page but one is that of the events.
    let [.., events, _] = desk.words().admin.tabs;
    let theirs = desk.link_with(admin_path::EVENTS, &[("q", &known.user.id)]);
    starts.push((theirs, events.to_owned()));
    let mut pages = Section::about("", "");
    pages.starts = starts;
    sections.insert(0, pages);
    desk.sheet(admin_path::USERS, known.user.called(), sections)
}

fn about<P: Platform>(desk: &Desk<'_, P>, known: &UserDetails) -> Section {
    let user = &known.user;
    let words = desk.words();
    let text = &words.admin.user;
    let mut facts = vec![
        ["sub: ", &user.id].concat(),
        day(text.added, known.created_at, words),
    ];
    facts.extend(
        user.administrator
            .then(|| words.admin.users.administrator.to_owned()),
    );
    let directory = known.directory.as_deref();
    facts.extend(directory.map(|it| named(text.directory, it, words)));
    facts.extend(known.disabled_at.map(|at| day(text.disabled, at, words)));
    let field = |name, label, value: Option<&str>, help| {
        let value = desk.filled(admin_path::USER_EDIT, name, value.unwrap_or_default());
        Field::line(name, label, value, help)
    };
    let (profile, email) = (&words.account.profile, user.email.as_deref());
    let form = desk.form(admin_path::USER_EDIT, &seen_user(known));
    let mut form = form.saying("", profile.save);
    form.fields = vec![
        field("name", profile.name, user.name.as_deref(), ""),
        field("username", profile.username, user.chosen_username(), ""),
        field(
            "email",
            words.admin.invitations.email,
            email,
            text.email_help,
        ),
    ];
    let mut section = Section::about("", "");
    section.things = vec![Thing::known(user.called(), facts)];
    section.forms = vec![form];
    section
}

/// The names of the claims that the settings define.
pub(super) fn defined<'d, P: Platform>(desk: &'d Desk<'_, P>) -> impl Iterator<Item = &'d str> {
    let scopes = desk.server.config.resources.claim_scopes().iter();
    scopes.flat_map(|scope| scope.claims.iter().map(String::as_str))
}

/// What apps are told of them besides their names and their address.
fn claims<P: Platform>(desk: &Desk<'_, P>, known: &UserDetails) -> Section {
    let text = &desk.words().admin.people;
    let field = |name, label, lines: &str, help| {
        let value = desk.filled(admin_path::USER_CLAIMS, name, lines);
        let mut field = Field::line(name, label, value, help);
        field.kind = "textarea";
        field
    };
    let standard = standard_claims::write_lines(&known.user.claims);
    let own = own_claims::write_lines(&known.user.own_claims);
    let form = desk.form(admin_path::USER_CLAIMS, &seen_user(known));
    let mut form = form.saying("", text.claims_save).waiting();
    let help = text.standard_help;
    form.fields
        .push(field("claims", text.standard, &standard, help));
    let mut lead = text.claims_lead.to_owned();
    let mut before = text.own_help;
    for name in defined(desk) {
        lead.push_str(before);
        lead.push_str(name);
        before = ", ";
    }
    if before != text.own_help {
        lead.push('.');
    }
    if before != text.own_help || !own.is_empty() {
        form.fields.push(field("own_claims", text.own, &own, ""));
    }
    let mut section = Section::about(text.claims, &lead);
    section.forms = vec![form];
    section
}

/// What ends, in numbers, as far as was counted.
pub(super) fn ends<T>(text: &Counted, few: &Few<T>, words: &Words) -> String {
    let number = u32::try_from(few.found.len()).unwrap_or(u32::MAX);
    ending(text, (number, few.more), words)
}

/// The same, if so many end, or `more`.
#[inline(never)]
pub(super) fn ending(text: &Counted, (number, more): (u32, bool), words: &Words) -> String {
    if more && number == 0 {
        String::new()
    } else if more {
        at_least(text, number)
    } else {
        counted(text, number, words)
    }
}

/// The same of a number that may be greater.
pub(super) fn at_least(text: &Counted, number: u32) -> String {
    fill(text.other, &[("n", &[&number.to_string(), "+"].concat())])
}

fn apps<P: Platform>(desk: &Desk<'_, P>, known: &UserDetails) -> Section {
    let words = desk.words();
    let text = &words.admin.user;
    let apps = &known.clients;
    let lead = match (apps.found.is_empty(), apps.more) {
        (_, true) => text.more_apps,
        (true, _) => text.no_apps,
        (false, _) => "",
    };
    let mut section = Section::about(text.apps, lead);
    for app in &apps.found {
        let since = day(words.account.apps.since, app.granted_at, words);
        let facts = vec![since, app.scope.to_string()];
        section.things.push(Thing::known(&app.name, facts));
    }
    section
}

/// Shutting them out, letting them in again, removing them.
fn standing<P: Platform>(desk: &Desk<'_, P>, known: &UserDetails) -> Section {
    let words = desk.words();
    let text = &words.admin.user;
    if desk.is_self() {
        return Section::about(text.standing, words.admin.people.yourself);
    }
    let sessions = ends(&text.ends_sessions, &known.sessions, words);
    let apps = ends(&text.ends_apps, &known.clients, words);
    let ends = [&*sessions, " ", &apps].concat();
    let form = |action| desk.form(action, &seen_user(known));
    let switch = if known.user.disabled {
        form(admin_path::USER_ENABLE)
            .saying(text.enable_lead, text.enable)
            .waiting()
    } else {
        let form = desk.form(admin_path::USER_DISABLE, &Seen::Nothing);
        let form = form.saying(text.disable_lead, text.disable);
        form.ending(ends.clone())
    };
    let remove = form(admin_path::USER_REMOVE).saying(text.remove_lead, text.remove);
    let mut section = Section::about(text.standing, "");
    section.forms = vec![switch, remove.ending(ends)];
    section
}
