//! Requests to other servers: the HTTP client that the `oauth2` crate is given.

use std::fmt;

use js_sys::Uint8Array;
use oauth2::{HttpRequest, HttpResponse};
use worker::{AbortSignal, Fetch, Headers, Method, Request, RequestInit, RequestRedirect};

/// How long another server may take, in milliseconds.
const PATIENCE: u32 = 10_000;

/// A request that got no answer: a sentence for the log.
#[derive(Debug)]
pub(super) struct NoAnswer(pub(super) String);

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoAnswer {}

/// Sends a request. Never follows a redirect: it might carry a secret elsewhere.
pub(super) async fn send(request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
    let url = request.uri().to_string();
    let trouble = |error: &dyn fmt::Display| NoAnswer(format!("{url} did not answer: {error}"));
    let headers = Headers::new();
    for (name, value) in request.headers() {
        let value = value.to_str().map_err(|error| trouble(&error))?;
        headers
            .append(name.as_str(), value)
            .map_err(|error| trouble(&error))?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::from(request.method().as_str().to_owned()))
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual);
    if !request.body().is_empty() {
        init.with_body(Some(Uint8Array::from(request.body().as_slice()).into()));
    }
    let request = Request::new_with_init(&url, &init).map_err(|error| trouble(&error))?;
    let deadline = AbortSignal::from(web_sys::AbortSignal::timeout_with_u32(PATIENCE));
    let mut response = Fetch::Request(request)
        .send_with_signal(&deadline)
        .await
        .map_err(|error| trouble(&error))?;
    let mut builder = http::Response::builder().status(response.status_code());
    for name in [http::header::CONTENT_TYPE, http::header::WWW_AUTHENTICATE] {
        if let Ok(Some(value)) = response.headers().get(name.as_str()) {
            builder = builder.header(name, value);
        }
    }
    let body = response.bytes().await.map_err(|error| trouble(&error))?;
    builder.body(body).map_err(|error| trouble(&error))
}

/// A GET, with an access token if there is one.
pub(super) async fn load(url: &str, access_token: Option<&str>) -> Result<HttpResponse, NoAnswer> {
    let mut request = http::Request::get(url).header(http::header::ACCEPT, "application/json");
    if let Some(token) = access_token {
        request = request.header(http::header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let request = request
        .body(Vec::new())
        .map_err(|error| NoAnswer(format!("{url} cannot be asked: {error}")))?;
    send(request).await
}
