//! What a directory says about a user, and what it means here.

use serde_json::{Map, Value};

use super::attribute::text_of;
use super::error::ScimError;
use crate::protocol::display_name::{is_seen, one_line};
use crate::protocol::json::put;
use crate::protocol::login::chosen_name;
use crate::protocol::web_link::is_web_address;

/// The longest `externalId`, in characters.
const LONGEST_ID: usize = 255;

/// For each text, its claim, and the part of the attribute in which it stands.
const CLAIMS: [(&str, &str, &str); 8] = [
    ("given_name", "name", "givenName"),
    ("family_name", "name", "familyName"),
    ("middle_name", "name", "middleName"),
    ("nickname", "nickName", ""),
    ("profile", "profileUrl", ""),
    ("zoneinfo", "timezone", ""),
    ("locale", "preferredLanguage", ""),
    ("locale", "locale", ""),
];

/// The parts of an address (OpenID Connect Core section 5.1.1).
const ADDRESS: [(&str, &str); 6] = [
    ("formatted", "formatted"),
    ("street_address", "streetAddress"),
    ("locality", "locality"),
    ("region", "region"),
    ("postal_code", "postalCode"),
    ("country", "country"),
];

/// What a directory says about a user, as this server understands it.
#[derive(Debug, Default, PartialEq)]
pub struct Person {
    /// `userName`.
    pub user_name: String,
    /// The name to sign in with, if `userName` can be one. One with an `@` cannot.
    pub username: Option<String>,
    /// The address to sign in with.
    pub email: Option<String>,
    /// What to call them.
    pub name: Option<String>,
    /// `externalId`.
    pub external_id: Option<String>,
    /// Standard claims that have no column.
    pub claims: Map<String, Value>,
}

/// What a record means here. `fold` gives a text in Normalization Form KC and lower case.
///
/// # Errors
/// [`ScimError`]: nobody can have such a name.
pub fn person(record: &Map<String, Value>, fold: fn(&str) -> String) -> Result<Person, ScimError> {
    let user_name = record.get("userName").and_then(text_of);
    let user_name = user_name.and_then(one_line).ok_or(ScimError::Value(
        "userName must be 1 to 100 visible characters.",
    ))?;
    let external_id = record.get("externalId").and_then(text_of);
    if external_id.is_some_and(|id| !is_id(id)) {
        return Err(ScimError::Value(
            "externalId must be at most 255 characters, without controls.",
        ));
    }
    let profile = record.get("profileUrl").and_then(text_of);
    if profile.is_some_and(|text| !is_web_address(text)) {
        return Err(ScimError::Value(
            "profileUrl must be an address that begins with https:// or http://.",
        ));
    }
    let email = match primary(record, "emails").and_then(|it| it.get("value")?.as_str()) {
        Some(email) => {
            let email = chosen_name::email(email, fold);
            Some(email.map_err(|_| ScimError::Value("This is not an email address."))?)
        }
        None => chosen_name::email(&user_name, fold).ok(),
    };
    Ok(Person {
        username: chosen_name::username(&user_name, fold).ok(),
        email,
        name: name_of(record)?,
        external_id: external_id.map(str::to_owned),
        claims: claims(record),
        user_name,
    })
}

/// Whether something can be an `externalId`.
pub(super) fn is_id(text: &str) -> bool {
    text.chars().count() <= LONGEST_ID && !text.contains(char::is_control)
}

/// What they are called: `displayName`, or else their name.
fn name_of(record: &Map<String, Value>) -> Result<Option<String>, ScimError> {
    if let Some(name) = record.get("displayName").and_then(text_of) {
        let name = one_line(name);
        return match name {
            Some(name) => Ok(Some(name)),
            None => Err(ScimError::Value(
                "displayName must be 1 to 100 visible characters.",
            )),
        };
    }
    let part = |name: &str| record.get("name").and_then(|it| it.get(name)?.as_str());
    let both = [part("givenName"), part("familyName")];
    let both: Vec<&str> = both.into_iter().flatten().collect();
    let name = part("formatted").map_or_else(|| both.join(" "), str::to_owned);
    Ok(one_line(&name))
}

fn claims(record: &Map<String, Value>) -> Map<String, Value> {
    let mut claims = Map::new();
    // A value that does not fit into a claim is kept in the record only.
    for (claim, attribute, part) in CLAIMS {
        let value = record.get(attribute);
        let value = if part.is_empty() {
            value
        } else {
            value.and_then(|it| it.get(part))
        };
        let text = value.and_then(Value::as_str);
        let text = if claim == "profile" {
            text.map(str::to_owned)
        } else {
            text.and_then(one_line)
        };
        if let Some(text) = text {
            put(&mut claims, claim, text.into());
        }
    }
    let phone = primary(record, "phoneNumbers").and_then(|it| it.get("value")?.as_str());
    if let Some(phone) = phone.and_then(one_line) {
        put(&mut claims, "phone_number", phone.into());
    }
    if let Some(sent) = primary(record, "addresses") {
        let mut address = Map::new();
        for (claim, part) in ADDRESS {
            let text = sent.get(part).and_then(Value::as_str);
            if let Some(text) = text.filter(|text| is_seen(text)) {
                put(&mut address, claim, text.into());
            }
        }
        if !address.is_empty() {
            put(&mut claims, "address", Value::Object(address));
        }
    }
    claims
}

/// The value that is marked as the primary one, or else the first.
fn primary<'a>(record: &'a Map<String, Value>, name: &str) -> Option<&'a Map<String, Value>> {
    let values = record.get(name)?.as_array()?;
    let marked = values
        .iter()
        .find(|it| it.get("primary") == Some(&Value::Bool(true)));
    marked.or_else(|| values.first())?.as_object()
}

impl Person {
    /// If the directory does not say the username, the address or the name, and did not say it `before`, it stays as it is `stored`.
    pub fn keep(&mut self, before: &Self, stored: [Option<String>; 3]) {
        let said = [&mut self.username, &mut self.email, &mut self.name];
        let before = [&before.username, &before.email, &before.name];
        for ((said, before), stored) in said.into_iter().zip(before).zip(stored) {
            if said.is_none() && before.is_none() {
                *said = stored;
            }
        }
    }

    /// The claims from now on: those that the directory said `before` but no longer says go, and others stay. Nobody has proved an
    /// address or a number that differs from the stored one; `email` is the stored address.
    #[must_use]
    pub fn claims_after(
        &self,
        before: &Self,
        (stored, email): (&Map<String, Value>, Option<&str>),
    ) -> Map<String, Value> {
        let mut all = stored.clone();
        for name in before.claims.keys() {
            all.remove(name);
        }
        all.extend(self.claims.clone());
        if self.email.as_deref() != email {
            all.remove("email_verified");
        }
        if all.get("phone_number") != stored.get("phone_number") {
            all.remove("phone_number_verified");
        }
        all
    }
}
