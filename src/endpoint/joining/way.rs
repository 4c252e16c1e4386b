//! The ways to an account of one's own.

use crate::page::words::joining::{Heading, Joining};
use crate::protocol::path;
use crate::store::one_time_links::Purpose;

/// What lets somebody make an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// The link for whoever sets the server up.
    Setup,
    /// An invitation.
    Invitation,
    /// Everybody may.
    SignUp,
}

impl Way {
    /// The path of its page.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Setup => path::SETUP,
            Self::Invitation => path::INVITATION,
            Self::SignUp => path::SIGN_UP,
        }
    }

    /// For the log.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Setup => "the first account",
            Self::Invitation => "an invitation",
            Self::SignUp => "a sign-up",
        }
    }

    /// What its link is for, if it takes one.
    pub(super) fn purpose(self) -> Option<Purpose> {
        match self {
            Self::Setup => Some(Purpose::Setup),
            Self::Invitation => Some(Purpose::Invitation),
            Self::SignUp => None,
        }
    }

    /// What stands at the top of its page.
    pub(super) fn heading(self, words: &Joining) -> &Heading {
        match self {
            Self::Setup => &words.setup,
            Self::Invitation => &words.invitation,
            Self::SignUp => &words.sign_up,
        }
    }
}
