//! The APIs that accept access tokens, and what a scope means at each of them.
//!
//! Two APIs may define the same scope token. What a token allows is therefore always a pair: the token at one
//! API, a [`super::permission::Permission`].

use serde_json::Value;

use super::admin_path;
pub use super::api::{BadResources, Resource};
use super::bad_target::BadTarget;
use super::claim_scope::{BadClaimScopes, ClaimScope};
use super::issuer::Issuer;
use super::json;
use super::scope::{ADMIN_API, GROUPS, OFFLINE_ACCESS, OPENID, STANDARD, Scope};
use super::url::Url;

/// Every resource there is: this server's own userinfo endpoint, the configured ones, and the Admin API.
#[derive(Debug, Clone)]
pub struct Resources {
    /// The issuer, which is the identifier of its own resource. Its scopes are [`STANDARD`] and `claim_scopes`.
    own: String,
    /// The Admin API. Its one scope is [`ADMIN_API`]. Strangers are not told of it.
    admin: String,
    configured: Vec<Resource>,
    claim_scopes: Vec<ClaimScope>,
}

impl Resources {
    /// Adds the issuer's own resource to the configured ones.
    ///
    /// # Errors
    /// [`BadResources`] when a resource has no name, is not an absolute URI without a fragment (RFC 8707
    /// section 2) or is listed twice, when a scope is not a scope token or is one of this server's own, and when
    /// a default scope is not among the scopes. Two resources may define the same scope.
    pub fn new(issuer: &Issuer, configured: Vec<Resource>) -> Result<Self, BadResources> {
        let admin = issuer.url(admin_path::API);
        let mut named = vec![issuer.as_str(), &admin];
        for known in &configured {
            known.usable()?;
            if named.contains(&known.resource.as_str()) {
                return Err(BadResources(format!("{} is there twice", known.resource)));
            }
            named.push(&known.resource);
        }
        Ok(Self {
            own: issuer.to_string(),
            admin,
            configured,
            claim_scopes: Vec::new(),
        })
    }

    /// Adds the scopes that ask for the owner's own claims.
    ///
    /// # Errors
    /// [`BadClaimScopes`] when an API defines one of them.
    pub fn with_claims(self, claim_scopes: Vec<ClaimScope>) -> Result<Self, BadClaimScopes> {
        let mut tokens = claim_scopes.iter().map(|scope| scope.token.as_str());
        if let Some(token) = tokens.find(|token| self.defines(token)) {
            let wrong = [
                "the scope ",
                token,
                " is one of an API in RESOURCES; choose another name",
            ];
            return Err(BadClaimScopes(wrong.concat()));
        }
        Ok(Self {
            claim_scopes,
            ..self
        })
    }

    /// The configured resources.
    #[must_use]
    pub fn configured(&self) -> &[Resource] {
        &self.configured
    }

    /// The scopes that ask for the owner's own claims.
    #[must_use]
    pub fn claim_scopes(&self) -> &[ClaimScope] {
        &self.claim_scopes
    }

    /// Whether the scope token asks for something that only the owner says of people: their groups, or own claims.
    #[must_use]
    pub fn is_of_owner(&self, token: &str) -> bool {
        token == GROUPS || self.claim_scopes.iter().any(|scope| scope.token == token)
    }

    /// All of these, as a JSON array.
    #[must_use]
    pub fn of_owner(&self) -> String {
        let tokens = self.claim_scopes.iter().map(|scope| scope.token.as_str());
        let tokens = std::iter::once(GROUPS).chain(tokens);
        json::write(&tokens.collect::<Value>())
    }

    /// Whether the scope token is one of this server's own resource.
    #[must_use]
    pub fn is_own(&self, token: &str) -> bool {
        STANDARD.contains(&token) || self.is_of_owner(token)
    }

    /// Whether the scope token is known: any resource defines it, or it is `offline_access`.
    #[must_use]
    pub fn defines(&self, token: &str) -> bool {
        token == ADMIN_API || self.scopes().any(|known| known == token)
    }

