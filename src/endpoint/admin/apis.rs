//! `/admin/apis`: the APIs and scopes of the settings, and which clients ask about their tokens.

use super::desk::Desk;
use super::groups::first;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::words::{isolated, mark, named};
use crate::page::{Section, Thing};
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::admin_path;
use crate::protocol::resource::Resource;
use crate::store::introspecting::{Introspecting, introspecting, read_introspecting};

/// What `GET /admin/apis` reads.
pub(super) fn load<P: Platform>(_desk: &Desk<'_, P>) -> Vec<Statement> {
    vec![introspecting()]
}

/// `GET /admin/apis`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let first = first(found)?;
    let asking = read_introspecting(first)?;
    let text = &desk.words().admin.apps.apis;
    let resources = &desk.server.config.resources;
    let mut things = vec![own(desk, &asking)];
    for api in resources.configured() {
        things.push(configured(desk, api, &asking));
    }
    let section = Section {
        lead: if things.len() > 1 {
            text.lead
        } else {
            text.none
        }
        .to_owned(),
        things,
        ..Section::default()
    };
    Ok(desk.sheet(admin_path::APIS, "", vec![section]))
}

/// This server's own resource.
fn own<P: Platform>(desk: &Desk<'_, P>, asking: &[Introspecting]) -> Thing {
    let words = desk.words();
    let resources = &desk.server.config.resources;
    let otherwise = desk.server.config.language;
    let mut scopes = words.scopes.to_vec();
    for claims in resources.claim_scopes() {
        let what = claims.words.text(words.lang, otherwise);
        scopes.push((&claims.token, what));
    }
    let name = words.admin.apps.apis.own;
    thing(desk, (name, resources.own()), &scopes, asking)
}

fn configured<P: Platform>(desk: &Desk<'_, P>, api: &Resource, asking: &[Introspecting]) -> Thing {
    let words = desk.words();
    let otherwise = desk.server.config.language;
    let mut scopes = Vec::new();
    for (token, what) in &api.scopes {
        scopes.push((token.as_str(), what.text(words.lang, otherwise)));
    }
    let name = api.name.text(words.lang, otherwise);
    let mut thing = thing(desk, (name, &api.resource), &scopes, asking);
    if !api.default_scopes.is_empty() {
        let text = words.admin.apps.apis.default_scopes;
        thing
            .facts
            .push(named((text, ""), &api.default_scopes.join(" "), words));
    }
    thing
}

/// An API with its scopes, and the clients that may ask about its tokens, as far as they were looked for.
fn thing<P: Platform>(
    desk: &Desk<'_, P>,
    (name, resource): (&str, &str),
    scopes: &[(&str, &str)],
    asking: &[Introspecting],
) -> Thing {
    let words = desk.words();
    let mut facts = vec![resource.to_owned()];
    for (token, what) in scopes {
        facts.push([mark(words), token, ": ", what].concat());
    }
    let mut names = Vec::new();
    for client in asking {
        if client.resources.iter().any(|it| it == resource) {
            names.push(isolated(&client.name, words));
        }
    }
    if !names.is_empty() {
        let text = words.admin.apps.apis.introspects;
        facts.push([text, &names.join(", ")].concat());
    }
    Thing {
        name: name.to_owned(),
        facts,
        ..Thing::default()
    }
}
