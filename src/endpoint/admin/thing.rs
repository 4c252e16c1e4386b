//! The one thing that a page or a form is about, as it is now.

use super::desk::Desk;
use crate::platform::{Fault, Outcome, Platform, Statement};
use crate::store::administering::Seen;
use crate::store::user_details::{UserDetails, details_of, read_details};

/// What a form is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// Something new, or something that cannot be overwritten.
    Nothing,
    /// A user.
    User,
}

/// The thing itself.
pub(super) enum Thing {
    /// See [`About::Nothing`].
    Nothing,
    /// A user, with what they have.
    User(Box<UserDetails>),
}

impl About {
    /// What has to be read to know it.
    pub(super) fn load<P: Platform>(self, desk: &Desk<'_, P>) -> Vec<Statement> {
        match self {
            Self::Nothing => Vec::new(),
            Self::User => of_user(&desk.id),
        }
    }

    /// What was read. `None`: there is no such thing.
    pub(super) fn read(self, outcomes: &[Outcome]) -> Result<Option<Thing>, Fault> {
        Ok(match self {
            Self::Nothing => Some(Thing::Nothing),
            Self::User => read_details(outcomes)?.map(|user| Thing::User(Box::new(user))),
        })
    }
}

/// The statements that read a user.
pub(super) fn of_user(id: &str) -> Vec<Statement> {
    details_of(id)
}

impl Thing {
    /// What a form about it is bound to.
    pub(super) fn seen(&self) -> Seen {
        match self {
            Self::Nothing => Seen::Nothing,
            Self::User(user) => seen_user(user),
        }
    }

    /// The user that a form is about.
    pub(super) fn user(&self) -> Result<&UserDetails, Fault> {
        match self {
            Self::User(user) => Ok(user),
            Self::Nothing => Err(Fault::new("a deed is about another kind of thing")),
        }
    }
}

/// What a form about a user is bound to.
pub(super) fn seen_user(details: &UserDetails) -> Seen {
    Seen::User(details.user.id.clone(), details.state.clone())
}
