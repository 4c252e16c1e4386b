//! What binds a form to the browser that was shown it and to the request it was shown for.
//!
//! A page that asks something (sign in? allow?) carries a token in a hidden field. It is an
//! authentication code over the cookie of this browser, over the whole authorization request and over
//! the client's registration that the page showed, so it is worth nothing in another browser, in
//! another tab's request, for a client that has become another meanwhile, or after it expired
//! (RFC 9700 section 4.7, RFC 6749 section 10.12). Nothing is stored for it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::secret::MacKey;
use super::time::Timestamp;

/// What a form asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Who are you?
    Login,
    /// May this client?
    Consent,
    /// Which account?
    Account,
    /// Shall everybody be signed out?
    Logout,
    /// None: it attests that a signed request was in time when it was first shown.
    Received,
    /// None: it attests that the person chose the account of a session for a request.
    Chose,
    /// None: it attests that the person signed in for a request.
    SignedIn,
}

impl Question {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Login => b"login",
            Self::Consent => b"consent",
            Self::Account => b"account",
            Self::Logout => b"logout",
            Self::Received => b"received",
            Self::Chose => b"chose",
            Self::SignedIn => b"signed in",
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

/// What a form is shown for.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// What it asks.
    pub question: Question,
    /// The browser: the hash of a cookie of it, or the id of a session in it. Empty for what is a cookie
    /// itself.
    pub browser: &'a str,
    /// The authorization request: the raw query.
    pub query: &'a str,
    /// The revision of the client's registration, where the form is about what it may do.
    pub revision: &'a str,
}

/// Makes the token of a form.
#[must_use]
pub fn mint(key: &MacKey, shown: Shown<'_>, now: Timestamp) -> String {
    let shown_at = now.0.to_string();
    let mac = key.mac(&parts(shown, &shown_at));
    format!("{shown_at}.{}", URL_SAFE_NO_PAD.encode(mac))
}

/// Accepts the token of a form, and tells when it was shown.
///
/// # Errors
/// [`BadFormToken`].
pub fn verify(
    key: &MacKey,
    shown: Shown<'_>,
    token: &str,
    now: Timestamp,
) -> Result<Timestamp, BadFormToken> {
    let (shown_at, mac) = token.split_once('.').ok_or(BadFormToken::Foreign)?;
    let mac = URL_SAFE_NO_PAD
        .decode(mac)
        .map_err(|_| BadFormToken::Foreign)?;
    if !key.verify(&parts(shown, shown_at), &mac) {
        return Err(BadFormToken::Foreign);
    }
    let shown_at = Timestamp(shown_at.parse().map_err(|_| BadFormToken::Foreign)?);
    if now > shown_at.plus(LIFETIME) {
        return Err(BadFormToken::Expired);
    }
    Ok(shown_at)
}

fn parts<'a>(shown: Shown<'a>, shown_at: &'a str) -> [&'a [u8]; 5] {
    [
        shown.question.label(),
        shown.browser.as_bytes(),
        shown.query.as_bytes(),
        shown.revision.as_bytes(),
        shown_at.as_bytes(),
    ]
}
