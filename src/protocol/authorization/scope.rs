//! The scope of a request (RFC 6749 section 3.3): what is left of what a client asks for. The authorization
//! endpoint reads it so, and the token endpoint reads a refresh in the same way.

use crate::protocol::client::{Client, GrantType, RegisteredBy};
use crate::protocol::resource::Resources;
use crate::protocol::scope::{ADDRESS, ADMIN_API, OFFLINE_ACCESS, OPENID, PHONE, Scope, Token};

/// Why a `scope`, or the lack of one, is `invalid_scope` (RFC 6749 sections 4.1.2.1 and 5.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadRequestedScope {
    /// Not a list of scope tokens, at least one.
    Malformed,
    /// There is none, and neither a registered scope nor an API that could stand in for it.
    Missing,
    /// There is none, and the named API has no default scopes that the client may have.
    MissingAtResource,
    /// `openid`, from a client that may not have it: without it, the client would not learn who signed in.
    OpenId,
    /// Nothing is left, because no API defines this.
    Unknown(Token),
    /// Nothing is left, because this is not registered for the client.
    NotRegistered(Token),
    /// Nothing is left, because this is for clients that may refresh, and this one may not.
    NotRefreshing(Token),
    /// Nothing is left, because this belongs to another API than the named one.
    OfAnotherResource(Token),
    /// Nothing is left of the scope of the Admin API, which was not named, or not alone; or a device asks for it.
    AdminApi,
}

impl BadRequestedScope {
    /// For the client's developer.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Malformed => {
                "scope is not a list of scope tokens with spaces between them.".to_owned()
            }
            Self::Missing => "scope is missing, and this client registered none: name the scopes \
                              that it needs, or with resource an API that has default scopes."
                .to_owned(),
            Self::MissingAtResource => "scope is missing, and the named resource has no default \
                                        scopes for this client: name the scopes that it needs."
                .to_owned(),
            Self::OpenId => "The scope openid is not registered for this client, so it cannot \
                             learn who signed in."
                .to_owned(),
            Self::Unknown(token) => format!(
                "The scope {token} is not known here; scopes_supported in the metadata lists all."
            ),
            Self::NotRegistered(token) => {
                format!("The scope {token} is not registered for this client.")
            }
            Self::NotRefreshing(token) => format!(
                "The scope {token} is of no use to this client: it is not registered for the \
                 refresh_token grant."
            ),
            Self::OfAnotherResource(token) => {
                format!("The scope {token} is not one of the named resource.")
            }
            Self::AdminApi => "The scope admin_api is granted only to a request that names the Admin \
                               API with resource, and no other API; and not to a device, nor by an assertion."
                .to_owned(),
        }
    }
}

errors!(BadRequestedScope);

/// Who asks, and for which APIs.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// The client.
    pub client: &'a Client,
    /// Every API that there is.
    pub resources: &'a Resources,
    /// Those that it named (RFC 8707).
    pub named: &'a [String],
}

impl Asking<'_> {
    /// What is left of the scope that was sent, or of what stands in for it. What nobody defines, what the
    /// client may not have and what belongs to other APIs than the named ones is passed over; the token response
    /// tells what was granted.
    ///
    /// # Errors
    /// [`BadRequestedScope`] when nothing is left, or when `openid` would be passed over.
    pub fn scope(self, sent: Option<&Scope>) -> Result<Scope, BadRequestedScope> {
        let Some(sent) = sent else {
            return self.default();
        };
        let may_have = self.may_have();
        if sent.contains(OPENID) && !may_have.contains(OPENID) {
            return Err(BadRequestedScope::OpenId);
        }
        let allowed = sent.retain(|token| may_have.contains(token));
        let granted = self.resources.grantable(&allowed, self.named);
        // A client that asks for everything has named nothing. Some leave out offline_access, which is not about data.
        let everything = may_have
            .retain(|token| token != OFFLINE_ACCESS)
            .within(sent);
        let granted = granted
            .retain(|token| self.is_useful(token) && !(everything && self.is_private(token)));
        if granted.is_empty() {
            return Err(self.reason(sent));
        }
        Ok(granted)
    }

    /// All that the client may ask for. If nobody vouches for it, people decide; except about what the owner says of them,
    /// which is not theirs to give away.
    #[must_use]
    pub fn may_have(self) -> Scope {
        match self.client.registered_by {
            RegisteredBy::Owner => {
                let registered = &self.client.scope;
                registered.retain(|token| self.resources.defines(token))
            }
            RegisteredBy::Itself | RegisteredBy::Document => {
                let all = self.resources.all_scopes();
                all.retain(|token| !self.resources.is_of_owner(token))
            }
        }
    }

    /// Without a scope: the default scopes of the named APIs and nothing else, or what the client registered
    /// (RFC 7591 section 2).
    fn default(self) -> Result<Scope, BadRequestedScope> {
        let may_have = self.may_have();
        let of_resources = self.resources.defaults(self.named);
        let registered = self.client.scope.retain(|token| !self.is_private(token));
        let mut candidates = [of_resources, registered].into_iter().map(|scope| {
            let allowed = scope.retain(|token| may_have.contains(token));
            let granted = self.resources.grantable(&allowed, self.named);
            granted.retain(|token| self.is_useful(token))
        });
        candidates
            .find(|scope| !scope.is_empty())
            .ok_or(if self.named.is_empty() {
                BadRequestedScope::Missing
            } else {
                BadRequestedScope::MissingAtResource
            })
    }

    /// Whether a client that nobody vouches for gets this only if it asks for it by name.
    fn is_private(self, token: &str) -> bool {
        self.client.registered_by != RegisteredBy::Owner && [ADDRESS, PHONE].contains(&token)
    }

    /// Whether the client can do anything with it.
    fn is_useful(self, token: &str) -> bool {
        if token == OFFLINE_ACCESS {
            // OpenID Connect Core section 11.
            return self.client.may(GrantType::RefreshToken);
        }
        // With a token for other APIs alone, nobody can call userinfo; and a client that nobody vouches for has
        // no claims in its ID tokens. So the person need not be asked.
        let stranger = self.client.registered_by != RegisteredBy::Owner;
        let elsewhere =
            !self.named.is_empty() && !self.named.iter().any(|it| it == self.resources.own());
        !(stranger && elsewhere && token != OPENID && self.resources.is_own(token))
    }

    /// Why nothing is left of `sent`, by the first token that is known.
    fn reason(self, sent: &Scope) -> BadRequestedScope {
        let known = sent.retain(|token| self.resources.defines(token));
        let may_have = self.may_have();
        let allowed = known.retain(|token| may_have.contains(token));
        let at_resource = self.resources.grantable(&allowed, self.named);
        let useful = at_resource.retain(|token| self.is_useful(token));
        if allowed.contains(ADMIN_API) {
            BadRequestedScope::AdminApi
        } else if known.is_empty() {
            BadRequestedScope::Unknown(Token::first_of(sent))
        } else if allowed.is_empty() {
            BadRequestedScope::NotRegistered(Token::first_of(&known))
        } else if at_resource.is_empty() {
            BadRequestedScope::OfAnotherResource(Token::first_of(&allowed))
        } else if useful.is_empty() && at_resource.contains(OFFLINE_ACCESS) {
            BadRequestedScope::NotRefreshing(Token::first_of(&at_resource))
        } else {
            BadRequestedScope::OfAnotherResource(Token::first_of(&at_resource))
        }
    }
}
