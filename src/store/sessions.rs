//! Sessions, and the one question every visit to `/authorize` asks.

use serde::Deserialize;

use super::client_row::{client_columns, read_row};
use crate::platform::{Fault, Row, Sql, Statement};
use crate::protocol::authorization::SignedIn;
use crate::protocol::client::Client;
use crate::protocol::scope::Scope;
use crate::protocol::secret::SecretHash;
use crate::protocol::time::Timestamp;

/// How long a session lives, in seconds: 14 days.
pub const LIFETIME: u32 = 14 * 24 * 3600;

/// A browser at the authorization endpoint.
#[derive(Debug)]
pub struct Visit {
    /// The client that sent it, if it is registered.
    pub client: Option<Client>,
    /// Who is signed in there, and what they granted to this client. A grant to one that nobody vouches for
    /// ends when the client becomes another: they were asked about what it was.
    pub user: Option<(SignedIn, Option<Scope>)>,
}

#[derive(Deserialize)]
struct UserColumns {
    user_id: Option<String>,
    username: Option<String>,
    user_name: Option<String>,
    authenticated_at: Option<Timestamp>,
    granted: Option<Scope>,
}

/// Who asks, who is signed in, and what was granted: one row, one round trip.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_visit(
    sql: &impl Sql,
    client_id: &str,
    session: Option<&SecretHash>,
    now: Timestamp,
) -> Result<Visit, Fault> {
    let select = concat!(
        "SELECT ",
        client_columns!(),
        ", users.id AS user_id, users.username, users.name AS user_name, \
         sessions.authenticated_at, grants.scope AS granted \
         FROM (SELECT 1) LEFT JOIN clients ON clients.id = ?1 \
         LEFT JOIN sessions ON sessions.hash = ?2 AND sessions.expires_at > ?3 \
         LEFT JOIN users ON users.id = sessions.user_id \
         LEFT JOIN grants ON grants.user_id = users.id AND grants.client_id = ?1 \
         AND (clients.registered_by = 'owner' OR grants.client_revision = clients.revision)"
    );
    let values = [
        client_id.into(),
        session.map(|hash| hash.as_str().to_owned()).into(),
        now.into(),
    ];
    let outcome = sql.run(Statement::new(select, values)).await?;
    let registered = |row: &&Row| row.get("id").is_some_and(|id| !id.is_null());
    let row = outcome.rows.first().filter(registered);
    let client = row.map(read_row).transpose()?;
    let user = outcome.first::<UserColumns>()?.and_then(|columns| {
        let user = SignedIn {
            user_id: columns.user_id?,
            username: columns.username?,
            name: columns.user_name,
            authenticated_at: columns.authenticated_at?,
        };
        Some((user, columns.granted))
    });
    Ok(Visit { client, user })
}

/// Signs a user in: from now on the cookie behind `hash` is them. The session that this browser had
/// `before` ends, whoever's it was.
///
/// # Errors
/// A [`Fault`] of the database; then nobody is signed in, and nobody out.
pub async fn begin_session(
    sql: &impl Sql,
    hash: &SecretHash,
    user_id: &str,
    before: Option<&SecretHash>,
    now: Timestamp,
) -> Result<(), Fault> {
    let begin = Statement::new(
        "INSERT INTO sessions (hash, user_id, authenticated_at, expires_at) \
         VALUES (?1, ?2, ?3, ?4)",
        [
            hash.as_str().into(),
            user_id.into(),
            now.into(),
            now.plus(LIFETIME).into(),
        ],
    );
    let end = before.map(|before| {
        let values = [before.as_str().into()];
        Statement::new("DELETE FROM sessions WHERE hash = ?1", values)
    });
    sql.batch(std::iter::once(begin).chain(end).collect())
        .await?;
    Ok(())
}
