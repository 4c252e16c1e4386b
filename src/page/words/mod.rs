//! The words that people read, one `const` for each language. A language that lacks a word does not compile.
//!
//! What only an app's developer can fix is said in the developer's words, in English everywhere.

pub mod account;
pub mod device;
pub mod en;
mod en_account;
mod en_device;
pub mod en_joining;
mod en_mail;
mod en_notices;
mod en_provider;
mod en_second_factor;
pub mod joining;
pub mod mail;
pub mod provider;
pub mod second_factor;

use crate::protocol::authorization::Unproved;
use crate::protocol::login::Agent;
use crate::protocol::openid::BadLogout;
use crate::protocol::params::Malformed;
use crate::protocol::timestamp::Civil;

/// What stands before a name in a sentence, and what stands after it.
pub type Around = (&'static str, &'static str);

/// Every word that people read.
pub struct Words {
    /// The language, as `lang` of HTML names it.
    pub lang: &'static str,
    /// Stands before the id that a request has in the log.
    pub reference: &'static str,
    /// What somebody is called of whom no name and no address is known.
    pub nameless: &'static str,
    /// What people call this server's own resource.
    pub your_account: &'static str,
    /// This server's own scopes, in the order in which they are shown, and what each lets a client do.
    pub scopes: [(&'static str, &'static str); 7],
    /// What a standard claim reveals (OpenID Connect Core section 5.1).
    pub claim: fn(&str) -> Option<&'static str>,
    /// The browser and system of a session.
    pub agent: fn(Agent) -> String,
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
    /// A day, for a year, a month and a day from 1.
    pub date: fn(Civil) -> String,
    /// The question whether to sign out.
    pub logout: Logout,
    /// The page after signing out.
    pub signed_out: SignedOut,
    /// The pages that say why there is no other page.
    pub notices: Notices,
    /// When it is worth trying again: a sentence, for a number of seconds.
    pub wait: fn(u32) -> String,
    /// Why the browser may not be redirected.
    pub unproved: fn(Unproved) -> &'static str,
    /// Why nothing of a request to sign out counts.
    pub bad_logout: fn(BadLogout) -> &'static str,
    /// Why a form is refused.
    pub form: Form,
}

/// The page at the root of this server.
#[derive(Clone, Copy)]
pub struct Home {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) issuer: &'static str,
    pub(crate) developers: &'static str,
    pub(crate) metadata: &'static str,
    pub(crate) keys: &'static str,
    pub(crate) you: &'static str,
    pub(crate) sign_out: &'static str,
}

/// The warning about a client that nobody vouches for.
#[derive(Clone, Copy)]
pub struct Unverified {
    pub(crate) title: &'static str,
    /// Around the place where the browser goes afterwards.
    pub(crate) registered_itself: Around,
    /// Around the host of the metadata document.
    pub(crate) described_by: Around,
    pub(crate) careful: &'static str,
}

/// The login page.
#[derive(Clone, Copy)]
pub struct Login {
    /// The button, what is said when no passkey was shown (and where there is no other way in), and what stands above the
    /// other way.
    pub(crate) passkey: &'static str,
    pub(crate) passkey_hint: &'static str,
    pub(crate) passkey_hint_only: &'static str,
    pub(crate) or: &'static str,
    /// Why a passkey signed nobody in.
    pub(crate) passkey_unknown: &'static str,
    pub(crate) passkey_again: &'static str,
    /// While no passkey can be used.
    pub(crate) passkeys_refused: &'static str,
    /// Around the client's name, or the host of one that nobody vouches for.
    pub(crate) title: Around,
    /// The title, and the line below the heading, of somebody who looks after their account.
    pub(crate) title_account: &'static str,
    pub(crate) lead_account: &'static str,
    /// Before the title, after a failure.
    pub(crate) title_error: &'static str,
    pub(crate) heading: &'static str,
    /// Around the client's name.
    pub(crate) lead: Around,
    /// Around the name of a client that nobody vouches for.
    pub(crate) lead_stranger: Around,
    /// Before the sentence that says what failed.
    pub(crate) error: &'static str,
    pub(crate) username: &'static str,
    pub(crate) password: &'static str,
    pub(crate) button: &'static str,
    /// The same whether the user is unknown or the password wrong.
    pub(crate) wrong: &'static str,
    /// After a right password.
    pub(crate) disabled: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) too_long: &'static str,
    /// On a button that shows what is typed as a password, and on the same one while it is shown.
    pub(crate) show: &'static str,
    pub(crate) hide: &'static str,
    /// Beside a box to tick.
    pub(crate) keep: &'static str,
    /// In place of the form while passwords are off: where the browser offers no passkeys, and where nobody can use one.
    pub(crate) off: &'static str,
    pub(crate) nobody: &'static str,
    /// The link to the page where people make an account.
    pub(crate) sign_up: &'static str,
    /// For somebody who is signed in, but not as surely as the app asks.
    pub(crate) step_up: &'static str,
    /// What it takes if the app asks for more than a password.
    pub(crate) needs_passkey: &'static str,
    pub(crate) needs_two_factors: &'static str,
    /// A question, and the link that goes with it.
    pub(crate) cannot_yet: &'static str,
    pub(crate) set_up: &'static str,
    /// On the button of somebody who cannot.
    pub(crate) give_up: &'static str,
    /// For somebody whom an app sent to make one, where nobody may.
    pub(crate) no_sign_up: &'static str,
}

