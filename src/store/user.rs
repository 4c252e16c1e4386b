//! A user, as their row says.

use serde_json::{Map, Value};

use super::row::Columns;
use crate::platform::{Fault, Row};
use crate::protocol::group::Membership;
use crate::protocol::json;
use crate::protocol::openid::{UserClaims, claims};
use crate::protocol::resource::Resources;
use crate::protocol::scope::Scope;

/// The columns of a [`User`], to be selected from `users`.
macro_rules! user_columns {
    () => {
        "users.id, users.username, users.email, users.unverified_email, users.name, users.claims, users.own_claims, users.pairwise_salt, \
         users.disabled_at IS NOT NULL AS disabled, users.administrator"
    };
}
pub(super) use user_columns;

/// A user, without the password's hash.
#[derive(Debug, Clone, Default)]
pub struct User {
    /// `sub`.
    pub id: String,
    /// The name to sign in with. Whoever chose none has their `sub` here: see [`User::chosen_username`].
    pub username: String,
    /// The address to sign in with, if there is one.
    pub email: Option<String>,
    /// An address that nobody has proved to be theirs. Others may name the same one.
    pub unverified_email: Option<String>,
    /// The name to be called by, if there is one.
    pub name: Option<String>,
    /// The other standard claims (OpenID Connect Core section 5.1).
    pub claims: Map<String, Value>,
    /// The claims that only the owner of this server defines.
    pub own_claims: Map<String, Value>,
    /// The salt of their pairwise subjects: random, told to nobody. Empty until the database has made it.
    pub pairwise_salt: String,
    /// Whether the owner disabled them: then they cannot sign in, and nothing counts that they did before.
    pub disabled: bool,
    /// Whether they are an administrator.
    pub administrator: bool,
}

impl User {
    /// Every name and address of theirs, the one to call them by first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = [
            self.name.as_deref(),
            self.chosen_username(),
            self.email.as_deref(),
            self.unverified_email.as_deref(),
        ];
        names.into_iter().flatten()
    }

    /// What to call them.
    #[must_use]
    pub fn called(&self) -> &str {
        self.names().next().unwrap_or(&self.username)
    }

    /// Every claim about the user, except the owner's own ones.
    #[must_use]
    pub fn all_claims(mut self) -> Map<String, Value> {
        let claims = std::mem::take(&mut self.claims);
        let emails = (self.email.as_deref(), self.unverified_email.as_deref());
        let (username, name) = (self.chosen_username(), self.name.as_deref());
        claims::of_user(username, name, emails, claims)
    }

    /// What a client may be told of the user, if the owner registered it with the scope `registered`.
    #[must_use]
    pub fn claims_for<'a>(
        mut self,
        memberships: Vec<Membership>,
        registered: &'a Scope,
        resources: &'a Resources,
    ) -> UserClaims<'a> {
        let own = std::mem::take(&mut self.own_claims);
        UserClaims::new(self.all_claims(), own, memberships, registered, resources)
    }

    /// The name to sign in with, if they chose one.
    #[must_use]
    pub fn chosen_username(&self) -> Option<&str> {
        Some(self.username.as_str()).filter(|name| *name != self.id)
    }
}

/// Reads a user from a row that holds [`user_columns`] among others.
pub(super) fn read_user(row: &Row) -> Result<Box<User>, Fault> {
    let row = Columns(row);
    Ok(Box::new(User {
        id: row.text("id")?,
        username: row.text("username")?,
        email: row.maybe("email")?,
        unverified_email: row.maybe("unverified_email")?,
        name: row.maybe("name")?,
        claims: row.read("claims", json::object)?,
        own_claims: row.read("own_claims", json::object)?,
        pairwise_salt: row.text("pairwise_salt")?,
        disabled: row.flag("disabled")?,
        administrator: row.flag("administrator")?,
    }))
}
