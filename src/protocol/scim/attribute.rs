//! The attributes that are kept of a user, in the spelling of RFC 7643: names of attributes are compared in any case (section 2.1).

use serde_json::Value;

/// Attributes of one text each.
pub(super) const TEXTS: [&str; 8] = [
    "userName",
    "externalId",
    "displayName",
    "nickName",
    "profileUrl",
    "preferredLanguage",
    "locale",
    "timezone",
];

/// Attributes with several values.
pub(super) const MULTI_VALUED: [&str; 3] = ["emails", "phoneNumbers", "addresses"];

/// What is in a name, an address, or one of several values.
pub(super) const PARTS: [&str; 16] = [
    "formatted",
    "familyName",
    "givenName",
    "middleName",
    "honorificPrefix",
    "honorificSuffix",
    "value",
    "display",
    "type",
    "primary",
    "streetAddress",
    "locality",
    "region",
    "postalCode",
    "country",
    "$ref",
];

/// The rest of those that are read.
const OTHERS: [&str; 4] = ["name", "active", "id", "members"];

/// The attribute of this name, as RFC 7643 spells it. `None`: nothing is kept of it.
pub(super) fn canonical(name: &str) -> Option<&'static str> {
    let all = [&TEXTS[..], &MULTI_VALUED, &PARTS, &OTHERS];
    let mut all = all.into_iter().flatten();
    all.find(|known| known.eq_ignore_ascii_case(name)).copied()
}

/// A text that is not empty.
pub(super) fn text_of(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

/// `true` or `false`. Entra sends them as texts too.
pub(super) fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}
