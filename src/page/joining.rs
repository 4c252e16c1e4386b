//! The pages where people make an account, and where links lead.

use askama::Template;

use super::field::Field;
use super::frame::Frame;
use super::login::SHOW_PASSWORD;
use super::part::Part;
use super::provider::ProviderForm;
use super::stranger::Asker;
use super::words::Around;
use super::words::joining::Heading;

/// A page where somebody makes an account, sets a new way to sign in, or proves an address. Its forms post `token` and
/// `subject`, and their fields.
#[derive(Template)]
#[template(path = "joining.html")]
pub(crate) struct Joining<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) heading: &'a Heading,
    /// The client the person is on the way to.
    pub(crate) asker: Option<Asker<'a>>,
    /// What stands around each name that is known, and that name: one sentence in all.
    pub(crate) about: Vec<(Around, &'a str)>,
    /// What there is to know before, as a sentence.
    pub(crate) note: Option<&'a str>,
    /// Why the last form was refused, as a sentence.
    pub(crate) error: Option<&'a str>,
    /// What stands there until a script runs.
    pub(crate) unable: Option<&'a str>,
    /// Where each form is posted.
    pub(crate) action: &'a str,
    /// What the hidden field `token` holds: the challenge.
    pub(crate) token: &'a str,
    /// What the hidden field `subject` holds: `sub` of the user.
    pub(crate) subject: &'a str,
    /// A form each.
    pub(crate) ways: Vec<Way<'a>>,
    /// The id of a passkey that was refused, so that the browser can forget it.
    pub(crate) unknown: Option<&'a str>,
    /// The buttons of other providers, if there are any.
    pub(crate) providers: Option<ProviderForm>,
    /// The site key of Turnstile.
    pub(crate) turnstile: Option<&'a str>,
    /// A link to another page, and what it says.
    pub(crate) link: Option<(&'a str, &'static str)>,
}

/// A form of [`Joining`].
#[derive(Default)]
pub(crate) struct Way<'a> {
    /// What tells the ids of its fields from those of the other form.
    pub(crate) place: &'static str,
    /// What the browser is asked for: `PublicKeyCredentialCreationOptionsJSON`. Such a form also posts `passkey` (what the
    /// browser answered, JSON), and shows only where [`Part::NewPasskey`] runs.
    pub(crate) options: Option<&'a str>,
    /// For a password: whether the form is folded away.
    pub(crate) folded: Option<bool>,
    pub(crate) fields: Vec<Field>,
    pub(crate) button: &'static str,
}

impl Joining<'_> {
    /// The scripts that the forms need, whose hashes are in the page's policy.
    pub(crate) fn scripts(&self) -> impl Iterator<Item = &'static str> {
        let passkey = self.ways.iter().any(|way| way.options.is_some());
        let password = self.ways.iter().any(|way| way.folded.is_some());
        let new_passkey = self.frame.part(Part::NewPasskey);
        let scripts = [(passkey, new_passkey), (password, SHOW_PASSWORD)];
        scripts
            .into_iter()
            .filter_map(|(needed, script)| needed.then_some(script))
    }
}
