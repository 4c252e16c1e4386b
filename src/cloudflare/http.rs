//! Requests in and replies out.

use std::rc::Rc;

use ::http::header::{ACCEPT_LANGUAGE, STRICT_TRANSPORT_SECURITY, USER_AGENT};
use ::http::{HeaderMap, HeaderValue, Method, StatusCode};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::border::{self, Answer, Settled};
use super::words;
use crate::endpoint::http::body::{Body, longest_body};
use crate::endpoint::http::reader::Reader;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::protocol::login::{Agent, Device, Place};

/// A year, in seconds, which is what browsers ask of a host that means it.
const HSTS: &str = "max-age=31536000";

/// The names of the headers that are read from each request.
#[wasm_bindgen]
#[allow(unreachable_pub, reason = "wasm-bindgen exports what is `pub`")]
#[must_use]
pub fn header_names() -> String {
    let mut names = String::new();
    for name in Request::HEADERS {
        if !names.is_empty() {
            names.push(' ');
        }
        names.push_str(name.as_str());
    }
    names
}

/// Reads a request, and no more of its body than an endpoint would.
pub(super) async fn read(raw: &JsValue, id: String) -> Request {
    let head = border::head(raw);
    let mut lines = head.split('\n');
    let mut line = || lines.next().unwrap_or_default();
    let (method, url, has_body) = (line(), line(), !line().is_empty());
    let (path, query) = split(url);
    let (about, reader) = (raw.clone(), raw.clone());
    Request {
        id,
        // Cloudflare passes requests on as they came, plain ones too.
        encrypted: url.starts_with("https:"),
        method: Request::method_of(method),
        path: path.to_owned(),
        base: String::new(),
        look: None,
        query: query.to_owned(),
        headers: headers(lines),
        body: if has_body {
            body(raw, longest_body(path)).await
        } else {
            Body::Whole(Vec::new())
        },
        device: Box::new(move || device(&about)),
        reader: Reader::new(
            Rc::new(move |ui_locales| {
                let header = border::header(&reader, ACCEPT_LANGUAGE.as_str());
                words::choose(ui_locales, header.as_deref())
            }),
            words::part,
        ),
    }
}

/// What is known of the device that sent it. Cloudflare's own part of a request says where that is.
fn device(raw: &JsValue) -> Device {
    let header = border::header(raw, USER_AGENT.as_str());
    let part = |name: &str| border::place(raw, name);
    Device {
        agent: Agent::of(&header.unwrap_or_default()),
        place: Place::told(part("city").as_deref(), part("country").as_deref()),
    }
}

/// Path and query of an absolute URL, as they were sent.
fn split(url: &str) -> (&str, &str) {
    let url = url.split('#').next().unwrap_or_default();
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = after_scheme.find('/').map_or("/", |at| &after_scheme[at..]);
    path.split_once('?').unwrap_or((path, ""))
}

/// The headers in these lines, each `name: value`.
fn headers<'a>(lines: impl Iterator<Item = &'a str>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in lines {
        let (sent, value) = line.split_once(": ").unwrap_or((line, ""));
        let known = Request::HEADERS.into_iter().find(|name| name == sent);
        if let (Some(name), Ok(value)) = (known, HeaderValue::from_bytes(value.as_bytes())) {
            headers.insert(name, value);
        }
    }
    headers
}

async fn body(raw: &JsValue, longest: usize) -> Body {
    match Answer::to(|number| border::body(raw, longest as u32, number)).await {
        Settled::Bytes(bytes) => Body::Whole(bytes),
        Settled::Nothing => Body::TooLarge,
        _ => Body::Broken,
    }
}

/// Headers as they cross the border: a line for each name, and one for its value. `None`: one of them contains a line break, and
/// would look like two.
pub(super) fn lines<'a>(headers: impl Iterator<Item = (&'a str, &'a str)>) -> Option<String> {
    let mut lines = String::new();
    for (name, value) in headers {
        if name.contains('\n') || value.contains('\n') {
            return None;
        }
        for line in [name, value] {
            lines.push_str(line);
            lines.push('\n');
        }
    }
    Some(lines)
}

/// Writes a reply. `HEAD` gets its headers only (RFC 9110 section 9.3.2). `None`: the runtime cannot write it.
pub(super) fn write(request: &Request, reply: &Reply, secure: bool) -> Option<JsValue> {
    let sent = reply.headers.iter();
    let sent = sent.map(|(name, value)| (name.as_str(), value.as_str()));
    let hsts = secure.then_some((STRICT_TRANSPORT_SECURITY.as_str(), HSTS));
    let headers = lines(sent.chain(hsts))?;
    let bodiless = request.method == Method::HEAD || reply.status == StatusCode::NO_CONTENT;
    let binary = !reply.bytes.is_empty();
    let text = (!bodiless && !binary).then_some(reply.body.as_str());
    let bytes = (!bodiless && binary).then_some(reply.bytes.as_slice());
    border::respond(reply.status.as_u16(), &headers, text, bytes).ok()
}
