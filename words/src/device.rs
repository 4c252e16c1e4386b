//! The words about signing in on one device with the passkey of another.

use crate::{Ago, Around, Notice, Text};

words! {
    /// Signing in on one device with the passkey of another.
    pub struct Device {
        /// The button of the login page.
        pub button: Text,
        /// The page that shows the code.
        pub title: Text,
        pub lead: Text,
        pub picture: Text,
        /// Around the address.
        pub by_hand: Around,
        pub ten_minutes: Text,
        pub look: Text,
        pub not_yet: Text,
        pub another: Text,
        /// Around what to call the user who confirmed it, in a sentence and on a button.
        pub confirmed: Around,
        pub go_on: Around,
        pub not_me: Text,
        /// The page that asks for the code.
        pub code_title: Text,
        pub code_lead: Text,
        pub code: Text,
        pub code_help: Text,
        pub code_button: Text,
        pub code_unknown: Text,
        /// The page that asks whether the other device is theirs.
        pub confirm_title: Text,
        pub shows: Text,
        pub device: Text,
        pub place: Text,
        pub nowhere: Text,
        pub asked: Text,
        pub app: Text,
        /// How long ago that was.
        pub ago: Ago,
        /// Around the host of this server.
        pub warning: Around,
        pub confirm: Text,
        pub deny: Text,
        /// The page that asks whether a device is theirs that asks for access, and what the consent page says of it.
        pub verify_title: Text,
        pub verify_app: Text,
        pub verify_warning: Text,
        pub verify: Text,
        pub approved: Notice,
        pub not_approved: Notice,
        /// What follows there.
        pub done: Notice,
        pub mistake: Text,
        pub denied: Notice,
        pub over: Notice,
        /// What follows on the device that showed the code, if it was not confirmed.
        pub refused: Notice,
        pub expired: Notice,
        pub start_again: Text,
    }
}
