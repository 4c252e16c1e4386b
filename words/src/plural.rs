//! What depends on a number. The categories are those of CLDR, of which each language uses some.

use crate::{Each, Text};

/// A text for each category of numbers, with `{n}` where the number stands. What a language does not use is empty.
#[derive(Clone, Copy)]
#[allow(missing_docs, reason = "the words of CLDR")]
pub struct Counted {
    /// For nothing at all, where that is said in another way.
    pub zero: Text,
    pub one: Text,
    pub two: Text,
    pub few: Text,
    pub many: Text,
    /// For every number that has no text of its own.
    pub other: Text,
}

impl Each for Counted {
    const EMPTY: Self = Self {
        zero: "",
        one: "",
        two: "",
        few: "",
        many: "",
        other: "",
    };

    fn each(&mut self, visit: &mut impl FnMut(&mut Text)) {
        let Self {
            zero,
            one,
            two,
            few,
            many,
            other,
        } = self;
        for text in [zero, one, two, few, many, other] {
            visit(text);
        }
    }

    fn each_counted(&mut self, visit: &mut impl FnMut(&mut Counted)) {
        visit(self);
    }
}

impl Counted {
    /// The text for a number in a language.
    #[must_use]
    pub fn text(&self, lang: &str, number: u64) -> Text {
        let special = match category(lang, number) {
            _ if number == 0 && !self.zero.is_empty() => self.zero,
            Category::One => self.one,
            Category::Two => self.two,
            Category::Few => self.few,
            Category::Many => self.many,
            Category::Other => self.other,
        };
        if special.is_empty() {
            self.other
        } else {
            special
        }
    }
}

/// How a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of CLDR")]
pub enum Category {
    One,
    Two,
    Few,
    Many,
    Other,
}

/// How a whole number counts in a language (CLDR's plural rules for cardinals).
#[must_use]
pub fn category(lang: &str, number: u64) -> Category {
    let millions = number != 0 && number.is_multiple_of(1_000_000);
    match (lang, number) {
        ("ja", _) => Category::Other,
        ("fr", 0 | 1) | (_, 1) => Category::One,
        ("he", 2) => Category::Two,
        ("es" | "fr", _) if millions => Category::Many,
        _ => Category::Other,
    }
}
