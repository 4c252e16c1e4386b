//! Groups (RFC 7643 section 4.2): what they are called, and who is in them.

use serde_json::{Map, Value};

use super::attribute::text_of;
use super::error::ScimError;
use super::patch::{Op, Operation, member};
use super::path::BASE;
use super::person::is_id;
use super::user::moment;
use crate::protocol::display_name::one_line;
use crate::protocol::group::parse_name;
use crate::protocol::issuer::Issuer;
use crate::protocol::json::{members, put};
use crate::protocol::timestamp::Timestamp;

/// How many members one request may name, and how many one answer shows: each costs some rows to read.
pub const MOST_MEMBERS: usize = 500;

const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// What changes about a group.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct GroupChange {
    /// Its `displayName`.
    pub display_name: Option<String>,
    /// Its `externalId`, or that there is none.
    pub external_id: Option<Option<String>>,
    /// Whoever is in it now goes first.
    pub replaces: bool,
    /// The ids of those who come.
    pub add: Vec<String>,
    /// The ids of those who go.
    pub remove: Vec<String>,
}

/// What a directory calls a group.
///
/// # Errors
/// [`ScimError`].
pub fn display_name(value: Option<&Value>) -> Result<String, ScimError> {
    let name = value.and_then(text_of).and_then(one_line);
    name.ok_or(ScimError::Value(
        "displayName must be 1 to 100 visible characters.",
    ))
}

/// What apps are told instead: they write the name into rules, so it has only plain characters. Every run of others is a `-`.
/// A name without any plain letter or digit is that of its `id`.
#[must_use]
pub fn claim_name(display_name: &str, id: &str) -> String {
    let mut name = String::new();
    for character in display_name.chars() {
        let plain = character.is_ascii_alphanumeric() || "._:/@".contains(character);
        if plain {
            name.push(character);
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_matches(|it: char| !it.is_ascii_alphanumeric());
    let name = name.get(..64).unwrap_or(name).trim_end_matches('-');
    match parse_name(name) {
        Ok(name) => name.to_owned(),
        Err(_) => ["group-", id.get(..8).unwrap_or(id)].concat(),
    }
}

fn external_id(value: Option<&Value>) -> Result<Option<String>, ScimError> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if is_id(text) => {
            Ok(Some(text.clone()).filter(|text| !text.is_empty()))
        }
        Some(_) => Err(ScimError::Value(
            "externalId must be at most 255 characters, without controls.",
        )),
    }
}

/// The whole group, as it is made or replaced.
///
/// # Errors
/// [`ScimError`].
pub fn changes_to(sent: &Value) -> Result<GroupChange, ScimError> {
    let sent = sent.as_object().ok_or(ScimError::Syntax)?;
    let mut change = GroupChange {
        display_name: Some(display_name(member(sent, "displayName"))?),
        external_id: Some(external_id(member(sent, "externalId"))?),
        replaces: true,
        ..GroupChange::default()
    };
    join(&mut change.add, member(sent, "members"))?;
    bounded(change)
}

/// What operations change.
///
/// # Errors
/// [`ScimError`].
pub fn changes(operations: &[Operation]) -> Result<GroupChange, ScimError> {
    let mut change = GroupChange::default();
    for Operation { op, path, value } in operations {
        match (path.attribute, op) {
            (Some("displayName"), Op::Remove) => {
                return Err(ScimError::Value("A group must have a displayName."));
            }
            (Some("displayName"), _) => change.display_name = Some(display_name(Some(value))?),
            (Some("externalId"), Op::Remove) => change.external_id = Some(None),
            (Some("externalId"), _) => change.external_id = Some(external_id(Some(value))?),
            (Some("members"), op) => {
                change_members(&mut change, *op, path.filter.as_deref(), value)?
            }
            _ => {}
        }
    }
    bounded(change)
}

fn change_members(
    change: &mut GroupChange,
    op: Op,
    filter: Option<&[super::filter::Condition]>,
    value: &Value,
) -> Result<(), ScimError> {
    // `members[value eq "…"]`
    let named = match filter {
        Some([one]) if one.attribute == "value" => Some(one.value.clone()),
        None => None,
        Some(_) => return Err(ScimError::Path),
    };
    let mut ids = Vec::from_iter(named);
    if ids.is_empty() {
        join(&mut ids, Some(value))?;
    }
    match op {
        Op::Remove if ids.is_empty() && filter.is_none() => {
            (change.replaces, change.add, change.remove) = (true, Vec::new(), Vec::new());
        }
        Op::Remove => {
            change.add.retain(|id| !ids.contains(id));
            put_all(&mut change.remove, ids);
        }
        Op::Add | Op::Replace => {
            if op == Op::Replace && filter.is_none() {
                (change.replaces, change.add, change.remove) = (true, Vec::new(), Vec::new());
            }
            change.remove.retain(|id| !ids.contains(id));
            put_all(&mut change.add, ids);
        }
    }
    Ok(())
}

fn put_all(all: &mut Vec<String>, ids: Vec<String>) {
    for id in ids {
        if !all.contains(&id) {
            all.push(id);
        }
    }
}

/// The ids of members.
fn join(all: &mut Vec<String>, value: Option<&Value>) -> Result<(), ScimError> {
    let values = match value {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::Array(values)) => values.as_slice(),
        Some(one) => std::slice::from_ref(one),
    };
    if values.len() > MOST_MEMBERS {
        return Err(ScimError::TooMany);
    }
    let mut ids = Vec::new();
    for value in values {
        let id = match value {
            Value::Object(parts) => member(parts, "value").and_then(text_of),
            _ => None,
        };
        let id = id.ok_or(ScimError::Value(
            "Each member must be an object with a value.",
        ))?;
        ids.push(id.to_owned());
    }
    put_all(all, ids);
    Ok(())
}

fn bounded(change: GroupChange) -> Result<GroupChange, ScimError> {
    if change.add.len() + change.remove.len() > MOST_MEMBERS {
        return Err(ScimError::TooMany);
    }
    Ok(change)
}

/// A group as its directory reads it.
pub(crate) fn resource(
    (id, display_name, external_id): (&str, &str, Option<&str>),
    (created, members): (Timestamp, Option<&[String]>),
    issuer: &Issuer,
) -> Map<String, Value> {
    let mut all = Map::new();
    put(&mut all, "schemas", Value::Array(vec![SCHEMA.into()]));
    put(&mut all, "id", id.into());
    put(&mut all, "displayName", display_name.into());
    if let Some(external_id) = external_id {
        put(&mut all, "externalId", external_id.into());
    }
    if let Some(ids) = members {
        let mut listed = Vec::new();
        for id in ids {
            let address = issuer.url(&[BASE, "/Users/", id].concat());
            listed.push(members! { "value": id.as_str(), "$ref": address, "type": "User" });
        }
        put(&mut all, "members", Value::Array(listed));
    }
    let meta = members! {
        "resourceType": "Group",
        "created": moment(created),
        "location": issuer.url(&[BASE, "/Groups/", id].concat()),
    };
    put(&mut all, "meta", meta);
    all
}
