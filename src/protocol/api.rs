//! One API, as the owner writes it into the `RESOURCES` setting.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use url::Url;

use super::scope::{OFFLINE_ACCESS, STANDARD, Scope};

/// A resource server, as written in the `RESOURCES` setting.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Its resource identifier (RFC 8707 section 2): the `aud` of access tokens meant for it.
    pub resource: String,
    /// What people call it.
    pub name: String,
    /// Its scopes, and in plain words what each lets a client do.
    pub scopes: BTreeMap<String, String>,
    /// Those of them that a client gets if it names this API and no scope.
    #[serde(default)]
    pub default_scopes: Vec<String>,
}

/// Why the `RESOURCES` setting cannot be used: a sentence for the owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadResources(pub String);

impl fmt::Display for BadResources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadResources {}

impl Resource {
    /// Every rule that concerns this API alone.
    pub(super) fn usable(&self) -> Result<(), BadResources> {
        let Self { resource, name, .. } = self;
        let wrong = |sentence: String| Err(BadResources(sentence));
        // A URI holds no other characters (RFC 3986 section 2), and no scope token holds these.
        let odd = |byte: u8| !byte.is_ascii_graphic() || matches!(byte, b'"' | b'\\');
        if resource.bytes().any(odd)
            || !Url::parse(resource).is_ok_and(|url| url.fragment().is_none())
        {
            return wrong(format!(
                "\"{resource}\" is not an absolute URI; write it like https://api.example"
            ));
        }
        if name.trim().is_empty() {
            return wrong(format!("{resource} has no name; people will read it"));
        }
        if self.scopes.is_empty() {
            return wrong(format!(
                "{resource} has no scopes; people are asked for scopes, so give it at least one"
            ));
        }
        for (token, words) in &self.scopes {
            if !Scope::parse(token).is_ok_and(|parsed| parsed.iter().eq([token])) {
                return wrong(format!("\"{token}\" cannot be a scope"));
            }
            if token == OFFLINE_ACCESS || STANDARD.contains(&token.as_str()) {
                return wrong(format!(
                    "the scope {token} of {resource} is one of this server's own; choose another name"
                ));
            }
            if words.trim().is_empty() {
                return wrong(format!(
                    "the scope {token} of {resource} has no words; people will read them"
                ));
            }
        }
        let mut defaults = self.default_scopes.iter();
        if let Some(token) = defaults.find(|token| !self.scopes.contains_key(*token)) {
            return wrong(format!(
                "\"{token}\" is among the default_scopes of {resource}, but not among its scopes"
            ));
        }
        Ok(())
    }
}
