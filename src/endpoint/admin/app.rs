//! `/admin/app`: all that is known of one client, and what can be decided about it.

use askama::Template;

use super::app_logo;
use super::app_users::list;
use super::apps::standing;
use super::desk::Desk;
use super::thing::{of_app, seen_app};
use super::user::ending;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::words::{Counted, day, named};
use crate::page::{Field, Form, Links, Outline, Section, Thing};
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::admin_path;
use crate::protocol::client::{AuthMethod, Client, RegisteredBy};
use crate::store::administering::Seen;
use crate::store::client_details::{ClientDetails, read_client};
use crate::store::client_users::{COUNTED, Counted as Used, counting_users, read_counted};

/// For how long the secret before may count, in days, in the order of the words.
pub(super) const KEEPS: [&str; 4] = ["0", "1", "7", "30"];

/// What `GET /admin/app` reads.
pub(super) fn load<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    let mut statements = of_app(desk);
    statements.extend(counting_users(&desk.id));
    statements
}

/// `GET /admin/app`; `id` in the query is the `client_id`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let known = read_client(found)?;
    let known = known.ok_or_else(|| Stop::told(notice::not_found(desk.request)))?;
    let used = read_counted(found)?;
    let of_owner = known.client.registered_by == RegisteredBy::Owner;
    let [logo, pages] = if of_owner {
        looks(desk, &known.client)
    } else {
        Default::default()
    };
    let mut sections = vec![about(desk, &known, pages)];
    if of_owner {
        sections.push(app_logo::section(desk, &known, logo));
    }
    sections.push(users(desk, &used));
    if of_owner && known.client.secret_hash.is_some() {
        sections.push(secret(desk, &known));
    }
    sections.push(decisions(desk, &known, &used));
    Ok(desk.sheet(admin_path::APPS, &known.client.name, sections))
}

/// What it is. `pages`: the links to its own pages, as HTML.
fn about<P: Platform>(desk: &Desk<'_, P>, known: &ClientDetails, pages: String) -> Section {
    let client = &known.client;
    let of_owner = client.registered_by == RegisteredBy::Owner;
    let words = desk.words();
    let text = &words.admin.apps.app;
    let proves = match client.auth_method {
        AuthMethod::ClientSecretBasic => 0,
        AuthMethod::ClientSecretPost => 1,
        AuthMethod::PrivateKeyJwt => 2,
        AuthMethod::None => 3,
    };
    let mut facts = vec![["client_id: ", &client.id].concat()];
    facts.extend(standing(client, words));
    facts.push(day(text.added, known.created_at, words));
    facts.extend(known.blocked_at.map(|at| day(text.blocked, at, words)));
    facts.push(text.proves[proves].to_owned());
    let old = known.old_secret_ends_at;
    facts.extend(old.map(|at| day(text.old_secret, at, words)));
    for uri in &client.redirect_uris {
        facts.push(named((text.returns_to, ""), uri.as_str(), words));
    }
    facts.push(named((text.scope, ""), &client.scope.to_string(), words));
    if client.allowed_groups.is_some() {
        let names: Vec<&str> = known.groups.iter().map(|it| it.name.as_str()).collect();
        facts.push(if names.is_empty() {
            text.groups_gone.to_owned()
        } else {
            named((text.groups, ""), &names.join(", "), words)
        });
    }
    let change = desk.address(admin_path::APP_CHANGE, &client.id);
    Section {
        things: vec![Thing {
            name: client.name.clone(),
            facts,
            unverified: !of_owner,
            ..Thing::default()
        }],
        link: of_owner.then(|| (change.as_str().to_owned(), text.change)),
        picture: pages,
        ..Section::default()
    }
}

/// Some of those who use it, how many there are, and the way to all.
fn users<P: Platform>(desk: &Desk<'_, P>, used: &Used) -> Section {
    let text = &desk.words().admin.apps.app;
    let mut page = Outline::default();
    let lead = match used.number {
        0 => text.no_users.to_owned(),
        _ => number(&text.users_counted, used, desk),
    };
    page.section(text.users, &lead);
    list(desk, &used.some.users, &mut page);
    if used.some.next.is_some() {
        let all = desk.link(admin_path::APP_USERS, &desk.id);
        page.link(all, text.users_show);
    }
    page.sections.pop().unwrap_or_default()
}

