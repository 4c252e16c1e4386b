//! What an owner looks up about one client.

use std::rc::Rc;
use std::sync::LazyLock;

use super::client_columns::{read_row, selected};
use super::client_users::{Users, client_users, read_users};
use super::row::Columns;
use super::{PAGE, groups};
use crate::platform::{Fault, Outcome, Statement};
use crate::protocol::client::Client;
use crate::protocol::group::MOST_ALLOWED;
use crate::protocol::timestamp::Timestamp;

/// How many of those who use it are shown.
const SHOWN: u32 = 5;

/// How many of them are counted.
pub const COUNTED: u32 = 20;

/// All that is known of a client.
#[derive(Debug)]
pub struct ClientDetails {
    /// What it is.
    pub client: Rc<Client>,
    /// When it was registered, or first allowed something.
    pub created_at: Timestamp,
    /// Since when it is blocked, if it is.
    pub blocked_at: Option<Timestamp>,
    /// Until when its secret before counts, if it does.
    pub old_secret_ends_at: Option<Timestamp>,
    /// The groups that it is limited to, and those that were asked for by name.
    pub groups: Vec<groups::Group>,
    /// Some of those who use it.
    pub users: Users,
    /// How many there are, at most one more than [`COUNTED`].
    pub counted: u32,
}

/// The statements that read a client, which [`read_client`] understands; and the groups with these names.
#[must_use]
pub fn details_of_client(id: &str, named: &[&str]) -> Vec<Statement> {
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        format!(
            "SELECT {}, clients.created_at, \
             CASE WHEN clients.old_secret_ends_at > unixepoch() THEN clients.old_secret_ends_at END AS old_secret_ends_at \
             FROM clients WHERE clients.id = ?1",
            selected()
        )
    });
    let limited = "SELECT user_groups.id, user_groups.name, user_groups.claims FROM clients \
                   CROSS JOIN json_each(clients.allowed_groups) AS allowed \
                   CROSS JOIN user_groups ON user_groups.id = allowed.value WHERE clients.id = ?1 LIMIT ?2";
    // Whoever took back what they allowed it counts as well: to leave them out would read another row of each.
    let count = "SELECT count(*) AS counted FROM (SELECT 1 FROM user_clients INDEXED BY user_clients_of_client \
                 WHERE client_id = ?1 LIMIT ?2)";
    let upto = |sql, most: u32| Statement::new(sql, [id.into(), most.into()]);
    vec![
        Statement::new(&SELECT, [id.into()]),
        upto(limited, groups_at_most()),
        upto(count, COUNTED + 1),
        client_users(id, "", SHOWN),
        groups::groups_named(&named[..named.len().min(MOST_ALLOWED)]),
    ]
}

fn groups_at_most() -> u32 {
    u32::try_from(MOST_ALLOWED).unwrap_or(PAGE)
}

/// What [`details_of_client`] found. `None`: there is no such client.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_client(outcomes: &[Outcome]) -> Result<Option<ClientDetails>, Fault> {
    let [client, limited, counted, users, named, ..] = outcomes else {
        return Err(Fault::new("the database left out what was asked for"));
    };
    let Some(row) = client.rows.first() else {
        return Ok(None);
    };
    let columns = Columns(row);
    let counted = match counted.rows.first() {
        Some(row) => Columns(row).number("counted")?,
        None => 0,
    };
    Ok(Some(ClientDetails {
        client: read_row(row)?,
        created_at: columns.moment("created_at")?,
        blocked_at: columns.time("blocked_at")?,
        old_secret_ends_at: columns.time("old_secret_ends_at")?,
        groups: [groups::read_named(limited)?, groups::read_named(named)?].concat(),
        users: read_users(users, SHOWN)?,
        counted,
    }))
}
