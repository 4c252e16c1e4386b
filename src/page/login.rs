//! The pages of signing in and out.

use askama::Template;

use super::frame::Frame;
use super::part::Part;
use super::provider::ProviderForm;
use super::stranger::{Asker, Stranger};
use crate::protocol::authorization::{Account, Session};

/// Makes the button of [`Login`] show what is typed. Without it there is no button. What is sent is hidden again first,
/// or the browser might keep it as an ordinary text. Its hash is in the page's policy.
pub(crate) const SHOW_PASSWORD: &str = "const p=document.getElementById('password'),s=document.getElementById('show');\
s.hidden=false;const f=v=>{p.type=v?'text':'password';s.textContent=v?s.dataset.hide:s.dataset.show};\
s.onclick=()=>f(p.type=='password');p.form.onsubmit=()=>f(false)";

/// Asks for a username or email and a password. The form posts the fields `username`, `password`
/// and `token`.
#[derive(Template)]
#[template(path = "login.html")]
pub(crate) struct Login<'a> {
    pub(crate) frame: Frame<'a>,
    /// The client the person is on the way to; `None`: to their account.
    pub(crate) asker: Option<Asker<'a>>,
    /// Where the form is posted: `/login` and the query that says what for.
    pub(crate) action: &'a str,
    /// What the hidden field `token` holds.
    pub(crate) token: &'a str,
    /// What was typed last time, empty on the first visit. A password is never shown again.
    pub(crate) username: &'a str,
    /// What there is to know before, as a sentence.
    pub(crate) note: Option<&'a str>,
    /// Why the last attempt failed, as a sentence.
    pub(crate) error: Option<&'a str>,
    /// What is different if the client asks for more than a password.
    pub(crate) demand: Option<Demand<'a>>,
    /// Where a second form is posted by somebody whose passkey is on another device: `/login/device` and the same query.
    pub(crate) device: Option<&'a str>,
    /// Where people make an account, if they may.
    pub(crate) sign_up: Option<&'a str>,
    /// Where people ask for a code by mail, if that is sure enough, and for a link; if mail is on.
    pub(crate) mail: Option<(Option<&'a str>, &'a str)>,
    /// Whether a password is asked for.
    pub(crate) passwords: bool,
    /// Whether "Keep me signed in" is ticked. Each form posts it as `keep`.
    pub(crate) keep: bool,
    /// The way in by passkey, where there is one.
    pub(crate) passkey: Option<PasskeyForm<'a>>,
    /// The buttons of other providers, if there are any.
    pub(crate) providers: Option<ProviderForm>,
    /// Whether passkeys cannot be used, although there may be some.
    pub(crate) passkeys_refused: bool,
}

/// A client asks for more than a password. A second form posts the field `token` if the person cannot give it.
pub(crate) struct Demand<'a> {
    /// What it takes, as a sentence.
    pub(crate) sentence: &'a str,
    /// Where a passkey can be added, and an app for codes set up.
    pub(crate) add: &'a str,
    /// Where the second form is posted: `/login/unmet` and the same query.
    pub(crate) action: &'a str,
}

/// Asks the browser for a passkey, and posts the fields `token` and `passkey` (what the browser answered, JSON). It
/// shows only where [`Part::Passkey`] runs.
pub(crate) struct PasskeyForm<'a> {
    /// Where the form is posted: `/login/passkey` and the same query.
    pub(crate) action: &'a str,
    /// What the hidden field `token` holds: the challenge.
    pub(crate) token: &'a str,
    /// What the browser is asked for: `PublicKeyCredentialRequestOptionsJSON`.
    pub(crate) options: &'a str,
    /// The id of a passkey that this server does not know, so that the browser can forget it.
    pub(crate) unknown: Option<&'a str>,
}

/// Asks which account to go on with. The form posts the fields `token` and `session`.
#[derive(Template)]
#[template(path = "select_account.html")]
pub(crate) struct SelectAccount<'a> {
    pub(crate) frame: Frame<'a>,
    /// The client the person is on the way to.
    pub(crate) client_name: &'a str,
    /// Whether nobody vouches for it.
    pub(crate) stranger: Option<Stranger>,
    /// Everybody who is signed in, in this browser.
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
    pub(crate) frame: Frame<'a>,
    /// The client that asks for it, if there is one that can be named.
    pub(crate) client_name: Option<&'a str>,
    /// What else is known of it, if nobody vouches for it.
    pub(crate) stranger: Option<Stranger>,
    /// Everybody who is signed in, in this browser.
    pub(crate) accounts: &'a [Session],
    /// The name of the place where the person goes next.
    pub(crate) next: Option<String>,
    /// Why nothing of the client's request counts, and the id that it has in the log.
    pub(crate) broken: Option<(&'a str, &'a str)>,
    /// Where the form is posted.
    pub(crate) action: &'a str,
    /// What the hidden field `token` holds.
    pub(crate) token: &'a str,
}

/// Says that the accounts in question are signed out now.
#[derive(Template)]
#[template(path = "signed_out.html")]
pub(crate) struct SignedOut<'a> {
    pub(crate) frame: Frame<'a>,
    /// Whether other accounts are still signed in.
    pub(crate) others: bool,
    /// Where the app that asked for it wants the person to go next.
    pub(crate) next: Option<&'a str>,
    /// The name of that place.
    pub(crate) site: &'a str,
    /// The provider where the person may still be signed in: where they sign out there, and its name.
    pub(crate) elsewhere: Option<(&'a str, &'a str)>,
    /// Why nothing of the client's request counts, and the id that it has in the log.
    pub(crate) broken: Option<(&'a str, &'a str)>,
}
