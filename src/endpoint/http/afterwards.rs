//! What is to be done once an answer is on its way.

use crate::endpoint::event::Told;
use crate::protocol::login::password::Password;
use crate::store::ended_sessions::Listener;

/// What is to be done once an answer is on its way.
#[derive(Debug)]
pub enum Afterwards {
    /// A client is to be told that a session ended.
    NotifyLogout(Listener),
    /// What happened is to be written down.
    AddEvents(Told),
    /// A password was right, and its stored hash is to be replaced by one of today's.
    Rehash(Stale),
}

/// A password whose stored hash would be another one now.
#[derive(Debug)]
pub struct Stale {
    /// Whose it is.
    pub user_id: String,
    /// The stored hash.
    pub stored: String,
    /// The password, which was right.
    pub password: Password,
}
