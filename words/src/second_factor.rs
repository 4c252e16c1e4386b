//! The words about the second factor.

use crate::{Around, Counted, Headline, Text};

words! {
    /// The second factor: codes from an app, and recovery codes.
    pub struct SecondFactor {
        /// The page that asks for a code at sign-in: its title, around the client's name, or the host of one that nobody vouches
        /// for.
        pub title: Around,
        pub title_account: Text,
        pub heading: Text,
        pub lead: Text,
        pub code: Text,
        pub code_help: Text,
        pub button: Text,
        /// What opens the other form, and its field.
        pub by_recovery_code: Text,
        pub recovery_code: Text,
        pub recovery_code_help: Text,
        /// The link to the login page.
        pub another: Text,
        /// Why a code will not do.
        pub no_code: Text,
        pub no_recovery_code: Text,
        pub neither_code: Text,
        pub wrong: Text,
        pub used: Text,
        pub wrong_recovery_code: Text,
        /// Why the password has to come again.
        pub too_late: Text,
        pub changed: Text,
        /// Instead of the page. The reason is [`crate::Wait`].
        pub too_many: Headline,
        /// For whoever has just used a recovery code. How many are left, as a sentence; the other one, below, follows another sentence.
        pub used_title: Text,
        pub used_left: Counted,
        pub used_advice: Text,
        pub go_on: Text,
        pub under_security: Text,
        /// The part of the account's page.
        pub section: Text,
        pub off: Text,
        /// Around the day since when it is on.
        pub on: Around,
        pub left: Counted,
        pub turn_on: Text,
        pub another_app: Text,
        pub new_codes_lead: Text,
        pub new_codes: Text,
        pub turn_off_lead: Text,
        pub turn_off: Text,
        /// The page that sets it up.
        pub set_up_title: Text,
        pub set_up_lead: Text,
        pub picture: Text,
        pub by_hand: Text,
        pub open_app: Text,
        pub confirm_lead: Text,
        pub confirm_replaces: Text,
        pub confirm: Text,
        pub not_now: Text,
        pub not_matching: Text,
        /// The page that shows recovery codes.
        pub codes_title: Text,
        pub codes_done: Text,
        pub codes_lead: Text,
        pub codes_kept: Text,
        /// On the page where a recovery link leads.
        pub turned_off_by_link: Text,
        /// On the same page, if the link was mailed: the field takes a code of the app or a recovery code.
        pub asked_by_link: Text,
        pub either_code: Text,
        pub either_code_help: Text,
    }
}
