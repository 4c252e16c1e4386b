//! The words that people read, one `const` for each language. A language that lacks a word does not compile.
//!
//! What only an app's developer can fix is said in the developer's words, in English everywhere. Everything here is text; what
//! fills it in is the Worker's. `README.md` says how to translate it.

#[macro_use]
mod text;

pub mod account;
pub mod admin;
pub mod admin_apps;
pub mod admin_more;
pub mod de;
pub mod device;
pub mod en;
pub mod es;
pub mod fr;
pub mod he;
pub mod ja;
pub mod joining;
pub mod mail;
mod notices;
pub mod overview;
mod pages;
pub mod people;
mod plural;
pub mod provider;
pub mod second_factor;
mod time;

pub use notices::{BadLogout, Developer, Form, Headline, Notice, Notices, Unproved};
pub use pages::{
    Consent, Footer, FormPost, Home, Login, Logout, SelectAccount, SignedOut, Unverified,
};
pub use plural::{Category, Counted, category};
pub use text::{Around, Each, Text, find, read, write};
pub use time::{Ago, Dates, Wait};

/// Every language.
pub const LANGUAGES: [&Words; CODES.len()] = [&en::EN, &de::DE, &es::ES, &fr::FR, &ja::JA, &he::HE];

/// The code of each language, as `lang` of HTML names it.
pub const CODES: [Text; 6] = ["en", "de", "es", "fr", "ja", "he"];

words! {
    /// Every word that people read.
    pub struct Words {
        /// The language, as `lang` of HTML names it.
        pub lang: Text,
        /// In which direction it is written, as `dir` of HTML names it: `ltr` or `rtl`.
        pub dir: Text,
        /// Stands before the id that a request has in the log.
        pub reference: Text,
        /// What somebody is called of whom no name and no address is known.
        pub nameless: Text,
        /// What people call this server's own resource.
        pub your_account: Text,
        /// This server's own scopes, in the order in which they are shown, and what each lets a client do.
        pub scopes: [(Text, Text); 7],
        /// What each standard claim reveals (OpenID Connect Core section 5.1).
        pub claims: [(Text, Text); 20],
        /// The browser and system of a session.
        pub agent: Agent,
        /// What stands below every page, and beside an app.
        pub footer: Footer,
        /// The page at the root of this server.
        pub home: Home,
        /// The warning about a client that nobody vouches for.
        pub unverified: Unverified,
        /// The login page.
        pub login: Login,
        /// Signing in on one device with the passkey of another.
        pub device: device::Device,
        /// Accounts at other providers.
        pub provider: provider::Provider,
        /// The second factor.
        pub second_factor: second_factor::SecondFactor,
        /// The page with the accounts to choose from.
        pub select_account: SelectAccount,
        /// The consent page.
        pub consent: Consent,
        /// The pages where people make an account, and where links lead.
        pub joining: joining::Joining,
        /// What is sent by mail, and the pages that offer it.
        pub mail: mail::Mail,
        /// The page that carries an answer to a client.
        pub form_post: FormPost,
        /// The pages of the account.
        pub account: account::Account,
        /// The pages of the administrators.
        pub admin: admin::Admin,
        /// Days and times.
        pub dates: Dates,
        /// The question whether to sign out.
        pub logout: Logout,
        /// The page after signing out.
        pub signed_out: SignedOut,
        /// The pages that say why there is no other page.
        pub notices: Notices,
        /// When it is worth trying again.
        pub wait: Wait,
        /// Why the browser may not be redirected.
        pub unproved: Unproved,
        /// Why nothing of a request to sign out counts.
        pub bad_logout: BadLogout,
        /// Why a form is refused.
        pub form: Form,
    }

    /// The browser and system of a session.
    pub struct Agent {
        /// In place of a browser that is not known.
        pub unknown: Text,
        /// Both: `{browser}` and `{system}`.
        pub both: Text,
    }
}
