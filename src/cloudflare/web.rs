//! [`Web`] over the runtime's `fetch`.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestInit, Response};

use super::Edge;
use super::http::read_stream;
use crate::endpoint::http::request::Body;
use crate::platform::{Fetched, Web};

/// How long an answer may take, in milliseconds: a person waits for a document, and after its answer to a
/// person a Worker has half a minute.
const PATIENCE: u32 = 5000;

impl Web for Edge {
    async fn fetch(&self, url: &str, longest: usize) -> Option<Fetched> {
        fetch(url, longest).await.ok().flatten()
    }

    async fn post(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        body: &str,
        longest: usize,
    ) -> Option<(u16, Vec<u8>)> {
        answer(url, headers, Some(body), longest).await
    }

    async fn fetch_with(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        longest: usize,
    ) -> Option<(u16, Vec<u8>)> {
        answer(url, headers, None, longest).await
    }
}

async fn answer(
    url: &str,
    headers: &[(&str, &str)],
    body: Option<&str>,
    longest: usize,
) -> Option<(u16, Vec<u8>)> {
    let response = ask(url, headers, body).await.ok()?;
    let status = response.status();
    let stream = match response.body() {
        Some(stream) if longest > 0 => stream,
        _ => {
            unread(&response);
            return Some((status, Vec::new()));
        }
    };
    Some(match read_stream(&stream, longest).await {
        Ok(Body::Whole(body)) => (status, body),
        Ok(Body::TooLarge | Body::Broken) | Err(_) => (status, Vec::new()),
    })
}

async fn ask(url: &str, headers: &[(&str, &str)], body: Option<&str>) -> Result<Response, JsValue> {
    let init = RequestInit::new();
    if let Some(body) = body {
        init.set_method("POST");
        init.set_body(&JsValue::from_str(body));
    }
    let sent = Headers::new()?;
    for (name, value) in headers {
        sent.set(name, value)?;
    }
    send(url, &init, &sent).await
}

/// An unread body would keep its connection open.
fn unread(response: &Response) {
    if let Some(stream) = response.body() {
        let _ = stream.cancel();
    }
}

async fn send(url: &str, init: &RequestInit, headers: &Headers) -> Result<Response, JsValue> {
    // A redirect, if followed, could lead from a public address to any other.
    Reflect::set(init, &"redirect".into(), &"manual".into())?;
    init.set_headers_headers(headers);
    let signal = AbortSignal::timeout_with_u32(PATIENCE);
    init.set_signal(Some(&signal));

    let global = js_sys::global();
    let fetch: Function = Reflect::get(&global, &"fetch".into())?.unchecked_into();
    let promise: Promise = fetch
        .call2(&global, &JsValue::from_str(url), init)?
        .unchecked_into();
    Ok(JsFuture::from(promise).await?.unchecked_into())
}

async fn fetch(url: &str, longest: usize) -> Result<Option<Fetched>, JsValue> {
    let headers = Headers::new()?;
    headers.set("Accept", "application/json")?;
    let response = send(url, &RequestInit::new(), &headers).await?;
    if response.status() != 200 {
        unread(&response);
        return Ok(None);
    }
    let headers = response.headers();
    let content_type = headers.get("Content-Type")?.unwrap_or_default();
    let cache_control = headers.get("Cache-Control")?;
    let Some(stream) = response.body() else {
        return Ok(None);
    };
    Ok(match read_stream(&stream, longest).await? {
        Body::Whole(body) => Some(Fetched {
            content_type,
            cache_control,
            body,
        }),
        Body::TooLarge | Body::Broken => None,
    })
}
