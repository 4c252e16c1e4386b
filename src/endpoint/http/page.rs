//! Pages as answers, each with the policy of what it may load, run and lead to (Content Security Policy Level 3).

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use http::header::{CONTENT_SECURITY_POLICY, X_FRAME_OPTIONS};
use sha2::{Digest, Sha256};

use super::reply::Reply;
use crate::platform::Fault;

impl Reply {
    /// A page without a form.
    #[must_use]
    pub fn page(status: StatusCode, page: &impl Template) -> Self {
        Self::page_with(status, page.render(), "; form-action 'none'")
    }

    /// A page with a form. Its policy has no `form-action`: Chromium applies that to every redirect after the form
    /// was sent, also to those of the client once the answer has reached it, and those may lead anywhere, into
    /// another app too. No list could name these places, and `*` means no app's scheme. What the directive would
    /// stop is a form that somebody smuggled into the page, and the templates escape every value.
    #[must_use]
    pub fn form(status: StatusCode, page: &impl Template) -> Self {
        Self::page_with(status, page.render(), "")
    }

    /// The same, for a page whose forms lead to this server only. A form that somebody smuggled in leads nowhere else.
    #[must_use]
    pub(crate) fn form_here(status: StatusCode, page: &impl Template) -> Self {
        Self::page_with(status, page.render(), "; form-action 'self'")
    }

    /// The same as [`Self::form`], with scripts. Only these may run.
    #[must_use]
    pub(crate) fn form_with(status: StatusCode, page: &impl Template, scripts: &[&str]) -> Self {
        Self::page_with(status, page.render(), &allowing(scripts))
    }

    /// The same, with a script that may ask this server.
    #[must_use]
    pub(crate) fn form_asking(status: StatusCode, page: &impl Template, script: &str) -> Self {
        let policy = format!("{}; connect-src 'self'", allowing(&[script]));
        Self::page_with(status, page.render(), &policy)
    }

    /// The same, with a script and a frame of another origin.
    #[must_use]
    pub(crate) fn form_with_foreign(
        status: StatusCode,
        page: &impl Template,
        scripts: &[&str],
        origin: &str,
    ) -> Self {
        let more = match allowing(scripts).as_str() {
            "" => format!("; script-src {origin}; frame-src {origin}"),
            allowed => format!("{allowed} {origin}; frame-src {origin}"),
        };
        Self::page_with(status, page.render(), &more)
    }

    // It takes what is rendered, so that it is compiled once and not for each template.
    fn page_with(status: StatusCode, rendered: askama::Result<String>, more: &str) -> Self {
        let body = match rendered {
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
            "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; \
             frame-ancestors 'none'{more}"
        );
        Self::new(status, "text/html; charset=utf-8", body)
            .header(CONTENT_SECURITY_POLICY, policy)
            .header(X_FRAME_OPTIONS, "DENY")
    }
}

/// What a page's policy says about its scripts: their hashes are what allows them to run.
fn allowing(scripts: &[&str]) -> String {
    let hashes = scripts.iter().map(|script| {
        let hash = STANDARD.encode(Sha256::digest(script));
        format!(" 'sha256-{hash}'")
    });
    match hashes.collect::<String>().as_str() {
        "" => String::new(),
        hashes => format!("; script-src{hashes}"),
    }
}
