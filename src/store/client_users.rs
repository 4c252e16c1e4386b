//! Who uses a client, as an administrator looks through it.

use super::row::{Columns, every};
use crate::platform::{Fault, Outcome, Statement};
use crate::protocol::timestamp::Timestamp;

/// How many users one look reads, and up to three rows more of each: what they allowed the client, when they signed in to it, and what they
/// are called. The page says so.
const LOOKED_AT: u32 = 12;

/// The client that this is about.
#[derive(Debug)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Whether users are found by it, because nobody vouches for it.
    pub finds_users: bool,
}

/// A user who was looked at.
#[derive(Debug)]
pub struct Looked {
    /// `sub`.
    pub id: String,
    /// What they are called, if they use the client.
    pub name: Option<String>,
    /// When they allowed it something, if they were asked.
    pub granted_at: Option<Timestamp>,
    /// When they last signed in to it, to the day, if that is known.
    pub last_at: Option<Timestamp>,
}

/// The statement that reads the client, which [`read_named`] understands.
#[must_use]
pub fn client_named(id: &str) -> Statement {
    let select = "SELECT name, registered_by <> 'owner' AS finds_users FROM clients WHERE id = ?1";
    Statement::new(select, [id.into()])
}

/// The client. `None`: there is no such client.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_named(outcome: &Outcome) -> Result<Option<Named>, Fault> {
    let read = |row| {
        let row = Columns(row);
        Ok(Named {
            name: row.text("name")?,
            finds_users: row.flag("finds_users")?,
        })
    };
    outcome.rows.first().map(read).transpose()
}

/// The statement that looks at some users, by their `sub`, which [`read_looked`] understands: those who allowed the client something, or whoever
/// there is. `after`: where the last look ended.
#[must_use]
pub fn client_users(id: &str, finds_users: bool, after: &str) -> Statement {
    // No index of what people sign in to begins with the client: it would cost a row at each first sign-in.
    macro_rules! look {
        ($some:literal) => {
            concat!(
                "SELECT some.id, coalesce(users.name, users.username) AS name, some.granted_at, some.last_at FROM (SELECT some.id, grants.granted_at, \
                 nullif(user_clients.last_at, 0) AS last_at FROM (",
                $some,
                ") AS some LEFT JOIN grants ON grants.user_id = some.id AND grants.client_id = ?1 \
                 LEFT JOIN user_clients ON user_clients.user_id = some.id AND user_clients.client_id = ?1) AS some \
                 LEFT JOIN users ON users.id = CASE WHEN some.granted_at IS NOT NULL OR some.last_at IS NOT NULL THEN some.id END ORDER BY some.id"
            )
        };
    }
    let select = if finds_users {
        look!(
            "SELECT user_id AS id FROM grants INDEXED BY grants_of_strangers WHERE client_id = ?1 AND client_revision IS NOT NULL \
             AND user_id > ?2 ORDER BY user_id LIMIT ?3"
        )
    } else {
        look!("SELECT id FROM users WHERE id > ?2 ORDER BY id LIMIT ?3")
    };
    Statement::new(select, [id.into(), after.into(), LOOKED_AT.into()])
}

/// The users who were looked at, and whether there may be more.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_looked(outcome: &Outcome) -> Result<(Vec<Looked>, bool), Fault> {
    let looked = every(&outcome.rows, |row| {
        let row = Columns(row);
        Ok(Looked {
            id: row.text("id")?,
            name: row.maybe("name")?,
            granted_at: row.time("granted_at")?,
            last_at: row.time("last_at")?,
        })
    })?;
    let more = looked.len() == LOOKED_AT as usize;
    Ok((looked, more))
}
