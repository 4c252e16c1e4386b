//! What is to be done once an answer is on its way.

use super::request::Request;
use crate::endpoint::event::Told;
use crate::endpoint::mail::{Task, Work};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::login::password::Password;
use crate::store::ended_sessions::Listener;
use crate::store::spending::Spent;

/// What is to be done once an answer is on its way.
#[derive(Debug)]
pub enum Afterwards {
    /// A client is to be told that a session ended.
    NotifyLogout(Listener),
    /// What happened is to be written down.
    AddEvents(Told),
    /// A password was right, and its stored hash is to be replaced by one of today's.
    Rehash(Stale),
    /// A session was seen, for the first time in a day.
    NoteSeen(Seen),
    /// Something is to be sent by mail.
    Mail(Task),
    /// What this isolate's requests cost is to be reported.
    Report(Spent),
}

impl Afterwards {
    /// Something is to be sent by mail because of this request. `None`: mail is off.
    pub(crate) fn mail<P: Platform>(
        server: &Server<'_, P>,
        request: &Request,
        work: Work,
    ) -> Option<Self> {
        server.config.mail.as_ref()?;
        Some(Self::Mail(Task {
            request: Some(request.id.clone()),
            address: request.address(),
            words: request.words(),
            work,
        }))
    }
}

/// A session that was seen.
#[derive(Debug)]
pub struct Seen {
    /// By which request.
    pub request: String,
    /// Whose it is.
    pub user_id: String,
    /// Its id.
    pub session_id: String,
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
