//! What a person sees, as askama templates in `templates/`, and their one style sheet.
//!
//! No page needs a script or anything from another site. Every field is escaped where it is shown.

use askama::Template;

/// The style sheet, served at `/style.css?v=` and [`STYLE_VERSION`].
pub const STYLE: &str = include_str!("../templates/style.css");

/// A number that changes whenever [`STYLE`] does, so that a copy may be cached forever.
pub const STYLE_VERSION: u32 = fnv1a(STYLE.as_bytes());

/// The 32-bit FNV-1a hash: it can be computed while compiling, and only tells versions apart.
const fn fnv1a(bytes: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    hash
}

/// One word from the page before, as a sentence for this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flash {
    /// A note was added.
    Added,
    /// There is a new access token.
    Refreshed,
    /// All notes were deleted.
    Deleted,
    /// No note was deleted, because of trouble.
    NotDeleted,
    /// No note was deleted: the person did not confirm that it was them.
    NotConfirmed,
    /// The person signed out.
    SignedOut,
    /// The refresh token is no longer good.
    Ended,
    /// A refresh was asked for, but the server gave no usable answer.
    NotRefreshed,
    /// There is a new access token, but the session that has it could not be saved.
    NotSaved,
    /// A note was added, but with a token that could not be saved.
    AddedNotSaved,
}

impl Flash {
    /// All there are.
    const ALL: [Self; 10] = [
        Self::Added,
        Self::Refreshed,
        Self::Deleted,
        Self::NotDeleted,
        Self::NotConfirmed,
        Self::SignedOut,
        Self::Ended,
        Self::NotRefreshed,
        Self::NotSaved,
        Self::AddedNotSaved,
    ];

    /// The word in the cookie.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Refreshed => "refreshed",
            Self::Deleted => "deleted",
            Self::NotDeleted => "not-deleted",
            Self::NotConfirmed => "not-confirmed",
            Self::SignedOut => "signed-out",
            Self::Ended => "ended",
            Self::NotRefreshed => "not-refreshed",
            Self::NotSaved => "not-saved",
            Self::AddedNotSaved => "added-not-saved",
        }
    }

    /// The one with this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flash| flash.word() == word)
    }

    /// What the page says.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Added => "Note added.",
            Self::Refreshed => "You have a new access token.",
            Self::Deleted => "All your notes are deleted.",
            Self::NotDeleted => {
                "Nothing was deleted: the notes API does not answer well. Try again in a moment."
            }
            Self::NotConfirmed => {
                "Nothing was deleted. That takes a passkey, to be sure that it is you."
            }
            Self::SignedOut => "You are signed out of Notes.",
            Self::Ended => "Your access has ended, so you were signed out. Sign in to go on.",
            Self::NotRefreshed => {
                "Edgegrant gave no new access token just now. Try again in a moment."
            }
            Self::NotSaved => {
                "Your new access token could not be saved. You may have to sign in again."
            }
            Self::AddedNotSaved => {
                "Note added. But your new access token could not be saved, so you may have to sign \
                 in again."
            }
        }
    }

    /// Whether it is bad news.
    #[must_use]
    pub fn is_error(self) -> bool {
        match self {
            Self::Added | Self::Refreshed | Self::Deleted | Self::SignedOut => false,
            Self::NotDeleted
            | Self::NotConfirmed
            | Self::Ended
            | Self::NotRefreshed
            | Self::NotSaved
            | Self::AddedNotSaved => true,
        }
    }
}

/// The start page for a person who is not signed in.
#[derive(Template)]
#[template(path = "welcome.html")]
pub struct Welcome {
    /// From the page before.
    pub flash: Option<Flash>,
}

/// One note.
pub struct NoteView {
    /// Its text.
    pub text: String,
    /// When it was added, RFC 3339.
    pub created_at: String,
}

impl NoteView {
    fn time(&self) -> String {
        crate::words::time(&self.created_at)
    }
}

/// The notes, or a sentence that says why there are none to show.
pub enum NotesView {
    /// What the API returned.
    Notes(Vec<NoteView>),
    /// What went wrong.
    Trouble(&'static str),
}

/// The access token, decoded.
pub struct TokenView {
    /// The header and the claims as JSON, when the token is a JWT.
    pub decoded: Option<crate::token::Decoded>,
    /// How many seconds are left.
    pub seconds_left: u64,
}

impl TokenView {
    fn life(&self) -> String {
        crate::words::duration(self.seconds_left)
    }
}

/// The start page for a person who is signed in.
#[derive(Template)]
#[template(path = "home.html")]
pub struct Home {
    /// From the page before.
    pub flash: Option<Flash>,
    /// The name, or whatever else tells who it is.
    pub name: String,
    /// The email address, if there is one.
    pub email: Option<String>,
    /// The notes.
    pub notes: NotesView,
    /// What the person typed, if it was not accepted.
    pub draft: String,
    /// Why it was not accepted.
    pub draft_error: Option<String>,
    /// The access token.
    pub token: TokenView,
}

/// How a person goes on after a problem.
pub enum WayOn {
    /// A button "Try again", which signs in.
    SignIn,
    /// A link with these words to this address.
    Link(&'static str, String),
}

/// A page that says what went wrong and what to do.
#[derive(Template)]
#[template(path = "problem.html")]
pub struct Problem {
    /// What happened, in a few words.
    pub title: &'static str,
    /// What it means.
    pub message: String,
    /// For whoever helps this person: an error code and description.
    pub detail: Option<String>,
    /// What to do.
    pub way_on: WayOn,
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::{Flash, Problem, WayOn, Welcome};

    #[test]
    fn a_flash_survives_its_cookie() {
        for flash in Flash::ALL {
            assert_eq!(Flash::parse(flash.word()), Some(flash));
        }
        assert_eq!(Flash::parse("<b>"), None);
    }

    #[test]
    fn text_is_escaped() {
        let page = Problem {
            title: "No",
            message: "<script>".to_owned(),
            detail: Some("\"><img>".to_owned()),
            way_on: WayOn::Link("Back", "/\"x".to_owned()),
        };
        let html = page.render().expect("a page");
        for bad in ["<script>", "<img>", "/\"x"] {
            assert!(!html.contains(bad), "{bad}");
        }
    }

    #[test]
    fn the_start_page_has_one_button() {
        let html = Welcome { flash: None }.render().expect("a page");
        assert_eq!(html.matches("<button").count(), 1);
    }
}
