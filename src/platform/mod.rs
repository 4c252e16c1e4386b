//! What Edgegrant asks of a runtime: SQL, a key-value store, cryptography, other servers, a rate limiter, mail, a clock
//! and random bytes.
//!
//! `src/cloudflare` implements these over D1, Workers KV and WebCrypto; the native tests over SQLite. Nothing
//! above this room knows which of them it runs on.

#![allow(
    async_fn_in_trait,
    reason = "one isolate runs one thread: no future of ours is ever sent to another"
)]

mod carried;
mod crypto;
mod fault;
mod kv;
mod limiter;
mod mail;
mod row;
mod sql;
mod unicode;
mod web;

use crate::protocol::timestamp::Timestamp;

pub use carried::{Answer, Answers, read_answers, write_statements};
pub use crypto::{Crypto, KeyPair};
pub use fault::Fault;
pub use kv::Kv;
pub use limiter::Limiter;
pub use mail::{Mail, MailFrom, Mailer};
pub use row::{Cell, Row};
pub use sql::{Outcome, Sql, SqlValue, Statement, is_not_migrated};
pub use unicode::Unicode;
pub use web::{FORM, Fetched, Web};

/// Everything that a request may use of the outside world.
pub trait Platform: Sql + Kv + Crypto + Web + Unicode + Limiter + Mailer {
    /// The time.
    fn now(&self) -> Timestamp;

    /// Lets some seconds pass.
    async fn pause(&self, seconds: u32);

    /// Lets whatever else there is to do in this isolate go first, for some milliseconds.
    async fn give_way(&self, milliseconds: u32);

    /// 32 unpredictable bytes.
    fn random(&self) -> [u8; 32];

    /// A text that lies beside the program, by its name.
    fn text(&self, name: &str) -> Option<String>;
}
