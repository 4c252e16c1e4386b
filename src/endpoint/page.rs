//! The pages a person sees, as askama templates in `templates/`, and their one style sheet.
//!
//! The pages need nothing from another site and, but for [`FormPost`], no script, so they work under
//! `default-src 'none'; style-src 'self'; img-src data:`. Every field is escaped for HTML
//! where it is shown, so a caller passes text as it is.

use askama::Template;

use crate::protocol::authorization::{Account, Session};

/// The style sheet, served at `/style.css`. Its address in the pages ends in `?v=` and
/// [`STYLE_VERSION`], so a copy may be cached for as long as a browser likes.
pub(crate) const STYLE: &str = include_str!("../../templates/style.css");

/// A number that changes whenever [`STYLE`] does.
pub(crate) const STYLE_VERSION: u32 = fnv1a(STYLE.as_bytes());

/// The 32-bit FNV-1a hash: it can be computed while compiling, and only tells versions apart.
const fn fnv1a(bytes: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    hash
}

/// What this server is, for whoever opens its address.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct Home<'a> {
    /// The issuer's path, which every address begins with; mostly empty.
    pub(crate) base: &'a str,
    /// The issuer identifier, as in the metadata.
    pub(crate) issuer: &'a str,
}

/// Asks for a username or email and a password. The form posts the fields `username`, `password`
/// and `token`.
#[derive(Template)]
#[template(path = "login.html")]
pub(crate) struct Login<'a> {
    /// The issuer's path, which every address begins with; mostly empty.
    pub(crate) base: &'a str,
    /// The client the person is on the way to.
    pub(crate) client_name: &'a str,
    /// Where the form is posted: `/login` and the query of the authorization request.
    pub(crate) action: &'a str,
    /// What the hidden field `token` holds.
    pub(crate) token: &'a str,
    /// What was typed last time, empty on the first visit. A password is never shown again.
    pub(crate) username: &'a str,
    /// Why the last attempt failed, as a sentence.
    pub(crate) error: Option<&'a str>,
}

/// One thing a client asks to do.
#[derive(Clone, Copy)]
pub(crate) struct Permission<'a> {
    /// The API it is about, such as "Notes".
    pub(crate) api_name: &'a str,
    /// What the scope allows, completing "It will be able to", such as "Read your notes".
    pub(crate) words: &'a str,
}

/// Presses the button of [`FormPost`]. Its hash is in the page's policy.
pub(crate) const SUBMIT: &str = "document.forms[0].submit()";

/// Carries an authorization response to the client: the browser posts it, by itself or, without
/// scripts, when the person presses the button.
#[derive(Template)]
#[template(path = "form_post.html")]
pub(crate) struct FormPost<'a> {
    /// The issuer's path, which every address begins with; mostly empty.
    pub(crate) base: &'a str,
    /// The redirect URI.
    pub(crate) action: &'a str,
    /// The response's parameters.
    pub(crate) fields: &'a [(&'static str, String)],
}

/// Asks whether a client may use the account. The form posts the field `token`, and `decision`
/// as `allow` or `deny`.
#[derive(Template)]
#[template(path = "consent.html")]
pub(crate) struct Consent<'a> {
    /// The issuer's path, which every address begins with; mostly empty.
    pub(crate) base: &'a str,
    /// The client that asks.
    pub(crate) client_name: &'a str,
    /// The host the browser goes to afterwards, from the redirect URI.
    pub(crate) client_site: &'a str,
    /// The name of the person who is signed in.
    pub(crate) user_name: &'a str,
    /// The username of the person who is signed in.
    pub(crate) username: &'a str,
    /// What the client asks for, in the order to show it. May be empty.
    pub(crate) permissions: &'a [Permission<'a>],
    /// For a client that nobody vouches for: where it says it is from, or empty when it does not say.
    pub(crate) unverified: Option<&'a str>,
    /// Whether a yes will answer for the next time.
    pub(crate) remembered: bool,
    /// Where the form is posted: `/consent` and the query of the authorization request.
    pub(crate) action: &'a str,
    /// What the hidden field `token` holds.
    pub(crate) token: &'a str,
    /// The address that shows the login page for this same request.
    pub(crate) switch_account: &'a str,
}

impl<'a> Consent<'a> {
    /// The permissions' words under the name of their API, each API once, in the order they came.
    fn by_api(&self) -> Vec<(&'a str, Vec<&'a str>)> {
        let mut apis: Vec<(&str, Vec<&str>)> = Vec::new();
        for Permission { api_name, words } in self.permissions {
            match apis.iter_mut().find(|(name, _)| name == api_name) {
                Some((_, all_words)) => all_words.push(words),
                None => apis.push((api_name, vec![words])),
            }
        }
        apis
    }
}

/// Asks which account to go on with. The form posts the fields `token` and `session`.
#[derive(Template)]
#[template(path = "select_account.html")]
pub(crate) struct SelectAccount<'a> {
    /// The issuer's path, which every address begins with; mostly empty.
    pub(crate) base: &'a str,
    /// The client the person is on the way to.
    pub(crate) client_name: &'a str,
    /// Everybody who is signed in in this browser.
    pub(crate) accounts: &'a [Account],
    /// Where the form is posted: `/select-account` and the query of the authorization request.
    pub(crate) action: &'a str,
    /// What the hidden field `token` holds.
    pub(crate) token: &'a str,
    /// The address that shows the login page for this same request.
    pub(crate) another: &'a str,
}

/// Asks whether to sign out. The form posts the fields `token`, and `decision` as `sign-out` or `stay`.
#[derive(Template)]
#[template(path = "logout.html")]
pub(crate) struct Logout<'a> {
    /// The issuer's path, which every address begins with; mostly empty.
    pub(crate) base: &'a str,
    /// The client that asks for it, if one says so.
    pub(crate) client_name: Option<&'a str>,
    /// Everybody who is signed in in this browser.
    pub(crate) accounts: &'a [Session],
    /// How the place is called where the person goes next.
    pub(crate) next: Option<String>,
    /// Where the form is posted.
    pub(crate) action: &'a str,
    /// What the hidden field `token` holds.
    pub(crate) token: &'a str,
}

/// Says that those who were meant are not signed in any more.
#[derive(Template)]
#[template(path = "signed_out.html")]
pub(crate) struct SignedOut<'a> {
    /// The issuer's path, which every address begins with; mostly empty.
    pub(crate) base: &'a str,
    /// Whether others still are.
    pub(crate) others: bool,
    /// Where the app that asked for it wants the person next.
    pub(crate) next: Option<&'a str>,
    /// How that place is called.
    pub(crate) site: &'a str,
}

/// Tells the person why there is no other page: every error that cannot go back to a client.
#[derive(Template)]
#[template(path = "notice.html")]
pub(crate) struct Notice<'a> {
    /// The issuer's path, which every address begins with; mostly empty.
    pub(crate) base: &'a str,
    /// What happened, in a few words.
    pub(crate) title: &'a str,
    /// What happened, as a sentence or two.
    pub(crate) message: &'a str,
    /// What the person can do now.
    pub(crate) advice: Option<&'a str>,
    /// The id of this request in the log.
    pub(crate) request_id: Option<&'a str>,
}
