//! What somebody sent, to be shown again: on a page, or in the log.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// How much of it is shown, in bytes.
const LONGEST: usize = 200;

/// Everything but visible ASCII, in which a URI is written already.
const UNSEEN: AsciiSet = CONTROLS.add(b' ');

/// A text in one line of visible characters, cut to a length that a person can read.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut shown = String::new();
    for part in utf8_percent_encode(text, &UNSEEN) {
        let room = LONGEST.saturating_sub(shown.len());
        // What has to be cut is a run of ASCII; an encoded byte is kept whole or not at all.
        let fits = part.get(..room).filter(|_| !part.starts_with('%'));
        if part.len() > room {
            shown.push_str(fits.unwrap_or_default());
            shown.push('…');
            break;
        }
        shown.push_str(part);
    }
    shown
}

/// A URI for the log: the same, without its query and fragment, which may hold what the log must not.
#[must_use]
pub fn for_the_log(uri: &str) -> String {
    match uri.find(['?', '#']) {
        None => quoted(uri),
        Some(at) => format!("{}{}…", quoted(&uri[..at]), &uri[at..=at]),
    }
}
