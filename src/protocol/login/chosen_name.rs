//! Which names a user may have to sign in with.

use super::folded_name::FoldedName;
use crate::protocol::display_name::{self, one_line};

/// How long the id of a user is, in hexadecimal digits.
const ID: usize = 24;

/// Why a text cannot be a name to sign in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadName {
    /// It is empty, too long, or more than one line.
    NotOneLine,
    /// A username with a space or an `@`.
    Username,
    /// A username with a character that nobody sees: it would look like another one.
    Unseen,
    /// A username that looks like the id of a user.
    LikeAnId,
    /// It is no email address.
    Email,
}

impl BadName {
    /// What would be right, for the owner.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::NotOneLine => format!(
                "Names and addresses have 1 to {} visible characters, in one line.",
                display_name::LONGEST
            ),
            Self::Username => "A username must not contain spaces or @.".to_owned(),
            Self::Unseen => {
                "A username must not contain joiners or variation selectors, which cannot be seen."
                    .to_owned()
            }
            Self::LikeAnId => {
                "A username must not look like the sub of a user: 24 hexadecimal digits.".to_owned()
            }
            Self::Email => "This is not an email address.".to_owned(),
        }
    }
}

errors!(BadName);

/// A username has no `@`, so that nobody takes it for somebody's email address. What looks like one is one. Whoever chose
/// none has their `sub` in its place, so it does not look like that either.
///
/// # Errors
/// [`BadName`].
pub fn username(text: &str, fold: fn(&str) -> String) -> Result<String, BadName> {
    let text = one_line(text).ok_or(BadName::NotOneLine)?;
    let folded = FoldedName::new(&text, fold);
    let folded = folded.as_str();
    if folded.contains('@') || has_space(&text, folded) {
        return Err(BadName::Username);
    }
    if text.contains(is_unseen) {
        return Err(BadName::Unseen);
    }
    if folded.len() == ID && folded.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(BadName::LikeAnId);
    }
    Ok(text)
}

/// An email address, as far as one can tell by looking at it.
///
/// # Errors
/// [`BadName`].
pub fn email(text: &str, fold: fn(&str) -> String) -> Result<String, BadName> {
    let text = one_line(text).ok_or(BadName::NotOneLine)?;
    let folded = FoldedName::new(&text, fold);
    match folded.as_str().split_once('@') {
        Some((local, domain))
            if text.contains('@')
                && !local.is_empty()
                && domain.contains('.')
                && !domain.contains('@')
                && !has_space(&text, folded.as_str()) =>
        {
            Ok(text)
        }
        _ => Err(BadName::Email),
    }
}

/// The joiners and variation selectors that [`one_line`] lets through, for names that are only read.
fn is_unseen(char: char) -> bool {
    matches!(char, '\u{200c}' | '\u{200d}' | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn has_space(text: &str, folded: &str) -> bool {
    [text, folded]
        .iter()
        .any(|it| it.contains(char::is_whitespace))
}
