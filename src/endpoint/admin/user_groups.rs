//! `/admin/user/groups`: the groups that a user is in, that of the administrators among them.

use serde_json::Value;

use super::desk::Desk;
use super::drive::{Deed, Refusal};
use super::thing::{About, Thing as Known, seen_user};
use super::user::{at_least, ending, sheet, there};
use super::user_deeds::{last, not_yourself};
use crate::endpoint::event::Kind;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::words::{counted, named};
use crate::page::{Field, Section, Thing};
use crate::platform::{Fault, Outcome, Platform, Statement};
use crate::protocol::admin_path;
use crate::protocol::group::ADMINISTRATORS;
use crate::protocol::json::members;
use crate::store::administering::Seen;
use crate::store::group_members::{
    Joined, groups_of, is_new, joining, leaving, read_groups_of, read_joined,
};
use crate::store::groups::{Group, group_with, read_known};
use crate::store::user_details::{Most, UserDetails, details_of, read_details};
use crate::store::user_standing::{
    MOST_OTHERS, making_administrator, other_administrators, read_others, unmaking_administrator,
};
use crate::store::users::is_returned;

/// How much of what they have is looked at: apps may be for one of these groups only.
const MOST: Most = Most {
    sessions: 0,
    clients: 5,
};

/// What `GET /admin/user/groups` reads.
pub(super) fn load<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    let mut statements = details_of(&desk.id, MOST);
    statements.extend([groups_of(&desk.id), other_administrators(&desk.id)]);
    statements
}

/// `GET /admin/user/groups`; `id` in the query is the `sub`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let known = there(desk, read_details(found, MOST)?)?;
    let [.., groups, others] = found else {
        return Err(Fault::new("the database left out what was asked for").into());
    };
    let groups = read_groups_of(groups)?;
    let seen = seen_user(&known);
    let sections = vec![
        groups_section(desk, &known, &groups, &seen),
        administrator(desk, &known, &groups, (read_others(others)?, &seen)),
    ];
    Ok(sheet(desk, &known, sections))
}

/// How many apps lose what they have of the user when they leave a group, as a sentence.
fn closed<P: Platform>(
    desk: &Desk<'_, P>,
    known: &UserDetails,
    groups: &[Group],
    id: &str,
) -> String {
    let stays = |other: &String| other != id && groups.iter().any(|group| group.id == *other);
    let closes = |of: &&Vec<String>| of.iter().any(|it| it == id) && !of.iter().any(stays);
    let apps = known.clients.found.iter();
    let number = apps
        .filter_map(|app| app.groups.as_ref())
        .filter(closes)
        .count();
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    let words = desk.words();
    ending(
        &words.admin.user.ends_apps,
        (number, known.clients.more),
        words,
    )
}

fn groups_section<P: Platform>(
    desk: &Desk<'_, P>,
    known: &UserDetails,
    groups: &[Group],
    seen: &Seen,
) -> Section {
    let text = &desk.words().admin.people;
    let mut section = Section::about(text.groups, "");
    for group in groups.iter().filter(|group| group.id != ADMINISTRATORS) {
        let form = desk.form(admin_path::USER_LEAVE, seen);
        let ends = closed(desk, known, groups, &group.id);
        let mut form = form.saying("", text.leave).ending(ends);
        form.which.clone_from(&group.id);
        let mut thing = Thing::known(&group.name, Vec::new());
        thing.change = text.leave;
        thing.forms.push(form);
        section.things.push(thing);
    }
    if section.things.is_empty() {
        section.lead.push_str(text.no_groups);
    }
    let form = desk.form(admin_path::USER_JOIN, seen);
    let mut form = form.saying(text.join_lead, text.join).waiting();
    let typed = desk.filled(admin_path::USER_JOIN, "group", "");
    form.fields
        .push(Field::line("group", text.group, typed, ""));
    section.forms.push(form);
    section
}

