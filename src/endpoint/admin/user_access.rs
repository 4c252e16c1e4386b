//! `/admin/user/access`: how somebody signs in, where they are signed in, and what to do if they cannot get in.

use super::desk::Desk;
use super::thing::seen_user;
use super::user::{ends, sheet, there};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::words::{agent, counted, day, moment};
use crate::page::{Section, Thing};
use crate::platform::{Fault, Outcome, Platform, Statement};
use crate::protocol::admin_path;
use crate::protocol::mail_address::MailAddress;
use crate::store::administering::Seen;
use crate::store::own_passkeys::{Passkey, passkeys_of, read_passkeys};
use crate::store::provider_accounts::{Link, links_of, read_links};
use crate::store::second_factors::{SinceWhen, read_since, second_factor_of};
use crate::store::user::User;
use crate::store::user_details::{Most, UserDetails, details_of, read_details};

/// How much of what they have is looked at.
const MOST: Most = Most {
    sessions: 13,
    clients: 0,
};

/// What `GET /admin/user/access` reads.
pub(super) fn load<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    let mut statements = details_of(&desk.id, MOST);
    statements.extend([
        passkeys_of(&desk.id),
        links_of(&desk.id),
        second_factor_of(&desk.id),
    ]);
    statements
}

/// `GET /admin/user/access`; `id` in the query is the `sub`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let known = there(desk, read_details(found, MOST)?)?;
    let [.., passkeys, linked, factor] = found else {
        return Err(Fault::new("the database left out what was asked for").into());
    };
    let seen = seen_user(&known);
    let sections = vec![
        sessions(desk, &known),
        passkeys_section(desk, &read_passkeys(passkeys)?),
        second_factor(desk, read_since(factor)?, &seen),
        linked_section(desk, &read_links(linked)?),
        links(desk, &known.user, &seen),
    ];
    Ok(sheet(desk, &known, sections))
}

fn sessions<P: Platform>(desk: &Desk<'_, P>, known: &UserDetails) -> Section {
    let words = desk.words();
    let (text, own) = (&words.admin.user, &words.account.sessions);
    let people = &words.admin.people;
    let sessions = &known.sessions;
    let any = !sessions.found.is_empty();
    let lead = match (any, sessions.more) {
        (true, _) => people.sessions_lead,
        // Those that have ended and were not swept yet are in the way.
        (_, true) => people.sessions_unknown,
        _ => text.no_sessions,
    };
    let end = |button, ends| {
        let form = desk.form(admin_path::USER_END_SESSIONS, &Seen::Nothing);
        form.saying("", button).ending(ends)
    };
    let mut section = Section::about(text.sessions, lead);
    for session in &sessions.found {
        let since = [own.since, &moment(session.authenticated_at, words)].concat();
        let mut facts = Vec::from_iter(session.place.clone());
        facts.extend([since, day(own.seen, session.seen_at, words)]);
        let mut thing = Thing::known(&agent(session.agent, words), facts);
        let mut form = end(people.end_session, String::new());
        form.which.clone_from(&session.id);
        thing.forms.push(form);
        section.things.push(thing);
    }
    if any || sessions.more {
        let ends = ends(&text.ends_sessions, sessions, words);
        section.forms.push(end(text.end_sessions, ends));
    }
    section
}

