//! What an owner looks up about one client.

use std::rc::Rc;
use std::sync::LazyLock;

use super::client_columns::{read_row, selected};
use super::row::Columns;
use super::{PAGE, groups};
use crate::platform::{Fault, Outcome, Statement};
use crate::protocol::client::Client;
use crate::protocol::group::MOST_ALLOWED;
use crate::protocol::timestamp::Timestamp;

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
    vec![
        Statement::new(&SELECT, [id.into()]),
        Statement::new(limited, [id.into(), groups_at_most().into()]),
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
    let [client, limited, named, ..] = outcomes else {
        return Err(Fault::new("the database left out what was asked for"));
    };
    let Some(row) = client.rows.first() else {
        return Ok(None);
    };
    let columns = Columns(row);
    Ok(Some(ClientDetails {
        client: read_row(row)?,
        created_at: columns.moment("created_at")?,
        blocked_at: columns.time("blocked_at")?,
        old_secret_ends_at: columns.time("old_secret_ends_at")?,
        groups: [groups::read_named(limited)?, groups::read_named(named)?].concat(),
    }))
}
