//! The logo of an app that counts as the owner's: the form on the page of the app, and the Admin API. Both give the file in base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::desk::Desk;
use super::drive::{Deed, Refusal};
use super::thing::{About, Thing, dropping_logo_of, seen_app};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::reply::Reply;
use crate::page::words::bad_logo;
use crate::page::{Field, Section};
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::admin_path;
use crate::protocol::brand::{BadLogo, Logo, hash_of};
use crate::protocol::client::Client;
use crate::protocol::params::Params;
use crate::store::client_details::ClientDetails;
use crate::store::clients::editing_client;
use crate::store::logos::putting_logo;
use crate::store::users::is_returned;

/// The field that holds a logo.
pub(super) const LOGO: &str = "logo";

/// The section about the logo of an app. `picture`: the logo as HTML.
pub(super) fn section<P: Platform>(
    desk: &Desk<'_, P>,
    known: &ClientDetails,
    picture: String,
) -> Section {
    let text = &desk.words().admin.apps.app;
    let seen = seen_app(known);
    let file = Field {
        name: LOGO,
        label: text.logo_file,
        kind: "file",
        required: true,
        help: text.logo_help,
        error: desk.wrong_in(LOGO),
        ..Field::default()
    };
    let address = desk.link(admin_path::APP_LOGO, &desk.id);
    let query = address.split_once('?').unwrap_or_default().1;
    let mut set = desk.form(admin_path::APP_LOGO, &seen);
    set.query = query.to_owned();
    set.fields.push(file);
    let mut forms = vec![set.saying("", text.logo_set).waiting()];
    if known.client.logo.is_some() {
        let mut remove = desk.form(admin_path::APP_LOGO_REMOVE, &seen);
        remove.takes = true;
        forms.push(remove.saying("", text.logo_remove).waiting());
    }
    Section {
        heading: text.logo,
        lead: text.logo_lead.to_owned(),
        picture,
        forms,
        ..Section::default()
    }
}

/// A logo can make an app look like another one. So a change of it waits for a recent sign-in, as a change of the app's addresses does.
fn about_logo<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        about: About::App,
        ..Deed::on(admin_path::APP)
    }
}

/// `POST /admin/app/logo`.
pub(super) fn set<P: Platform>() -> Deed<P> {
    Deed {
        decide: |desk, thing, form| {
            let (file, sent) = file(desk, form)?;
            let logo = Logo::read(&file).map_err(|bad| wrong(desk, bad_logo(bad, desk.words())))?;
            let hash = hash_of(&file);
            let mut statements = changing(desk, thing, Some(&hash))?;
            if !statements.is_empty() {
                statements.push(putting_logo(&hash, logo, sent));
            }
            Ok(statements)
        },
        too_large: Some(|desk| wrong(desk, bad_logo(BadLogo::TooLarge, desk.words()))),
        done: |desk, thing, outcomes| {
            let (file, _) = file(desk, &desk.query)?;
            changed(desk, thing, outcomes, &hash_of(&file))
        },
        ..about_logo()
    }
}

/// `POST /admin/app/remove-logo`.
pub(super) fn remove<P: Platform>() -> Deed<P> {
    Deed {
        decide: |desk, thing, _| changing(desk, thing, None),
        done: |desk, thing, outcomes| changed(desk, thing, outcomes, ""),
        ..about_logo()
    }
}

/// The file, and its base64 as it came.
fn file<'a, P: Platform>(
    desk: &Desk<'_, P>,
    form: &'a Params,
) -> Result<(Vec<u8>, &'a str), Refusal> {
    let sent = form.field(LOGO);
    let file = STANDARD.decode(sent).unwrap_or_default();
    if file.is_empty() {
        return Err(wrong(desk, desk.words().admin.apps.app.logo_none));
    }
    Ok((file, sent))
}

/// Refuses the file. For a program the whole body is the file, so the problem names no member.
fn wrong<P: Platform>(desk: &Desk<'_, P>, sentence: &str) -> Refusal {
    if desk.is_program() {
        return Refusal::wrong(sentence, LOGO);
    }
    Refusal::field(LOGO, sentence.to_owned())
}

/// The statements that give the app this logo, or none, and remove the one that it had. None, if there is nothing to change.
fn changing<P: Platform>(
    desk: &Desk<'_, P>,
    thing: &Thing,
    hash: Option<&str>,
) -> Result<Vec<Statement>, Refusal> {
    let before = &thing.app()?.client;
    desk.is_owners(before)?;
    desk.may_change(before)?;
    if before.logo.as_deref() == hash {
        return Ok(Vec::new());
    }
    let after = Client {
        logo: hash.map(str::to_owned),
        ..(**before).clone()
    };
    let mut statements = vec![editing_client(&after)?];
    statements.extend(dropping_logo_of(desk, before));
    Ok(statements)
}

/// Back to the page about the app. `after`: the hash of the new logo; empty if there is none.
fn changed<P: Platform>(
    desk: &Desk<'_, P>,
    thing: &Thing,
    outcomes: &[Outcome],
    after: &str,
) -> Result<Reply, Refusal> {
    if !is_returned(outcomes) {
        return Err(desk.outdated("it is no longer the owner's").into());
    }
    let before = thing.app()?.client.logo.as_deref().unwrap_or_default();
    let details = json!({ LOGO: [before, after] });
    desk.tell(Event::new(Kind::AppChanged).client(&desk.id), &details);
    Ok(desk.back())
}
