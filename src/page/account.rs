//! The pages of the account.

use askama::Template;

use super::frame::Frame;
use super::words::Words;
use crate::protocol::path;
use crate::protocol::timestamp::Timestamp;

/// What makes a passkey, and puts the browser's answer into the form. Its hash is in the page's policy.
pub(crate) const NEW_PASSKEY: &str = include_str!("../../templates/new_passkey.js");

/// What leads from one page of the account to the others.
pub(crate) struct Tabs<'a> {
    /// The path of the page.
    page: &'static str,
    /// What the person is called.
    called: &'a str,
}

impl<'a> Tabs<'a> {
    /// Those of the page with this path.
    pub(crate) fn at(page: &'static str, called: &'a str) -> Self {
        Self { page, called }
    }

    /// The path of each page, its name, and whether it is this one.
    fn all(
        &self,
        words: &'static Words,
    ) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        let pages = path::ACCOUNT_PAGES.into_iter().zip(words.account.tabs);
        pages.map(|(page, name)| (page, name, page == self.page))
    }
}

/// A passkey of the person.
pub(crate) struct OwnPasskey<'a> {
    /// The credential id, base64url.
    pub(crate) id: &'a str,
    /// What they call it.
    pub(crate) name: &'a str,
    /// When it was added.
    pub(crate) created_at: Timestamp,
    /// When it was used last.
    pub(crate) last_used_at: Option<Timestamp>,
    /// Whether it is backed up.
    pub(crate) backed_up: bool,
    /// Whether it is for another host, so that nobody can sign in with it here.
    pub(crate) elsewhere: bool,
    /// Whether they could not sign in without it.
    pub(crate) last_way: bool,
}

/// Passkeys, the password, and where the person is signed in. Each form posts the field `token`; those of a passkey
/// `id`, and the one that names it `name`.
#[derive(Template)]
#[template(path = "account_security.html")]
pub(crate) struct Security<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) tabs: Tabs<'a>,
    /// Why the last form was refused, as a sentence.
    pub(crate) error: Option<&'a str>,
    /// Whether they have proved a moment ago who they are.
    pub(crate) recent: bool,
    /// Where they prove it again.
    pub(crate) again: &'a str,
    /// Their passkeys.
    pub(crate) passkeys: &'a [OwnPasskey<'a>],
    /// Whether there can be passkeys for this host.
    pub(crate) possible: bool,
    /// The tokens of the forms that name and remove a passkey.
    pub(crate) name_token: &'a str,
    pub(crate) remove_token: &'a str,
}

/// Adds a passkey. The form posts the fields `token`, `name` and `passkey` (what the browser answered, JSON). It shows
/// only where [`NEW_PASSKEY`] runs.
#[derive(Template)]
#[template(path = "account_passkey.html")]
pub(crate) struct AddPasskey<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) tabs: Tabs<'a>,
    /// Where the form is posted.
    pub(crate) action: &'a str,
    /// Where the person goes without one.
    pub(crate) back: &'a str,
    /// What the hidden field `token` holds: the challenge.
    pub(crate) token: &'a str,
    /// What the browser is asked for: `PublicKeyCredentialCreationOptionsJSON`.
    pub(crate) options: &'a str,
    /// Why the last one was refused, as a sentence.
    pub(crate) error: Option<&'a str>,
    /// The id of a passkey that was refused, so that the browser can forget it.
    pub(crate) unknown: Option<&'a str>,
}
