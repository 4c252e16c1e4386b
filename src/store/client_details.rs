//! What an owner looks up about one client.

use std::rc::Rc;
use std::sync::LazyLock;

use super::client_columns::{read_row, selected};
use super::row::{Columns, every};
use super::user_details::Few;
use super::users::{User, read_user, user_columns};
use super::{PAGE, groups};
use crate::platform::{Fault, Outcome, Row, Statement};
use crate::protocol::client::Client;
use crate::protocol::group::MOST_ALLOWED;
use crate::protocol::timestamp::Timestamp;

/// How many of those who use it are shown. Each is four rows to read, and a page reads at most 60.
const SHOWN: u32 = 5;

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
    /// Some of those who allowed it something, if nobody vouches for it. Others are not found by the client.
    pub users: Few<Using>,
    /// How many there are, at most one more than [`PAGE`].
    pub counted: u32,
}

/// Somebody who allowed a client something.
#[derive(Debug)]
pub struct Using {
    /// Who.
    pub user: Box<User>,
    /// When they last did.
    pub granted_at: Timestamp,
    /// When they last signed in to it, to the day, if that is known.
    pub last_at: Option<Timestamp>,
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
    let count = "SELECT count(*) AS counted FROM (SELECT 1 FROM grants INDEXED BY grants_of_strangers \
                 WHERE client_id = ?1 AND client_revision IS NOT NULL LIMIT ?2)";
    let users = concat!(
        "SELECT grants.granted_at, user_clients.last_at, ",
        user_columns!(),
        " FROM grants INDEXED BY grants_of_strangers CROSS JOIN users ON users.id = grants.user_id \
         LEFT JOIN user_clients ON user_clients.user_id = grants.user_id AND user_clients.client_id = ?1 \
         WHERE grants.client_id = ?1 AND grants.client_revision IS NOT NULL LIMIT ?2"
    );
    let upto = |sql, most: u32| Statement::new(sql, [id.into(), most.into()]);
    vec![
        Statement::new(&SELECT, [id.into()]),
        upto(limited, groups_at_most()),
        upto(count, PAGE + 1),
        upto(users, SHOWN),
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
    let found = every(&users.rows, read_using)?;
    Ok(Some(ClientDetails {
        client: read_row(row)?,
        created_at: columns.moment("created_at")?,
        blocked_at: columns.time("blocked_at")?,
        old_secret_ends_at: columns.time("old_secret_ends_at")?,
        groups: [groups::read_named(limited)?, groups::read_named(named)?].concat(),
        users: Few {
            more: counted > SHOWN,
            found,
        },
        counted,
    }))
}

fn read_using(row: &Row) -> Result<Using, Fault> {
    let columns = Columns(row);
    Ok(Using {
        user: read_user(row)?,
        granted_at: columns.moment("granted_at")?,
        last_at: columns.time("last_at")?.filter(|at| at.0 > 0),
    })
}