/// The accounts to choose from.
#[derive(Clone, Copy)]
pub struct SelectAccount {
    /// Around the client's name, or the host of one that nobody vouches for.
    pub(crate) title: Around,
    pub(crate) heading: &'static str,
    /// Around the client's name.
    pub(crate) lead: Around,
    /// Around the name of a client that nobody vouches for.
    pub(crate) lead_stranger: Around,
    pub(crate) another: &'static str,
}

/// The consent page.
#[derive(Clone, Copy)]
pub struct Consent {
    /// Around the client's name.
    pub(crate) title: Around,
    /// Around the person's name.
    pub(crate) who: Around,
    pub(crate) switch_account: &'static str,
    pub(crate) sign_out: &'static str,
    pub(crate) nothing: &'static str,
    pub(crate) able: &'static str,
    /// Around the host that the browser returns to.
    pub(crate) remembered: Around,
    /// Around the host that the browser returns to.
    pub(crate) asked_each_time: Around,
    /// For somebody who is in none of the client's groups: around its name, why, and what leads back.
    pub(crate) not_let_in: Around,
    pub(crate) not_let_in_advice: &'static str,
    pub(crate) go_back: &'static str,
    pub(crate) deny: &'static str,
    pub(crate) allow: &'static str,
}

/// The page that carries an answer to a client.
#[derive(Clone, Copy)]
pub struct FormPost {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) button: &'static str,
}

/// The question whether to sign out.
#[derive(Clone, Copy)]
pub struct Logout {
    pub(crate) title: &'static str,
    /// Around the client's name.
    pub(crate) asked: Around,
    /// Around the name of a client that nobody vouches for.
    pub(crate) asked_stranger: Around,
    pub(crate) accounts: &'static str,
    pub(crate) apps: &'static str,
    /// Around the place where the person goes next.
    pub(crate) next: Around,
    /// Around [`Words::bad_logout`]; on the page after signing out too.
    pub(crate) broken: Around,
    pub(crate) stay: &'static str,
    pub(crate) sign_out: &'static str,
}

/// What is shown after signing out.
#[derive(Clone, Copy)]
pub struct SignedOut {
    pub(crate) title: &'static str,
    pub(crate) others: &'static str,
    pub(crate) nobody: &'static str,
    /// Around the place where the person goes next.
    pub(crate) next: Around,
}

/// A page that says why there is no other page.
#[derive(Clone, Copy)]
pub struct Notice {
    /// What happened, in a few words.
    pub(crate) title: &'static str,
    /// What happened, as a sentence or two.
    pub(crate) message: &'static str,
    /// What the person can do now.
    pub(crate) advice: &'static str,
}

/// A notice whose message includes a reason that is known only later.
#[derive(Clone, Copy)]
pub struct Headline {
    /// What happened, in a few words.
    pub(crate) title: &'static str,
    /// Around the reason.
    pub(crate) message: Around,
    /// What the person can do now.
    pub(crate) advice: &'static str,
}

/// What the developer of an app is told.
#[derive(Clone, Copy)]
pub struct Developer {
    pub(crate) heading: &'static str,
    /// Before a URI of a metadata document that cannot be used, and between it and the reason.
    pub(crate) left_out: Around,
    /// Before what is wrong with a metadata document.
    pub(crate) problem: &'static str,
}

/// The pages that say why there is no other page.
#[derive(Clone, Copy)]
pub struct Notices {
    /// The part of a notice that is for the app's developer.
    pub(crate) developer: Developer,
    /// The app made a mistake, and the reason is a whole sentence.
    pub(crate) app_mistake: Headline,
    /// What the app sent cannot be read, and the reason is [`Form::malformed`].
    pub(crate) app_unreadable: Around,
    pub(crate) too_long: Notice,
    pub(crate) foreign_form: Notice,
    /// A form of the account whose page is too old.
    pub(crate) outdated_form: Notice,
    pub(crate) unreadable_form: Headline,
    pub(crate) unencrypted: Notice,
    pub(crate) unavailable: Notice,
    /// Too many passwords were wrong. The reason is [`Words::wait`].
    pub(crate) too_many_guesses: Headline,
    /// Too many passwords were wrong today. The reason is [`Words::wait`].
    pub(crate) too_many_today: Headline,
    /// The account has done enough for now. The reason is [`Words::wait`].
    pub(crate) too_many_deeds: Headline,
    /// Too many mails were asked for. The reason is [`Words::wait`].
    pub(crate) too_many_mails: Headline,
    /// Too much was asked for. The reason is [`Words::wait`].
    pub(crate) too_many_requests: Headline,
    pub(crate) not_found: Notice,
    pub(crate) method_not_allowed: Notice,
    pub(crate) still_signed_in: Notice,
    pub(crate) account_deleted: Notice,
}

/// Why a form is refused: parts of a sentence.
#[derive(Clone, Copy)]
pub struct Form {
    pub(crate) other_type: &'static str,
    pub(crate) too_large: &'static str,
    pub(crate) broken: &'static str,
    pub(crate) repeated: &'static str,
    pub(crate) malformed: fn(Malformed) -> &'static str,
}
