//! What can be told about a user: the standard claims (OpenID Connect Core section 5.1) and `groups`, and the scope that
//! asks for each (section 5.4). [`super::user_claims`] adds the owner's own claims.

use serde_json::{Map, Value};

use crate::protocol::claim_names::STANDARD;
use crate::protocol::scope::Scope;

/// Every claim that a token or the userinfo endpoint may hold about a user.
pub fn supported() -> impl Iterator<Item = &'static str> {
    std::iter::once("sub").chain(STANDARD.iter().map(|(name, _)| *name))
}

/// Whether `name` is a claim that this server knows, other than `sub`.
#[must_use]
pub fn is_standard(name: &str) -> bool {
    STANDARD.iter().any(|(known, _)| *known == name)
}

/// Whether a scope already asks for this claim.
#[must_use]
pub fn is_covered(name: &str, scope: &Scope) -> bool {
    let asks = |(known, asking): &(&str, &str)| *known == name && scope.contains(asking);
    STANDARD.iter().any(asks)
}

/// The user's claims that the scope asks for.
#[must_use]
pub fn of_scope(all: &Map<String, Value>, scope: &Scope) -> Map<String, Value> {
    let mut asked = Map::new();
    for (name, value) in all.iter().filter(|(name, _)| is_covered(name, scope)) {
        asked.insert(name.clone(), value.clone());
    }
    asked
}

/// Every claim about a user: what the columns hold, and the rest. Without an `email`, the `unverified` address is told as
/// one.
#[must_use]
pub fn of_user(
    username: Option<&str>,
    name: Option<&str>,
    (email, unverified): (Option<&str>, Option<&str>),
    mut rest: Map<String, Value>,
) -> Map<String, Value> {
    let mut put = |claim: &str, value: Option<&str>| match value {
        Some(value) => rest.insert(claim.to_owned(), value.into()),
        None => rest.remove(claim),
    };
    put("preferred_username", username);
    put("name", name);
    put("email", email.or(unverified));
    match (email, unverified) {
        (Some(_), _) => {}
        (None, Some(_)) => {
            rest.insert("email_verified".to_owned(), false.into());
        }
        (None, None) => {
            rest.remove("email_verified");
        }
    }
    rest
}
