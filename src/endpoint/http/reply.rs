//! Every kind of answer, with the headers that it must have. [`super::page`] makes pages.

use std::ops::{Deref, DerefMut};

use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, PRAGMA, REFERRER_POLICY,
    RETRY_AFTER, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, StatusCode};
use serde::Serialize;
use serde_json::Value;

use super::afterwards::Afterwards;
use super::request::Request;
use crate::page::{FormPost, SUBMIT};
use crate::platform::Fault;
use crate::protocol::authorization::Answer;
use crate::protocol::json::{self, members};
use crate::protocol::location::Location;
use crate::protocol::secret::Secret;

/// An answer. Boxed, so that little is moved on the long way from where it is made.
#[derive(Debug)]
pub struct Reply(Box<Answered>);

/// What an answer is made of.
#[derive(Debug)]
pub struct Answered {
    /// The status.
    pub status: StatusCode,
    /// The headers, in order; `Set-Cookie` may be there more than once.
    pub headers: Vec<(HeaderName, String)>,
    /// The body, if it is text.
    pub body: String,
    /// The body, if it is not.
    pub bytes: Vec<u8>,
    /// For the log only: which rule was broken, or what failed.
    pub reason: Option<String>,
    /// For the log only: what else it says, by name.
    pub details: Vec<(&'static str, Value)>,
    /// For the log only: the reason is this server's trouble, not its visitor's.
    pub trouble: bool,
    /// What is to be done once the answer is on its way.
    pub afterwards: Vec<Afterwards>,
}

impl Deref for Reply {
    type Target = Answered;

    fn deref(&self) -> &Answered {
        &self.0
    }
}

impl DerefMut for Reply {
    fn deref_mut(&mut self) -> &mut Answered {
        &mut self.0
    }
}

impl Reply {
    /// An answer that nobody may keep: the default for everything except documents.
    pub(super) fn new(status: StatusCode, content_type: &str, body: String) -> Self {
        let reply = Self(Box::new(Answered {
            status,
            headers: Vec::new(),
            body,
            bytes: Vec::new(),
            reason: None,
            details: Vec::new(),
            trouble: false,
            afterwards: Vec::new(),
        }));
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

    /// Lets the browser tell nobody the address of this page, not even this server: there is a secret in it.
    #[must_use]
    pub(crate) fn unreferred(mut self) -> Self {
        for (name, value) in &mut self.headers {
            if *name == REFERRER_POLICY {
                "no-referrer".clone_into(value);
            }
        }
        self
    }

    /// Adds what the log is to say.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        // What the owner has to look into comes first.
        if !self.trouble {
            self.reason = Some(reason.into());
        }
        self
    }

    /// Adds something else that the log is to say, even of a request that was not refused.
    #[must_use]
    pub fn detail(mut self, name: &'static str, value: Value) -> Self {
        self.details.push((name, value));
        self
    }

    /// Adds what the log is to say, as trouble that the owner should look into.
    #[must_use]
    pub fn trouble(self, fault: &Fault) -> Self {
        let mut reply = self.because(fault.to_string());
        reply.trouble = true;
        reply
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

    /// 303: whatever the method was, the browser goes there with GET (RFC 9700 section 4.12).
    #[must_use]
    pub fn redirect(location: &Location) -> Self {
        Self::empty(StatusCode::SEE_OTHER).header(LOCATION, location.as_str())
    }

    /// The same redirect, to another place.
    pub(crate) fn to(mut self, location: &Location) -> Self {
        self.headers.retain(|(name, _)| *name != LOCATION);
        self.header(LOCATION, location.as_str())
    }

    /// 308: the browser goes there with the same method.
    pub(crate) fn moved(location: &Location) -> Self {
        Self::empty(StatusCode::PERMANENT_REDIRECT).header(LOCATION, location.as_str())
    }

    /// An authorization response.
    #[must_use]
    pub fn answer(request: &Request, answer: &Answer) -> Self {
        match answer {
            Answer::Redirect(location) => Self::redirect(location),
            Answer::Post { action, fields } => {
                // The script presses the button.
                let page = FormPost {
                    frame: request.frame(),
                    action,
                    fields,
                };
                Self::form_with(StatusCode::OK, &page, &[SUBMIT])
            }
        }
    }

    /// A signed message (RFC 7519 section 10.3.1) that nobody may keep.
    #[must_use]
    pub fn jwt(token: &Secret) -> Self {
        Self::new(StatusCode::OK, "application/jwt", token.reveal().to_owned())
            .header(PRAGMA, "no-cache")
    }

    /// An answer without a body.
    #[must_use]
    pub fn empty(status: StatusCode) -> Self {
        Self::new(status, "text/plain; charset=utf-8", String::new())
    }

    /// JSON that nobody may keep (RFC 6749 section 5.1).
    #[must_use]
    pub fn json(status: StatusCode, value: &impl Serialize) -> Self {
        Self::written(status, serde_json::to_string(value))
    }

    /// A message of SCIM (RFC 7644 section 3.1).
    #[must_use]
    pub fn scim(status: StatusCode, value: &Value) -> Self {
        Self::new(status, "application/scim+json", json::write(value))
    }

    fn written(status: StatusCode, json: serde_json::Result<String>) -> Self {
        match json {
            Ok(body) => Self::new(status, "application/json", body).header(PRAGMA, "no-cache"),
            Err(error) => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "application/json",
                "{\"error\":\"server_error\"}".to_owned(),
            )
            .trouble(&Fault::new(format!("an answer cannot be written: {error}"))),
        }
    }

    /// A file to be kept, with this name. Nobody else may keep it.
    pub(crate) fn file(name: &str, content_type: &str, body: String) -> Self {
        let disposition = ["attachment; filename=\"", name, "\""].concat();
        Self::new(StatusCode::OK, content_type, body).header(CONTENT_DISPOSITION, disposition)
    }

    /// The same content as another media type.
    #[must_use]
    pub(crate) fn of_type(mut self, content_type: &str) -> Self {
        for (name, value) in &mut self.headers {
            if *name == CONTENT_TYPE {
                content_type.clone_into(value);
            }
        }
        self
    }

    /// A public document that anyone may keep for `max_age` seconds.
    #[must_use]
    pub fn document(content_type: &str, body: String, max_age: u32) -> Self {
        let reply = Self::new(StatusCode::OK, content_type, body);
        reply.kept(&format!("public, max-age={max_age}"))
    }

    /// The same, with another `Cache-Control`.
    fn kept(mut self, by: &str) -> Self {
        for (name, value) in &mut self.headers {
            if *name == CACHE_CONTROL {
                by.clone_into(value);
            }
        }
        self
    }

    /// A picture that is kept as `kept` says.
    #[must_use]
    pub(crate) fn picture(content_type: &str, file: &[u8], kept: &str) -> Self {
        let mut reply = Self::new(StatusCode::OK, content_type, String::new());
        reply.bytes = file.to_owned();
        reply.kept(kept)
    }

    /// The error object of RFC 6749 section 5.2.
    #[must_use]
    pub fn error(status: StatusCode, error: &str, description: &str) -> Self {
        let object = members! { "error": error, "error_description": description };
        Self::json(status, &object)
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
}
