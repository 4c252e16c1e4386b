//! Requests in and replies out.

use std::rc::Rc;

use ::http::header::{ACCEPT_LANGUAGE, CONTENT_LENGTH, STRICT_TRANSPORT_SECURITY, USER_AGENT};
use ::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, ReadableStream, ReadableStreamDefaultReader, ResponseInit};

use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::{Body, LONGEST_BODY, Reader, Request};
use crate::protocol::login::{Agent, Device, Place};

use super::words;

/// A year, in seconds, which is what browsers ask of a host that means it.
const HSTS: &str = "max-age=31536000";

/// Reads a request, and no more of its body than an endpoint would.
pub(super) async fn read(raw: &web_sys::Request, id: String) -> Request {
    let url = raw.url();
    let (path, query) = split(&url);
    let headers = headers(&raw.headers());
    let (about, reader) = (Clone::clone(raw), Clone::clone(raw));
    Request {
        id,
        // Cloudflare passes requests on as they came, plain ones too.
        encrypted: url.starts_with("https:"),
        method: Request::method_of(&raw.method()),
        path: path.to_owned(),
        base: String::new(),
        look: None,
        query: query.to_owned(),
        body: body(raw, &headers).await.unwrap_or(Body::Broken),
        headers,
        device: Box::new(move || device(&about)),
        reader: Reader::new(
            Rc::new(move |ui_locales| {
                let header = reader.headers().get(ACCEPT_LANGUAGE.as_str());
                words::choose(ui_locales, header.ok().flatten().as_deref())
            }),
            words::part,
        ),
    }
}

/// What is known of the device that sent it. Cloudflare's own part of a request says where that is.
fn device(raw: &web_sys::Request) -> Device {
    let header = raw.headers().get(USER_AGENT.as_str()).ok().flatten();
    let place = Reflect::get(raw, &"cf".into()).unwrap_or_default();
    let part = |name: &str| Reflect::get(&place, &name.into()).ok()?.as_string();
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

/// Only the headers that an endpoint reads: each one crosses a border.
fn headers(raw: &Headers) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in Request::HEADERS.into_iter().chain([CONTENT_LENGTH]) {
        if let Ok(Some(value)) = raw.get(name.as_str())
            && let Ok(value) = HeaderValue::from_bytes(value.as_bytes())
        {
            headers.insert(name, value);
        }
    }
    headers
}

async fn body(raw: &web_sys::Request, headers: &HeaderMap) -> Result<Body, JsValue> {
    let Some(stream) = raw.body() else {
        return Ok(Body::Whole(Vec::new()));
    };
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > LONGEST_BODY) {
        return Ok(Body::TooLarge);
    }
    if announced.is_some() {
        let whole = Uint8Array::new(&JsFuture::from(raw.array_buffer()?).await?);
        let fits = whole.length() as usize <= LONGEST_BODY;
        return Ok(if fits {
            Body::Whole(whole.to_vec())
        } else {
            Body::TooLarge
        });
    }
    read_stream(&stream, LONGEST_BODY).await
}

/// Reads piece by piece: a body without a length may never end, and a Worker has only so much memory.
pub(super) async fn read_stream(stream: &ReadableStream, longest: usize) -> Result<Body, JsValue> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read()).await?;
        let value = Reflect::get(&piece, &"value".into())?;
        let Some(value) = value.dyn_ref::<Uint8Array>() else {
            return Ok(Body::Whole(bytes));
        };
        if bytes.len() + value.length() as usize > longest {
            // The sender may stop now.
            let _ = reader.cancel();
            return Ok(Body::TooLarge);
        }
        bytes.extend(value.to_vec());
    }
}

/// Writes a reply. `HEAD` gets its headers only (RFC 9110 section 9.3.2).
pub(super) fn write(
    request: &Request,
    reply: Reply,
    secure: bool,
) -> Result<web_sys::Response, JsValue> {
    let headers = Headers::new()?;
    let set = |name: &HeaderName, value: &str| headers.append(name.as_str(), value);
    for (name, value) in &reply.headers {
        set(name, value)?;
    }
    if secure {
        set(&STRICT_TRANSPORT_SECURITY, HSTS)?;
    }
    let init = ResponseInit::new();
    init.set_status(reply.status.as_u16());
    init.set_headers_headers(&headers);
    if !reply.bytes.is_empty() && request.method != Method::HEAD {
        let bytes = Uint8Array::from(reply.bytes.as_slice());
        return web_sys::Response::new_with_opt_js_u8_array_and_init(Some(&bytes), &init);
    }
    let body = match (&request.method, reply.status) {
        (&Method::HEAD, _) | (_, StatusCode::NO_CONTENT) => None,
        _ => Some(reply.body.as_str()),
    };
    web_sys::Response::new_with_opt_str_and_init(body, &init)
}
