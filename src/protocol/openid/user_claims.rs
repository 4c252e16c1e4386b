//! All that one client may be told about a user: what they say of themselves, and what the owner says of them.

use serde_json::{Map, Value};

use super::claims::of_scope;
use crate::protocol::group::Membership;
use crate::protocol::resource::Resources;
use crate::protocol::scope::{GROUPS, Scope};

/// The claims about a user for one client. What the owner says, their groups and own claims, is told only while the owner
/// has registered the client with the scope for it, whatever was granted before.
#[derive(Debug)]
pub struct UserClaims<'a> {
    /// The standard claims, and `groups` if the client may know them.
    pub all: Map<String, Value>,
    own: Map<String, Value>,
    memberships: Vec<Membership>,
    registered: &'a Scope,
    resources: &'a Resources,
}

impl<'a> UserClaims<'a> {
    /// `all` are the standard claims, `own` the user's own ones, and `registered` is the scope of the client.
    #[must_use]
    pub fn new(
        mut all: Map<String, Value>,
        own: Map<String, Value>,
        memberships: Vec<Membership>,
        registered: &'a Scope,
        resources: &'a Resources,
    ) -> Self {
        all.remove(GROUPS);
        if registered.contains(GROUPS) {
            let groups = memberships.iter();
            let groups = groups.map(|it| Value::from(it.group.as_str()));
            all.insert(GROUPS.to_owned(), groups.collect());
        }
        Self {
            all,
            own,
            memberships,
            registered,
            resources,
        }
    }

    /// Those that the scope asks for.
    #[must_use]
    pub fn of_scope(&self, scope: &Scope) -> Map<String, Value> {
        let mut told = of_scope(&self.all, scope);
        self.add_own(scope, &mut told);
        told
    }

    /// Those of them that the owner says. They are in the ID token too, because clients look for them there.
    #[must_use]
    pub fn of_owner(&self, scope: &Scope) -> Map<String, Value> {
        let mut told = Map::new();
        if scope.contains(GROUPS)
            && let Some(groups) = self.all.get(GROUPS)
        {
            told.insert(GROUPS.to_owned(), groups.clone());
        }
        self.add_own(scope, &mut told);
        told
    }

    /// Of two values of a claim the user's own counts; otherwise that of the group that comes first by name.
    fn add_own(&self, scope: &Scope, told: &mut Map<String, Value>) {
        for asking in self.resources.claim_scopes() {
            if !(scope.contains(&asking.token) && self.registered.contains(&asking.token)) {
                continue;
            }
            for name in &asking.claims {
                let of_groups = self.memberships.iter().find_map(|it| it.claims.get(name));
                if let Some(value) = self.own.get(name).or(of_groups) {
                    told.insert(name.clone(), value.clone());
                }
            }
        }
    }
}
