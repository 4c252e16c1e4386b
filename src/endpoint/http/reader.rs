//! Who reads the answer, and in which language.

use std::cell::Cell;
use std::rc::Rc;

use crate::page::Parts;
use crate::page::words::Words;

/// Gives the words for a `ui_locales`, for somebody whose browser it knows.
type Choose = Rc<dyn Fn(Option<&str>) -> &'static Words>;

/// Who reads the answer: finds out their language when it is first needed.
pub struct Reader {
    pub(super) choose: Choose,
    pub(super) chosen: Cell<Option<&'static Words>>,
    pub(super) parts: Parts,
}

impl Reader {
    /// Somebody who is given words, and what else pages are made of, in these ways.
    #[must_use]
    pub fn new(choose: Choose, parts: Parts) -> Self {
        Self {
            choose,
            chosen: Cell::default(),
            parts,
        }
    }

    /// The same reader, of another request.
    pub(crate) fn anew(&self) -> Self {
        Self::new(Rc::clone(&self.choose), self.parts)
    }

    pub(super) fn asked(&self, ui_locales: Option<&str>) -> &'static Words {
        let words = (self.choose)(ui_locales);
        self.chosen.set(Some(words));
        words
    }
}
