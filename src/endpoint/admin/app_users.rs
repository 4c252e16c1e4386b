//! `/admin/app/users`: who uses a client.

use super::desk::Desk;
use super::groups::first;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::Outline;
use crate::page::words::day;
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::admin_path;
use crate::store::client_users::{MOST, Using, client_name, client_users, read_name, read_users};

/// What `GET /admin/app/users` reads; `id` in the query is the `client_id`, and `after` where the last page ended.
pub(super) fn load<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    vec![
        client_name(&desk.id),
        client_users(&desk.id, desk.query.field("after"), MOST),
    ]
}

/// `GET /admin/app/users`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let gone = || Stop::told(notice::not_found(desk.request));
    let name = read_name(first(found)?)?.ok_or_else(gone)?;
    let looked = read_users(first(&found[1..])?, MOST)?;
    let words = desk.words();
    let text = &words.admin.apps.app;
    let none = if looked.users.is_empty() && looked.next.is_none() {
        text.no_users
    } else {
        ""
    };
    let mut page = Outline::default();
    page.section(text.users, none);
    list(desk, &looked.users, &mut page);
    if let Some(last) = &looked.next {
        let further = desk.further(&[("id", &desk.id), ("after", last)]);
        page.link(further, words.admin.users.more);
    }
    Ok(desk.sheet(admin_path::APPS, &name, page.sections))
}

/// Those who use it, and since when.
pub(super) fn list<P: Platform>(desk: &Desk<'_, P>, users: &[Using], page: &mut Outline) {
    let words = desk.words();
    let text = &words.admin.apps.app;
    for user in users {
        page.thing(&user.name, desk.link(admin_path::USER, &user.id));
        for (text, at) in [(text.since, user.granted_at), (text.last, user.last_at)] {
            if let Some(at) = at {
                page.fact(day(text, at, words));
            }
        }
    }
}
