//! `/admin/apps`: every client, and those whose name begins so.

use super::desk::Desk;
use super::groups::first;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::words::Words;
use crate::page::{Search, Section, Thing};
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::admin_path;
use crate::protocol::client::{Client, RegisteredBy};
use crate::store::clients::{clients_after, read_clients};
use crate::store::owner_lists::clients_like;

/// What `GET /admin/apps` reads; in the query `q` is what names begin with, and `after` the id of the last one on the page
/// before.
pub(super) fn load<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    let after = Some(desk.query.field("after")).filter(|id| !id.is_empty());
    let typed = desk.typed();
    vec![if typed.is_empty() {
        clients_after(after)
    } else {
        // What is not in ASCII is found as it is typed: the tables for it are large.
        let mut other = typed.to_owned();
        if let Some(first) = other.get_mut(..1) {
            if first.starts_with(|it: char| it.is_ascii_uppercase()) {
                first.make_ascii_lowercase();
            } else {
                first.make_ascii_uppercase();
            }
        }
        clients_like((typed, &other), after)
    }]
}

/// `GET /admin/apps`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let first = first(found)?;
    let listed = read_clients(first)?;
    let words = desk.words();
    let text = &words.admin.apps;
    let typed = desk.typed();
    let mut things = Vec::with_capacity(listed.clients.len());
    for client in &listed.clients {
        things.push(Thing {
            name: client.name.clone(),
            link: desk
                .address(admin_path::APP, &client.id)
                .as_str()
                .to_owned(),
            facts: standing(client, words),
            ..Thing::default()
        });
    }
    let add = desk.address(admin_path::APP_NEW, "").as_str().to_owned();
    let section = Section {
        starts: vec![(add, text.add.to_owned())],
        search: Some(Search {
            tries: false,
            action: admin_path::APPS,
            label: text.search,
            help: text.search_help,
            button: words.admin.users.search_button,
            typed: typed.to_owned(),
        }),
        lead: if things.is_empty() { text.none } else { "" }.to_owned(),
        things,
        link: listed.next.map(|last| {
            let address = desk.further(&[("q", typed), ("after", &last)]);
            (address, words.admin.users.more)
        }),
        ..Section::default()
    };
    Ok(desk.sheet(admin_path::APPS, "", vec![section]))
}

/// Who registered it, and what the owner decided about it.
pub(super) fn standing(client: &Client, words: &'static Words) -> Vec<String> {
    let text = &words.admin.apps;
    let by = match client.registered_by {
        RegisteredBy::Owner => 0,
        RegisteredBy::Itself => 1,
        RegisteredBy::Document => 2,
    };
    let mut facts = vec![text.by[by].to_owned()];
    if client.first_party {
        facts.push(text.first_party.to_owned());
    }
    if client.blocked {
        facts.push(text.blocked.to_owned());
    }
    facts
}
