//! How a form about an app changes a client. [`super::app_fields`] says what the form holds.

use serde_json::{Map, Value, json};

use super::app_fields::{FIELDS, TICKED, What, value};
use super::desk::Desk;
use super::drive::Refusal;
use super::thing::lines;
use crate::page::words::named;
use crate::platform::Platform;
use crate::protocol::client::owned::{self, Ways};
use crate::protocol::client::sound::sound;
use crate::protocol::client::{Client, ClientKeys, LINKS};
use crate::protocol::display_name::one_line;
use crate::protocol::group::MOST_ALLOWED;
use crate::protocol::params::Params;
use crate::protocol::scope::{ADMIN_API, Scope};
use crate::store::groups::Group;

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
        What::Page(link) => {
            let read = |text| owned::page_of_app(LINKS[link], text);
            client.links[link] = given.map(read).transpose()?;
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
