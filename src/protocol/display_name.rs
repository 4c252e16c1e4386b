//! Names that people read: of clients and of users.

/// The longest name, in characters.
pub const LONGEST: usize = 100;

/// A name as people will read it: one line, without spaces around it, and without invisible characters, which
/// make one name look like another or reverse the direction of its text.
#[must_use]
pub fn one_line(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= LONGEST;
    // Characters that join or vary others are nothing on their own.
    let joins = |it| matches!(it, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    let seen = !text.chars().all(joins);
    (fits && seen && !text.chars().any(is_unseen)).then(|| text.to_owned())
}

/// Whether a text has no characters that make one text look like another. It may have line breaks, as an address does.
#[must_use]
pub fn is_seen(text: &str) -> bool {
    !text
        .chars()
        .any(|it| is_unseen(it) && !matches!(it, '\r' | '\n'))
}

/// Controls, line and paragraph separators, zero-width and direction marks (Unicode's Cc, Zl, Zp and the Cf
/// characters that one line of text does not need), and letters that are drawn as nothing.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180e}' | '\u{2800}' | '\u{3164}' | '\u{fffc}' | '\u{1d173}'..='\u{1d17a}' | '\u{ffa0}' | '\u{200b}' | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
