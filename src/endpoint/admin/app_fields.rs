//! The fields of a form about an app: the name of each, and which part of a client it holds. [`super::app_form`] reads them.

use super::desk::Desk;
use crate::page::Field;
use crate::platform::Platform;
use crate::protocol::client::{Client, ClientKeys, LINKS, RedirectUri};
use crate::protocol::jose::PublicKey;
use crate::protocol::json;
use crate::protocol::lifetime::{Lifetime, Written};
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
    /// One of [`LINKS`](crate::protocol::client::LINKS).
    Page(usize),
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
pub(super) const FIELDS: [(What, &str, &str); 24] = [
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
    (What::Page(0), LINKS[0], "text"),
    (What::Page(1), LINKS[1], "text"),
    (What::Page(2), LINKS[2], "text"),
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
pub(super) const TICKED: &str = "1";

/// What a field shows of a client. `groups`: the groups that the client may be limited to.
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
        What::Page(link) => maybe(&client.links[link]),
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

/// The fields at these places in [`FIELDS`], as they are shown. `stored`: what each holds.
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
