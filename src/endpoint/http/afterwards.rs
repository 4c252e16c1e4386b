//! What is to be done once an answer is on its way.

use crate::endpoint::event::Told;
use crate::store::ended_sessions::Listener;

/// What is to be done once an answer is on its way.
#[derive(Debug)]
pub enum Afterwards {
    /// A client is to be told that a session ended.
    NotifyLogout(Listener),
    /// What happened is to be written down.
    AddEvents(Told),
}
