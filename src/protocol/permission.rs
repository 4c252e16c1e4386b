//! What a scope token allows at one API, and how a yes to it is remembered.

use super::api::Resource;
use super::own_words::OwnWords;
use super::resource::Resources;
use super::scope::{OFFLINE_ACCESS, Scope};

impl Resources {
    /// What an access token with this scope allows at each configured API of its audience. The pages themselves
    /// say what this server's own scopes allow.
    #[must_use]
    pub fn permissions(&self, scope: &Scope, named: &[String]) -> Vec<Permission<'_>> {
        let audience = self.audience(scope, named);
        let meant = self.configured().iter();
        let meant = meant.filter(|known| audience.contains(&known.resource));
        let all = meant.flat_map(Self::permissions_at);
        all.filter(|permission| scope.contains(permission.token))
            .collect()
    }

    /// What a remembered yes allows at each configured API.
    #[must_use]
    pub fn allowed(&self, remembered: &Scope) -> Vec<Permission<'_>> {
        let remembered = self.restored(remembered);
        let all = self.configured().iter().flat_map(Self::permissions_at);
        all.filter(|permission| remembered.contains(&permission.name()))
            .collect()
    }

    fn permissions_at(known: &Resource) -> impl Iterator<Item = Permission<'_>> {
        let scopes = known.scopes.iter();
        scopes.map(move |(token, words)| Permission {
            resource: &known.resource,
            api_name: &known.name,
            token,
            words,
        })
    }

    /// How a yes to `scope` is remembered: this server's own scopes by their name, and those of APIs each with
    /// its API. A yes for one API does not count for another.
    #[must_use]
    pub fn remembered(&self, scope: &Scope, named: &[String]) -> Scope {
        let own = scope.iter();
        let own = own.filter(|token| *token == OFFLINE_ACCESS || self.is_own(token));
        let permissions = self.permissions(scope, named);
        let at_apis: Vec<String> = permissions.iter().map(Permission::name).collect();
        Scope::of(own.chain(at_apis.iter().map(String::as_str)))
    }

    /// A remembered yes, read with today's settings. Earlier versions remembered scopes of APIs without the API:
    /// such a token counts for the one API that defines it, and for none if there are several.
    #[must_use]
    pub fn restored(&self, remembered: &Scope) -> Scope {
        let names = remembered.iter().map(|token| {
            let mut configured = self.configured().iter();
            let known = configured.find(|known| known.words(token).is_some());
            match known {
                Some(known) if !self.is_shared(token) => name(&known.resource, token),
                _ => token.to_owned(),
            }
        });
        let names: Vec<String> = names.collect();
        Scope::of(names.iter().map(String::as_str))
    }
}

/// What one scope token allows at one API.
#[derive(Debug, Clone, Copy)]
pub struct Permission<'a> {
    /// The API's resource identifier.
    resource: &'a str,
    /// What people call the API.
    pub api_name: &'a OwnWords,
    /// The scope token.
    token: &'a str,
    /// What it allows, in the owner's words.
    pub words: &'a OwnWords,
}

impl Permission<'_> {
    fn name(&self) -> String {
        name(self.resource, self.token)
    }
}

/// A scope token at one API, as a scope token: no resource identifier has a fragment of its own.
fn name(resource: &str, token: &str) -> String {
    format!("{resource}#{token}")
}
