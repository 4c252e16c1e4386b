//! The words of the pages where people make an account, and where links lead.

use super::{Around, Notice};
use crate::protocol::login::password_rules::BadPassword;

/// The pages where people make an account, and where links lead.
#[derive(Clone, Copy)]
pub struct Joining {
    /// The first account of all, an invited one, and one that anybody may make.
    pub(crate) setup: Heading,
    pub(crate) invitation: Heading,
    pub(crate) sign_up: Heading,
    /// The way back in, around the user's name.
    pub(crate) recovery: Heading,
    pub(crate) recovery_who: Around,
    /// What becomes of the ways to sign in of before.
    pub(crate) former: &'static str,
    pub(crate) former_hint: &'static str,
    /// Whose address? Around the address, and then around whose account gets it.
    pub(crate) verify: Heading,
    pub(crate) verify_what: Around,
    pub(crate) verify_whose: Around,
    pub(crate) verify_button: &'static str,
    pub(crate) verified: Notice,
    pub(crate) verify_taken: Notice,
    /// The fields, what is said of each, and the address of an invitation.
    pub(crate) called: &'static str,
    pub(crate) username: &'static str,
    pub(crate) username_optional: &'static str,
    pub(crate) username_hint: &'static str,
    pub(crate) email: &'static str,
    pub(crate) email_hint: &'static str,
    pub(crate) invited: Around,
    pub(crate) password: &'static str,
    pub(crate) password_hint: &'static str,
    /// The button with a passkey, what opens the other way and leads back, and its button.
    pub(crate) passkey: &'static str,
    pub(crate) passkey_lead: &'static str,
    pub(crate) by_password: &'static str,
    pub(crate) by_passkey: &'static str,
    pub(crate) by_password_button: &'static str,
    /// What the new passkey is called at first.
    pub(crate) passkey_name: &'static str,
    /// Where no script runs or the browser has no passkeys: alone, and above the other way.
    pub(crate) unable: &'static str,
    pub(crate) unable_or: &'static str,
    /// What is said when the browser made no passkey, and when it has one already.
    pub(crate) hint: &'static str,
    pub(crate) there: &'static str,
    /// The link for who has an account.
    pub(crate) sign_in: &'static str,
    /// Why nothing was made.
    pub(crate) passkey_failed: &'static str,
    pub(crate) bad_name: &'static str,
    pub(crate) bad_username: &'static str,
    pub(crate) bad_email: &'static str,
    pub(crate) no_username: &'static str,
    pub(crate) taken: &'static str,
    pub(crate) too_many_passkeys: &'static str,
    pub(crate) not_a_person: &'static str,
    pub(crate) bad_password: fn(BadPassword) -> String,
    /// Instead of the page.
    pub(crate) closed: Notice,
    pub(crate) disabled: Notice,
    pub(crate) dead_setup: Notice,
    pub(crate) set_up: Notice,
    pub(crate) dead_invitation: Notice,
    pub(crate) dead_recovery: Notice,
    pub(crate) dead_verification: Notice,
}

/// What stands at the top of a page.
#[derive(Clone, Copy)]
pub struct Heading {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
}
