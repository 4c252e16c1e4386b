//! The APIs that accept access tokens, and the scopes that each of them defines.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;
use url::Url;

use super::issuer::Issuer;
use super::scope::{OFFLINE_ACCESS, OPENID, STANDARD, Scope};

/// Why a `resource` is refused: `invalid_target` (RFC 8707 section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadTarget {
    /// Not an absolute URI without a fragment.
    Malformed,
    /// Not an API of this server.
    Unknown,
    /// Not one of those that were granted.
    NotGranted,
}

impl BadTarget {
    /// For the client's developer.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Malformed => "resource must be an absolute URI without a fragment.",
            Self::Unknown => "resource is no API that this authorization server knows.",
            Self::NotGranted => "resource is not among those that were granted.",
        }
    }
}

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

/// Every resource there is: this server's own userinfo endpoint, and the configured ones.
#[derive(Debug, Clone)]
pub struct Resources {
    /// The issuer, which is the identifier of its own resource. Its scopes are [`STANDARD`].
    own: String,
    configured: Vec<Resource>,
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

impl Resources {
    /// Adds the issuer's own resource to the configured ones.
    ///
    /// # Errors
    /// [`BadResources`] when a resource has no name or is not an absolute URI without a fragment (RFC 8707
    /// section 2), when a scope is not a scope token, or when anything is listed twice, so that nobody could
    /// tell which is meant.
    pub fn new(issuer: &Issuer, configured: Vec<Resource>) -> Result<Self, BadResources> {
        let mut named = BTreeSet::from([issuer.as_str()]);
        for Resource {
            resource,
            name,
            scopes,
        } in &configured
        {
            let spaced = resource.contains(char::is_whitespace);
            if spaced || !Url::parse(resource).is_ok_and(|url| url.fragment().is_none()) {
                return Err(BadResources(format!(
                    "\"{resource}\" is not an absolute URI; write it like https://api.example"
                )));
            }
            if name.trim().is_empty() {
                return Err(BadResources(format!(
                    "{resource} has no name; people will read it"
                )));
            }
            if scopes.is_empty() {
                return Err(BadResources(format!(
                    "{resource} has no scopes; people are asked for scopes, so give it at least one"
                )));
            }
            if !named.insert(resource) {
                return Err(BadResources(format!("{resource} is there twice")));
            }
        }
        let mut seen = BTreeSet::from([OFFLINE_ACCESS]);
        seen.extend(STANDARD);
        for scope in configured
            .iter()
            .flat_map(|resource| resource.scopes.keys())
        {
            if !Scope::parse(scope).is_ok_and(|parsed| parsed.iter().eq([scope])) {
                return Err(BadResources(format!("\"{scope}\" cannot be a scope")));
            }
            if !seen.insert(scope) {
                return Err(BadResources(format!("the scope {scope} is defined twice")));
            }
        }
        Ok(Self {
            own: issuer.to_string(),
            configured,
        })
    }

    /// Whether the scope token is known: any resource defines it, or it is `offline_access`.
    #[must_use]
    pub fn defines(&self, token: &str) -> bool {
        self.scopes().any(|known| known == token)
    }

    /// The resources that a client names in its `resource` parameters, as they are configured.
    ///
    /// # Errors
    /// [`BadTarget::Malformed`] or [`BadTarget::Unknown`].
    pub fn named<'a>(&self, sent: impl Iterator<Item = &'a str>) -> Result<Vec<String>, BadTarget> {
        let mut named = Vec::new();
        for text in sent {
            let uri = Url::parse(text).map_err(|_| BadTarget::Malformed)?;
            if uri.fragment().is_some() {
                return Err(BadTarget::Malformed);
            }
            let known = self.identifiers().find(|known| same(known, &uri));
            let known = known.ok_or(BadTarget::Unknown)?.to_owned();
            if !named.contains(&known) {
                named.push(known);
            }
        }
        Ok(named)
    }

