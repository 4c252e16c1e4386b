//! `/admin/app/change`: changes a client, and takes nothing away from the people who use it. Its secret, what they allowed and
//! its tokens stay.

use serde_json::Value;

use super::app_deeds::tell;
use super::app_fields::{FIELDS, fields, value};
use super::app_form::{difference, filled_in, fitting};
use super::desk::Desk;
use super::drive::{Deed, Refusal};
use super::thing::{About, Thing, seen_app};
use crate::endpoint::event::Kind;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::{Form, Section};
use crate::platform::{Outcome, Platform};
use crate::protocol::admin_path;
use crate::protocol::client::owned::Ways;
use crate::protocol::client::{Client, RegisteredBy};
use crate::protocol::params::Params;
use crate::store::client_details::read_client;
use crate::store::clients::editing_client;
use crate::store::users::is_returned;

/// All fields.
const PLACES: [usize; FIELDS.len()] = {
    let mut all = [0; FIELDS.len()];
    let mut place = 0;
    while place < all.len() {
        all[place] = place;
        place += 1;
    }
    all
};

/// What can be changed without a recent sign-in.
const HARMLESS: [&str; 1] = ["name"];

/// `GET /admin/app/change`; `id` in the query is the `client_id` of a client of the owner.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let known = read_client(found)?;
    let known = known.filter(|it| it.client.registered_by == RegisteredBy::Owner);
    let known = known.ok_or_else(|| Stop::told(notice::not_found(desk.request)))?;
    let words = desk.words();
    let stored = |what| value(&known.client, &known.groups, what);
    let form = Form {
        fields: fields(desk, admin_path::APP_EDIT, &PLACES, &stored),
        button: words.admin.apps.form.save,
        ..desk.form(admin_path::APP_EDIT, &seen_app(&known))
    };
    let section = Section {
        lead: words.admin.apps.form.change_lead.to_owned(),
        forms: vec![form],
        ..Section::default()
    };
    Ok(desk.sheet(admin_path::APPS, &known.client.name, vec![section]))
}

/// `POST /admin/app/edit`.
pub(super) fn edit<P: Platform>() -> Deed<P> {
    Deed {
        about: About::App,
        decide: |desk, thing, form| {
            let after = changed(desk, thing, form)?;
            let known = thing.app()?;
            desk.is_owners(&known.client)?;
            let changed = difference(&known.client, &after, &known.groups);
            if changed.is_empty() {
                return Ok(Vec::new());
            }
            desk.may_change(&known.client)?;
            // With the rest, somebody could send what people get elsewhere.
            if !changed.keys().all(|name| HARMLESS.contains(&&**name)) {
                desk.waits("what an app is takes a recent sign-in")?;
            }
            Ok(vec![editing_client(&after)?])
        },
        done: |desk, thing, outcomes| {
            if !is_returned(outcomes) {
                return Err(desk.outdated("it is no longer the owner's").into());
            }
            let known = thing.app()?;
            let after = changed(desk, thing, &desk.query)?;
            let details = difference(&known.client, &after, &known.groups);
            tell(desk, Kind::AppChanged, &desk.id, &Value::Object(details));
            Ok(desk.onward(admin_path::APP, &desk.id))
        },
        ..Deed::on(admin_path::APP_CHANGE)
    }
}

/// The client as the form has it.
fn changed<P: Platform>(
    desk: &Desk<'_, P>,
    thing: &Thing,
    form: &Params,
) -> Result<Client, Refusal> {
    let known = thing.app()?;
    let client = filled_in(desk, &known.client, &known.groups, (form, &PLACES))?;
    fitting(desk, client, &Ways::default())
}
