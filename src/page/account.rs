//! The pages of the account.

use askama::Template;

use super::chart::{Chart, Table};
use super::field::Field;
use super::frame::Frame;
use super::part::Part;
use super::words::{Words, isolated};
use crate::protocol::{admin_path, path};

/// What leads from one page of the account to the others, or from one page of the administrators.
pub(crate) struct Tabs<'a> {
    /// The path of the page. If it is empty, the page has no tabs and no links to the rest of the
    /// account: the person is on the way to an app.
    pub(super) page: &'static str,
    /// What the person is called.
    pub(super) called: &'a str,
    /// Whether they are an administrator.
    pub(super) administrator: bool,
    /// What the page is about, if that is not what its tab is called.
    about: &'a str,
}

impl<'a> Tabs<'a> {
    /// Those of the page with this path.
    pub(crate) fn at(page: &'static str, called: &'a str) -> Self {
        Self {
            page,
            called,
            administrator: false,
            about: "",
        }
    }

    /// The same, for somebody who may be an administrator, and for a page about one thing of several.
    pub(crate) fn of(
        page: &'static str,
        (called, administrator): (&'a str, bool),
        about: &'a str,
    ) -> Self {
        Self {
            administrator,
            about,
            ..Self::at(page, called)
        }
    }

    /// The name of this page.
    fn title(&self, words: &'static Words) -> String {
        if !self.about.is_empty() {
            return isolated(self.about, words);
        }
        let mut all = self.all(words);
        let here = all.find_map(|(_, name, here)| here.then_some(name));
        here.unwrap_or_default().to_owned()
    }

    /// Whether this is a page of the administrators.
    pub(super) fn is_admin(&self) -> bool {
        admin_path::is_below(self.page)
    }

    /// The path of each page, its name, and whether it is this one.
    pub(super) fn all(
        &self,
        words: &'static Words,
    ) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        let (pages, names): (&[_], &[_]) = if self.is_admin() {
            (&admin_path::TABS, &words.admin.tabs)
        } else {
            (&path::ACCOUNT_PAGES, &words.account.tabs)
        };
        let pages = pages.iter().copied().zip(names.iter().copied());
        pages.map(|(page, name)| (page, name, page == self.page))
    }
}

/// Facts about things, and forms to change them: a page of the account. Whatever a page is about, it is put together
/// from the same parts, so that one template shows all of them.
#[derive(Template)]
#[template(path = "sheet.html")]
pub(crate) struct Sheet<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) tabs: Tabs<'a>,
    /// Why the last form was refused, as a sentence.
    pub(crate) error: Option<&'a str>,
    /// Where the person proves again who they are, if something waits for that.
    pub(crate) again: Option<&'a str>,
    pub(crate) sections: Vec<Section>,
}

/// What belongs together on a [`Sheet`].
#[derive(Default)]
pub(crate) struct Section {
    /// Empty for what stands below the title.
    pub(crate) heading: &'static str,
    /// What it is about, perhaps nothing.
    pub(crate) lead: String,
    /// Addresses elsewhere, and what they are called.
    pub(crate) starts: Vec<(String, String)>,
    /// A secret that is shown this once, perhaps none.
    pub(crate) once: String,
    /// What somebody looks at, as another template rendered it; perhaps nothing.
    pub(crate) picture: String,
    /// Numbers, as a picture and as a table.
    pub(crate) chart: Option<Chart>,
    pub(crate) table: Option<Table>,
    /// A form that looks for something, with GET.
    pub(crate) search: Option<Search>,
    /// What else that form asks for.
    pub(crate) filters: Vec<Field>,
    pub(crate) things: Vec<Thing>,
    pub(crate) forms: Vec<Form>,
    /// The address of another page, and what it is for.
    pub(crate) link: Option<(String, &'static str)>,
}

// These are functions, and not written where they are used, so that there is one of each in the WASM.
impl Section {
    /// One with a heading and what it is about; either may be empty.
    #[inline(never)]
    pub(crate) fn about(heading: &'static str, lead: &str) -> Self {
        Self {
            heading,
            lead: lead.to_owned(),
            ..Self::default()
        }
    }

