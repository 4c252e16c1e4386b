//! What a program sends, as the form of the page would have sent it.

use http::StatusCode;
use serde_json::{Map, Value};

use crate::endpoint::http::problem::problem;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::{BadBody, Request};
use crate::protocol::params::Params;

/// The body, which has only these `members`, each of which a field can hold.
///
/// # Errors
/// The problem that says why it cannot be read.
pub(super) fn receive(request: &Request, members: &[&str]) -> Result<Map<String, Value>, Reply> {
    let sent = object(request)?;
    for (name, value) in &sent {
        let wrong = if !members.contains(&name.as_str()) {
            "\" is unknown here."
        } else if text(value).is_none() {
            "\" is not of the right kind."
        } else {
            continue;
        };
        let detail = ["The member \"", name, wrong].concat();
        return Err(problem(request, StatusCode::BAD_REQUEST, &detail));
    }
    Ok(sent)
}

/// The fields of the form that would say the same. What was not `sent` is as it is `now`.
pub(super) fn form(members: &[&str], sent: &Map<String, Value>, now: &Value) -> Params {
    let mut fields = Vec::new();
    for name in members {
        let value = sent.get(*name).or_else(|| now.get(*name));
        let text = text(value.unwrap_or(&Value::Null)).unwrap_or_default();
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

/// A value as a field of a form holds it. A list has a line for each.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null | Value::Bool(false) => String::new(),
        Value::Bool(true) => "on".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(all) => {
            let lines: Option<Vec<&str>> = all.iter().map(Value::as_str).collect();
            lines?.join("\n")
        }
        Value::Object(_) => return None,
    };
    // No form can hold one, and the database takes none.
    (!text.contains('\0')).then_some(text)
}
