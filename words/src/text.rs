//! How the words are held: structs of nothing but text, each of which can be visited in order.

use crate::{Counted, Words};

/// A word, or a sentence. What stands in braces, such as `{name}`, is filled in.
pub type Text = &'static str;

/// What stands before a name in a sentence, and what stands after it.
pub type Around = (Text, Text);

/// What holds texts: visits each, in the order in which they are written down.
pub trait Each {
    /// With no text in it.
    const EMPTY: Self;

    /// Visits each text.
    fn each(&mut self, visit: &mut impl FnMut(&mut Text));

    /// Visits what depends on a number.
    fn each_counted(&mut self, visit: &mut impl FnMut(&mut Counted));
}

impl Each for Text {
    const EMPTY: Self = "";

    fn each(&mut self, visit: &mut impl FnMut(&mut Text)) {
        visit(self);
    }

    fn each_counted(&mut self, _: &mut impl FnMut(&mut Counted)) {}
}

impl<A: Each, B: Each> Each for (A, B) {
    const EMPTY: Self = (A::EMPTY, B::EMPTY);

    fn each(&mut self, visit: &mut impl FnMut(&mut Text)) {
        self.0.each(visit);
        self.1.each(visit);
    }

    fn each_counted(&mut self, visit: &mut impl FnMut(&mut Counted)) {
        self.0.each_counted(visit);
        self.1.each_counted(visit);
    }
}

impl<A: Each, B: Each, C: Each> Each for (A, B, C) {
    const EMPTY: Self = (A::EMPTY, B::EMPTY, C::EMPTY);

    fn each(&mut self, visit: &mut impl FnMut(&mut Text)) {
        self.0.each(visit);
        self.1.each(visit);
        self.2.each(visit);
    }

    fn each_counted(&mut self, visit: &mut impl FnMut(&mut Counted)) {
        self.0.each_counted(visit);
        self.1.each_counted(visit);
        self.2.each_counted(visit);
    }
}

impl<T: Each + Copy, const N: usize> Each for [T; N] {
    const EMPTY: Self = [T::EMPTY; N];

    fn each(&mut self, visit: &mut impl FnMut(&mut Text)) {
        for held in self {
            held.each(visit);
        }
    }

    fn each_counted(&mut self, visit: &mut impl FnMut(&mut Counted)) {
        for held in self {
            held.each_counted(visit);
        }
    }
}

/// The text for a word of the program, such as the name of a claim, in a table of such words.
#[must_use]
pub fn find(table: &[(Text, Text)], word: &str) -> Option<Text> {
    let mut known = table.iter();
    known
        .find(|(known, _)| *known == word)
        .map(|(_, text)| *text)
}

/// What stands between two texts where a whole language is one text. No text contains it.
const BETWEEN: char = '\n';

/// A language as one text.
#[must_use]
pub fn write(words: &Words) -> String {
    let (mut words, mut written) = (*words, String::new());
    words.each(&mut |text| {
        written.push_str(text);
        written.push(BETWEEN);
    });
    written
}

/// A language from one text, if that has as many texts as it must.
#[must_use]
pub fn read(written: Text) -> Option<Words> {
    let (mut words, mut rest) = (Words::EMPTY, Some(written));
    words.each(&mut |text| {
        rest = rest.and_then(|rest| {
            let (first, after) = rest.split_once(BETWEEN)?;
            *text = first;
            Some(after)
        });
    });
    (rest == Some("")).then_some(words)
}

/// Structs of texts, each of which implements [`Each`].
macro_rules! words {
    ($(
        $(#[$about:meta])*
        pub struct $name:ident { $($(#[$note:meta])* pub $field:ident: $held:ty,)* }
    )*) => {$(
        $(#[$about])*
        #[derive(Clone, Copy)]
        #[allow(missing_docs, reason = "most texts say themselves what they are for")]
        pub struct $name { $($(#[$note])* pub $field: $held,)* }

        impl $crate::Each for $name {
            const EMPTY: Self = Self { $($field: <$held as $crate::Each>::EMPTY,)* };

            fn each(&mut self, visit: &mut impl FnMut(&mut $crate::Text)) {
                $(self.$field.each(visit);)*
            }

            fn each_counted(&mut self, visit: &mut impl FnMut(&mut $crate::Counted)) {
                $(self.$field.each_counted(visit);)*
            }
        }
    )*};
}
