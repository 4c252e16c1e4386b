//! The words of each language, and what else pages are made of, which lie beside the WASM as texts. Each is read when the first person
//! wants it, and stays.

use std::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;

use super::{CONFIG, log};
use crate::page::Part;
use crate::page::words::{Each, Words, read};
use crate::protocol::language::{Language, accepted, asked};

/// Whoever reads no language that there is reads this.
const OTHERWISE: Language = "en";

#[wasm_bindgen(raw_module = "./texts.js")]
extern "C" {
    /// The text with this name, which `scripts/bindgen.mjs` put beside the WASM.
    pub(super) fn text(name: &str) -> Option<String>;
}

thread_local! {
    static WORDS: RefCell<Vec<(Language, &'static Words)>> = const { RefCell::new(Vec::new()) };
    static PARTS: RefCell<Vec<(Part, &'static str)>> = const { RefCell::new(Vec::new()) };
}

/// The words for who asks in this way. They are all empty if there are none, not even in English: see [`any`].
pub(super) fn choose(ui_locales: Option<&str>, accept_language: Option<&str>) -> &'static Words {
    let language = ui_locales
        .and_then(asked)
        .or_else(|| accepted(accept_language?))
        .or_else(|| CONFIG.with_borrow(|config| Some(config.as_ref()?.language)));
    of(language.unwrap_or(OTHERWISE))
}

/// The words of a language.
pub(super) fn of(language: Language) -> &'static Words {
    let known = WORDS.with_borrow(|all| {
        let mut all = all.iter();
        all.find(|(known, _)| *known == language)
            .map(|(_, words)| *words)
    });
    if let Some(words) = known {
        return words;
    }
    let words = match text(language).and_then(|text| read(text.leak())) {
        Some(words) => Box::leak(Box::new(words)),
        None if language == OTHERWISE => const { &Words::EMPTY },
        None => {
            log::missing(
                "the Worker lacks the words of a language that it should have, so people read English. Build and deploy it again",
            );
            of(OTHERWISE)
        }
    };
    // What cannot be read is not read again: it would not be forgotten either.
    WORDS.with_borrow_mut(|all| all.push((language, words)));
    words
}

/// A part of a page, which is empty if there is none: every build has all of them.
pub(super) fn part(part: Part) -> &'static str {
    PARTS.with_borrow_mut(|all| {
        if let Some((_, known)) = all.iter().find(|(known, _)| *known == part) {
            return *known;
        }
        let text: &str = text(part.name()).unwrap_or_default().leak();
        all.push((part, text));
        text
    })
}

/// Whether there are any words at all.
pub(super) fn any() -> bool {
    !of(OTHERWISE).lang.is_empty()
}
