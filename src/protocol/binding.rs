//! What binds a form to the browser that was shown it and to the request it was shown for.
//!
//! A page that asks something (sign in? allow?) carries a token in a hidden field. It is an authentication code
//! over this browser's cookie, the whole authorization request and the client's registration as the page showed
//! it. So it is worth nothing in another browser, for another tab's request, once the client's registration has
//! changed, or after it expires (RFC 9700 section 4.7, RFC 6749 section 10.12). Nothing is stored for it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::secret::MacKey;
use super::timestamp::Timestamp;

/// What a binding is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Who are you?
    Login,
    /// The same, answered by a passkey: the token is its challenge.
    Passkey,
    /// The same, after a right password: which code does your app show?
    Code,
    /// The same, by another device: it shows a code, which is the revision.
    Device,
    /// Is the device that shows this code yours? The token is the challenge of a passkey.
    Confirmation,
    /// No question: it attests that this browser came by the page that asks whether the device with this code, which is the
    /// revision, is the person's.
    Verification,
    /// May this client have access?
    Consent,
    /// Which account?
    Account,
    /// Something that a person does about their own account; the path says what.
    Deed,
    /// Something that somebody asks for who need not be signed in: an account, or what a link is for. The revision says
    /// what.
    Joining,
    /// Should everybody be signed out?
    Logout,
    /// No question: it attests that a signed request was in time when it was first shown.
    Received,
    /// No question: it attests that the person chose a session's account for a request.
    Chose,
    /// No question: it attests that the person signed in for a request.
    SignedIn,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Login => b"login",
            Self::Passkey => b"passkey",
            Self::Code => b"code",
            Self::Device => b"device",
            Self::Confirmation => b"confirmation",
            Self::Verification => b"verification",
            Self::Consent => b"consent",
            Self::Account => b"account",
            Self::Deed => b"deed",
            Self::Joining => b"joining",
            Self::Logout => b"logout",
            Self::Received => b"received",
            Self::Chose => b"chose",
            Self::SignedIn => b"signed in",
        }
    }
}

/// Why a form is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadBinding {
    /// It was shown to this browser for this request, but too long ago.
    Expired,
    /// It was not shown to this browser for this request.
    Foreign,
}

/// How long a form may stay open, in seconds.
pub const LIFETIME: u32 = 3600;

/// What a form is bound to.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// What it is for.
    pub purpose: Purpose,
    /// The browser: the hash of one of its cookies, or the id of one of its sessions. Empty when the token is
    /// itself a cookie.
    pub browser: &'a str,
    /// The authorization request: the raw query.
    pub query: &'a str,
    /// The revision of the client's registration, where the form is about what it may do.
    pub revision: &'a str,
}

impl<'a> Binding<'a> {
    /// Binds to a browser and an authorization request, whatever its client is.
    #[must_use]
    pub fn new(purpose: Purpose, browser: &'a str, query: &'a str) -> Self {
        Self {
            purpose,
            browser,
            query,
            revision: "",
        }
    }

    /// Binds to the client's registration too, as the page showed it.
    #[must_use]
    pub fn to_revision(self, revision: &'a str) -> Self {
        Self { revision, ..self }
    }
}

/// Makes the token of a form.
#[must_use]
pub fn mint(key: &MacKey, binding: Binding<'_>, now: Timestamp) -> String {
    token(key, binding, &now.0.to_string())
}

/// Makes the token of a form that is told from every other one, even from one that was shown in the same second.
#[must_use]
pub fn mint_unique(key: &MacKey, binding: Binding<'_>, now: Timestamp, random: [u8; 32]) -> String {
    let name = URL_SAFE_NO_PAD.encode(&random[..12]);
    token(key, binding, &format!("{}~{name}", now.0))
}

fn token(key: &MacKey, binding: Binding<'_>, shown_at: &str) -> String {
    let mac = key.mac(&parts(binding, shown_at));
    format!("{shown_at}.{}", URL_SAFE_NO_PAD.encode(mac))
}

/// Accepts the token of a form, and returns when the form was shown.
///
/// # Errors
/// [`BadBinding`].
pub fn verify(
    key: &MacKey,
    binding: Binding<'_>,
    token: &str,
    now: Timestamp,
) -> Result<Timestamp, BadBinding> {
    let (shown_at, mac) = token.split_once('.').ok_or(BadBinding::Foreign)?;
    let mac = URL_SAFE_NO_PAD
        .decode(mac)
        .map_err(|_| BadBinding::Foreign)?;
    if !key.verify(&parts(binding, shown_at), &mac) {
        return Err(BadBinding::Foreign);
    }
    let (shown_at, _) = shown_at.split_once('~').unwrap_or((shown_at, ""));
    let shown_at = Timestamp(shown_at.parse().map_err(|_| BadBinding::Foreign)?);
    if now > shown_at.plus(LIFETIME) {
        return Err(BadBinding::Expired);
    }
    Ok(shown_at)
}

fn parts<'a>(binding: Binding<'a>, shown_at: &'a str) -> [&'a [u8]; 5] {
    [
        binding.purpose.label(),
        binding.browser.as_bytes(),
        binding.query.as_bytes(),
        binding.revision.as_bytes(),
        shown_at.as_bytes(),
    ]
}

impl BadBinding {
    /// For the log.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Expired => "The form was open for too long.",
            Self::Foreign => "The form's token is not for this browser and request.",
        }
    }
}

errors!(BadBinding);
