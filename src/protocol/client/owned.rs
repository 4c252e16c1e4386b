//! What the owner may say of a client, one thing after the other; [`super::sound`] compares them. Each error is a sentence for
//! the owner.

use super::grant_type::GrantType;
use super::redirect_rules::RedirectRules;
use super::redirect_uri::RedirectUri;
use super::registration::{Client, ClientKeys, RegisteredBy};
use crate::protocol::jose::PublicKey;
use crate::protocol::json;
use crate::protocol::public_url::is_public;
use crate::protocol::web_link::is_web_link;

/// Redirect URIs, each once. An owner may name any scheme that an app could have.
///
/// # Errors
/// Which cannot be one, and why.
pub fn redirect_uris(texts: &[&str], rules: &RedirectRules) -> Result<Vec<RedirectUri>, String> {
    let mut uris = Vec::new();
    for text in texts {
        let uri = rules
            .parse(text, RegisteredBy::Owner)
            .map_err(|bad| cannot(text, "a redirect URI", &bad.sentence()))?;
        if !uris.contains(&uri) {
            uris.push(uri);
        }
    }
    Ok(uris)
}

/// Where a person starts the client: a page of it on the web.
///
/// # Errors
/// Why it cannot be one.
pub fn start_url(text: &str, rules: &RedirectRules) -> Result<String, String> {
    let bad = match rules.parse(text, RegisteredBy::Owner) {
        Ok(_) if is_http(text) => return Ok(text.to_owned()),
        Ok(_) => HTTP.to_owned(),
        Err(bad) => bad.sentence(),
    };
    Err(cannot(text, "a start URL", &bad))
}

/// A page of the client that people can open. `name`: the owner's word for it.
///
/// # Errors
/// Why it cannot be one.
pub fn page_of_app(name: &str, text: &str) -> Result<String, String> {
    if is_web_link(text) {
        return Ok(text.to_owned());
    }
    let why = "it must be a URL that begins with https://";
    Err(cannot(text, &["the ", name].concat(), why))
}

/// Where the client is told that somebody signed out.
///
/// # Errors
/// Why it cannot be one.
pub fn backchannel_logout_uri(text: &str) -> Result<String, String> {
    match RedirectUri::parse(text) {
        Ok(_) if is_http(text) => Ok(text.to_owned()),
        _ => Err(cannot(text, "a backchannel_logout_uri", HTTP)),
    }
}

const HTTP: &str = "it must be an https URL (http for localhost only)";

fn is_http(text: &str) -> bool {
    text.starts_with("https:") || text.starts_with("http:")
}

fn cannot(text: &str, what: &str, why: &str) -> String {
    [text, " cannot be ", what, ": ", why, "."].concat()
}

/// The keys in a JSON Web Key Set; `name`: what the owner calls it.
///
/// # Errors
/// Why there are none that can be used.
pub fn keys(text: &str, name: &str) -> Result<ClientKeys, String> {
    let set = json::parse(text).ok_or_else(|| [name, " is not JSON."].concat())?;
    PublicKey::register_set(&set)
        .map(ClientKeys::Here)
        .map_err(|bad| [name, " cannot be used: ", bad.sentence(), "."].concat())
}

/// Where the client publishes its keys.
///
/// # Errors
/// Why it cannot be an address for them.
pub fn keys_at(uri: &str) -> Result<ClientKeys, String> {
    if is_public(uri) {
        Ok(ClientKeys::At(uri.to_owned()))
    } else {
        Err(cannot(
            uri,
            "a jwks_uri",
            "it must be an https URL of a public host",
        ))
    }
}

/// What the owner says of how a client gets tokens; `None`: it stays as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ways {
    /// On devices without a browser.
    pub on_devices: Option<bool>,
    /// With refresh tokens.
    pub refreshes: Option<bool>,
    /// By token exchange.
    pub exchanges: Option<bool>,
    /// With identity assertions.
    pub asserts: Option<bool>,
    /// In its own name.
    pub in_own_name: Option<bool>,
}

impl Ways {
    /// How a client then gets tokens. One without a redirect URI asks nobody to sign in in a browser.
    #[must_use]
    pub fn of(&self, client: &Client) -> Vec<GrantType> {
        let had = |it: GrantType| client.grant_types.contains(&it);
        let in_browsers = !client.redirect_uris.is_empty();
        let on_devices = self.on_devices.unwrap_or(had(GrantType::DeviceCode));
        let signed_in = had(GrantType::AuthorizationCode) || had(GrantType::DeviceCode);
        let had_or = |said: Option<bool>, it| said.unwrap_or(had(it));
        let refreshes = had_or(self.refreshes, GrantType::RefreshToken)
            || (self.refreshes.is_none() && !signed_in);
        let has = |it: &GrantType| match it {
            GrantType::AuthorizationCode => in_browsers,
            GrantType::DeviceCode => on_devices,
            GrantType::RefreshToken => (in_browsers || on_devices) && refreshes,
            GrantType::TokenExchange => had_or(self.exchanges, *it),
            GrantType::IdentityAssertion => had_or(self.asserts, *it),
            GrantType::ClientCredentials => had_or(self.in_own_name, *it),
        };
        let mut all = Vec::new();
        for grant_type in GrantType::ALL.into_iter().filter(has) {
            all.push(grant_type);
        }
        all
    }
}
