//! What a program sends, as the form of the page would have sent it.

use http::StatusCode;
use serde_json::{Map, Value};

use crate::endpoint::http::problem::problem;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::{BadBody, Request};
use crate::protocol::params::Params;

/// What a member of the body is. Null is always nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text.
    Text,
}

/// The name of a member, and what it is.
pub(super) type Member = (&'static str, Kind);

/// The body, which has only these `members`.
///
/// # Errors
/// The problem that says why it cannot be read.
pub(super) fn receive(request: &Request, members: &[Member]) -> Result<Map<String, Value>, Reply> {
    let sent = object(request)?;
    for (name, value) in &sent {
        let kind = members.iter().find(|(known, _)| known == name);
        let wrong = match kind {
            None => "\" is unknown here.",
            Some((_, kind)) if text(*kind, value).is_none() => "\" is not of the right kind.",
            Some(_) => continue,
        };
        let detail = ["The member \"", name, wrong].concat();
        return Err(problem(request, StatusCode::BAD_REQUEST, &detail));
    }
    Ok(sent)
}

/// The fields of the form that would say the same. What was not `sent` is as it is `now`.
pub(super) fn form(members: &[Member], sent: &Map<String, Value>, now: &Value) -> Params {
    let mut fields = Vec::new();
    for (name, kind) in members {
        let value = sent.get(*name).or_else(|| now.get(*name));
        let text = text(*kind, value.unwrap_or(&Value::Null)).unwrap_or_default();
        fields.push(((*name).to_owned(), text));
    }
    Params::of(fields)
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
            let status = match bad {
                BadBody::OtherType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
                BadBody::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                BadBody::Broken | BadBody::Malformed(_) | BadBody::Repeated => {
                    StatusCode::BAD_REQUEST
                }
            };
            let detail = "The body is not JSON that can be read. Send it as application/json.";
            Err(problem(request, status, detail).because(bad.sentence()))
        }
    }
}

/// A value as a field of a form holds it. `None`: it is of another kind.
fn text(kind: Kind, value: &Value) -> Option<String> {
    let text = match (kind, value) {
        (_, Value::Null) => String::new(),
        (Kind::Text, Value::String(text)) => text.clone(),
        _ => return None,
    };
    // No form can hold one, and the database takes none.
    (!text.contains('\0')).then_some(text)
}