    /// Whether there is something in it that waits for a recent sign-in.
    pub(crate) fn waits(&self) -> bool {
        let forms = self.things.iter().flat_map(|thing| &thing.forms);
        forms.chain(&self.forms).any(|form| form.waits)
    }
}

/// Looks for something: sends `q` to the page at `action`.
pub(crate) struct Search {
    pub(crate) action: &'static str,
    pub(crate) label: &'static str,
    pub(crate) help: &'static str,
    pub(crate) button: &'static str,
    /// What was looked for.
    pub(crate) typed: String,
    /// Whether it tries something, and looks for nothing.
    pub(crate) tries: bool,
}

/// One of several things.
#[derive(Default)]
pub(crate) struct Thing {
    pub(crate) name: String,
    /// The address of the page about it, perhaps none.
    pub(crate) link: String,
    /// What is known of it, a line each.
    pub(crate) facts: Vec<String>,
    /// What it concerns: the address of the page about that, and what is said of it.
    pub(crate) about: Vec<(String, String)>,
    /// What an app can do, as a list.
    pub(crate) able: Vec<String>,
    /// The warning that nobody vouches for it.
    pub(crate) unverified: bool,
    /// What opens its forms. Empty: they are open.
    pub(crate) change: &'static str,
    pub(crate) forms: Vec<Form>,
}

impl Thing {
    /// One of which this one thing is known.
    pub(crate) fn told(name: &str, fact: String) -> Self {
        Self::known(name, vec![fact])
    }

    /// One of which this is known.
    #[inline(never)]
    pub(crate) fn known(name: &str, facts: Vec<String>) -> Self {
        Self {
            name: name.to_owned(),
            facts,
            ..Self::default()
        }
    }
}

/// A form. It posts its fields, `token`, `id` if it is about one of several things, and perhaps `which`.
#[derive(Default)]
pub(crate) struct Form {
    /// The path that it is posted to.
    pub(crate) action: &'static str,
    pub(crate) token: String,
    pub(crate) id: Option<String>,
    /// Which of several things that belong to what it is about, perhaps none.
    pub(crate) which: String,
    /// What it does, perhaps nothing.
    pub(crate) lead: &'static str,
    /// What ends with it, in numbers, perhaps nothing.
    pub(crate) ends: String,
    pub(crate) fields: Vec<Field>,
    /// For a form with a file, which is then `multipart/form-data`: the query of its address. It names the app even if the body is too large
    /// to be read. Otherwise empty.
    pub(crate) query: String,
    pub(crate) button: &'static str,
    /// Whether it takes something away.
    pub(crate) takes: bool,
    /// Whether it waits for a recent sign-in; then its button is not there before.
    pub(crate) waits: bool,
}

impl Form {
    /// What it does, and its button.
    #[inline(never)]
    pub(crate) fn saying(mut self, lead: &'static str, button: &'static str) -> Self {
        (self.lead, self.button) = (lead, button);
        self
    }

    /// It waits for a recent sign-in.
    #[inline(never)]
    pub(crate) fn waiting(mut self) -> Self {
        self.waits = true;
        self
    }

    /// It takes something away, which is said in numbers, and waits for a recent sign-in.
    #[inline(never)]
    pub(crate) fn ending(mut self, ends: String) -> Self {
        (self.ends, self.takes) = (ends, true);
        self.waiting()
    }
}

/// Adds a passkey. The form posts the fields `token`, `name` and `passkey` (what the browser answered, JSON). It shows
/// only where [`Part::NewPasskey`] runs.
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
    /// Whether they have none yet, so that the browser may make one by itself.
    pub(crate) first: bool,
    /// Why the last one was refused, as a sentence.
    pub(crate) error: Option<&'a str>,
    /// The id of a passkey that was refused, so that the browser can forget it.
    pub(crate) unknown: Option<&'a str>,
}
