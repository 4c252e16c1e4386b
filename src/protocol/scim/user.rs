//! Users (RFC 7643 section 4.1): what is kept of what a directory sends, and what it reads. [`super::person`] says what it means here.

use serde_json::{Map, Value};

use super::apply::MOST_VALUES;
use super::attribute::{MULTI_VALUED, TEXTS, canonical, flag, text_of};
use super::error::ScimError;
use super::patch::member;
use super::path::BASE;
use crate::protocol::issuer::Issuer;
use crate::protocol::json::{self, members, put};
use crate::protocol::timestamp::Timestamp;

/// The schema of a user.
const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// The longest record that is kept, in bytes.
const LONGEST_RECORD: usize = 8 * 1024;

/// What is kept of what was sent, in the spelling of RFC 7643, and whether they may sign in, if that was said.
///
/// # Errors
/// [`ScimError`].
pub fn record(sent: &Value) -> Result<(Map<String, Value>, Option<bool>), ScimError> {
    let sent = sent.as_object().ok_or(ScimError::Syntax)?;
    let mut kept = Map::new();
    for name in TEXTS {
        if let Some(text) = texts(member(sent, name), name)? {
            put(&mut kept, name, text);
        }
    }
    match member(sent, "name") {
        None | Some(Value::Null) => {}
        Some(Value::Object(parts)) => {
            let parts = kept_parts(parts)?;
            if !parts.is_empty() {
                put(&mut kept, "name", Value::Object(parts));
            }
        }
        Some(_) => return Err(ScimError::Value("name must be an object.")),
    }
    for name in MULTI_VALUED {
        let values = several(member(sent, name))?;
        if !values.is_empty() {
            put(&mut kept, name, Value::Array(values));
        }
    }
    let active = match member(sent, "active") {
        None | Some(Value::Null) => None,
        Some(value) => Some(flag(value).ok_or(ScimError::Value("active must be true or false."))?),
    };
    if json::write(&Value::Object(kept.clone())).len() > LONGEST_RECORD {
        return Err(ScimError::Value(
            "The user has more than 8 kB of attributes.",
        ));
    }
    Ok((kept, active))
}

/// A text; `None`: there is none.
fn texts(value: Option<&Value>, name: &'static str) -> Result<Option<Value>, ScimError> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(value @ Value::String(_)) => Ok(text_of(value).map(Value::from)),
        Some(_) => Err(ScimError::Value(match name {
            "userName" => "userName must be a text.",
            _ => "An attribute must be a text.",
        })),
    }
}

fn kept_parts(parts: &Map<String, Value>) -> Result<Map<String, Value>, ScimError> {
    let mut kept = Map::new();
    for (name, value) in parts {
        let value = match (canonical(name), value) {
            (Some("primary"), value) => match flag(value) {
                Some(flag) => Value::Bool(flag),
                None => continue,
            },
            (Some("$ref") | None, _) | (_, Value::Null) => continue,
            (Some(_), Value::String(text)) if text.is_empty() => continue,
            (Some(_), Value::String(text)) => text.as_str().into(),
            (Some(_), _) => return Err(ScimError::Value("A part of an attribute must be a text.")),
        };
        if let Some(name) = canonical(name) {
            put(&mut kept, name, value);
        }
    }
    Ok(kept)
}

fn several(value: Option<&Value>) -> Result<Vec<Value>, ScimError> {
    let values = match value {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(values)) => values.as_slice(),
        Some(one) => std::slice::from_ref(one),
    };
    if values.len() > MOST_VALUES {
        return Err(ScimError::Value("An attribute has too many values."));
    }
    let mut kept = Vec::new();
    for value in values {
        let parts = match value {
            Value::Object(parts) => kept_parts(parts)?,
            Value::Null => continue,
            _ => return Err(ScimError::Value("Each value must be an object.")),
        };
        // What has nothing but a type says nothing.
        if parts.keys().any(|name| name != "type" && name != "primary") {
            kept.push(Value::Object(parts));
        }
    }
    Ok(kept)
}

/// A user as their directory reads them.
#[must_use]
pub fn resource(
    (id, record, active): (&str, &Map<String, Value>, bool),
    (created, modified, version): (Timestamp, Timestamp, &str),
    issuer: &Issuer,
) -> Map<String, Value> {
    let mut all = Map::new();
    put(&mut all, "schemas", Value::Array(vec![SCHEMA.into()]));
    put(&mut all, "id", id.into());
    all.extend(record.clone());
    put(&mut all, "active", active.into());
    let meta = members! {
        "resourceType": "User",
        "created": moment(created),
        "lastModified": moment(modified),
        "location": issuer.url(&[BASE, "/Users/", id].concat()),
        "version": version,
    };
    put(&mut all, "meta", meta);
    all
}

/// A moment as `xsd:dateTime` (RFC 7643 section 2.3.5).
pub(super) fn moment(at: Timestamp) -> String {
    let (civil, seconds) = (at.civil(), at.0.rem_euclid(60));
    format!(
        "{}T{:02}:{:02}:{seconds:02}Z",
        at.day(),
        civil.hour,
        civil.minute
    )
}