/// What stands in place of a list that is empty.
fn unless_any<T>(list: &[T], none: &'static str) -> &'static str {
    if list.is_empty() { none } else { "" }
}

fn passkeys_section<P: Platform>(desk: &Desk<'_, P>, passkeys: &[Passkey]) -> Section {
    let words = desk.words();
    let text = &words.account.passkey;
    let here = desk.server.config.rp_id.as_deref();
    let none = unless_any(passkeys, words.admin.people.no_passkeys);
    let mut section = Section::about(text.heading, none);
    for passkey in passkeys {
        let used = match passkey.last_used_at {
            Some(at) => day(text.used, at, words),
            None => text.never_used.to_owned(),
        };
        let mut facts = vec![day(text.added, passkey.created_at, words), used];
        facts.extend((Some(&*passkey.rp_id) != here).then(|| text.elsewhere.to_owned()));
        section.things.push(Thing::known(&passkey.name, facts));
    }
    section
}

fn second_factor<P: Platform>(
    desk: &Desk<'_, P>,
    factor: Option<SinceWhen>,
    seen: &Seen,
) -> Section {
    let words = desk.words();
    let text = &words.admin.people;
    let heading = words.second_factor.section;
    let Some(factor) = factor else {
        return Section::about(heading, text.second_factor_none);
    };
    let on = day(text.second_factor_since, factor.since, words);
    let left = counted(&text.codes_left, factor.codes_left, words);
    let mut section = Section::about(heading, &[&*on, " ", &left].concat());
    if !desk.is_self() {
        let form = desk.form(admin_path::USER_SECOND_FACTOR_OFF, seen);
        let form = form.saying(text.second_factor_lead, text.second_factor_off);
        let ends = counted(&text.ends_codes, factor.codes_left, words);
        section.forms.push(form.ending(ends));
    }
    section
}

fn linked_section<P: Platform>(desk: &Desk<'_, P>, links: &[Link]) -> Section {
    let words = desk.words();
    let text = &words.provider;
    let none = unless_any(links, words.admin.people.no_linked);
    let mut section = Section::about(text.heading, none);
    for link in links {
        let known = desk.server.config.providers.find(&link.provider);
        let name = known.map_or(&link.provider, |known| &known.provider.name);
        let mut facts = vec![link.label.clone(), day(text.since, link.linked_at, words)];
        facts.retain(|fact| !fact.is_empty());
        section.things.push(Thing::known(name, facts));
    }
    section
}

/// The address that a verification link would prove.
pub(super) fn unproved(user: &User) -> Option<&str> {
    let proved = user
        .claims
        .get("email_verified")
        .and_then(|it| it.as_bool());
    let known = user.email.as_deref().filter(|_| proved != Some(true));
    user.unverified_email.as_deref().or(known)
}

/// The address that a recovery link can be sent to.
pub(super) fn mailable<'u, P: Platform>(desk: &Desk<'_, P>, user: &'u User) -> Option<&'u str> {
    desk.server.config.mail.as_ref()?;
    let email = user.email.as_deref();
    email.filter(|email| MailAddress::parse(email).is_ok())
}

/// Links for somebody who cannot get in, or whose address nobody has proved.
fn links<P: Platform>(desk: &Desk<'_, P>, user: &User, seen: &Seen) -> Section {
    let text = &desk.words().admin.people;
    let lead = match (desk.is_self(), user.disabled) {
        (true, _) => text.yourself,
        (_, true) => text.disabled_first,
        _ => "",
    };
    let mut section = Section::about(text.links, lead);
    if !lead.is_empty() {
        return section;
    }
    let mut add = |action, lead, button| {
        let form = desk.form(action, seen).saying(lead, button);
        section.forms.push(form.waiting());
    };
    add(admin_path::USER_RECOVERY, text.recovery_lead, text.recovery);
    if mailable(desk, user).is_some() {
        let (lead, button) = (text.recovery_mail_lead, text.recovery_mail);
        add(admin_path::USER_RECOVERY_MAIL, lead, button);
    }
    if proves_by_mail(desk, user) {
        add(admin_path::USER_VERIFICATION, "", text.verification_mail);
    } else if unproved(user).is_some() {
        let (lead, button) = (text.verification_lead, text.verification);
        add(admin_path::USER_VERIFICATION, lead, button);
    }
    section
}

/// Whether mail is on, and goes to an address that this user has not proved.
pub(super) fn proves_by_mail<P: Platform>(desk: &Desk<'_, P>, user: &User) -> bool {
    desk.server.config.mail.is_some() && user.unverified_email.is_some()
}