    /// The resources that a client names in its `resource` parameters, as they are configured.
    ///
    /// # Errors
    /// [`BadTarget::Malformed`] or [`BadTarget::Unknown`].
    pub fn named<'a>(&self, sent: impl Iterator<Item = &'a str>) -> Result<Vec<String>, BadTarget> {
        let mut named = Vec::new();
        for text in sent {
            let uri = Url::parse(text).ok_or(BadTarget::Malformed)?;
            if uri.has_fragment() {
                return Err(BadTarget::Malformed);
            }
            let known = self.all().find(|known| same(known, &uri));
            let known = known.ok_or(BadTarget::Unknown)?.to_owned();
            if !named.contains(&known) {
                named.push(known);
            }
        }
        Ok(named)
    }

    /// The scopes of whoever names these resources and no scope.
    #[must_use]
    pub fn defaults(&self, named: &[String]) -> Scope {
        let meant = self.configured.iter();
        let meant = meant.filter(|known| named.contains(&known.resource));
        Scope::of(meant.flat_map(|known| known.default_scopes.iter().map(String::as_str)))
    }

    /// Every scope token that anybody may know of, each once.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        let defined = self.configured.iter();
        let defined =
            defined.flat_map(|known| known.scopes.iter().map(|(token, _)| token.as_str()));
        let of_claims = self.claim_scopes.iter().map(|scope| scope.token.as_str());
        let defined = STANDARD.into_iter().chain(of_claims).chain(defined);
        let mut seen = Vec::new();
        let all = defined.chain([OFFLINE_ACCESS]);
        all.filter(move |token| {
            let new = !seen.contains(token);
            if new {
                seen.push(*token);
            }
            new
        })
    }

    /// Every scope token that anybody may know of, as a scope.
    #[must_use]
    pub fn all_scopes(&self) -> Scope {
        Scope::of(self.scopes())
    }

    /// This server's own resource: the issuer.
    #[must_use]
    pub fn own(&self) -> &str {
        &self.own
    }

    /// The Admin API.
    #[must_use]
    pub fn admin(&self) -> &str {
        &self.admin
    }

    /// Whether the Admin API is named, and no other API: only then is its scope granted. So no token for it is ever sent to
    /// another API.
    fn is_admin_alone(&self, named: &[String]) -> bool {
        matches!(named, [only] if *only == self.admin)
    }

    /// Whether `resource` is one of these, and defines the scope token.
    #[must_use]
    pub fn has(&self, resource: &str, token: &str) -> bool {
        if resource == self.admin || token == ADMIN_API {
            return resource == self.admin && token == ADMIN_API;
        }
        if resource == self.own {
            return self.is_own(token);
        }
        let mut configured = self.configured.iter();
        configured.any(|known| known.resource == resource && known.words(token).is_some())
    }

    /// The resource that the scope token means where none is named: the first that defines it.
    fn first(&self, token: &str) -> Option<&str> {
        self.all().find(|known| self.has(known, token))
    }

    /// Whether several resources define the scope token.
    pub(super) fn is_shared(&self, token: &str) -> bool {
        let mut defining = self.all().filter(|known| self.has(known, token));
        defining.nth(1).is_some()
    }

    /// The part of `scope` that is granted where these resources are `named`: what they define and, with
    /// `openid`, what concerns the sign-in, whichever API the access token is for. Without names, everything
    /// that any resource defines. The authorization endpoint and the token endpoint both ask this.
    #[must_use]
    pub fn grantable(&self, scope: &Scope, named: &[String]) -> Scope {
        let alone = self.is_admin_alone(named);
        // Nobody looks after others while they are away.
        let sign_in = |token: &str| (token == OFFLINE_ACCESS && !alone) || self.is_own(token);
        scope.retain(|token| {
            if token == ADMIN_API {
                alone
            } else if named.is_empty() {
                self.defines(token)
            } else {
                named.iter().any(|resource| self.has(resource, token))
                    || (scope.contains(OPENID) && sign_in(token))
            }
        })
    }

    /// The `aud` of an access token with this scope (RFC 9068 section 3): those of the `named` resources that
    /// define a part of it. Without names, each scope token means the first resource that defines it. An access
    /// token always has an audience: if that leaves no resource, it is the named ones, or otherwise this
    /// server's own.
    #[must_use]
    pub fn audience(&self, scope: &Scope, named: &[String]) -> Vec<String> {
        let meant = |known: &&str| {
            scope.iter().any(|token| {
                if named.is_empty() {
                    self.first(token) == Some(known)
                } else {
                    named.iter().any(|one| one == known) && self.has(known, token)
                }
            })
        };
        let audience: Vec<String> = self.all().filter(meant).map(str::to_owned).collect();
        match (audience.is_empty(), named.is_empty()) {
            (false, _) => audience,
            (true, false) => named.to_vec(),
            (true, true) => vec![self.own.clone()],
        }
    }

    /// The part of `scope` that means something to one of `audience` (RFC 9068 section 2.2.3).
    #[must_use]
    pub fn meaning(&self, scope: &Scope, audience: &[String]) -> Scope {
        scope.retain(|token| audience.iter().any(|known| self.has(known, token)))
    }

    /// What must stay named from the authorization request on: if no resource was named, and several define a
    /// part of `scope`, those that it means today. Otherwise a change of the settings could turn what was
    /// granted for one API into access to another.
    #[must_use]
    pub fn pinned(&self, scope: &Scope, named: Vec<String>) -> Vec<String> {
        if named.is_empty() && scope.iter().any(|token| self.is_shared(token)) {
            self.audience(scope, &[])
        } else {
            named
        }
    }

    /// Every resource identifier.
    fn all(&self) -> impl Iterator<Item = &str> {
        self.identifiers().chain([self.admin.as_str()])
    }

    /// Every resource identifier that anybody may know of.
    pub fn identifiers(&self) -> impl Iterator<Item = &str> {
        let configured = self.configured.iter();
        let configured = configured.map(|known| known.resource.as_str());
        std::iter::once(self.own.as_str()).chain(configured)
    }
}

/// Compared as URIs (RFC 3986 section 6.2): libraries add the slash of an empty path, and some change
/// the case of the host. What counts from then on is the identifier as it is configured.
fn same(known: &str, sent: &Url) -> bool {
    Url::parse(known).is_some_and(|known| known == *sent)
}
