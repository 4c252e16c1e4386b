//! What a form about an app holds: each field by its name, from a client and into one.

use serde_json::{Map, Value, json};

use super::desk::Desk;
use super::drive::Refusal;
use crate::page::Field;
use crate::platform::Platform;
use crate::protocol::client::owned::{self, Ways};
use crate::protocol::client::sound::sound;
use crate::protocol::client::{Client, ClientKeys, RedirectUri};
use crate::protocol::display_name::one_line;
use crate::protocol::group::MOST_ALLOWED;
use crate::protocol::jose::PublicKey;
use crate::protocol::json;
use crate::protocol::lifetime::{Lifetime, Written};
use crate::protocol::params::Params;
use crate::protocol::scope::Scope;
use crate::store::groups::Group;

/// Every field, with its kind, in the order in which they are shown and in which the words are.
pub(super) const FIELDS: [(&str, &str); 21] = [
    ("name", "text"),
    ("redirect_uris", "textarea"),
    ("scope", "text"),
    ("groups", "textarea"),
    ("first_party", "checkbox"),
    ("post_logout_redirect_uris", "textarea"),
    ("backchannel_logout_uri", "text"),
    ("initiate_login_uri", "text"),
    ("jwks", "textarea"),
    ("jwks_uri", "text"),
    ("access_token_lifetime", "text"),
    ("id_token_lifetime", "text"),
    ("refresh_token_lifetime", "text"),
    ("refresh_token_idle_lifetime", "text"),
    ("session_lifetime", "text"),
    ("claims_in_id_token", "checkbox"),
    ("refresh_without_offline_access", "checkbox"),
    ("require_pushed_authorization_requests", "checkbox"),
    ("dpop_bound_access_tokens", "checkbox"),
    ("without_pkce", "checkbox"),
    ("without_nonce", "checkbox"),
];

/// What a ticked box sends.
const TICKED: &str = "1";

/// The names of the groups that a form holds: one a line.
pub(super) fn lines(text: &str) -> Vec<&str> {
    text.lines()
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect()
}

/// What a field holds of a client; `groups`: those that it may be limited to.
pub(super) fn value(client: &Client, groups: &[Group], name: &str) -> String {
    let flag = match name {
        "first_party" => client.first_party,
        "claims_in_id_token" => client.claims_in_id_token,
        "refresh_without_offline_access" => client.refresh_without_offline_access,
        "require_pushed_authorization_requests" => client.requires_pushed_requests,
        "dpop_bound_access_tokens" => client.requires_dpop,
        "without_pkce" => client.without_pkce,
        "without_nonce" => client.without_nonce,
        _ => false,
    };
    if flag {
        return TICKED.to_owned();
    }
    let maybe = |text: &Option<String>| text.clone().unwrap_or_default();
    match (name, &client.keys) {
        ("name", _) => client.name.clone(),
        ("redirect_uris", _) => {
            let uris = client.redirect_uris.iter().map(RedirectUri::as_str);
            uris.collect::<Vec<_>>().join("\n")
        }
        ("scope", _) => client.scope.to_string(),
        ("groups", _) => {
            let ids = client.allowed_groups.as_deref().unwrap_or_default();
            let mut names: Vec<&str> = Vec::new();
            for group in groups {
                if ids.contains(&group.id) && !names.contains(&group.name.as_str()) {
                    names.push(&group.name);
                }
            }
            names.join("\n")
        }
        ("post_logout_redirect_uris", _) => client.post_logout_redirect_uris.join("\n"),
        ("backchannel_logout_uri", _) => maybe(&client.backchannel_logout_uri),
        ("initiate_login_uri", _) => maybe(&client.initiate_login_uri),
        ("jwks", ClientKeys::Here(keys)) => json::write(&PublicKey::set(keys)),
        ("jwks_uri", ClientKeys::At(uri)) => uri.clone(),
        _ => lifetime(name)
            .and_then(|lifetime| client.lifetimes.get(lifetime))
            .map(|seconds| Written(seconds).to_string())
            .unwrap_or_default(),
    }
}

fn lifetime(name: &str) -> Option<Lifetime> {
    let mut all = Lifetime::OF_CLIENTS.into_iter();
    all.find(|lifetime| lifetime.setting().eq_ignore_ascii_case(name))
}

/// The fields with these places among [`FIELDS`], as they are shown; `stored`: what each holds.
pub(super) fn fields<P: Platform>(
    desk: &Desk<'_, P>,
    action: &'static str,
    places: &[usize],
    stored: &dyn Fn(&str) -> String,
) -> Vec<Field> {
    let mut all = Vec::with_capacity(places.len());
    for place in places {
        let (name, kind) = FIELDS[*place];
        let (label, help) = desk.words().admin.apps.form.fields[*place];
        let text = desk.filled(action, name, &stored(name));
        let is_box = kind == "checkbox";
        all.push(Field {
            name,
            label,
            checked: is_box && !text.is_empty(),
            value: if is_box { TICKED.to_owned() } else { text },
            kind,
            autocomplete: "off",
            help,
            error: desk.wrong_in(name),
            ..Field::default()
        });
    }
    all
}

/// A client with what the form holds of the fields with these places. `known`: the groups that it may name.
pub(super) fn filled_in<P: Platform>(
    desk: &Desk<'_, P>,
    before: &Client,
    known: &[Group],
    (form, places): (&Params, &[usize]),
) -> Result<Client, Refusal> {
    let mut client = before.clone();
    for place in places {
        let (name, _) = FIELDS[*place];
        let text = form.field(name).replace('\r', "");
        let text = text.trim();
        // What was not touched stays, whatever today's rules say of it.
        if text != value(before, known, name) {
            set(desk, &mut client, known, name, text)
                .map_err(|sentence| Refusal::field(name, sentence))?;
        }
    }
    Ok(client)
}

