//! Something that is looked up, stored and sent once somebody has their answer.

use std::fmt;

use crate::endpoint::event::Kind;
use crate::page::words::Words;
use crate::protocol::address::Address;
use crate::protocol::login::Device;
use crate::protocol::timestamp::Timestamp;
use crate::store::mail_outbox::ToSend;

/// Something to be sent.
pub struct Task {
    /// The request that it came of. `None`: an event of the clock.
    pub request: Option<String>,
    /// Where that came from.
    pub address: Address,
    /// In whose language.
    pub words: &'static Words,
    /// What it is.
    pub work: Work,
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Task(…)")
    }
}

/// What is to be sent.
pub enum Work {
    /// A recovery link, for whoever has this name.
    Recovery {
        /// What somebody typed as username.
        typed: String,
    },
    /// A code, for whoever has this name.
    Code {
        /// What somebody typed as username.
        typed: String,
        /// The row that it is for.
        id: String,
    },
    /// A code, for somebody who signs up with an address.
    SignUpCode {
        /// The address, at a host whose people may.
        email: String,
        /// The row that it is for.
        id: String,
    },
    /// A link that proves the address which this user says is theirs.
    Verification {
        /// `sub`.
        user_id: String,
    },
    /// An invitation that the owner's command asked for.
    Invitation(ToSend),
    /// Something happened to somebody's account.
    Notice(Happened),
}

/// Something that happened to an account.
pub struct Happened {
    /// Whose it is.
    pub user_id: String,
    /// What.
    pub kind: Kind,
    /// When.
    pub at: Timestamp,
    /// With which device.
    pub device: Device,
    /// The address that was theirs before, if that is where the mail goes.
    pub former_email: Option<String>,
}