fn administrator<P: Platform>(
    desk: &Desk<'_, P>,
    known: &UserDetails,
    groups: &[Group],
    (others, seen): (u32, &Seen),
) -> Section {
    let words = desk.words();
    let text = &words.admin.people;
    let user = &known.user;
    let then = |number| {
        if others < MOST_OTHERS {
            counted(&text.administrators_then, number, words)
        } else {
            at_least(&text.administrators_then, number)
        }
    };
    let lead = match (desk.is_self(), user.disabled) {
        (true, _) => text.yourself,
        (_, true) => text.disabled_first,
        _ => "",
    };
    let mut section = Section::about(text.administrator, lead);
    if !lead.is_empty() {
        return section;
    }
    section.forms.push(if user.administrator {
        let apps = closed(desk, known, groups, ADMINISTRATORS);
        let form = desk.form(admin_path::USER_UNMAKE_ADMINISTRATOR, seen);
        let form = form.saying(text.unmake_lead, text.unmake);
        form.ending([&*then(others), " ", &apps].concat())
    } else {
        let form = desk.form(admin_path::USER_MAKE_ADMINISTRATOR, seen);
        let mut form = form.saying(text.make_lead, text.make).waiting();
        form.ends = then(others + 1);
        form
    });
    section
}

/// A deed on this page.
fn about_groups<P: Platform>() -> Deed<P> {
    Deed {
        about: About::User,
        ..Deed::on(admin_path::USER_GROUPS)
    }
}

/// `POST /admin/user/join`: they are put into the `group` with this name.
pub(super) fn join<P: Platform>() -> Deed<P> {
    Deed {
        about: About::NewGroup,
        // Apps may take a group for a right.
        waits: true,
        decide: |desk, thing, form| {
            let text = &desk.words().admin.people;
            let Known::NewGroup(_, Some(group)) = thing else {
                let typed = form.field("group").trim();
                let error = named(text.no_group, typed, desk.words());
                return Err(Refusal::wrong(&error, "there is no such group"));
            };
            if group.id == ADMINISTRATORS {
                let error = text.join_administrators;
                return Err(Refusal::wrong(
                    error,
                    "administrators are made in another way",
                ));
            }
            Ok(joining(&group.id, &desk.id))
        },
        done: |desk, thing, outcomes| {
            match read_joined(outcomes)? {
                Joined::TooMany => {
                    let error = desk.words().admin.people.too_many;
                    return Err(Refusal::wrong(error, "too many groups"));
                }
                Joined::Gone => return Err(desk.outdated("the group is gone").into()),
                Joined::Yes => {}
            }
            if let (Known::NewGroup(_, Some(group)), true) = (thing, is_new(outcomes)) {
                desk.tell_of_user(
                    Kind::UserGroupsChanged,
                    &members! { "group": vec![Value::Null, group.name.as_str().into()] },
                );
            }
            Ok(desk.back())
        },
        ..about_groups()
    }
}

/// `POST /admin/user/leave`: they are taken out of the group `which`.
pub(super) fn leave<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        decide: |desk, _, form| {
            let which = form.field("which");
            let mut statements = leaving(which, &desk.id);
            // What it is called, for whoever reads of it later.
            statements.push(group_with(which));
            Ok(statements)
        },
        done: |desk, _, outcomes| {
            if is_returned(outcomes) {
                let group = read_known(outcomes.get(2..).unwrap_or_default())?;
                let name = group.map(|known| known.group.name);
                let details = members! { "group": vec![Value::from(name), Value::Null] };
                desk.tell_of_user(Kind::UserGroupsChanged, &details);
            }
            Ok(desk.back())
        },
        ..about_groups()
    }
}

/// `POST /admin/user/make-administrator`.
pub(super) fn make_administrator<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        decide: |desk, thing, _| {
            if desk.is_alone() {
                return Err(desk.not_alone().into());
            }
            if thing.user()?.user.administrator {
                return Ok(Vec::new());
            }
            Ok(making_administrator(&desk.id))
        },
        done: |desk, _, outcomes| {
            if !is_returned(outcomes) {
                let error = desk.words().admin.people.disabled_first;
                return Err(Refusal::wrong(error, "a disabled administrator"));
            }
            desk.tell_of_user(Kind::AdministratorMade, &Value::Null);
            Ok(desk.back())
        },
        ..about_groups()
    }
}

/// `POST /admin/user/unmake-administrator`.
pub(super) fn unmake_administrator<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        decide: |desk, thing, _| {
            not_yourself(desk)?;
            // It could open their account then, and wait until they are one again.
            if desk.is_alone() {
                return Err(desk.not_alone().into());
            }
            if !thing.user()?.user.administrator {
                return Ok(Vec::new());
            }
            Ok(unmaking_administrator(&desk.id))
        },
        done: |desk, _, outcomes| {
            if !is_returned(outcomes) {
                return Err(last(desk));
            }
            desk.tell_of_user(Kind::AdministratorUnmade, &Value::Null);
            Ok(desk.back())
        },
        ..about_groups()
    }
}
