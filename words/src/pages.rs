//! The words of the pages of signing in and out.

use crate::{Around, Text};

words! {
    /// What stands below every page, and beside an app.
    pub struct Footer {
        /// Links to where people get help, to the terms, and to what happens with data.
        pub links: [Text; 3],
        /// On the pages that say why there is no other: before where people get help.
        pub ask: Text,
        /// The same of an app: to its own page, to its terms, and to what happens with data there.
        pub of_app: [Text; 3],
    }

    /// The page at the root of this server.
    pub struct Home {
        pub title: Text,
        pub lead: Text,
        pub issuer: Text,
        pub developers: Text,
        pub metadata: Text,
        pub keys: Text,
        pub you: Text,
        pub sign_out: Text,
    }

    /// The warning about a client that nobody vouches for.
    pub struct Unverified {
        pub title: Text,
        /// Around the place where the browser goes afterwards.
        pub registered_itself: Around,
        /// Around the host of the metadata document.
        pub described_by: Around,
        pub careful: Text,
    }

    /// The login page.
    pub struct Login {
        /// The button, what is said when no passkey was shown (and where there is no other way in), and what stands above the
        /// other way.
        pub passkey: Text,
        pub passkey_hint: Text,
        pub passkey_hint_only: Text,
        pub or: Text,
        /// Why a passkey signed nobody in.
        pub passkey_unknown: Text,
        pub passkey_again: Text,
        /// While no passkey can be used.
        pub passkeys_refused: Text,
        /// Around the client's name, or the host of one that nobody vouches for.
        pub title: Around,
        /// The title, and the line below the heading, of somebody who looks after their account.
        pub title_account: Text,
        pub lead_account: Text,
        /// Before the title, after a failure.
        pub title_error: Text,
        pub heading: Text,
        /// Around the client's name.
        pub lead: Around,
        /// Around the name of a client that nobody vouches for.
        pub lead_stranger: Around,
        /// Before the sentence that says what failed.
        pub error: Text,
        pub username: Text,
        pub password: Text,
        pub button: Text,
        /// The same whether the user is unknown or the password wrong.
        pub wrong: Text,
        /// After a right password.
        pub disabled: Text,
        pub empty: Text,
        pub too_long: Text,
        /// On a button that shows what is typed as a password, and on the same one while it is shown.
        pub show: Text,
        pub hide: Text,
        /// Beside a box to tick.
        pub keep: Text,
        /// In place of the form while passwords are off: where the browser offers no passkeys, and where nobody can use one.
        pub off: Text,
        pub nobody: Text,
        /// The link to the page where people make an account.
        pub sign_up: Text,
        /// For somebody who is signed in, but not as surely as the app asks.
        pub step_up: Text,
        /// What it takes if the app asks for more than a password.
        pub needs_passkey: Text,
        pub needs_two_factors: Text,
        /// A question, and the link that goes with it.
        pub cannot_yet: Text,
        pub set_up: Text,
        /// On the button of somebody who cannot.
        pub give_up: Text,
        /// For somebody whom an app sent to make one, where nobody may.
        pub no_sign_up: Text,
    }

    /// The accounts to choose from.
    pub struct SelectAccount {
        /// Around the client's name, or the host of one that nobody vouches for.
        pub title: Around,
        pub heading: Text,
        /// Around the client's name.
        pub lead: Around,
        /// Around the name of a client that nobody vouches for.
        pub lead_stranger: Around,
        pub another: Text,
    }

    /// The consent page.
    pub struct Consent {
        /// Around the client's name.
        pub title: Around,
        /// Around the person's name.
        pub who: Around,
        pub switch_account: Text,
        pub sign_out: Text,
        pub nothing: Text,
        pub able: Text,
        /// Around the host that the browser returns to.
        pub remembered: Around,
        /// Around the host that the browser returns to.
        pub asked_each_time: Around,
        /// For somebody who is in none of the client's groups: around its name, why, and what leads back.
        pub not_let_in: Around,
        pub not_let_in_advice: Text,
        pub go_back: Text,
        pub deny: Text,
        pub allow: Text,
    }

    /// The page that carries an answer to a client.
    pub struct FormPost {
        pub title: Text,
        pub lead: Text,
        pub button: Text,
    }

    /// The question whether to sign out.
    pub struct Logout {
        pub title: Text,
        /// Around the client's name.
        pub asked: Around,
        /// Around the name of a client that nobody vouches for.
        pub asked_stranger: Around,
        pub accounts: Text,
        pub apps: Text,
        /// Around the place where the person goes next.
        pub next: Around,
        /// Around [`BadLogout`](crate::BadLogout); on the page after signing out too.
        pub broken: Around,
        pub stay: Text,
        pub sign_out: Text,
    }

    /// What is shown after signing out.
    pub struct SignedOut {
        pub title: Text,
        pub others: Text,
        pub nobody: Text,
        /// Around the place where the person goes next.
        pub next: Around,
    }
}
