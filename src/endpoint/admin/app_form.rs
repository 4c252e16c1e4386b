//! What a form about an app holds: each field by its name, from a client and into one.

use serde_json::{Map, Value, json};

use super::desk::Desk;
use super::drive::Refusal;
use super::thing::lines;
use crate::page::Field;
use crate::page::words::named;
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
use crate::protocol::scope::{ADMIN_API, Scope};
use crate::store::groups::Group;

/// What a field is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum What {
    Name,
    RedirectUris,
    Scope,
    Groups,
    FirstParty,
    PostLogoutUris,
    LogoutUri,
    StartUrl,
    Keys,
    KeysAt,
    Lasts(Lifetime),
    ClaimsInIdToken,
    Refreshes,
    Pushes,
    Dpop,
    WithoutPkce,
    WithoutNonce,
}

/// Every field, with its name and its kind, in the order in which they are shown and in which the words are.
pub(super) const FIELDS: [(What, &str, &str); 21] = [
    (What::Name, "name", "text"),
    (What::RedirectUris, "redirect_uris", "textarea"),
    (What::Scope, "scope", "text"),
    (What::Groups, "groups", "textarea"),
    (What::FirstParty, "first_party", "checkbox"),
    (
        What::PostLogoutUris,
        "post_logout_redirect_uris",
        "textarea",
    ),
    (What::LogoutUri, "backchannel_logout_uri", "text"),
    (What::StartUrl, "initiate_login_uri", "text"),
    (What::Keys, "jwks", "textarea"),
    (What::KeysAt, "jwks_uri", "text"),
    (
        What::Lasts(Lifetime::AccessToken),
        "access_token_lifetime",
        "text",
    ),
    (What::Lasts(Lifetime::IdToken), "id_token_lifetime", "text"),
    (
        What::Lasts(Lifetime::RefreshToken),
        "refresh_token_lifetime",
        "text",
    ),
    (
        What::Lasts(Lifetime::RefreshTokenIdle),
        "refresh_token_idle_lifetime",
        "text",
    ),
    (What::Lasts(Lifetime::Session), "session_lifetime", "text"),
    (What::ClaimsInIdToken, "claims_in_id_token", "checkbox"),
    (
        What::Refreshes,
        "refresh_without_offline_access",
        "checkbox",
    ),
    (
        What::Pushes,
        "require_pushed_authorization_requests",
        "checkbox",
    ),
    (What::Dpop, "dpop_bound_access_tokens", "checkbox"),
    (What::WithoutPkce, "without_pkce", "checkbox"),
    (What::WithoutNonce, "without_nonce", "checkbox"),
];

/// What a ticked box sends.
const TICKED: &str = "1";

/// What a field holds of a client; `groups`: those that it may be limited to.
pub(super) fn value(client: &Client, groups: &[Group], what: What) -> String {
    let flag = |flag: bool| if flag { TICKED } else { "" }.to_owned();
    let maybe = |text: &Option<String>| text.clone().unwrap_or_default();
    match what {
        What::Name => client.name.clone(),
        What::RedirectUris => {
            let uris = client.redirect_uris.iter().map(RedirectUri::as_str);
            uris.collect::<Vec<_>>().join("\n")
        }
        What::Scope => client.scope.to_string(),
        What::Groups => {
            let ids = client.allowed_groups.as_deref().unwrap_or_default();
            let mut names: Vec<&str> = Vec::new();
            for group in groups {
                if ids.contains(&group.id) && !names.contains(&group.name.as_str()) {
                    names.push(&group.name);
                }
            }
            names.join("\n")
        }
        What::FirstParty => flag(client.first_party),
        What::PostLogoutUris => client.post_logout_redirect_uris.join("\n"),
        What::LogoutUri => maybe(&client.backchannel_logout_uri),
        What::StartUrl => maybe(&client.initiate_login_uri),
        What::Keys => match &client.keys {
            ClientKeys::Here(keys) => json::write(&PublicKey::set(keys)),
            ClientKeys::None | ClientKeys::At(_) => String::new(),
        },
        What::KeysAt => match &client.keys {
            ClientKeys::At(uri) => uri.clone(),
            ClientKeys::None | ClientKeys::Here(_) => String::new(),
        },
        What::Lasts(lifetime) => {
            let seconds = client.lifetimes.get(lifetime);
            seconds.map_or_else(String::new, |it| Written(it).to_string())
        }
        What::ClaimsInIdToken => flag(client.claims_in_id_token),
        What::Refreshes => flag(client.refresh_without_offline_access),
        What::Pushes => flag(client.requires_pushed_requests),
        What::Dpop => flag(client.requires_dpop),
        What::WithoutPkce => flag(client.without_pkce),
        What::WithoutNonce => flag(client.without_nonce),
    }
}

