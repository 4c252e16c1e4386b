//! Who uses a client.

use super::row::{Columns, every};
use crate::platform::{Fault, Outcome, Statement};
use crate::protocol::timestamp::Timestamp;

/// How many users a page shows. Each is four rows to read: what the index finds, when they signed in to the client, what they allowed it, and
/// what they are called.
pub const MOST: u32 = 12;

/// How many the page about the client shows.
const SHOWN: u32 = 5;

/// How many that page counts.
pub const COUNTED: u32 = 20;

/// Somebody who uses a client.
#[derive(Debug)]
pub struct Using {
    /// `sub`.
    pub id: String,
    /// What they are called.
    pub name: String,
    /// When they allowed it something, if they were asked.
    pub granted_at: Option<Timestamp>,
    /// When they last signed in to it, to the day, if that is known.
    pub last_at: Option<Timestamp>,
}

/// Some of those who use a client, and where the next ones begin.
#[derive(Debug)]
pub struct Users {
    /// Fewer than were looked for where some have taken back what they allowed it.
    pub users: Vec<Using>,
    /// Where to go on; `None` when there are no more.
    pub next: Option<String>,
}

/// The statement that reads the name of a client, which [`read_name`] understands.
#[must_use]
pub fn client_name(id: &str) -> Statement {
    Statement::new("SELECT name FROM clients WHERE id = ?1", [id.into()])
}

/// The name. `None`: there is no such client.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_name(outcome: &Outcome) -> Result<Option<String>, Fault> {
    let name = outcome.rows.first().map(|row| Columns(row).text("name"));
    name.transpose()
}

/// The statement that looks at `most` of those who use a client, by their `sub`, which [`read_users`] understands. `after`: where the
/// last look ended.
#[must_use]
pub fn client_users(id: &str, after: &str, most: u32) -> Statement {
    let select = "SELECT some.user_id, nullif(used.last_at, 0) AS last_at, grants.granted_at, coalesce(users.name, users.username) AS name \
                  FROM (SELECT user_id FROM user_clients INDEXED BY user_clients_of_client WHERE client_id = ?1 AND user_id > ?2 \
                  ORDER BY user_id LIMIT ?3) AS some \
                  JOIN user_clients AS used ON used.user_id = some.user_id AND used.client_id = ?1 \
                  LEFT JOIN grants ON grants.user_id = some.user_id AND grants.client_id = ?1 \
                  LEFT JOIN users ON users.id = CASE WHEN used.last_at > 0 OR grants.granted_at IS NOT NULL THEN some.user_id END \
                  ORDER BY some.user_id";
    Statement::new(select, [id.into(), after.into(), (most + 1).into()])
}

/// Those of whom [`client_users`] looked at `most`.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_users(outcome: &Outcome, most: u32) -> Result<Users, Fault> {
    let rows = &outcome.rows[..outcome.rows.len().min(most as usize)];
    let looked = every(rows, |row| {
        let row = Columns(row);
        let using = |name| {
            Ok::<_, Fault>(Using {
                id: row.text("user_id")?,
                name,
                granted_at: row.time("granted_at")?,
                last_at: row.time("last_at")?,
            })
        };
        // Whoever took back what they allowed it is noted, and has no name here.
        Ok((
            row.text("user_id")?,
            row.maybe("name")?.map(using).transpose()?,
        ))
    })?;
    let last = looked.last().filter(|_| outcome.rows.len() > rows.len());
    let next = last.map(|(id, _)| id.clone());
    let users = looked.into_iter().filter_map(|(_, using)| using).collect();
    Ok(Users { users, next })
}

/// Some of the people who use a client, and how many there are.
#[derive(Debug)]
pub struct Counted {
    /// Some of them.
    pub some: Users,
    /// How many people, at most one more than [`COUNTED`].
    pub number: u32,
}

/// The statements that count the people who use a client, and read some of them. [`read_counted`] understands their outcome.
#[must_use]
pub fn counting_users(id: &str) -> [Statement; 2] {
    // People who took back what they allowed it count as well. To leave them out would take one more row for each.
    let count = "SELECT count(*) AS counted FROM (SELECT 1 FROM user_clients INDEXED BY user_clients_of_client \
                 WHERE client_id = ?1 LIMIT ?2)";
    [
        Statement::new(count, [id.into(), (COUNTED + 1).into()]),
        client_users(id, "", SHOWN),
    ]
}

/// What [`counting_users`] found: the last two.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_counted(outcomes: &[Outcome]) -> Result<Counted, Fault> {
    let [.., counted, users] = outcomes else {
        return Err(Fault::new("the database left out what was asked for"));
    };
    let counted = counted.rows.first().map(Columns);
    Ok(Counted {
        some: read_users(users, SHOWN)?,
        number: counted.map_or(Ok(0), |row| row.number("counted"))?,
    })
}
