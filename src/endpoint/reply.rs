//! Every kind of answer, with the headers that this kind must have.

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, PRAGMA, REFERRER_POLICY,
    RETRY_AFTER, SET_COOKIE, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderName, StatusCode};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::backchannel_logout::LogoutNotice;
use super::page::{FormPost, Notice, SUBMIT};
use super::request::Request;
use crate::platform::Fault;
use crate::protocol::authorization::{Answer, Location};
use crate::protocol::secret::Secret;

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers, in order; `Set-Cookie` may be there more than once.
    pub headers: Vec<(HeaderName, String)>,
    /// The body.
    pub body: String,
    /// For the log only: which rule was broken, or what failed.
    pub reason: Option<String>,
    /// For the log only: the reason is this server's trouble, not its visitor's.
    pub trouble: bool,
    /// What is to be done once the answer is on its way.
    pub afterwards: Vec<LogoutNotice>,
}

impl Reply {
    /// An answer that nobody may keep: the default, from which only documents differ.
    fn new(status: StatusCode, content_type: &str, body: String) -> Self {
        let reply = Self {
            status,
            headers: Vec::new(),
            body,
            reason: None,
            trouble: false,
            afterwards: Vec::new(),
        };
        reply
            .header(CONTENT_TYPE, content_type)
            .header(CACHE_CONTROL, "no-store")
            .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
            .header(REFERRER_POLICY, "same-origin")
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Adds what the log shall say.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Adds what the log shall say, as trouble that the owner should look into.
    #[must_use]
    pub fn trouble(self, fault: &Fault) -> Self {
        Self {
            trouble: true,
            ..self.because(fault.to_string())
        }
    }

    /// Adds a cookie that only this host can set and no script can read.
    #[must_use]
    pub fn cookie(self, name: &str, value: &str, max_age: Option<u32>) -> Self {
        let mut cookie = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax");
        if let Some(seconds) = max_age {
            cookie.push_str(&format!("; Max-Age={seconds}"));
        }
        self.header(SET_COOKIE, cookie)
    }

    /// A page. `form_target` is where its form may lead beside this server: Chromium holds the
    /// redirect that follows a form to the policy too.
    #[must_use]
    pub fn page(status: StatusCode, page: &impl Template, form_target: &str) -> Self {
        Self::page_with(status, page, form_target, "")
    }

    fn page_with(
        status: StatusCode,
        page: &impl Template,
        form_target: &str,
        script: &str,
    ) -> Self {
        let body = match page.render() {
            Ok(body) => body,
            Err(error) => {
                return Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "text/plain; charset=utf-8",
                    "This page could not be made.".to_owned(),
                )
                .trouble(&Fault::new(format!("a page cannot be rendered: {error}")));
            }
        };
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src data:; {script}base-uri 'none'; \
             frame-ancestors 'none'; form-action 'self' {form_target}"
        );
        Self::new(status, "text/html; charset=utf-8", body)
            .header(CONTENT_SECURITY_POLICY, policy.trim_end())
            .header(X_FRAME_OPTIONS, "DENY")
    }

    /// A page that says what went wrong and what to do about it, and how the log calls this request.
    #[must_use]
    pub fn notice(
        request: &Request,
        status: StatusCode,
        title: &str,
        message: &str,
        advice: Option<&str>,
    ) -> Self {
        let page = Notice {
            base: &request.base,
            title,
            message,
            advice,
            request_id: Some(&request.id),
        };
        Self::page(status, &page, "")
    }

    /// A page for somebody who lost the way, which is nothing for the log.
    fn lost(request: &Request, status: StatusCode, title: &str, message: &str) -> Self {
        let page = Notice {
            base: &request.base,
            title,
            message,
            advice: Some("Go back to the app you came from and start again there."),
            request_id: None,
        };
        Self::page(status, &page, "")
    }

    /// 303: whatever the method was, the browser goes there with GET (RFC 9700 section 4.12).
    #[must_use]
    pub fn redirect(location: &Location) -> Self {
        Self::empty(StatusCode::SEE_OTHER).header(LOCATION, location.as_str())
    }

    /// An authorization response.
    #[must_use]
    pub fn answer(request: &Request, answer: &Answer) -> Self {
        match answer {
            Answer::Redirect(location) => Self::redirect(location),
            Answer::Post {
                action,
                fields,
                targets,
            } => {
                // The one script there is presses the button, and may do so because of its hash.
                let hash = STANDARD.encode(Sha256::digest(SUBMIT));
                let script = format!("script-src 'sha256-{hash}'; ");
                let page = FormPost {
                    base: &request.base,
                    action,
                    fields,
                };
                Self::page_with(StatusCode::OK, &page, targets, &script)
            }
        }
    }

    /// A signed message (RFC 7519 section 10.3.1) that nobody may keep.
    #[must_use]
    pub fn jwt(token: &Secret) -> Self {
        Self::new(StatusCode::OK, "application/jwt", token.reveal().to_owned())
            .header(PRAGMA, "no-cache")
    }

    /// Nothing to say.
    #[must_use]
    pub fn empty(status: StatusCode) -> Self {
        Self::new(status, "text/plain; charset=utf-8", String::new())
    }

    /// JSON that nobody may keep (RFC 6749 section 5.1).
    #[must_use]
    pub fn json(status: StatusCode, value: &impl Serialize) -> Self {
        match serde_json::to_string(value) {
            Ok(body) => Self::new(status, "application/json", body).header(PRAGMA, "no-cache"),
            Err(error) => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "application/json",
                "{\"error\":\"server_error\"}".to_owned(),
            )
            .trouble(&Fault::new(format!("an answer cannot be written: {error}"))),
        }
    }

    /// A public document that anyone may keep for `max_age` seconds.
    #[must_use]
    pub fn document(content_type: &str, body: String, max_age: u32) -> Self {
        let mut reply = Self::new(StatusCode::OK, content_type, body);
        for (name, value) in &mut reply.headers {
            if *name == CACHE_CONTROL {
                *value = format!("public, max-age={max_age}");
            }
        }
        reply
    }

    /// The error object of RFC 6749 section 5.2.
    #[must_use]
    pub fn error(status: StatusCode, error: &str, description: &str) -> Self {
        #[derive(Serialize)]
        struct ErrorObject<'a> {
            error: &'a str,
            error_description: &'a str,
        }
        let reply = Self::json(
            status,
            &ErrorObject {
                error,
                error_description: description,
            },
        );
        if status == StatusCode::UNAUTHORIZED {
            reply.header(WWW_AUTHENTICATE, "Basic realm=\"token\"")
        } else {
            reply
        }
    }

    /// 503 to a program: nothing was issued, try again.
    #[must_use]
    pub fn unavailable(request: &Request, fault: &Fault) -> Self {
        let description = format!(
            "The authorization server has trouble; try again in a moment. Reference: {}",
            request.id
        );
        Self::error(
            StatusCode::SERVICE_UNAVAILABLE,
            "temporarily_unavailable",
            &description,
        )
        .header(RETRY_AFTER, "5")
        .trouble(fault)
    }

    /// 503 to a person.
    #[must_use]
    pub fn unavailable_page(request: &Request, fault: &Fault) -> Self {
        Self::notice(
            request,
            StatusCode::SERVICE_UNAVAILABLE,
            "Not available just now",
            "This server has trouble. It is safe to try again.",
            Some("Wait a moment first. If it stays like this, tell the owner the reference below."),
        )
        .header(RETRY_AFTER, "5")
        .trouble(fault)
    }

    /// 404.
    #[must_use]
    pub fn not_found(request: &Request) -> Self {
        Self::lost(
            request,
            StatusCode::NOT_FOUND,
            "Page not found",
            "There is nothing at this address.",
        )
    }

    /// 405, with what would have been allowed.
    #[must_use]
    pub fn method_not_allowed(request: &Request, allow: &'static str) -> Self {
        Self::lost(
            request,
            StatusCode::METHOD_NOT_ALLOWED,
            "This page cannot be opened like this",
            "It is only a step on the way, or it is meant for programs.",
        )
        .header(ALLOW, allow)
    }
}
