//! What a request of a directory changes.

use super::answer::Stop;
use crate::endpoint::http::reply::Reply;
use crate::platform::{Outcome, Statement};
use crate::store::directories;

/// What becomes of a request.
pub(super) enum Next<'c> {
    /// It changes nothing.
    Reply(Reply),
    /// It changes something.
    Deed(Deed<'c>),
}

/// What becomes of what was saved.
pub(super) type Done<'c> = dyn FnOnce(&[Outcome]) -> Result<Reply, Stop> + 'c;

/// A change.
pub(super) struct Deed<'c> {
    /// Of what.
    pub(super) target: Target,
    /// Whether it gives somebody a name, so that all names have to be comparable before.
    pub(super) names: bool,
    /// In one transaction.
    pub(super) statements: Vec<Statement>,
    /// What became of it: the events, and the answer.
    pub(super) done: Box<Done<'c>>,
}

/// What is changed, and what it was like.
pub(super) enum Target {
    /// Something new.
    Nothing,
    /// The user with this id, and their state.
    User(String, String),
    /// The group with this id.
    Group(String),
}

impl Target {
    /// For the database.
    pub(super) fn seen(&self) -> directories::Target<'_> {
        match self {
            Self::Nothing => directories::Target::Nothing,
            Self::User(id, state) => directories::Target::User(id, state),
            Self::Group(id) => directories::Target::Group(id),
        }
    }
}
