//! What administrators decide about a client: [`super::app_edit`] changes what it is.

use http::StatusCode;

use serde_json::{Value, json};

use super::app::KEEPS;
use super::app_form::scope;
use super::desk::Desk;
use super::drive::{Deed, Refusal};
use super::thing::{About, dropping_logo_of};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::reply::Reply;
use crate::page::Section;
use crate::platform::{Outcome, Platform};
use crate::protocol::admin_path;
use crate::protocol::client::RegisteredBy;
use crate::protocol::scope::Scope;
use crate::protocol::secret::Secret;
use crate::protocol::timestamp::DAY;
use crate::store::client_secrets::{Before, replacing_secret};
use crate::store::client_standing::{blocking, unblocking, vouching};
use crate::store::clients::removing_client;
use crate::store::users::is_returned;

/// A deed that is about a client, on the page about it.
fn about_app<P: Platform>() -> Deed<P> {
    Deed {
        about: About::App,
        ..Deed::on(admin_path::APP)
    }
}

/// They did this to the client that the page is about.
pub(super) fn tell<P: Platform>(desk: &Desk<'_, P>, kind: Kind, id: &str, details: &Value) {
    desk.tell(Event::new(kind).client(id), details);
}

/// Back to the page about it, if it was as it looked there.
fn decided<P: Platform>(
    desk: &Desk<'_, P>,
    outcomes: &[Outcome],
    kind: Kind,
    details: &Value,
) -> Result<Reply, Refusal> {
    if !is_returned(outcomes) {
        return Err(desk.outdated("somebody else decided the same").into());
    }
    tell(desk, kind, &desk.id, details);
    Ok(desk.back())
}

/// `POST /admin/app/block`.
pub(super) fn block<P: Platform>() -> Deed<P> {
    Deed {
        overwrites: false,
        decide: |desk, thing, _| {
            let client = &thing.app()?.client;
            desk.may_end(client)?;
            if client.blocked {
                desk.tells_program(StatusCode::CONFLICT, "It is blocked already.")?;
            }
            Ok(vec![blocking(&desk.id)])
        },
        done: |desk, _, outcomes| decided(desk, outcomes, Kind::AppBlocked, &Value::Null),
        ..about_app()
    }
}

/// `POST /admin/app/unblock`.
pub(super) fn unblock<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        decide: |desk, thing, _| {
            let client = &thing.app()?.client;
            desk.may_change(client)?;
            if !client.blocked {
                desk.tells_program(StatusCode::CONFLICT, "It is not blocked.")?;
            }
            Ok(vec![unblocking(&desk.id)])
        },
        done: |desk, _, outcomes| decided(desk, outcomes, Kind::AppUnblocked, &Value::Null),
        ..about_app()
    }
}

/// `POST /admin/app/vouch`: the client is the owner's from now on, as it was on the page.
pub(super) fn vouch<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        decide: |desk, thing, form| {
            if thing.app()?.client.registered_by == RegisteredBy::Owner {
                desk.tells_program(StatusCode::CONFLICT, "It is one of the owner's already.")?;
            }
            let scope = scope(desk, &Scope::default(), form.field("scope"));
            let scope = scope.map_err(|sentence| Refusal::field("scope", sentence))?;
            if scope.is_empty() {
                let sentence = desk.words().admin.apps.app.vouch_scope_help;
                return Err(Refusal::field("scope", sentence.to_owned()));
            }
            Ok(vec![vouching(&thing.app()?.client, &scope)])
        },
        done: |desk, thing, outcomes| {
            let client = &thing.app()?.client;
            let scope = desk.query.field("scope").trim();
            let details = json!({
                "registered_by": [client.registered_by.as_str(), "owner"],
                "scope": [client.scope.to_string(), scope],
            });
            decided(desk, outcomes, Kind::AppVouchedFor, &details)
        },
        ..about_app()
    }
}

/// `POST /admin/app/remove`.
pub(super) fn remove<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        overwrites: false,
        decide: |desk, thing, _| {
            let client = &thing.app()?.client;
            desk.may_end(client)?;
            let mut statements = vec![removing_client(&desk.id)];
            statements.extend(dropping_logo_of(desk, client));
            Ok(statements)
        },
        done: |desk, thing, _| {
            let client = &thing.app()?.client;
            let by = client.registered_by.as_str();
            let details = json!({ "name": client.name, "registered_by": by });
            tell(desk, Kind::AppRemoved, &client.id, &details);
            Ok(desk.onward(admin_path::APPS, ""))
        },
        ..about_app()
    }
}

/// `POST /admin/app/secret`: a new secret; the one before may count a while longer.
pub(super) fn secret<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        decide: |desk, thing, form| {
            let client = &thing.app()?.client;
            desk.may_change(client)?;
            if client.secret_hash.is_none() {
                desk.tells_program(StatusCode::CONFLICT, "It has no secret.")?;
            }
            let before = match days(form.field("keep")) {
                0 => Before::Ends,
                _ if thing.app()?.old_secret_ends_at.is_some() => {
                    let sentence = desk.words().admin.apps.app.secret_kept;
                    return Err(Refusal::field("keep", sentence.to_owned()));
                }
                days => Before::Kept(days * DAY),
            };
            let hash = desk.secret().hash();
            Ok(vec![replacing_secret(&desk.id, &hash, before)])
        },
        done: |desk, _, outcomes| {
            if !is_returned(outcomes) {
                return Err(desk.outdated("it has no secret, or two already").into());
            }
            let kept = days(desk.query.field("keep"));
            let details = json!({ "old_secret_days": kept });
            tell(desk, Kind::AppSecretMade, &desk.id, &details);
            let secret = desk.secret();
            Ok(told(desk, &desk.id, Some(secret)))
        },
        ..about_app()
    }
}

/// One of [`KEEPS`]; anything else counts as none.
fn days(sent: &str) -> u32 {
    let known = KEEPS.into_iter().find(|days| *days == sent);
    known.and_then(|days| days.parse().ok()).unwrap_or_default()
}

/// The page that has what to copy into the app, after it was added or a secret was made.
pub(super) fn told<P: Platform>(desk: &Desk<'_, P>, id: &str, secret: Option<&Secret>) -> Reply {
    let text = &desk.words().admin.apps.app;
    let copied = [
        ("issuer", desk.server.config.issuer.as_str()),
        ("client_id", id),
        ("client_secret", secret.map_or("", Secret::reveal)),
    ];
    let mut sections = vec![Section {
        lead: secret.map_or("", |_| text.once_lead).to_owned(),
        ..Section::default()
    }];
    for (name, value) in copied {
        sections.push(Section {
            lead: if value.is_empty() { "" } else { name }.to_owned(),
            once: value.to_owned(),
            ..Section::default()
        });
    }
    let app = desk.address(admin_path::APP, id);
    sections.push(Section {
        link: Some((app.as_str().to_owned(), text.once_back)),
        ..Section::default()
    });
    desk.sheet(admin_path::APPS, text.once, sections)
}
