//! Requests that a program names with a key, so that a repeat of one makes nothing more
//! (draft-ietf-httpapi-idempotency-key-header). That it was done is remembered for 400 days, beside the ids that were used up: the same key would make the same secret again. What it
//! made is not: whoever asks again makes the same ids and secrets from the key again.

use super::administering::refuse;
use super::spent_ids::{Kind, key};
use crate::platform::{Outcome, SqlValue, Statement};
use crate::protocol::secret::digest;

/// How long it is remembered that a request was done, in seconds. A program that always sends the same key would otherwise get back a secret
/// or a link that was replaced or taken back.
const REMEMBERED: u32 = 400 * 24 * 3600;

/// A request with a name.
#[derive(Debug)]
pub struct Named {
    /// What the ids of all requests with this name begin with, and what comes after the last of them.
    range: [String; 2],
    id: String,
}

/// Whether a request with this name was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// It was not.
    Never,
    /// It was this one.
    Same,
    /// It was one with another body.
    Other,
}

impl Named {
    /// `name`: who asks, for what, and the key that they chose; `body`: what they sent.
    #[must_use]
    pub fn new(name: &str, body: &str) -> Self {
        let prefix = key(Kind::Request, name);
        Self {
            id: [&prefix, ":", &digest(body)].concat(),
            range: [":", ";"].map(|end| [&prefix, end].concat()),
        }
    }

    fn bounds(&self) -> [SqlValue; 2] {
        let [from, to] = &self.range;
        [from.as_str().into(), to.as_str().into()]
    }

    /// The statement that looks for it, as [`Self::read`] reads it.
    #[must_use]
    pub fn looking(&self) -> Statement {
        let select = "SELECT id FROM spent_ids WHERE id >= ?1 AND id < ?2 AND expires_at > unixepoch() LIMIT 1";
        Statement::new(select, self.bounds())
    }

    /// What [`Self::looking`] found.
    #[must_use]
    pub fn read(&self, outcome: &Outcome) -> Before {
        match outcome.rows.first().map(|row| row.get("id")) {
            None => Before::Never,
            Some(Some(id)) if id.as_str() == Some(&*self.id) => Before::Same,
            Some(_) => Before::Other,
        }
    }

    /// The statement that ends the transaction if a request with this name was done meanwhile.
    #[must_use]
    pub fn is_first(&self) -> Statement {
        let select = concat!(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM spent_ids WHERE id >= ?1 AND id < ?2 AND expires_at > unixepoch()) THEN ",
            refuse!(),
            " ELSE 1 END AS first"
        );
        Statement::new(select, self.bounds())
    }

    /// The statement that remembers it, right after the one that does it: if that had no effect, nothing is remembered.
    #[must_use]
    pub fn remembering(&self) -> Statement {
        let insert = "INSERT INTO spent_ids (id, expires_at) SELECT ?1, unixepoch() + ?2 WHERE changes() > 0 \
                      ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at";
        Statement::new(insert, [self.id.as_str().into(), REMEMBERED.into()])
    }
}
