//! `/admin/app/new`: adds a client, by itself or as a library or an app needs it.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::app_deeds::{tell, told};
use super::app_fields::{FIELDS, What, fields};
use super::app_form::{difference, filled_in, fitting};
use super::desk::Desk;
use super::drive::{Deed, Refusal};
use super::thing::{About, Thing};
use crate::endpoint::event::Kind;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::{Field, Form, Section};
use crate::platform::{Outcome, Platform};
use crate::protocol::admin_path;
use crate::protocol::client::known_apps::{KNOWN_APPS, KnownApp, known_app};
use crate::protocol::client::owned::{Ways, redirect_uris};
use crate::protocol::client::{AuthMethod, Client};
use crate::protocol::params::Params;
use crate::protocol::scope::Scope;
use crate::protocol::secret::hex;
use crate::store::administering::Seen;
use crate::store::clients::adding_client;
use crate::store::users::is_returned;

/// The fields that a new client has: name, redirect URIs, scope, groups, whether it is the owner's, and keys.
const PLACES: [usize; 7] = [0, 1, 2, 3, 4, 11, 12];

/// What a client may ask for if nobody says.
const SCOPE: &str = "openid profile email";

/// What the kinds are called on the wire of the form, in the order of the words.
pub(super) const KINDS: [&str; 3] = ["server", "public", PROGRAM];

/// What gets tokens in its own name.
const PROGRAM: &str = "program";

/// `GET /admin/app/new`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, _found: &[Outcome]) -> Result<Reply, Stop> {
    let words = &desk.words().admin.apps;
    let text = &words.form;
    let filled = |name: &str, otherwise: &str| desk.filled(admin_path::APP_ADD, name, otherwise);
    let mut known = vec![("", text.known_none)];
    for app in &KNOWN_APPS {
        known.push((app.word, app.name));
    }
    let select = |name, label, help, options| Field {
        name,
        label,
        value: filled(name, ""),
        kind: "select",
        options,
        help,
        error: desk.wrong_in(name),
        ..Field::default()
    };
    let url = Field {
        name: "url",
        label: text.url,
        value: filled("url", ""),
        kind: "text",
        autocomplete: "off",
        help: text.url_help,
        error: desk.wrong_in("url"),
        ..Field::default()
    };
    let kinds = KINDS.into_iter().zip(text.kinds).collect();
    let usual = |what| match what {
        What::Scope => SCOPE.to_owned(),
        _ => String::new(),
    };
    let mut all = vec![
        select("known", text.known, text.known_help, known),
        url,
        select("kind", text.kind, "", kinds),
    ];
    all.extend(fields(desk, admin_path::APP_ADD, &PLACES, &usual));
    let section = Section {
        lead: text.add_lead.to_owned(),
        forms: vec![Form {
            fields: all,
            button: words.add,
            waits: true,
            ..desk.form_about(admin_path::APP_ADD, "", &Seen::Nothing)
        }],
        ..Section::default()
    };
    Ok(desk.sheet(admin_path::APPS, words.add, vec![section]))
}

/// `POST /admin/app/add`.
pub(super) fn add<P: Platform>() -> Deed<P> {
    Deed {
        about: About::NewApp,
        // An app that does not ask people could get in their names what it likes.
        waits: true,
        decide: |desk, thing, form| {
            let client = described(desk, thing, form)?;
            Ok(vec![adding_client(&client, None)?])
        },
        done: |desk, thing, outcomes| {
            if !is_returned(outcomes) {
                return Err(desk.outdated("this form was sent before").into());
            }
            let client = described(desk, thing, &desk.query)?;
            let before = Client::new(String::new(), String::new());
            let mut details = difference(&before, &client, thing.groups());
            details.insert("kind".to_owned(), json!(client.auth_method.as_str()));
            tell(desk, Kind::AppAdded, &client.id, &Value::Object(details));
            let secret = client.secret_hash.map(|_| desk.secret());
            Ok(told(desk, &client.id, secret))
        },
        ..Deed::on(admin_path::APP_NEW)
    }
}

/// The `client_id` of what is added. A form that is sent twice adds one client: its token is random.
pub(super) fn id_of<P: Platform>(desk: &Desk<'_, P>, form: &Params) -> String {
    let id = if desk.is_program() {
        desk.new_id()
    } else {
        let hash = Sha256::digest(form.field("token"));
        hex(hash.get(..12).unwrap_or_default())
    };
    // The id of what gets tokens in its own name must not read like a person's.
    if form.field("kind") == PROGRAM {
        ["client-", &id].concat()
    } else {
        id
    }
}

/// The client that the form describes.
fn described<P: Platform>(
    desk: &Desk<'_, P>,
    thing: &Thing,
    form: &Params,
) -> Result<Client, Refusal> {
    let known = known_app(form.field("known"));
    let kind = match form.field("kind") {
        _ if known.is_some_and(|app| app.needs.public) => "public",
        kind => kind,
    };
    let program = kind == PROGRAM;
    let mut client = Client::new(id_of(desk, form), String::new());
    if let Ok(scope) = Scope::parse(SCOPE) {
        client.scope = scope;
    }
    client.auth_method = match kind {
        "public" => AuthMethod::None,
        PROGRAM => AuthMethod::PrivateKeyJwt,
        _ => AuthMethod::ClientSecretBasic,
    };
    if client.auth_method.has_secret() {
        client.secret_hash = Some(desk.secret().hash());
    }
    if let Some(app) = known {
        as_known(desk, &mut client, app, form.field("url").trim())?;
    }
    let before = client;
    let mut said = Vec::new();
    for place in PLACES {
        let (_, name, _) = FIELDS[place];
        if !form.field(name).trim().is_empty() {
            said.push(place);
        }
    }
    let mut client = filled_in(desk, &before, thing.groups(), (form, &said))?;
    if client.name.is_empty() {
        return Err(Refusal::field(
            "name",
            desk.words().admin.apps.form.bad_name.to_owned(),
        ));
    }
    if client.auth_method == AuthMethod::None && client.keys != before.keys {
        let sentence = desk.words().admin.apps.form.not_public;
        return Err(Refusal::field("kind", sentence.to_owned()));
    }
    if program {
        client.redirect_uris.clear();
    }
    let ways = Ways {
        refreshes: Some(true),
        in_own_name: Some(program),
        ..Ways::default()
    };
    fitting(desk, client, &ways)
}

/// Sets what a library or an app needs that is at `url`.
fn as_known<P: Platform>(
    desk: &Desk<'_, P>,
    client: &mut Client,
    app: &KnownApp,
    url: &str,
) -> Result<(), Refusal> {
    let uris = app.redirect_uris(url);
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    let uris = redirect_uris(&uris, &desk.server.config.redirects);
    client.redirect_uris = uris.map_err(|sentence| Refusal::field("url", sentence))?;
    app.name.clone_into(&mut client.name);
    client.id_token_algorithm = app.needs.algorithm;
    client.without_pkce = app.needs.without_pkce;
    client.without_nonce = app.needs.without_nonce;
    client.claims_in_id_token = app.needs.claims_in_id_token;
    Ok(())
}
