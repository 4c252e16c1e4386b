//! What binds a form to the browser that was shown it and to the request it was shown for.
//!
//! A page that asks something (sign in? allow?) carries a token in a hidden field. It is an
//! authentication code over the cookie of this browser and over the whole authorization request,
//! so it is worth nothing in another browser, in another tab's request, or after it expired
//! (RFC 9700 section 4.7, RFC 6749 section 10.12). Nothing is stored for it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::secret::{MacKey, SecretHash};
use super::time::Timestamp;

/// What a form asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Who are you?
    Login,
    /// May this client?
    Consent,
}

impl Question {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Login => b"login",
            Self::Consent => b"consent",
        }
    }
}

/// Why a form is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadFormToken {
    /// It was shown to this browser for this request, but too long ago.
    Expired,
    /// It was not shown to this browser for this request.
    Foreign,
}

/// How long a form may stay open, in seconds.
pub const LIFETIME: u32 = 3600;

/// Makes the token of a form.
#[must_use]
pub fn mint(
    key: &MacKey,
    question: Question,
    browser: &SecretHash,
    query: &str,
    now: Timestamp,
) -> String {
    let shown_at = now.0.to_string();
    let mac = key.mac(&parts(question, browser, query, &shown_at));
    format!("{shown_at}.{}", URL_SAFE_NO_PAD.encode(mac))
}

/// Accepts the token of a form.
///
/// # Errors
/// [`BadFormToken`].
pub fn verify(
    key: &MacKey,
    question: Question,
    browser: &SecretHash,
    query: &str,
    token: &str,
    now: Timestamp,
) -> Result<(), BadFormToken> {
    let (shown_at, mac) = token.split_once('.').ok_or(BadFormToken::Foreign)?;
    let mac = URL_SAFE_NO_PAD
        .decode(mac)
        .map_err(|_| BadFormToken::Foreign)?;
    if !key.verify(&parts(question, browser, query, shown_at), &mac) {
        return Err(BadFormToken::Foreign);
    }
    let shown_at = Timestamp(shown_at.parse().map_err(|_| BadFormToken::Foreign)?);
    if now > shown_at.plus(LIFETIME) {
        return Err(BadFormToken::Expired);
    }
    Ok(())
}

fn parts<'a>(
    question: Question,
    browser: &'a SecretHash,
    query: &'a str,
    shown_at: &'a str,
) -> [&'a [u8]; 4] {
    [
        question.label(),
        browser.as_str().as_bytes(),
        query.as_bytes(),
        shown_at.as_bytes(),
    ]
}