/// Its logo, and its own pages, as people see them.
fn looks<P: Platform>(desk: &Desk<'_, P>, client: &Client) -> [String; 2] {
    let links = Links::of(client, None, desk.request.frame());
    // A template fails for want of memory only, and the page can do without.
    links.apart().map(|it| it.render().unwrap_or_default())
}

/// How many use it, as far as was counted.
fn number<P: Platform>(text: &Counted, used: &Used, desk: &Desk<'_, P>) -> String {
    let number = (used.number.min(COUNTED), used.number > COUNTED);
    ending(text, number, desk.words())
}

fn secret<P: Platform>(desk: &Desk<'_, P>, known: &ClientDetails) -> Section {
    let text = &desk.words().admin.apps.app;
    let keep = Field {
        name: "keep",
        label: text.secret_keep,
        value: desk.filled(admin_path::APP_SECRET, "keep", KEEPS[2]),
        kind: "select",
        options: KEEPS.into_iter().zip(text.secret_keeps).collect(),
        error: desk.wrong_in("keep"),
        ..Field::default()
    };
    Section {
        heading: text.secret,
        lead: text.secret_lead.to_owned(),
        forms: vec![Form {
            fields: vec![keep],
            button: text.secret_make,
            waits: true,
            ..desk.form(admin_path::APP_SECRET, &seen_app(known))
        }],
        ..Section::default()
    }
}

/// Vouching for it, blocking it, removing it.
fn decisions<P: Platform>(desk: &Desk<'_, P>, known: &ClientDetails, used: &Used) -> Section {
    let text = &desk.words().admin.apps.app;
    let (client, seen) = (&known.client, seen_app(known));
    let by = client.registered_by;
    let mut forms = Vec::new();
    if by != RegisteredBy::Owner {
        forms.push(vouch(desk, known, &seen));
    }
    forms.push(if client.blocked {
        let words = (text.unblock_lead, text.unblock);
        let mut form = decision(desk, admin_path::APP_UNBLOCK, &seen, words);
        form.waits = true;
        form
    } else {
        let words = (text.block_lead, text.block);
        let mut form = decision(desk, admin_path::APP_BLOCK, &Seen::Nothing, words);
        form.takes = true;
        form
    });
    let lead = match by {
        RegisteredBy::Document => text.remove_document_lead,
        RegisteredBy::Owner | RegisteredBy::Itself => text.remove_lead,
    };
    let mut remove = decision(
        desk,
        admin_path::APP_REMOVE,
        &Seen::Nothing,
        (lead, text.remove),
    );
    remove.ends = number(&text.ends, used, desk);
    (remove.takes, remove.waits) = (true, true);
    forms.push(remove);
    Section {
        heading: text.standing,
        forms,
        ..Section::default()
    }
}

/// A form without a field.
fn decision<P: Platform>(
    desk: &Desk<'_, P>,
    action: &'static str,
    seen: &Seen,
    (lead, button): (&'static str, &'static str),
) -> Form {
    let mut form = desk.form(action, seen);
    (form.lead, form.button) = (lead, button);
    form
}

fn vouch<P: Platform>(desk: &Desk<'_, P>, known: &ClientDetails, seen: &Seen) -> Form {
    let text = &desk.words().admin.apps.app;
    let lead = match known.client.registered_by {
        RegisteredBy::Document => text.vouch_document_lead,
        RegisteredBy::Owner | RegisteredBy::Itself => text.vouch_lead,
    };
    let mut form = decision(desk, admin_path::APP_VOUCH, seen, (lead, text.vouch));
    form.waits = true;
    let scope = known.client.scope.to_string();
    form.fields.push(Field {
        name: "scope",
        label: text.vouch_scope,
        value: desk.filled(admin_path::APP_VOUCH, "scope", &scope),
        kind: "text",
        autocomplete: "off",
        required: true,
        help: text.vouch_scope_help,
        error: desk.wrong_in("scope"),
        ..Field::default()
    });
    form
}
