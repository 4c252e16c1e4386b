//! What is to be done once an answer is on its way.

use crate::store::sessions::Listener;

/// What is to be done once an answer is on its way.
#[derive(Debug)]
pub enum Afterwards {
    /// A client is to be told that a session ended.
    NotifyLogout(LogoutNotice),
}

/// A client that is to be told that a session ended.
#[derive(Debug)]
pub struct LogoutNotice {
    /// The client.
    pub listener: Listener,
    /// The session.
    pub session_id: String,
}
