//! Every kind of answer, with the headers that it must have.

use askama::Template;
use http::StatusCode;
use worker::{Headers, Response, ResponseBuilder, Result, console_error};

use crate::page::{Flash, Problem, WayOn};
use crate::session::{COOKIE, FLASH_COOKIE, set_cookie};

/// How soon the next page must be opened to show a flash, in seconds.
const FLASH_SECONDS: u32 = 60;

/// An answer.
pub(super) struct Reply {
    status: StatusCode,
    content_type: &'static str,
    cache: &'static str,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Reply {
    fn new(status: StatusCode, content_type: &'static str, body: String) -> Self {
        Self {
            status,
            content_type,
            cache: "no-store",
            headers: Vec::new(),
            body,
        }
    }

    pub(super) fn page(status: StatusCode, page: &impl Template) -> Self {
        match page.render() {
            Ok(body) => Self::new(status, "text/html; charset=utf-8", body),
            Err(error) => {
                log(&format!("a page could not be rendered: {error}"));
                let body = "This page could not be made.".to_owned();
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "text/plain; charset=utf-8",
                    body,
                )
            }
        }
    }

    pub(super) fn problem(status: StatusCode, problem: &Problem) -> Self {
        Self::page(status, problem)
    }

    /// The style sheet, whose address changes with its content.
    pub(super) fn style(style: &str) -> Self {
        let mut reply = Self::new(StatusCode::OK, "text/css; charset=utf-8", style.to_owned());
        reply.cache = "public, max-age=31536000, immutable";
        reply
    }

    /// 303: the browser goes there with GET, so that a reload repeats nothing.
    pub(super) fn redirect(location: &str) -> Self {
        Self::new(
            StatusCode::SEE_OTHER,
            "text/plain; charset=utf-8",
            String::new(),
        )
        .header("location", location.to_owned())
    }

    /// 303 to the start page, which is to say something.
    pub(super) fn home(flash: Flash) -> Self {
        Self::to("/", flash)
    }

    /// 303 to an address from which the browser comes back to the start page, which is to say something.
    pub(super) fn to(location: &str, flash: Flash) -> Self {
        Self::redirect(location).header(
            "set-cookie",
            set_cookie(FLASH_COOKIE, flash.word(), FLASH_SECONDS),
        )
    }

    /// 200 and nothing else, for a server.
    pub(super) fn done() -> Self {
        Self::new(StatusCode::OK, "text/plain; charset=utf-8", String::new())
    }

    /// Back-Channel Logout 1.0 section 2.8.
    pub(super) fn bad_logout(description: &str) -> Self {
        let error = serde_json::json!({
            "error": "invalid_request", "error_description": description,
        });
        Self::new(
            StatusCode::BAD_REQUEST,
            "application/json",
            error.to_string(),
        )
    }

    /// Names the browser; 0 seconds forgets it.
    pub(super) fn cookie(self, value: &str, seconds: u32) -> Self {
        self.header("set-cookie", set_cookie(COOKIE, value, seconds))
    }

    /// The flash was shown.
    pub(super) fn flash_shown(self, flash: Option<Flash>) -> Self {
        match flash {
            Some(_) => self.header("set-cookie", set_cookie(FLASH_COOKIE, "", 0)),
            None => self,
        }
    }

    fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The response. `issuer` is where the form that signs in leads: Chromium applies the policy also to the
    /// redirect that follows a form.
    pub(super) fn send(self, issuer: &str) -> Result<Response> {
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src data:; form-action 'self' {issuer}; \
             base-uri 'none'; frame-ancestors 'none'"
        );
        let headers = Headers::new();
        headers.set("content-type", self.content_type)?;
        headers.set("cache-control", self.cache)?;
        headers.set("content-security-policy", &policy)?;
        headers.set("x-content-type-options", "nosniff")?;
        headers.set("x-frame-options", "DENY")?;
        // The callback's address holds a code; with `no-referrer`, forms would lose `Origin`.
        headers.set("referrer-policy", "same-origin")?;
        for (name, value) in &self.headers {
            headers.append(name, value)?;
        }
        Ok(ResponseBuilder::new()
            .with_status(self.status.as_u16())
            .with_headers(headers)
            .fixed(self.body.into_bytes()))
    }
}

/// One line for the owner. Never a token, a code or a cookie.
pub(super) fn log(reason: &str) {
    let line = serde_json::json!({ "event": "trouble", "reason": reason });
    console_error!("{line}");
}

pub(super) fn not_set_up(sentence: &str) -> Reply {
    log(sentence);
    Reply::problem(
        StatusCode::SERVICE_UNAVAILABLE,
        &Problem {
            title: "This app is not set up yet",
            message: sentence.to_owned(),
            detail: None,
            way_on: WayOn::Link("Try again", "/".to_owned()),
        },
    )
}

/// The app's own storage fails.
pub(super) fn no_storage(reason: &str) -> Reply {
    log(reason);
    Reply::problem(
        StatusCode::SERVICE_UNAVAILABLE,
        &Problem {
            title: "Not available just now",
            message: "The app cannot reach its memory. Nothing was lost; try again in a moment."
                .to_owned(),
            detail: None,
            way_on: WayOn::Link("Try again", "/".to_owned()),
        },
    )
}

/// A logout that may succeed when Edgegrant tries again. After a 400 it would not try.
pub(super) fn no_logout_yet(reason: &str) -> Reply {
    log(reason);
    Reply::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "text/plain; charset=utf-8",
        String::new(),
    )
}

pub(super) fn not_found() -> Reply {
    Reply::problem(
        StatusCode::NOT_FOUND,
        &Problem {
            title: "Page not found",
            message: "There is nothing at this address.".to_owned(),
            detail: None,
            way_on: WayOn::Link("Go to the start", "/".to_owned()),
        },
    )
}

pub(super) fn method_not_allowed(allow: &'static str) -> Reply {
    Reply::problem(
        StatusCode::METHOD_NOT_ALLOWED,
        &Problem {
            title: "Not like this",
            message: "This address exists, but cannot be opened like this.".to_owned(),
            detail: None,
            way_on: WayOn::Link("Go to the start", "/".to_owned()),
        },
    )
    .header("allow", allow.to_owned())
}
