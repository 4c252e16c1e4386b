//! One API, as the owner writes it into the `RESOURCES` setting.

use std::fmt;

use serde_json::{Map, Value};

use super::own_words::OwnWords;
use super::scope::{ADMIN_API, OFFLINE_ACCESS, STANDARD, Scope};
use super::url::Url;

/// A resource server, as written in the `RESOURCES` setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its resource identifier (RFC 8707 section 2): the `aud` of access tokens meant for it.
    pub resource: String,
    /// What people call it.
    pub name: OwnWords,
    /// Its scopes in alphabetical order, and in plain words what each lets a client do.
    pub scopes: Vec<(String, OwnWords)>,
    /// Those of them that a client gets if it names this API and no scope.
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
    /// Reads the setting: a list of APIs, each with the members of this type.
    ///
    /// # Errors
    /// [`BadResources`], also for a member that does not belong there: it is another one, misspelt.
    pub fn list(setting: &Value) -> Result<Vec<Self>, BadResources> {
        match setting {
            Value::Array(apis) => apis.iter().map(Self::read).collect(),
            _ => Err(BadResources("it is something else".to_owned())),
        }
    }

    fn read(api: &Value) -> Result<Self, BadResources> {
        const MEMBERS: [&str; 4] = ["resource", "name", "scopes", "default_scopes"];
        let wrong = |sentence: &str| BadResources(sentence.to_owned());
        let mut names = api.as_object().into_iter().flat_map(Map::keys);
        if let Some(name) = names.find(|name| !MEMBERS.contains(&name.as_str())) {
            return Err(wrong(&format!(
                "\"{name}\" is none of {}",
                MEMBERS.join(", ")
            )));
        }
        let resource = api["resource"].as_str().map(str::to_owned);
        let pairs = api["scopes"].as_object().map(|scopes| {
            let pairs = scopes.iter();
            pairs.map(|(token, words)| Some((token.clone(), OwnWords::read(words)?)))
        });
        let scopes: Option<_> = pairs.and_then(Iterator::collect);
        let default_scopes = match api.get("default_scopes") {
            None => Some(Vec::new()),
            Some(tokens) => tokens.as_array().and_then(|tokens| {
                let tokens = tokens.iter();
                tokens
                    .map(|token| token.as_str().map(str::to_owned))
                    .collect()
            }),
        };
        Ok(Self {
            resource: resource
                .ok_or_else(|| wrong("each API needs a resource, which is a text"))?,
            name: OwnWords::read(&api["name"]).ok_or_else(|| {
                wrong("each API needs a name, which is a text, or an object with a text for some of the languages")
            })?,
            scopes: scopes
                .ok_or_else(|| wrong("each API needs scopes, each of which has words: a text, or an object with a text for some of the languages"))?,
            default_scopes: default_scopes
                .ok_or_else(|| wrong("default_scopes is a list of scopes"))?,
        })
    }

    /// The words of one of its scopes.
    pub(super) fn words(&self, token: &str) -> Option<&OwnWords> {
        let mut scopes = self.scopes.iter();
        scopes
            .find(|(known, _)| known == token)
            .map(|(_, words)| words)
    }

    /// Every rule that concerns this API alone.
    pub(super) fn usable(&self) -> Result<(), BadResources> {
        let Self { resource, name, .. } = self;
        let wrong = |sentence: String| Err(BadResources(sentence));
        // A URI holds no other characters (RFC 3986 section 2), and no scope token holds these.
        let odd = |byte: u8| !byte.is_ascii_graphic() || matches!(byte, b'"' | b'\\');
        if resource.bytes().any(odd) || Url::parse(resource).is_none_or(|url| url.has_fragment()) {
            return wrong(format!(
                "\"{resource}\" is not an absolute URI; write it like https://api.example"
            ));
        }
        if name.is_blank() {
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
            if [OFFLINE_ACCESS, ADMIN_API].contains(&token.as_str())
                || STANDARD.contains(&token.as_str())
            {
                return wrong(format!(
                    "the scope {token} of {resource} is one of this server's own; choose another name"
                ));
            }
            if words.is_blank() {
                return wrong(format!(
                    "the scope {token} of {resource} has no words; people will read them"
                ));
            }
        }
        let mut defaults = self.default_scopes.iter();
        if let Some(token) = defaults.find(|token| self.words(token).is_none()) {
            return wrong(format!(
                "\"{token}\" is among the default_scopes of {resource}, but not among its scopes"
            ));
        }
        Ok(())
    }
}