/// The fields with these places among [`FIELDS`], as they are shown; `stored`: what each holds.
pub(super) fn fields<P: Platform>(
    desk: &Desk<'_, P>,
    action: &'static str,
    places: &[usize],
    stored: &dyn Fn(What) -> String,
) -> Vec<Field> {
    let mut all = Vec::with_capacity(places.len());
    for place in places {
        let (what, name, kind) = FIELDS[*place];
        let (label, help) = desk.words().admin.apps.form.fields[*place];
        let text = desk.filled(action, name, &stored(what));
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
        let (what, name, _) = FIELDS[*place];
        let text = form.field(name).replace('\r', "");
        let text = text.trim();
        // What was not touched stays, whatever today's rules say of it.
        if text != value(before, known, what) {
            set(desk, &mut client, known, (what, text))
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
    (what, text): (What, &str),
) -> Result<(), String> {
    let words = &desk.words().admin.apps.form;
    let rules = &desk.server.config.redirects;
    let flag = text == TICKED;
    let given = Some(text).filter(|text| !text.is_empty());
    match what {
        What::Name => client.name = one_line(text).ok_or(words.bad_name)?,
        What::RedirectUris => client.redirect_uris = owned::redirect_uris(&lines(text), rules)?,
        What::Scope => client.scope = scope(desk, &client.scope, text)?,
        What::Groups => client.allowed_groups = groups(desk, known, text)?,
        What::FirstParty => client.first_party = flag,
        What::PostLogoutUris => {
            let uris = owned::redirect_uris(&lines(text), rules)?;
            client.post_logout_redirect_uris =
                uris.iter().map(|uri| uri.as_str().to_owned()).collect();
        }
        What::LogoutUri => {
            client.backchannel_logout_uri = given.map(owned::backchannel_logout_uri).transpose()?;
        }
        What::StartUrl => {
            let read = |text| owned::start_url(text, rules);
            client.initiate_login_uri = given.map(read).transpose()?;
        }
        What::Keys => {
            let also = !desk.query.field("jwks_uri").trim().is_empty();
            match given {
                Some(_) if also => return Err(words.two_keys.to_owned()),
                Some(text) => client.keys = owned::keys(text, "jwks")?,
                None => client.keys = ClientKeys::None,
            }
        }
        // After the keys themselves.
        What::KeysAt => match given {
            Some(_) if client.keys != ClientKeys::None && !is_at(&client.keys) => {
                return Err(words.two_keys.to_owned());
            }
            Some(text) => client.keys = owned::keys_at(text)?,
            None if is_at(&client.keys) => client.keys = ClientKeys::None,
            None => {}
        },
        What::Lasts(lifetime) => {
            let seconds = given.map(|text| lifetime.parse(text)).transpose();
            let seconds = seconds.map_err(|bad| [text, ": ", &bad.sentence(), "."].concat())?;
            client.lifetimes.set(lifetime, seconds);
        }
        What::ClaimsInIdToken => client.claims_in_id_token = flag,
        What::Refreshes => client.refresh_without_offline_access = flag,
        What::Pushes => client.requires_pushed_requests = flag,
        What::Dpop => client.requires_dpop = flag,
        What::WithoutPkce => client.without_pkce = flag,
        What::WithoutNonce => client.without_nonce = flag,
    }
    Ok(())
}

fn is_at(keys: &ClientKeys) -> bool {
    matches!(keys, ClientKeys::At(_))
}

/// What an app may ask for. Nobody hands out the Admin API here: the owner names clients for it with the command. An app that
/// has it `before` may keep it.
pub(super) fn scope<P: Platform>(
    desk: &Desk<'_, P>,
    before: &Scope,
    text: &str,
) -> Result<Scope, String> {
    let words = &desk.words().admin.apps.form;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let scope = Scope::parse(&text).map_err(|_| words.bad_scope)?;
    let resources = &desk.server.config.resources;
    let unknown = |token: &&str| {
        !resources.defines(token) || (*token == ADMIN_API && !before.contains(ADMIN_API))
    };
    if let Some(token) = scope.iter().find(unknown) {
        return Err(named(words.unknown_scope, token, desk.words()));
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
        let group = group.ok_or_else(|| named(words.unknown_group, name, desk.words()))?;
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
    for (what, name, _) in FIELDS {
        let (one, two) = (value(before, groups, what), value(after, groups, what));
        if one != two {
            all.insert(name.to_owned(), json!([one, two]));
        }
    }
    all
}
