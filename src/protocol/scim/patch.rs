//! Changes (RFC 7644 section 3.5.2), and what Entra and Okta make of them: operations in capitals, values of many attributes at
//! once, and paths that name what is not there yet.

use serde_json::{Map, Value};

use super::attribute::canonical;
use super::error::ScimError;
use super::filter::{Condition, conditions, own};

/// How many operations one request may have.
const MOST: usize = 100;

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// `add`.
    Add,
    /// `replace`.
    Replace,
    /// `remove`.
    Remove,
}

/// Where it does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The attribute. `None`: one of which nothing is kept.
    pub attribute: Option<&'static str>,
    /// Which of its values.
    pub filter: Option<Vec<Condition>>,
    /// The part of it.
    pub part: Option<&'static str>,
}

/// An operation on one attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// What it does.
    pub op: Op,
    /// Where.
    pub path: Path,
    /// With what.
    pub value: Value,
}

/// Reads the operations of a request, each on one attribute.
///
/// # Errors
/// [`ScimError`].
pub fn operations(body: &Value) -> Result<Vec<Operation>, ScimError> {
    let object = body.as_object().ok_or(ScimError::Syntax)?;
    let listed = member(object, "Operations").and_then(Value::as_array);
    let listed = listed.ok_or(ScimError::Syntax)?;
    if listed.is_empty() || listed.len() > MOST {
        return Err(ScimError::Syntax);
    }
    let mut all = Vec::new();
    for one in listed {
        let one = one.as_object().ok_or(ScimError::Syntax)?;
        let op = member(one, "op").and_then(Value::as_str).and_then(op_of);
        let op = op.ok_or(ScimError::Syntax)?;
        let value = member(one, "value").cloned().unwrap_or_default();
        match member(one, "path") {
            Some(Value::String(path)) if !path.is_empty() => all.push(Operation {
                op,
                path: path_of(path)?,
                value,
            }),
            None | Some(Value::Null | Value::String(_)) if op != Op::Remove => {
                // RFC 7644 section 3.5.2.1: the value is an object of attributes. Entra writes paths as their names.
                let Value::Object(values) = value else {
                    return Err(ScimError::Value("The value must be an object."));
                };
                for (name, value) in values {
                    let path = path_of(&name)?;
                    all.push(Operation { op, path, value });
                }
            }
            _ => return Err(ScimError::Path),
        }
    }
    Ok(all)
}

/// A member by its name, in any case.
pub(super) fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let mut all = object.iter();
    let found = all.find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value)
}

fn op_of(text: &str) -> Option<Op> {
    let all = [
        ("add", Op::Add),
        ("replace", Op::Replace),
        ("remove", Op::Remove),
    ];
    let mut all = all.into_iter();
    let found = all.find(|(name, _)| name.eq_ignore_ascii_case(text));
    found.map(|(_, op)| op)
}

/// Reads `attribute`, `attribute.part`, `attribute[filter]` or `attribute[filter].part`.
fn path_of(text: &str) -> Result<Path, ScimError> {
    let text = own(text.trim());
    if text.starts_with("urn:") || text.starts_with("URN:") {
        // Of an extension.
        return Ok(Path {
            attribute: None,
            filter: None,
            part: None,
        });
    }
    let (attribute, filter, part) = match text.split_once('[') {
        None => match text.split_once('.') {
            Some((attribute, part)) => (attribute, None, part),
            None => (text, None, ""),
        },
        Some((attribute, rest)) => {
            let (filter, part) = rest.rsplit_once(']').ok_or(ScimError::Path)?;
            let filter = conditions(filter).ok_or(ScimError::Path)?;
            let part = match part {
                "" => "",
                part => part.strip_prefix('.').ok_or(ScimError::Path)?,
            };
            (attribute, Some(filter), part)
        }
    };
    if !attribute
        .bytes()
        .all(|it| it.is_ascii_alphanumeric() || b"$_-".contains(&it))
        || attribute.is_empty()
    {
        return Err(ScimError::Path);
    }
    let kept = part.is_empty() || canonical(part).is_some();
    Ok(Path {
        attribute: canonical(attribute).filter(|_| kept),
        filter,
        part: canonical(part),
    })
}
