//! The words about accounts at other providers. What stands around something stands around the name of the provider, unless it says
//! otherwise.

use super::joining::Heading;
use super::{Around, Headline, Notice};

/// Accounts at other providers.
#[derive(Clone, Copy)]
pub struct Provider {
    /// A button of the login page and of those where people make an account, and the button that forgets the choice.
    pub(crate) button: Around,
    pub(crate) another: &'static str,
    /// Why nobody was signed in: the provider failed, it or the person said no, the app's request is too long, nobody linked the
    /// account, and its address is at another host than those that may sign up.
    pub(crate) failed: Around,
    pub(crate) denied: Around,
    pub(crate) too_long: Around,
    pub(crate) unknown: Around,
    pub(crate) other_host: Around,
    /// The page that says so where there is no login page, and what leads back.
    pub(crate) refused: Headline,
    pub(crate) back: &'static str,
    /// Nobody left this browser for the provider.
    pub(crate) lost: Notice,
    /// Making an account with one: around what it is known by, the button, and what is taken.
    pub(crate) joining: Heading,
    pub(crate) known_by: (&'static str, &'static str, &'static str),
    pub(crate) email: Around,
    pub(crate) make: &'static str,
    pub(crate) name_taken: &'static str,
    /// Signing out there: the button, why that is not possible, and the page that says so.
    pub(crate) sign_out: Around,
    pub(crate) no_sign_out: Around,
    pub(crate) not_signed_out: Headline,
    /// On the page of the account: what is linked.
    pub(crate) heading: &'static str,
    pub(crate) lead: &'static str,
    /// Around the day since when it is.
    pub(crate) since: Around,
    pub(crate) gone: &'static str,
    pub(crate) last_way: &'static str,
    pub(crate) link: &'static str,
    pub(crate) remove_lead: &'static str,
    pub(crate) remove: &'static str,
    pub(crate) not_removed: &'static str,
    pub(crate) taken: Around,
    pub(crate) full: Around,
}
