//! What a form asks for.

use askama::Template;

/// A field of a form.
#[derive(Default)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    /// What it holds already.
    pub(crate) value: String,
    /// `type` of HTML, of which `file` is for a picture; `textarea` for several lines, `select` for a choice.
    pub(crate) kind: &'static str,
    /// Of a choice: what is sent, and what it is called.
    pub(crate) options: Vec<(&'static str, &'static str)>,
    /// Of a box: whether it is ticked.
    pub(crate) checked: bool,
    pub(crate) autocomplete: &'static str,
    pub(crate) required: bool,
    /// What may be written there, perhaps nothing.
    pub(crate) help: &'static str,
    /// Why what is written there was refused, as a sentence, perhaps not.
    pub(crate) error: String,
}

impl Field {
    /// One for a line of text that browsers know nothing of.
    #[inline(never)]
    pub(crate) fn line(
        name: &'static str,
        label: &'static str,
        value: String,
        help: &'static str,
    ) -> Self {
        Self {
            name,
            label,
            value,
            kind: "text",
            autocomplete: "off",
            help,
            ..Self::default()
        }
    }

    /// Whether something stands below it.
    fn is_explained(&self) -> bool {
        !self.help.is_empty() || !self.error.is_empty()
    }

    /// As HTML. `place` tells its id from that of the same field in another form.
    pub(super) fn at<'a>(&'a self, place: &'a str) -> Placed<'a> {
        Placed { field: self, place }
    }
}

/// A [`Field`] in its form.
#[derive(Template)]
#[template(path = "field.html")]
pub(super) struct Placed<'a> {
    field: &'a Field,
    place: &'a str,
}
