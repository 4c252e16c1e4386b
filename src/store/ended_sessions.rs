//! Signing out: one row ends a session with everything that lasts only as long as it, and the clients of the session
//! are told (Back-Channel Logout 1.0).

use serde_json::Value;

use super::row::{Columns, found};
use crate::platform::{Fault, Row, Sql, Statement};
use crate::protocol::jose::{Algorithm, key_ring};
use crate::protocol::json;
use crate::protocol::lifetime::LONGEST_FAMILY;
use crate::protocol::timestamp::Timestamp;

/// How many clients are told at once. A Worker on the free plan may send 50 requests, and each client is tried three
/// times.
pub(super) const MOST_NOTICES: u32 = 15;

/// How many waiting notices are looked at to find that many: those for clients that are gone are passed over.
const MOST_LOOKED_AT: u32 = 200;

/// For how long clients that could not be told are tried again, in seconds: three days.
pub(super) const NOTIFY: u32 = 3 * 24 * 3600;

/// The id of a user, and that of a session of theirs.
pub type SessionOf = (String, String);

/// A client that is to be told that a session ended (Back-Channel Logout section 2.5).
#[derive(Debug)]
pub struct Listener {
    /// The session.
    pub session_id: String,
    /// `client_id`.
    pub client_id: String,
    /// `backchannel_logout_uri`.
    pub uri: String,
    /// The algorithm that its tokens are signed with; a [`Fault`] if what is stored is damaged. Then this client cannot
    /// be told, but the others can.
    pub algorithm: Result<Algorithm, Fault>,
    /// The user, as the client knows them.
    pub subject: String,
}

/// Ends the sessions with the ids `$id`, which `$from` selects. `$expires` is [`LONGEST_FAMILY`] and `$notify`
/// [`NOTIFY`].
macro_rules! end {
    ($id:literal, $expires:literal, $notify:literal, $from:expr) => {
        concat!(
            "INSERT INTO ended_sessions (id, expires_at, notify_until) SELECT ",
            $id,
            ", unixepoch() + ",
            $expires,
            ", CASE WHEN EXISTS (SELECT 1 FROM session_clients WHERE session_id = ",
            $id,
            ") THEN unixepoch() + ",
            $notify,
            " END ",
            $from,
            " ON CONFLICT (id) DO NOTHING"
        )
    };
}
pub(super) use end;

/// What [`read_listener`] reads, of `session_clients` and `clients`.
macro_rules! listener_columns {
    () => {
        "session_clients.session_id, session_clients.client_id, clients.backchannel_logout_uri, \
         clients.id_token_signed_response_alg, session_clients.subject"
    };
}
pub(super) use listener_columns;

/// Ends sessions, all or none, and returns some of the clients that want to hear of it; the others wait for
/// [`next_listeners`]. When a session ends, so do the refresh tokens that last only while the person is signed in
/// (Back-Channel Logout section 2.7): those of `openid` without `offline_access`. So does a code that was approved
/// in it a moment ago.
///
/// # Errors
/// A [`Fault`] of the database; then every session lives on.
pub async fn end_sessions(sql: &impl Sql, sessions: &[SessionOf]) -> Result<Vec<Listener>, Fault> {
    // D1 does not accept an empty batch.
    if sessions.is_empty() {
        return Ok(Vec::new());
    }
    let mut statements = Vec::new();
    for (user_id, id) in sessions {
        let id = id.as_str();
        statements.push(Statement::new(
            "DELETE FROM sessions WHERE user_id = ?1 AND id = ?2",
            [user_id.as_str().into(), id.into()],
        ));
        statements.push(Statement::new(
            end!("?1", "?2", "?3", "WHERE true"),
            [id.into(), LONGEST_FAMILY.into(), NOTIFY.into()],
        ));
    }
    // Last, so that it includes whoever redeemed a code of the sessions before this moment.
    let ids: Vec<&str> = sessions.iter().map(|(_, id)| id.as_str()).collect();
    statements.push(Statement::new(
        concat!(
            "SELECT ",
            listener_columns!(),
            " FROM json_each(?1) AS ended \
         CROSS JOIN session_clients ON session_clients.session_id = ended.value \
         JOIN clients ON clients.id = session_clients.client_id \
         WHERE clients.backchannel_logout_uri IS NOT NULL LIMIT ?2"
        ),
        [json::write(&Value::from(ids)).into(), MOST_NOTICES.into()],
    ));
    let outcomes = sql.batch(statements).await?;
    let rows = outcomes.last().map(|outcome| outcome.rows.as_slice());
    found(rows.unwrap_or_default(), read_listener)
}

