//! `/admin/groups`: every group, and those whose name begins so.

use super::desk::Desk;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::Outline;
use crate::platform::{Fault, Outcome, Platform, Statement};
use crate::protocol::admin_path;
use crate::store::administering::Seen;
use crate::store::groups::{groups_after, read_groups};
use crate::store::owner_lists::groups_like;

/// What `GET /admin/groups` reads; in the query `q` is what names begin with, and `after` the last name on the page before.
pub(super) fn load<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    let after = Some(desk.query.field("after")).filter(|name| !name.is_empty());
    vec![match desk.typed() {
        "" => groups_after(after),
        typed => groups_like(typed, after),
    }]
}

/// `GET /admin/groups`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let listed = read_groups(first(found)?)?;
    let words = desk.words();
    let text = &words.admin.groups;
    let typed = desk.typed();
    let mut page = Outline::default();
    let none = if listed.groups.is_empty() {
        text.none
    } else {
        ""
    };
    page.section("", none);
    let search = [
        text.search,
        text.search_help,
        words.admin.users.search_button,
    ];
    page.search(admin_path::GROUPS, search, typed);
    for group in &listed.groups {
        page.thing(&group.name, desk.link(admin_path::GROUP, &group.id));
    }
    if let Some(last) = &listed.next {
        let further = desk.further(&[("q", typed), ("after", last)]);
        page.link(further, words.admin.users.more);
    }
    page.section(text.add_heading, "");
    let form = page.form(desk.form(admin_path::GROUP_ADD, &Seen::Nothing), text.add);
    let name = desk.filled(admin_path::GROUP_ADD, "name", "");
    form.field("name", [text.name, text.name_help], name);
    Ok(desk.sheet(admin_path::GROUPS, "", page.sections))
}

/// What the first statement of a page found.
#[inline(never)]
pub(super) fn first(found: &[Outcome]) -> Result<&Outcome, Fault> {
    let first = found.first();
    first.ok_or_else(|| Fault::new("the database left out what was asked for"))
}
