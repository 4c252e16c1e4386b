//! What an operation does to a user (RFC 7644 section 3.5.2).

use serde_json::{Map, Value};

use super::attribute::{MULTI_VALUED, canonical, flag};
use super::error::ScimError;
use super::filter::matches;
use super::patch::{Op, Operation, Path, member};
use crate::protocol::json::put;

/// How many values an attribute may have.
pub(super) const MOST_VALUES: usize = 10;

/// Does one operation to a user.
///
/// # Errors
/// [`ScimError`].
pub fn apply(resource: &mut Map<String, Value>, operation: &Operation) -> Result<(), ScimError> {
    let Operation { op, path, value } = operation;
    let Some(name) = path.attribute else {
        return Ok(());
    };
    if MULTI_VALUED.contains(&name) {
        let values = resource
            .entry(name)
            .or_insert_with(|| Value::Array(Vec::new()));
        let Value::Array(values) = values else {
            return Err(ScimError::Syntax);
        };
        apply_to_values(values, operation);
        // One is enough, however often it is sent.
        if values.len() > MOST_VALUES {
            return Err(ScimError::Value("An attribute has too many values."));
        }
        return Ok(());
    }
    if path.filter.is_some() {
        return Err(ScimError::Path);
    }
    match (path.part, op, value) {
        (None, Op::Remove, _) => {
            resource.remove(name);
        }
        (None, _, Value::Object(parts)) if name == "name" => {
            for (part, value) in parts {
                if let Some(part) = canonical(part) {
                    put(inner(resource, name)?, part, value.clone());
                }
            }
        }
        (None, _, value) => put(resource, name, value.clone()),
        (Some(part), Op::Remove, _) => {
            inner(resource, name)?.remove(part);
        }
        (Some(part), _, value) => put(inner(resource, name)?, part, value.clone()),
    }
    Ok(())
}

/// The parts of an attribute, which is made if it is not there.
fn inner<'a>(
    resource: &'a mut Map<String, Value>,
    name: &str,
) -> Result<&'a mut Map<String, Value>, ScimError> {
    let value = resource
        .entry(name)
        .or_insert_with(|| Value::Object(Map::new()));
    value.as_object_mut().ok_or(ScimError::Path)
}

fn apply_to_values(values: &mut Vec<Value>, Operation { op, path, value }: &Operation) {
    let meant = |element: &Value| match (&path.filter, element) {
        (Some(filter), Value::Object(parts)) => matches(filter, parts),
        (None, _) => true,
        _ => false,
    };
    match (op, path.part) {
        (Op::Remove, Some(part)) => {
            for element in values.iter_mut().filter(|it| meant(it)) {
                if let Value::Object(parts) = element {
                    parts.remove(part);
                }
            }
        }
        (Op::Remove, None) => values.retain(|element| {
            // Entra names the values to be removed, though RFC 7644 has no such thing.
            let named = match value {
                Value::Array(all) if !all.is_empty() => all.iter().any(|it| same(it, element)),
                Value::Object(_) => same(value, element),
                _ => true,
            };
            !(meant(element) && named)
        }),
        (_, Some(part)) => {
            let mut one = Map::new();
            put(&mut one, part, value.clone());
            merge(values, &meant, one, path);
        }
        (_, None) if path.filter.is_some() => {
            if let Value::Object(parts) = value {
                merge(values, &meant, spelled(parts), path);
            }
        }
        (op, None) => {
            if *op == Op::Replace {
                values.clear();
            }
            let sent = match value {
                Value::Array(all) => all.as_slice(),
                one => std::slice::from_ref(one),
            };
            for element in sent {
                let element = match element {
                    Value::Object(parts) => Value::Object(spelled(parts)),
                    other => other.clone(),
                };
                if is_primary(&element) {
                    unmake_primary(values);
                }
                if !values.contains(&element) {
                    values.push(element);
                }
            }
        }
    }
}

/// Puts parts into the values that are meant. Where there is none, it is made: directories expect that.
fn merge(
    values: &mut Vec<Value>,
    meant: &dyn Fn(&Value) -> bool,
    parts: Map<String, Value>,
    path: &Path,
) {
    let mut found = false;
    for element in values.iter_mut().filter(|it| meant(it)) {
        if let Value::Object(old) = element {
            found = true;
            for (name, value) in &parts {
                put(old, name, value.clone());
            }
        }
    }
    if found {
        return;
    }
    let mut made = Map::new();
    for condition in path.filter.iter().flatten() {
        let value = match condition.value.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            text => Value::from(text),
        };
        put(&mut made, &condition.attribute, value);
    }
    made.extend(parts);
    let made = Value::Object(made);
    if is_primary(&made) {
        unmake_primary(values);
    }
    values.push(made);
}

/// RFC 7644 section 3.5.2: when one value becomes the primary one, the others are no more.
fn unmake_primary(values: &mut [Value]) {
    for value in values.iter_mut().filter_map(Value::as_object_mut) {
        value.remove("primary");
    }
}

fn is_primary(element: &Value) -> bool {
    element.get("primary").and_then(flag) == Some(true)
}

fn same(one: &Value, other: &Value) -> bool {
    let value = |it: &Value| it.as_object().and_then(|it| member(it, "value").cloned());
    one == other || (value(one).is_some() && value(one) == value(other))
}

/// The parts that are kept, as they are spelled.
fn spelled(parts: &Map<String, Value>) -> Map<String, Value> {
    let mut all = Map::new();
    for (name, value) in parts {
        if let Some(name) = canonical(name) {
            put(&mut all, name, value.clone());
        }
    }
    all
}
