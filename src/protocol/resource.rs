//! The APIs that accept access tokens, and the scopes that each of them defines.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use url::Url;

use super::issuer::Issuer;
use super::scope::Scope;

/// The scope that lets a client ask the userinfo endpoint who signed in.
pub const PROFILE: &str = "profile";

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
}

/// Every resource there is, this server's own userinfo endpoint first.
#[derive(Debug, Clone)]
pub struct Resources(Vec<Resource>);

impl Resources {
    /// Adds the issuer's own resource to the configured ones.
    ///
    /// # Errors
    /// A sentence when a resource has no name or is not an absolute URI without a fragment (RFC 8707
    /// section 2), when a scope is not a scope token, or when anything is there twice, so that
    /// nobody could tell which is meant.
    pub fn new(issuer: &Issuer, configured: Vec<Resource>) -> Result<Self, String> {
        let own = Resource {
            resource: issuer.to_string(),
            name: "Your account".to_owned(),
            scopes: BTreeMap::from([(PROFILE.to_owned(), "See your name and username".to_owned())]),
        };
        let all: Vec<Resource> = std::iter::once(own).chain(configured).collect();
        let mut named = BTreeSet::new();
        for Resource { resource, name, .. } in &all {
            if !Url::parse(resource).is_ok_and(|url| url.fragment().is_none()) {
                return Err(format!(
                    "\"{resource}\" is not an absolute URI; write it like https://api.example"
                ));
            }
            if name.trim().is_empty() {
                return Err(format!("{resource} has no name; people will read it"));
            }
            if !named.insert(resource) {
                return Err(format!("{resource} is there twice"));
            }
        }
        let mut seen = BTreeSet::new();
        for scope in all.iter().flat_map(|resource| resource.scopes.keys()) {
            if !Scope::parse(scope).is_ok_and(|parsed| parsed.iter().eq([scope])) {
                return Err(format!("\"{scope}\" cannot be a scope"));
            }
            if !seen.insert(scope.clone()) {
                return Err(format!("the scope {scope} is defined twice"));
            }
        }
        Ok(Self(all))
    }

    /// Whether any resource defines the scope token.
    #[must_use]
    pub fn defines(&self, token: &str) -> bool {
        self.0
            .iter()
            .any(|resource| resource.scopes.contains_key(token))
    }

    /// The `aud` of an access token with this scope: who defines a part of it (RFC 9068 section 3).
    /// An access token is never without an audience: with no scope at all it is this server's own.
    #[must_use]
    pub fn audience(&self, scope: &Scope) -> Vec<String> {
        let audience: Vec<String> = self
            .0
            .iter()
            .filter(|resource| {
                scope
                    .iter()
                    .any(|token| resource.scopes.contains_key(token))
            })
            .map(|resource| resource.resource.clone())
            .collect();
        if audience.is_empty() {
            self.0
                .iter()
                .take(1)
                .map(|own| own.resource.clone())
                .collect()
        } else {
            audience
        }
    }

    /// For each token of the scope that is defined: the API's name, and what it allows.
    #[must_use]
    pub fn describe<'a>(&'a self, scope: &Scope) -> Vec<(&'a str, &'a str)> {
        self.0
            .iter()
            .flat_map(|resource| {
                resource
                    .scopes
                    .iter()
                    .filter(|(token, _)| scope.contains(token))
                    .map(|(_, words)| (resource.name.as_str(), words.as_str()))
            })
            .collect()
    }

    /// Every scope token that is defined.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .flat_map(|resource| resource.scopes.keys().map(String::as_str))
    }
}
