//! What a program sends, as the form of the page would have sent it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use serde_json::{Map, Value};

use crate::endpoint::http::body::BadBody;
use crate::endpoint::http::problem::{problem, problem_with};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::protocol::json::{self, put, write};
use crate::protocol::lifetime::Written;
use crate::protocol::params::Params;
use crate::protocol::{own_claims, standard_claims};

/// What a member of the body is. Null is always nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text.
    Text,
    /// One of these texts.
    Among(&'static [&'static str]),
    /// Some texts, each a line of the form.
    List,
    /// Yes or no: a box that is ticked.
    Flag,
    /// A whole number.
    Number,
    /// The same, one of these.
    NumberAmong(&'static [&'static str]),
    /// How long something lives, in seconds.
    Seconds,
    /// An object, which the form has as JSON.
    Object,
    /// Standard claims, which a patch changes one by one.
    Claims,
    /// The same of the owner's own claims.
    OwnClaims,
    /// A picture, which is the whole body and not JSON. The form has it in base64.
    Picture,
}

/// The name of a member, and what it is.
pub(super) type Member = (&'static str, Kind);

/// The body: JSON with only these `members`, or a picture if that is the only member.
///
/// # Errors
/// The problem that says why it cannot be read.
pub(super) fn receive(request: &Request, members: &[Member]) -> Result<Map<String, Value>, Reply> {
    if let [(name, Kind::Picture)] = members {
        return picture(request, name);
    }
    let sent = object(request)?;
    for (name, value) in &sent {
        let kind = members.iter().find(|(known, _)| known == name);
        let wrong = match kind {
            None => "\" is unknown here.",
            Some((_, kind)) if text(*kind, value, &Value::Null).is_none() => {
                "\" is not of the right kind."
            }
            Some(_) => continue,
        };
        let detail = ["The member \"", name, wrong].concat();
        let status = StatusCode::BAD_REQUEST;
        let known = kind.map(|(name, _)| *name);
        return Err(problem_with(request, status, &detail, known));
    }
    Ok(sent)
}

/// The fields of the form that would say the same. What was not `sent` is as it is `now`.
///
/// # Errors
/// The member that no form could have.
pub(super) fn form(
    members: &[Member],
    sent: &Map<String, Value>,
    now: &Value,
) -> Result<Params, &'static str> {
    let mut fields = Vec::new();
    for (name, kind) in members {
        let before = now.get(*name).unwrap_or(&Value::Null);
        let value = sent.get(*name).unwrap_or(before);
        let text = text(*kind, value, before).ok_or(*name)?;
        fields.push(((*name).to_owned(), text));
    }
    Ok(Params::of(fields))
}

fn object(request: &Request) -> Result<Map<String, Value>, Reply> {
    if request.has_no_body() {
        return Ok(Map::new());
    }
    match request.json() {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => {
            let detail = "The body is JSON, but not an object.";
            Err(problem(request, StatusCode::BAD_REQUEST, detail))
        }
        Err(bad) => {
            let detail = "The body is not JSON that can be read. Send it as application/json.";
            Err(unreadable(request, bad, detail))
        }
    }
}

/// The body, which is a picture.
fn picture(request: &Request, name: &str) -> Result<Map<String, Value>, Reply> {
    match request.bytes_of(&["image/png", "image/webp"]) {
        Ok(bytes) => {
            let mut sent = Map::new();
            put(&mut sent, name, STANDARD.encode(bytes).into());
            Ok(sent)
        }
        Err(bad) => {
            let detail = "The body must be a PNG or WebP file of at most 64 kB. Send it as image/png or image/webp.";
            Err(unreadable(request, bad, detail))
        }
    }
}

fn unreadable(request: &Request, bad: BadBody, detail: &str) -> Reply {
    let status = match bad {
        BadBody::OtherType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        BadBody::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        BadBody::Broken | BadBody::Malformed(_) | BadBody::Repeated => StatusCode::BAD_REQUEST,
    };
    problem(request, status, detail).because(bad.sentence())
}

/// A value as a field of a form holds it, where there is one `before`. `None`: it is of another kind.
fn text(kind: Kind, value: &Value, before: &Value) -> Option<String> {
    let text = match (kind, value) {
        (_, Value::Null) => String::new(),
        (Kind::Text | Kind::Picture, Value::String(text)) => text.clone(),
        (Kind::Among(known), Value::String(text)) => known
            .iter()
            .find(|it| *it == text)
            .map(|it| (*it).to_owned())?,
        (Kind::List, Value::Array(all)) => lines(all)?,
        (Kind::Flag, Value::Bool(flag)) => if *flag { "1" } else { "" }.to_owned(),
        (Kind::Number, Value::Number(_)) => value.as_u64()?.to_string(),
        (Kind::NumberAmong(known), Value::Number(_)) => {
            let text = value.as_u64()?.to_string();
            Some(text).filter(|text| known.contains(&text.as_str()))?
        }
        (Kind::Seconds, Value::Number(_)) => {
            Written(u32::try_from(value.as_u64()?).ok()?).to_string()
        }
        (Kind::Object, Value::Object(_)) => write(value),
        (Kind::Claims, Value::Object(sent)) => standard(&patched(before, sent)?, before)?,
        (Kind::OwnClaims, Value::Object(sent)) => own_claims::write_lines(&patched(before, sent)?),
        _ => return None,
    };
    // No form can hold one, and the database takes none.
    (!text.contains('\0')).then_some(text)
}

/// Texts, each a line. None is several lines itself.
fn lines(all: &[Value]) -> Option<String> {
    let mut text = String::new();
    for one in all {
        let one = one.as_str().filter(|one| is_line(one))?;
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(one);
    }
    Some(text)
}

fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains(char::is_control)
}

/// An object with what a patch changes (RFC 7396). `None`: a name cannot be that of a claim.
fn patched(before: &Value, sent: &Map<String, Value>) -> Option<Map<String, Value>> {
    let mut all = before.as_object().cloned().unwrap_or_default();
    for (name, value) in sent {
        if !is_line(name) || name.contains('=') || name.trim() != name {
            return None;
        }
        if value.is_null() {
            all.remove(name);
        } else {
            let value = json::merged(all.get(name), value);
            all.insert(name.clone(), value);
        }
    }
    Some(all)
}

/// Standard claims, a line each. Those that cannot be set are left out as long as they are what they were.
fn standard(claims: &Map<String, Value>, before: &Value) -> Option<String> {
    let mut text = String::new();
    for (name, value) in claims {
        let can_be_set = standard_claims::put(&mut Map::new(), name, "").is_ok();
        if !can_be_set && before.get(name) == Some(value) {
            continue;
        }
        let written = match value {
            Value::String(one) => Some(one.clone()).filter(|one| is_line(one))?,
            value => write(value),
        };
        for part in [name, "=", &written, "\n"] {
            text.push_str(part);
        }
    }
    Some(text)
}
