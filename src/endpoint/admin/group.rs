//! `/admin/group`: one group, who is in it, and what can be changed.

use super::desk::Desk;
use super::groups::first;
use super::thing::seen_group;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::Outline;
use crate::page::words::{day, named};
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::admin_path;
use crate::protocol::group::ADMINISTRATORS;
use crate::protocol::own_claims::write_lines;
use crate::store::group_members::{Members, members_after, read_members};
use crate::store::groups::{Known, group_with, read_known};

/// What `GET /admin/group` reads; `id` in the query is the group's, and `after` the `sub` of the last member on the page before.
pub(super) fn load<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    let after = Some(desk.query.field("after"));
    vec![members_after(&desk.id, after), group_with(&desk.id)]
}

/// `GET /admin/group`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let gone = || Stop::told(notice::not_found(desk.request));
    let members = read_members(first(found)?)?;
    let known = read_known(&found[1..])?.ok_or_else(gone)?;
    let words = desk.words();
    let text = &words.admin.groups;
    let mut page = Outline::default();
    if known.group.id == ADMINISTRATORS {
        page.section("", text.always);
        in_it(desk, &known, &members, &mut page);
    } else {
        let mut lead = day(words.admin.user.added, known.created_at, words);
        if let Some(directory) = &known.directory {
            let from = named(words.admin.user.directory, directory, words);
            lead = [&lead, ". ", &*from].concat();
        }
        page.section("", &lead);
        in_it(desk, &known, &members, &mut page);
        change(desk, &known, &mut page);
    }
    page.section("", "");
    let apps = desk.link(admin_path::GROUP_APPS, &known.group.id);
    page.link(apps, text.apps_link);
    Ok(desk.sheet(admin_path::GROUPS, &known.group.name, page.sections))
}

/// Some of its members.
fn in_it<P: Platform>(desk: &Desk<'_, P>, known: &Known, members: &Members, page: &mut Outline) {
    let words = desk.words();
    let text = &words.admin.groups;
    let (id, seen) = (&known.group.id, seen_group(known));
    let changes = id != ADMINISTRATORS;
    let lead = if members.users.is_empty() {
        text.no_members
    } else if changes {
        text.members_lead
    } else {
        ""
    };
    page.section(text.members, lead);
    if let Some(last) = &members.next {
        let further = desk.further(&[("id", id), ("after", last)]);
        page.link(further, words.admin.users.more);
    }
    for user in &members.users {
        page.thing(user.called(), desk.link(admin_path::USER, &user.id));
        for name in user.names().skip(1) {
            page.fact(name.to_owned());
        }
        if changes {
            let form = desk.form(admin_path::GROUP_LEAVE, &seen);
            page.thing_form(form, text.out)
                .takes()
                .which
                .clone_from(&user.id);
        }
    }
    if changes {
        let form = page.form(desk.form(admin_path::GROUP_JOIN, &seen), text.join);
        let user = desk.filled(admin_path::GROUP_JOIN, "user", "");
        form.field("user", [text.user, text.user_help], user);
    }
}

/// Its claims, and its name.
fn change<P: Platform>(desk: &Desk<'_, P>, known: &Known, page: &mut Outline) {
    let text = &desk.words().admin.groups;
    let (group, seen) = (&known.group, seen_group(known));
    page.section(text.claims, text.claims_lead);
    let form = page.form(desk.form(admin_path::GROUP_CLAIMS, &seen), text.claims_save);
    let claims = write_lines(&group.claims);
    let claims = desk.filled(admin_path::GROUP_CLAIMS, "claims", &claims);
    let labels = [text.claims_label, text.claims_help];
    form.field("claims", labels, claims).kind = "textarea";
    page.section(text.rename, text.rename_lead);
    let form = page.form(desk.form(admin_path::GROUP_RENAME, &seen), text.rename);
    let name = desk.filled(admin_path::GROUP_RENAME, "name", &group.name);
    form.field("name", [text.name, text.name_help], name);
}
