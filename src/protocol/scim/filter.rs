//! Filters (RFC 7644 section 3.4.2.2), as far as directories send them: `eq`, and `and`.

use serde_json::{Map, Value};

use super::attribute::{canonical, text_of};
use crate::protocol::json;

/// How many conditions a filter may have.
const MOST: usize = 4;

/// An attribute that must have this value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Its name, such as `userName` or `emails.value`.
    pub attribute: String,
    /// What it must be. A boolean is its word.
    pub value: String,
}

/// Reads a filter. `None`: it cannot be read, or is more than is evaluated here.
#[must_use]
pub fn conditions(filter: &str) -> Option<Vec<Condition>> {
    let mut rest = filter.trim();
    let mut all = Vec::new();
    loop {
        let (attribute, after) = split_attribute(rest)?;
        let after = keyword(after, "eq")?;
        let (value, after) = split_value(after)?;
        all.push(Condition {
            attribute: attribute_of(attribute)?,
            value,
        });
        let after = after.trim_start();
        if after.is_empty() {
            return Some(all);
        }
        rest = keyword(after, "and")?;
        if all.len() == MOST {
            return None;
        }
    }
}

/// Up to the next space that is in no brackets.
fn split_attribute(text: &str) -> Option<(&str, &str)> {
    let (mut inside, mut quoted) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'[' if !quoted => inside = true,
            b']' if !quoted => inside = false,
            b' ' if !inside && !quoted => return text.split_at_checked(at),
            _ => {}
        }
    }
    None
}

/// The attribute without its schema, and without what stands in brackets: of several values any may match.
fn attribute_of(text: &str) -> Option<String> {
    let text = own(text);
    let (before, after) = match text.split_once('[') {
        Some((before, rest)) => (before, rest.rsplit_once(']')?.1),
        None => (text, ""),
    };
    let plain = [before, after].concat();
    let mut name = String::new();
    for part in plain.split('.') {
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(canonical(part)?);
    }
    Some(name)
}

/// Without the name of the schema that every user or group has.
pub(super) fn own(text: &str) -> &str {
    const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:";
    let begins = text
        .split_at_checked(CORE.len())
        .filter(|(begin, _)| begin.eq_ignore_ascii_case(CORE));
    match begins.and_then(|(_, rest)| rest.split_once(':')) {
        Some((_, attribute)) => attribute,
        None => text,
    }
}

fn keyword<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (begin, rest) = text.trim_start().split_at_checked(word.len())?;
    (begin.eq_ignore_ascii_case(word) && rest.starts_with(' ')).then(|| rest.trim_start())
}

/// A text in quotes, `true` or `false`, and what follows.
fn split_value(text: &str) -> Option<(String, &str)> {
    let Some(rest) = text.strip_prefix('"') else {
        let end = text.find(' ').unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        let known = ["true", "false"].into_iter();
        let mut known = known.filter(|known| known.eq_ignore_ascii_case(word));
        return Some((known.next()?.to_owned(), rest));
    };
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => {
                // Both quotes are one byte.
                let (value, rest) = text.split_at_checked(at + 2)?;
                return Some((json::parse(value)?.as_str()?.to_owned(), rest));
            }
            _ => {}
        }
    }
    None
}

/// Whether one of several values is what the conditions say.
pub(super) fn matches(conditions: &[Condition], element: &Map<String, Value>) -> bool {
    conditions.iter().all(|condition| {
        let value = element.get(&condition.attribute);
        match value {
            Some(Value::Bool(flag)) => condition.value == flag.to_string(),
            Some(value) => {
                text_of(value).is_some_and(|text| text.eq_ignore_ascii_case(&condition.value))
            }
            None => false,
        }
    })
}
