//! A page as it is put together, from top to bottom. To write each part as a literal would be several times as much code.

use super::account::{Form, Search, Section, Thing};
use super::field::Field;
use crate::protocol::admin_path;

/// The sections of a page. What is added belongs to the section, or the thing, that was added last.
#[derive(Default)]
pub(crate) struct Outline {
    pub(crate) sections: Vec<Section>,
}

impl Outline {
    /// Begins a section. `heading`: empty for what stands below the title; `lead`: what it is about, perhaps nothing.
    #[inline(never)]
    pub(crate) fn section(&mut self, heading: &'static str, lead: &str) -> &mut Section {
        add(
            &mut self.sections,
            Section {
                heading,
                lead: lead.to_owned(),
                ..Section::default()
            },
        )
    }

    /// The section that was begun last.
    #[inline(never)]
    fn last(&mut self) -> &mut Section {
        last(&mut self.sections)
    }

    /// Adds to the section what leads to another page.
    #[inline(never)]
    pub(crate) fn link(&mut self, address: String, text: &'static str) {
        self.last().link = Some((address, text));
    }

    /// Adds to the section a form that looks for something.
    #[inline(never)]
    pub(crate) fn search(&mut self, action: &'static str, texts: [&'static str; 3], typed: &str) {
        let [label, help, button] = texts;
        self.last().search = Some(Search {
            action,
            label,
            help,
            button,
            typed: typed.to_owned(),
            tries: action == admin_path::BRAND,
        });
    }

    /// Adds to the section what else its form that looks for something asks for.
    #[inline(never)]
    pub(crate) fn filter(&mut self, name: &'static str, label: &'static str, value: String) {
        let field = Field::of(name, label, value);
        self.last().filters.push(field);
    }

    /// One of those, which is there.
    pub(crate) fn filter_at(&mut self, place: usize) -> &mut Field {
        &mut self.last().filters[place]
    }

    /// Adds one of several things. `link`: the address of the page about it, perhaps none.
    #[inline(never)]
    pub(crate) fn thing(&mut self, name: &str, link: String) -> &mut Thing {
        let thing = Thing {
            name: name.to_owned(),
            link,
            ..Thing::default()
        };
        add(&mut self.last().things, thing)
    }

    /// Adds what is known of the thing.
    #[inline(never)]
    pub(crate) fn fact(&mut self, fact: String) {
        last(&mut self.last().things).facts.push(fact);
    }

    /// Adds what the thing concerns: the address of the page about it, and what is said of it.
    #[inline(never)]
    pub(crate) fn about(&mut self, link: (String, String)) {
        last(&mut self.last().things).about.push(link);
    }

    /// Adds a form to the thing.
    #[inline(never)]
    pub(crate) fn thing_form(&mut self, form: Form, button: &'static str) -> &mut Form {
        add_form(&mut last(&mut self.last().things).forms, form, button)
    }

    /// Adds a form to the section.
    #[inline(never)]
    pub(crate) fn form(&mut self, form: Form, button: &'static str) -> &mut Form {
        add_form(&mut self.last().forms, form, button)
    }
}

impl Form {
    /// Adds a field with one line of text. `value`: what it holds already.
    #[inline(never)]
    pub(crate) fn field(
        &mut self,
        name: &'static str,
        [label, help]: [&'static str; 2],
        value: String,
    ) -> &mut Field {
        let mut field = Field::of(name, label, value);
        field.help = help;
        add(&mut self.fields, field)
    }

    /// It takes something away, so it waits for a recent sign-in.
    pub(crate) fn takes(&mut self) -> &mut Self {
        (self.takes, self.waits) = (true, true);
        self
    }
}

impl Field {
    /// A field with one line of text. `value`: what it holds already.
    #[inline(never)]
    pub(crate) fn of(name: &'static str, label: &'static str, value: String) -> Self {
        Self {
            name,
            label,
            value,
            kind: "text",
            autocomplete: "off",
            ..Self::default()
        }
    }
}

fn add_form<'a>(forms: &'a mut Vec<Form>, mut form: Form, button: &'static str) -> &'a mut Form {
    form.button = button;
    add(forms, form)
}

fn add<T: Default>(all: &mut Vec<T>, one: T) -> &mut T {
    all.push(one);
    last(all)
}

/// The last one. There is one.
fn last<T: Default>(all: &mut Vec<T>) -> &mut T {
    if all.is_empty() {
        all.push(T::default());
    }
    let at = all.len() - 1;
    &mut all[at]
}