/// A place among the notices that wait: until when the session's clients are told, the session, and the client.
type Place = (i64, String, String);

/// The next of the clients that have not heard yet that a session ended. Each call goes on where the last one stopped,
/// and begins anew at the end: a client that never answers takes no other's turn.
///
/// # Errors
/// A [`Fault`] of the database; then the turn has not passed on.
pub async fn next_listeners(sql: &impl Sql) -> Result<Vec<Listener>, Fault> {
    let after = load_place(sql).await?;
    // The notices whose time is over stay in the index, so the search begins after them.
    let waiting = sql.run(Statement::new(
        concat!(
            "SELECT ended.notify_until, ",
            listener_columns!(),
            " FROM ended_sessions AS ended CROSS JOIN session_clients ON session_clients.session_id = ended.id \
         LEFT JOIN clients ON clients.id = session_clients.client_id WHERE ended.notify_until IS NOT NULL \
         AND (ended.notify_until, ended.id) >= (max(?1, unixepoch() + 1), ?2) \
         AND (ended.notify_until, ended.id, session_clients.client_id) > (?1, ?2, ?3) \
         ORDER BY ended.notify_until, ended.id, session_clients.client_id LIMIT ?4"
        ),
        [Timestamp(after.0).into(), after.1.as_str().into(), after.2.as_str().into(), MOST_LOOKED_AT.into()],
    ));
    let waiting = waiting.await?.rows;
    let mut listeners = Vec::new();
    let mut next = Place::default();
    for (row, number) in waiting.iter().zip(1..) {
        listeners.extend(read_listener(row)?);
        let full = listeners.len() == MOST_NOTICES as usize && number < waiting.len();
        if full || number == MOST_LOOKED_AT as usize {
            next = read_place(row)?;
            break;
        }
    }
    if next != after {
        save_place(sql, &next).await?;
    }
    Ok(listeners)
}

/// After which notice to go on. One that cannot be read is the beginning.
async fn load_place(sql: &impl Sql) -> Result<Place, Fault> {
    let outcome = sql.run(Statement::new(
        "SELECT position FROM sweep_progress WHERE name = 'notices'",
        [],
    ));
    let outcome = outcome.await?;
    let row = outcome.rows.first();
    let position = row.map(|row| Columns(row).text("position")).transpose()?;
    let place = position.and_then(|json| parse_place(&json));
    Ok(place.unwrap_or_default())
}

fn parse_place(json: &str) -> Option<Place> {
    let place = json::parse(json)?;
    let text = |index: usize| place[index].as_str().map(str::to_owned);
    Some((place[0].as_i64()?, text(1)?, text(2)?))
}

async fn save_place(sql: &impl Sql, place: &Place) -> Result<(), Fault> {
    let (until, session, client) = place;
    let place: [Value; 3] = [
        (*until).into(),
        session.as_str().into(),
        client.as_str().into(),
    ];
    sql.run(Statement::new(
        "INSERT INTO sweep_progress (name, position) VALUES ('notices', ?1) \
         ON CONFLICT (name) DO UPDATE SET position = excluded.position",
        [json::write(&Value::from(place.to_vec())).into()],
    ))
    .await?;
    Ok(())
}

/// Remembers that a client was told.
///
/// # Errors
/// A [`Fault`] of the database; then the client may be told again.
pub async fn forget_listener(
    sql: &impl Sql,
    session_id: &str,
    client_id: &str,
) -> Result<(), Fault> {
    sql.batch(vec![
        Statement::new(
            "DELETE FROM session_clients WHERE session_id = ?1 AND client_id = ?2",
            [session_id.into(), client_id.into()],
        ),
        Statement::new(
            "UPDATE ended_sessions SET notify_until = NULL WHERE id = ?1 AND notify_until IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM session_clients WHERE session_id = ?1)",
            [session_id.into()],
        ),
    ])
    .await?;
    Ok(())
}

/// Reads a client from a row that one of the statements above returned; `None` if it is gone, or no longer wants to
/// hear of it.
pub(super) fn read_listener(row: &Row) -> Result<Option<Listener>, Fault> {
    let row = Columns(row);
    let Some(uri) = row.maybe("backchannel_logout_uri")? else {
        return Ok(None);
    };
    Ok(Some(Listener {
        session_id: row.text("session_id")?,
        client_id: row.text("client_id")?,
        uri,
        algorithm: row.read("id_token_signed_response_alg", key_ring::signing_algorithm),
        subject: row.text("subject")?,
    }))
}

fn read_place(row: &Row) -> Result<Place, Fault> {
    let row = Columns(row);
    let until = row.moment("notify_until")?.0;
    Ok((until, row.text("session_id")?, row.text("client_id")?))
}
