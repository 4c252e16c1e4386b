//! What can be told about a user: the standard claims (OpenID Connect Core section 5.1), and the scope
//! that asks for each (section 5.4).

use serde_json::{Map, Value};

use crate::protocol::scope::{OPENID, Scope};

/// What the scope [`OFFLINE_ACCESS`] lets a client do, in words for people.
pub const OFFLINE_ACCESS_WORDS: &str = "Stay connected while you are away";

/// The scopes of the userinfo endpoint, and in plain words what each lets a client do.
pub const SCOPES: [(&str, &str); 5] = [
    (OPENID, "Know that it is you"),
    ("profile", "See your name, username and profile"),
    ("email", "See your email address"),
    ("address", "See your postal address"),
    ("phone", "See your phone number"),
];

/// Each standard claim but `sub`: its name, the scope that asks for it, and the words on the consent page.
const STANDARD: [(&str, &str, &str); 19] = [
    ("name", "profile", "See your name"),
    ("given_name", "profile", "See your given name"),
    ("family_name", "profile", "See your family name"),
    ("middle_name", "profile", "See your middle name"),
    ("nickname", "profile", "See your nickname"),
    ("preferred_username", "profile", "See your username"),
    ("profile", "profile", "See the address of your profile page"),
    ("picture", "profile", "See your picture"),
    ("website", "profile", "See the address of your website"),
    ("gender", "profile", "See your gender"),
    ("birthdate", "profile", "See your date of birth"),
    ("zoneinfo", "profile", "See your time zone"),
    ("locale", "profile", "See your language"),
    (
        "updated_at",
        "profile",
        "See when your profile changed last",
    ),
    ("email", "email", "See your email address"),
    (
        "email_verified",
        "email",
        "See whether your email address is verified",
    ),
    ("address", "address", "See your postal address"),
    ("phone_number", "phone", "See your phone number"),
    (
        "phone_number_verified",
        "phone",
        "See whether your phone number is verified",
    ),
];

/// Every claim that a token or the userinfo endpoint may hold about a user.
pub fn supported() -> impl Iterator<Item = &'static str> {
    std::iter::once("sub").chain(STANDARD.iter().map(|(name, ..)| *name))
}

/// Whether `name` is a standard claim other than `sub`.
#[must_use]
pub fn is_standard(name: &str) -> bool {
    STANDARD.iter().any(|(known, ..)| *known == name)
}

/// What a claim tells, in words for people.
#[must_use]
pub fn words(name: &str) -> Option<&'static str> {
    let claim = STANDARD.iter().find(|(known, ..)| *known == name);
    claim.map(|(.., words)| *words)
}

/// Whether a scope already asks for this claim.
#[must_use]
pub fn is_covered(name: &str, scope: &Scope) -> bool {
    let asks = |(known, asking, _): &(&str, &str, _)| *known == name && scope.contains(asking);
    STANDARD.iter().any(asks)
}

/// Those of a user's claims that the scope asks for.
#[must_use]
pub fn of_scope(all: &Map<String, Value>, scope: &Scope) -> Map<String, Value> {
    all.iter()
        .filter(|(name, _)| is_covered(name, scope))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Every claim about a user: what the columns hold, and the rest.
#[must_use]
pub fn of_user(
    username: &str,
    name: Option<&str>,
    email: Option<&str>,
    mut rest: Map<String, Value>,
) -> Map<String, Value> {
    let mut put = |claim: &str, value: Option<&str>| match value {
        Some(value) => rest.insert(claim.to_owned(), value.into()),
        None => rest.remove(claim),
    };
    put("preferred_username", Some(username));
    put("name", name);
    put("email", email);
    if email.is_none() {
        rest.remove("email_verified");
    }
    rest
}
