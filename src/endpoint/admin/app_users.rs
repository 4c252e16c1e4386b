//! `/admin/app/users`: who uses a client.

use super::desk::Desk;
use super::groups::first;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::Outline;
use crate::page::words::day;
use crate::platform::{Fault, Outcome, Platform, Statement};
use crate::protocol::admin_path;
use crate::store::client_users::{client_named, client_users, read_looked, read_named};

/// What `GET /admin/app/users` reads; `id` in the query is the `client_id`, and `after` where the last look ended.
pub(super) fn load<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    vec![client_named(&desk.id)]
}

/// Some users, if there is such a client.
pub(super) fn then<P: Platform>(
    desk: &Desk<'_, P>,
    found: &[Outcome],
) -> Result<Vec<Statement>, Fault> {
    let app = read_named(first(found)?)?;
    let after = desk.query.field("after");
    let look = app.map(|app| client_users(&desk.id, app.finds_users, after));
    Ok(look.into_iter().collect())
}

/// `GET /admin/app/users`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let gone = || Stop::told(notice::not_found(desk.request));
    let app = read_named(first(found)?)?.ok_or_else(gone)?;
    let (looked, more) = read_looked(first(&found[1..])?)?;
    let words = desk.words();
    let text = &words.admin.apps.app;
    let mut page = Outline::default();
    page.section(text.users, "");
    let mut any = false;
    for user in &looked {
        let Some(name) = &user.name else { continue };
        page.thing(name, desk.link(admin_path::USER, &user.id));
        for (text, at) in [(text.since, user.granted_at), (text.last, user.last_at)] {
            if let Some(at) = at {
                page.fact(day(text, at, words));
            }
        }
        any = true;
    }
    if let Some(last) = looked.last().filter(|_| more) {
        if !app.finds_users {
            page.section("", text.users_looked);
        }
        let further = desk.further(&[("id", &desk.id), ("after", &last.id)]);
        page.link(further, words.admin.groups.further);
    } else if !any {
        page.section("", text.users_none);
    }
    Ok(desk.sheet(admin_path::APPS, &app.name, page.sections))
}