/// The client as it may be, with its ways to get tokens.
pub(super) fn fitting<P: Platform>(
    desk: &Desk<'_, P>,
    mut client: Client,
    ways: &Ways,
) -> Result<Client, Refusal> {
    client.grant_types = ways.of(&client);
    let resources = &desk.server.config.resources;
    sound(&client, resources).map_err(|bad| {
        let (field, sentence) = bad.told();
        Refusal::field(field, sentence.to_owned())
    })?;
    Ok(client)
}

/// Sets one field, or says why not.
fn set<P: Platform>(
    desk: &Desk<'_, P>,
    client: &mut Client,
    known: &[Group],
    name: &str,
    text: &str,
) -> Result<(), String> {
    let words = &desk.words().admin.apps.form;
    let rules = &desk.server.config.redirects;
    let flag = text == TICKED;
    let given = Some(text).filter(|text| !text.is_empty());
    match name {
        "name" => client.name = one_line(text).ok_or(words.bad_name)?,
        "redirect_uris" => client.redirect_uris = owned::redirect_uris(&lines(text), rules)?,
        "scope" => client.scope = scope(desk, text)?,
        "groups" => client.allowed_groups = groups(desk, known, text)?,
        "first_party" => client.first_party = flag,
        "post_logout_redirect_uris" => {
            let uris = owned::redirect_uris(&lines(text), rules)?;
            client.post_logout_redirect_uris =
                uris.iter().map(|uri| uri.as_str().to_owned()).collect();
        }
        "backchannel_logout_uri" => {
            client.backchannel_logout_uri = given.map(owned::backchannel_logout_uri).transpose()?;
        }
        "initiate_login_uri" => {
            let read = |text| owned::start_url(text, rules);
            client.initiate_login_uri = given.map(read).transpose()?;
        }
        "jwks" | "jwks_uri" => {
            let other = if name == "jwks" { "jwks_uri" } else { "jwks" };
            if given.is_some() && !desk.query.field(other).trim().is_empty() {
                return Err(words.two_keys.to_owned());
            }
            set_keys(client, name, given)?;
        }
        "claims_in_id_token" => client.claims_in_id_token = flag,
        "refresh_without_offline_access" => client.refresh_without_offline_access = flag,
        "require_pushed_authorization_requests" => client.requires_pushed_requests = flag,
        "dpop_bound_access_tokens" => client.requires_dpop = flag,
        "without_pkce" => client.without_pkce = flag,
        "without_nonce" => client.without_nonce = flag,
        _ => {
            if let Some(lifetime) = lifetime(name) {
                let seconds = given.map(|text| lifetime.parse(text)).transpose();
                let seconds = seconds.map_err(|bad| [text, ": ", &bad.sentence(), "."].concat())?;
                client.lifetimes.set(lifetime, seconds);
            }
        }
    }
    Ok(())
}

fn set_keys(client: &mut Client, name: &str, given: Option<&str>) -> Result<(), String> {
    client.keys = match (given, name, &client.keys) {
        (Some(text), "jwks", _) => owned::keys(text, "jwks")?,
        (Some(text), _, _) => owned::keys_at(text)?,
        // The other one holds.
        (None, "jwks", ClientKeys::At(_)) | (None, "jwks_uri", ClientKeys::Here(_)) => {
            return Ok(());
        }
        (None, _, _) => ClientKeys::None,
    };
    Ok(())
}

/// What an app may ask for.
pub(super) fn scope<P: Platform>(desk: &Desk<'_, P>, text: &str) -> Result<Scope, String> {
    let words = &desk.words().admin.apps.form;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let scope = Scope::parse(&text).map_err(|_| words.bad_scope)?;
    let resources = &desk.server.config.resources;
    if let Some(token) = scope.iter().find(|token| !resources.defines(token)) {
        return Err(around(words.unknown_scope, token));
    }
    Ok(scope)
}

/// The ids of the groups with these names; none: everybody.
fn groups<P: Platform>(
    desk: &Desk<'_, P>,
    known: &[Group],
    text: &str,
) -> Result<Option<Vec<String>>, String> {
    let words = &desk.words().admin.apps.form;
    let names = lines(text);
    if names.len() > MOST_ALLOWED {
        return Err(around(words.many_groups, &MOST_ALLOWED.to_string()));
    }
    let mut ids = Vec::new();
    for name in names {
        let group = known.iter().find(|it| it.name.eq_ignore_ascii_case(name));
        let group = group.ok_or_else(|| around(words.unknown_group, name))?;
        if !ids.contains(&group.id) {
            ids.push(group.id.clone());
        }
    }
    Ok(Some(ids).filter(|ids| !ids.is_empty()))
}

pub(super) fn around((before, after): (&str, &str), what: &str) -> String {
    [before, what, after].concat()
}

/// What changed, from what to what: nothing of it is a secret.
pub(super) fn difference(before: &Client, after: &Client, groups: &[Group]) -> Map<String, Value> {
    let mut all = Map::new();
    for (name, _) in FIELDS {
        let [one, two] = [before, after].map(|client| value(client, groups, name));
        if one != two {
            all.insert(name.to_owned(), json!([one, two]));
        }
    }
    all
}
