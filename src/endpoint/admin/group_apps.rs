//! `/admin/group/apps`: which clients are limited to a group, and removing it.

use super::desk::Desk;
use super::groups::first;
use super::thing::seen_group;
use super::user::ending;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::Outline;
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::admin_path;
use crate::protocol::group::ADMINISTRATORS;
use crate::store::group_apps::{COUNTED, group_apps, read_count, read_looked};
use crate::store::groups::read_known;

/// What `GET /admin/group/apps` reads; `id` in the query is the group's, and `after` where the last look ended.
pub(super) fn load<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    group_apps(&desk.id, desk.query.field("after"))
}

/// `GET /admin/group/apps`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let gone = || Stop::told(notice::not_found(desk.request));
    let members = read_count(first(found)?)?;
    let (looked, more) = read_looked(first(&found[1..])?)?;
    let known = read_known(&found[2..])?.ok_or_else(gone)?;
    let words = desk.words();
    let text = &words.admin.groups;
    let mut page = Outline::default();
    page.section(text.apps, text.apps_lead);
    let mut apps = 0;
    for (id, name) in &looked {
        if let Some(name) = name {
            page.thing(name, desk.link(admin_path::APP, id));
            page.fact(["client_id: ", id].concat());
            apps += 1;
        }
    }
    if let Some((last, _)) = looked.last().filter(|_| more) {
        page.section("", text.looked);
        let further = desk.further(&[("id", &desk.id), ("after", last)]);
        page.link(further, text.further);
    } else if apps == 0 {
        page.section("", text.no_apps);
    }
    if known.group.id != ADMINISTRATORS {
        page.section(text.remove, text.remove_lead);
        let form = desk.form(admin_path::GROUP_REMOVE, &seen_group(&known));
        let members = (members.min(COUNTED), members > COUNTED);
        let members = ending(&text.ends_members, members, words);
        // Of those that nobody has looked at, nothing is said.
        let apps = if apps == 0 && more {
            String::new()
        } else {
            ending(&text.ends_apps, (apps, more), words)
        };
        let ends = [&*members, " ", &apps];
        page.form(form, text.remove).takes().ends = ends.concat();
    }
    Ok(desk.sheet(admin_path::GROUPS, &known.group.name, page.sections))
}
