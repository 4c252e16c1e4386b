//! The words of the pages where people make an account, and where links lead.

use crate::{Around, Notice, Text};

words! {
    /// The pages where people make an account, and where links lead.
    pub struct Joining {
        /// The first account of all, an invited one, and one that anybody may make.
        pub setup: Heading,
        pub invitation: Heading,
        pub sign_up: Heading,
        /// The way back in, around the user's name.
        pub recovery: Heading,
        pub recovery_who: Around,
        /// What becomes of the ways to sign in of before.
        pub former: Text,
        pub former_hint: Text,
        /// Whose address? Around the address, and then around whose account gets it.
        pub verify: Heading,
        pub verify_what: Around,
        pub verify_whose: Around,
        pub verify_button: Text,
        pub verified: Notice,
        pub verify_taken: Notice,
        /// The fields, what is said of each, and the address of an invitation.
        pub called: Text,
        pub username: Text,
        pub username_optional: Text,
        pub username_hint: Text,
        pub email: Text,
        pub email_hint: Text,
        pub invited: Around,
        pub password: Text,
        pub password_hint: Text,
        /// The button with a passkey, what opens the other way and leads back, and its button.
        pub passkey: Text,
        pub passkey_lead: Text,
        pub by_password: Text,
        pub by_passkey: Text,
        pub by_password_button: Text,
        /// What the new passkey is called at first.
        pub passkey_name: Text,
        /// Where no script runs or the browser has no passkeys: alone, and above the other way.
        pub unable: Text,
        pub unable_or: Text,
        /// What is said when the browser made no passkey, and when it has one already.
        pub hint: Text,
        pub there: Text,
        /// The link for who has an account.
        pub sign_in: Text,
        /// Why nothing was made.
        pub passkey_failed: Text,
        pub bad_name: Text,
        pub bad_username: Text,
        pub bad_email: Text,
        pub no_username: Text,
        pub taken: Text,
        pub too_many_passkeys: Text,
        pub not_a_person: Text,
        /// Why a password will not do: `{n}` is how many characters it must have, or can have.
        pub password_short: Text,
        pub password_long: Text,
        pub password_common: Text,
        pub password_name: Text,
        /// Instead of the page.
        pub closed: Notice,
        pub disabled: Notice,
        pub dead_setup: Notice,
        pub set_up: Notice,
        pub dead_invitation: Notice,
        pub dead_recovery: Notice,
        pub dead_verification: Notice,
    }

    /// What stands at the top of a page.
    pub struct Heading {
        pub title: Text,
        pub lead: Text,
    }
}
