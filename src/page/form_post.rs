//! The page that carries an answer to a client (OAuth 2.0 Form Post Response Mode).

use askama::Template;

use super::frame::Frame;

/// Presses the button of [`FormPost`]. Its hash is in the page's policy.
pub(crate) const SUBMIT: &str = "document.forms[0].submit()";

/// Carries an authorization response to the client: the browser posts it on its own or, without
/// scripts, when the person presses the button.
#[derive(Template)]
#[template(path = "form_post.html")]
pub(crate) struct FormPost<'a> {
    pub(crate) frame: Frame<'a>,
    /// The redirect URI.
    pub(crate) action: &'a str,
    /// The response's parameters.
    pub(crate) fields: &'a [(&'static str, String)],
}
