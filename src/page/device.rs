//! The pages of signing in on one device with the passkey of another.

use askama::Template;

use super::frame::Frame;
use super::login::PasskeyForm;
use super::part::Part;
use super::second_factor::Picture;

/// The device that is signed in: shows the code, and then who confirmed it. The form posts `token` and `code`, and once somebody
/// confirmed it `user` and `keep`.
#[derive(Template)]
#[template(path = "device_sign_in.html")]
pub(crate) struct DeviceSignIn<'a> {
    pub(crate) frame: Frame<'a>,
    /// The code as it is sent, and as people read it.
    pub(crate) code: &'a str,
    pub(crate) shown: &'a str,
    /// Where the code is typed on the other device.
    pub(crate) address: &'a str,
    /// The same address with the code, to be scanned.
    pub(crate) picture: Option<Picture>,
    /// Where the form is posted: `/login/device/finish` and the query of the login page.
    pub(crate) action: &'a str,
    /// Where the script looks.
    pub(crate) state: &'a str,
    /// What the hidden field `token` holds.
    pub(crate) token: &'a str,
    /// Whether the person has looked before.
    pub(crate) again: bool,
    /// What to call the user who confirmed it, and their id.
    pub(crate) confirmed: Option<&'a str>,
    pub(crate) user_id: &'a str,
    /// Where the login page is.
    pub(crate) another: &'a str,
}

/// The device that has the passkey: asks for the code. The form sends `code`, with GET.
#[derive(Template)]
#[template(path = "user_code.html")]
pub(crate) struct UserCodeForm<'a> {
    pub(crate) frame: Frame<'a>,
    /// What was typed.
    pub(crate) typed: &'a str,
    /// Why that will not do, as a sentence.
    pub(crate) error: Option<&'a str>,
}

/// The device that has the passkey: is the other device theirs? One form posts `token`, `code` and `passkey`, the other `token` and
/// `code`.
#[derive(Template)]
#[template(path = "device_confirm.html")]
pub(crate) struct DeviceConfirmation<'a> {
    pub(crate) frame: Frame<'a>,
    /// Why the last passkey will not do, as a sentence.
    pub(crate) error: Option<&'a str>,
    pub(crate) facts: DeviceFacts<'a>,
    /// The host of this server, which the other device must show.
    pub(crate) host: &'a str,
    /// Where an app asks for access: the way on. Otherwise they say yes here.
    pub(crate) onward: Option<DeviceOnward<'a>>,
    /// The way to say yes, where passkeys can be used.
    pub(crate) passkey: Option<PasskeyForm<'a>>,
    /// Where the second form is posted, and its token.
    pub(crate) deny: &'a str,
    pub(crate) token: &'a str,
}

/// What is known of a device that asks: the code that it shows, when it asked, and what for.
pub(crate) struct DeviceFacts<'a> {
    /// As people read it.
    pub(crate) code: String,
    pub(crate) agent: String,
    pub(crate) place: Option<&'a str>,
    pub(crate) age: String,
    /// What the app is called, and what it is to that device.
    pub(crate) app: &'a str,
    pub(crate) asks: &'a str,
}

/// The way on, where an app on the other device asks for access: a form that goes on to the login page, with GET.
pub(crate) struct DeviceOnward<'a> {
    /// Where it leads, and what it sends.
    pub(crate) action: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) request_uri: &'a str,
}

/// The device that has the passkey, once the person has confirmed it. The form posts `token` and `code`, and takes it back.
#[derive(Template)]
#[template(path = "device_confirmed.html")]
pub(crate) struct DeviceConfirmed<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) code: &'a str,
    /// Where the form is posted, and its token.
    pub(crate) deny: &'a str,
    pub(crate) token: &'a str,
}
