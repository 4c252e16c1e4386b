//! The words about the second factor.

use super::{Around, Headline};

/// The second factor: codes from an app, and recovery codes.
#[derive(Clone, Copy)]
pub struct SecondFactor {
    /// The page that asks for a code at sign-in: its title, around the client's name, or the host of one that nobody vouches
    /// for.
    pub(crate) title: Around,
    pub(crate) title_account: &'static str,
    pub(crate) heading: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) code: &'static str,
    pub(crate) code_help: &'static str,
    pub(crate) button: &'static str,
    /// What opens the other form, and its field.
    pub(crate) by_recovery_code: &'static str,
    pub(crate) recovery_code: &'static str,
    pub(crate) recovery_code_help: &'static str,
    /// The link to the login page.
    pub(crate) another: &'static str,
    /// Why a code will not do.
    pub(crate) no_code: &'static str,
    pub(crate) no_recovery_code: &'static str,
    pub(crate) neither_code: &'static str,
    pub(crate) wrong: &'static str,
    pub(crate) used: &'static str,
    pub(crate) wrong_recovery_code: &'static str,
    /// Why the password has to come again.
    pub(crate) too_late: &'static str,
    pub(crate) changed: &'static str,
    /// Instead of the page. The reason is [`super::Words::wait`].
    pub(crate) too_many: Headline,
    /// For whoever has just used a recovery code. How many are left, as a sentence.
    pub(crate) used_title: &'static str,
    pub(crate) used_left: fn(u32) -> String,
    pub(crate) used_advice: &'static str,
    pub(crate) go_on: &'static str,
    pub(crate) under_security: &'static str,
    /// The part of the account's page.
    pub(crate) section: &'static str,
    pub(crate) off: &'static str,
    /// Around the day since when it is on.
    pub(crate) on: Around,
    pub(crate) left: fn(u32) -> String,
    pub(crate) turn_on: &'static str,
    pub(crate) another_app: &'static str,
    pub(crate) new_codes_lead: &'static str,
    pub(crate) new_codes: &'static str,
    pub(crate) turn_off_lead: &'static str,
    pub(crate) turn_off: &'static str,
    /// The page that sets it up.
    pub(crate) set_up_title: &'static str,
    pub(crate) set_up_lead: &'static str,
    pub(crate) picture: &'static str,
    pub(crate) by_hand: &'static str,
    pub(crate) open_app: &'static str,
    pub(crate) confirm_lead: &'static str,
    pub(crate) confirm_replaces: &'static str,
    pub(crate) confirm: &'static str,
    pub(crate) not_now: &'static str,
    pub(crate) not_matching: &'static str,
    /// The page that shows recovery codes.
    pub(crate) codes_title: &'static str,
    pub(crate) codes_done: &'static str,
    pub(crate) codes_lead: &'static str,
    pub(crate) codes_kept: &'static str,
    /// On the page where a recovery link leads.
    pub(crate) turned_off_by_link: &'static str,
    /// On the same page, if the link was mailed: the field takes a code of the app or a recovery code.
    pub(crate) asked_by_link: &'static str,
    pub(crate) either_code: &'static str,
    pub(crate) either_code_help: &'static str,
}
