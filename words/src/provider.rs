//! The words about accounts at other providers. What stands around something stands around the name of the provider, unless it says
//! otherwise.

use crate::joining::Heading;
use crate::{Around, Headline, Notice, Text};

words! {
    /// Accounts at other providers.
    pub struct Provider {
        /// A button of the login page and of those where people make an account, and the button that forgets the choice.
        pub button: Around,
        pub another: Text,
        /// Why nobody was signed in: the provider failed, it or the person said no, the app's request is too long, nobody linked the
        /// account, and its address is at another host than those that may sign up.
        pub failed: Around,
        pub denied: Around,
        pub too_long: Around,
        pub unknown: Around,
        pub other_host: Around,
        /// The page that says so where there is no login page, and what leads back.
        pub refused: Headline,
        pub back: Text,
        /// Nobody left this browser for the provider.
        pub lost: Notice,
        /// Making an account with one: around what it is known by, the button, and what is taken.
        pub joining: Heading,
        pub known_by: (Text, Text, Text),
        pub email: Around,
        pub make: Text,
        pub name_taken: Text,
        /// Signing out there: the button, why that is not possible, and the page that says so.
        pub sign_out: Around,
        pub no_sign_out: Around,
        pub not_signed_out: Headline,
        /// On the page of the account: what is linked.
        pub heading: Text,
        pub lead: Text,
        /// Around the day since when it is.
        pub since: Around,
        pub gone: Text,
        pub last_way: Text,
        pub link: Text,
        pub remove_lead: Text,
        pub remove: Text,
        pub not_removed: Text,
        pub taken: Around,
        pub full: Around,
    }
}
