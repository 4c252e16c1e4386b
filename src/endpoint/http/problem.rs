//! Problem details (RFC 9457): how the Admin API says no.

use http::StatusCode;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use serde_json::Value;

use super::reply::Reply;
use super::request::Request;
use crate::protocol::json::{members, put};

/// The media type of section 6.1.
const TYPE: &str = "application/problem+json";

/// What went wrong. The status alone says of what kind it is (section 4.2.1).
pub(crate) fn problem(request: &Request, status: StatusCode, detail: &str) -> Reply {
    problem_with(request, status, detail, None)
}

/// The same about a member of the body, if it is about one: a JSON pointer names it, as in the example of section 3.
pub(crate) fn problem_with(
    request: &Request,
    status: StatusCode,
    detail: &str,
    member: Option<&str>,
) -> Reply {
    let mut object = members! {
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or_default(),
        "status": status.as_u16(),
        "detail": detail,
        "instance": request.id.as_str(),
    };
    if let (Some(name), Value::Object(object)) = (member, &mut object) {
        let error = members! { "pointer": ["#/", name].concat(), "detail": detail };
        put(object, "errors", vec![error].into());
    }
    Reply::json(status, &object).of_type(TYPE).because(detail)
}

/// The same for what would have been a page.
pub(crate) fn instead_of(request: &Request, page: Reply) -> Reply {
    let mut kept = page.headers.iter();
    if kept.any(|(name, value)| *name == CONTENT_TYPE && value == TYPE) {
        return page;
    }
    let status = if page.status.is_redirection() {
        StatusCode::CONFLICT
    } else {
        page.status
    };
    // What troubles the server is for its owner.
    let reason = page.reason.clone().unwrap_or_default();
    let detail = match status.as_u16() {
        500.. => "The server has trouble; try again in a moment.",
        404 if reason.is_empty() => "There is no such thing.",
        429 => "Too many requests; wait as long as Retry-After says.",
        _ => reason.as_str(),
    };
    let mut reply = problem(request, status, detail);
    let wait = page.headers.iter().find(|(name, _)| *name == RETRY_AFTER);
    if let Some((name, value)) = wait {
        reply = reply.header(name.clone(), value.as_str());
    }
    reply.reason = page.reason.clone();
    reply.trouble = page.trouble;
    reply
}