    /// The part of `scope` that an access token may have: what any resource defines or, if there are `named`
    /// resources, what those define.
    #[must_use]
    pub fn narrow(&self, scope: &Scope, named: &[String]) -> Scope {
        scope.retain(|token| {
            if named.is_empty() {
                self.defines(token)
            } else {
                named.iter().any(|resource| self.has(resource, token))
            }
        })
    }

    /// Whether `resource` is one of these, and defines the scope token.
    fn has(&self, resource: &str, token: &str) -> bool {
        if resource == self.own {
            return STANDARD.contains(&token);
        }
        let mut configured = self.configured.iter();
        configured.any(|known| known.resource == resource && known.scopes.contains_key(token))
    }

    /// The part of `scope` that a person may be asked for: what [`Resources::narrow`] gives and, with `openid`,
    /// what concerns the sign-in, whichever API the access token is for.
    #[must_use]
    pub fn grantable(&self, scope: &Scope, named: &[String]) -> Scope {
        let narrowed = self.narrow(scope, named);
        let sign_in = |token: &str| token == OFFLINE_ACCESS || STANDARD.contains(&token);
        scope.retain(|token| narrowed.contains(token) || (scope.contains(OPENID) && sign_in(token)))
    }

    /// The `aud` of an access token with this scope: the resources that define a part of it (RFC 9068 section
    /// 3), limited to the `named` ones, if there are any. An access token always has an audience: if that
    /// leaves no resource, it is the named ones, or otherwise this server's own.
    #[must_use]
    pub fn audience(&self, scope: &Scope, named: &[String]) -> Vec<String> {
        let meant = |known: &&str| {
            (named.is_empty() || named.iter().any(|one| one == known))
                && scope.iter().any(|token| self.has(known, token))
        };
        let audience: Vec<String> = self
            .identifiers()
            .filter(meant)
            .map(str::to_owned)
            .collect();
        match (audience.is_empty(), named.is_empty()) {
            (false, _) => audience,
            (true, false) => named.to_vec(),
            (true, true) => vec![self.own.clone()],
        }
    }

    /// For each token of the scope that a configured API defines: the API's name, and what the token allows, in
    /// the owner's words. The pages themselves say what this server's own scopes allow.
    #[must_use]
    pub fn describe<'a>(&'a self, scope: &Scope) -> Vec<(&'a str, &'a str)> {
        let all = self.configured.iter().flat_map(|resource| {
            let scopes = resource.scopes.iter();
            scopes.map(|(token, words)| (resource.name.as_str(), token, words))
        });
        all.filter(|(_, token, _)| scope.contains(token))
            .map(|(name, _, words)| (name, words.as_str()))
            .collect()
    }

    /// Every scope token that is known.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        let defined = self.configured.iter();
        let defined = defined.flat_map(|resource| resource.scopes.keys());
        let defined = STANDARD.into_iter().chain(defined.map(String::as_str));
        defined.chain([OFFLINE_ACCESS])
    }

    /// Every scope token that is defined, as a scope.
    #[must_use]
    pub fn all_scopes(&self) -> Scope {
        let all: Vec<&str> = self.scopes().collect();
        // Each was checked as a scope token when it was configured.
        Scope::parse(&all.join(" ")).unwrap_or_default()
    }

    /// Every resource identifier.
    pub fn identifiers(&self) -> impl Iterator<Item = &str> {
        let configured = self.configured.iter();
        let configured = configured.map(|known| known.resource.as_str());
        std::iter::once(self.own.as_str()).chain(configured)
    }
}

/// Compared as URIs (RFC 3986 section 6.2): libraries add the slash of an empty path, and some change
/// the case of the host. What counts from then on is the identifier as it is configured.
fn same(known: &str, sent: &Url) -> bool {
    Url::parse(known).is_ok_and(|known| known == *sent)
}

errors!(BadTarget);
