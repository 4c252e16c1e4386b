//! The words about signing in on one device with the passkey of another.

use super::{Around, Notice};

/// Signing in on one device with the passkey of another.
#[derive(Clone, Copy)]
pub struct Device {
    /// The button of the login page.
    pub(crate) button: &'static str,
    /// The page that shows the code.
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) picture: &'static str,
    /// Around the address.
    pub(crate) by_hand: Around,
    pub(crate) ten_minutes: &'static str,
    pub(crate) look: &'static str,
    pub(crate) not_yet: &'static str,
    pub(crate) another: &'static str,
    /// Around what to call the user who confirmed it, in a sentence and on a button.
    pub(crate) confirmed: Around,
    pub(crate) go_on: Around,
    pub(crate) not_me: &'static str,
    /// The page that asks for the code.
    pub(crate) code_title: &'static str,
    pub(crate) code_lead: &'static str,
    pub(crate) code: &'static str,
    pub(crate) code_help: &'static str,
    pub(crate) code_button: &'static str,
    pub(crate) code_unknown: &'static str,
    /// The page that asks whether the other device is theirs.
    pub(crate) confirm_title: &'static str,
    pub(crate) shows: &'static str,
    pub(crate) device: &'static str,
    pub(crate) place: &'static str,
    pub(crate) nowhere: &'static str,
    pub(crate) asked: &'static str,
    pub(crate) app: &'static str,
    /// How long ago that was, for a number of seconds.
    pub(crate) ago: fn(u32) -> String,
    /// Around the host of this server.
    pub(crate) warning: Around,
    pub(crate) confirm: &'static str,
    pub(crate) deny: &'static str,
    /// The page that asks whether a device is theirs that asks for access, and what the consent page says of it.
    pub(crate) verify_title: &'static str,
    pub(crate) verify_app: &'static str,
    pub(crate) verify_warning: &'static str,
    pub(crate) verify: &'static str,
    pub(crate) approved: Notice,
    pub(crate) not_approved: Notice,
    /// What follows there.
    pub(crate) done: Notice,
    pub(crate) mistake: &'static str,
    pub(crate) denied: Notice,
    pub(crate) over: Notice,
    /// What follows on the device that showed the code, if it was not confirmed.
    pub(crate) refused: Notice,
    pub(crate) expired: Notice,
    pub(crate) start_again: &'static str,
}
