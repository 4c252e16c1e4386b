//! Signing out: one row ends a session with everything that lasts only as long as it, and the clients of the session
//! are told (Back-Channel Logout 1.0).

use serde_json::json;

use super::row::Columns;
use crate::platform::{Fault, Row, Sql, Statement};
use crate::protocol::authorization::Session;
use crate::protocol::jose::{Algorithm, key_ring};
use crate::protocol::lifetime::LONGEST_FAMILY;

/// How many clients are told at once. A Worker on the free plan may send 50 requests, and each client is tried three
/// times.
const MOST_NOTICES: u32 = 15;

/// For how long clients that could not be told are tried again, in seconds: three days.
pub(super) const NOTIFY: u32 = 3 * 24 * 3600;

/// A client that is to be told that a session ended (Back-Channel Logout section 2.5).
#[derive(Debug)]
pub struct Listener {
    /// The session.
    pub session_id: String,
    /// `client_id`.
    pub client_id: String,
    /// `backchannel_logout_uri`.
    pub uri: String,
    /// The algorithm that its tokens are signed with.
    pub algorithm: Algorithm,
    /// The user, as the client knows them.
    pub subject: String,
}

/// Asks for at most `?1` clients that want to hear of the end of the sessions whose ids `$ended` selects.
macro_rules! listeners_of {
    ($ended:literal) => {
        concat!(
            "SELECT session_clients.session_id, clients.id, clients.backchannel_logout_uri, \
             clients.id_token_signed_response_alg, session_clients.subject FROM ",
            $ended,
            " AS ended CROSS JOIN session_clients ON session_clients.session_id = ended.id \
             JOIN clients ON clients.id = session_clients.client_id \
             WHERE clients.backchannel_logout_uri IS NOT NULL LIMIT ?1"
        )
    };
}

/// Ends sessions, all or none, and returns some of the clients that want to hear of it; the others wait for
/// [`waiting_listeners`]. When a session ends, so do the refresh tokens that last only while the person is signed in
/// (Back-Channel Logout section 2.7): those of `openid` without `offline_access`. So does a code that was approved
/// in it a moment ago.
///
/// # Errors
/// A [`Fault`] of the database; then every session lives on. A [`Fault`] of a damaged client too, whose notice
/// is lost; then the sessions have ended.
pub async fn end_sessions(sql: &impl Sql, sessions: &[&Session]) -> Result<Vec<Listener>, Fault> {
    // D1 does not accept an empty batch.
    if sessions.is_empty() {
        return Ok(Vec::new());
    }
    let mut statements = Vec::new();
    for session in sessions {
        let id = session.session_id.as_str();
        statements.push(Statement::new(
            "DELETE FROM sessions WHERE user_id = ?1 AND id = ?2",
            [session.user_id.as_str().into(), id.into()],
        ));
        statements.push(Statement::new(
            "INSERT INTO ended_sessions (id, expires_at, notify_until) \
             SELECT ?1, unixepoch() + ?2, CASE WHEN EXISTS (\
             SELECT 1 FROM session_clients WHERE session_id = ?1) THEN unixepoch() + ?3 END \
             WHERE true ON CONFLICT (id) DO NOTHING",
            [id.into(), LONGEST_FAMILY.into(), NOTIFY.into()],
        ));
    }
    // Last, so that it includes whoever redeemed a code of the sessions before this moment.
    let ids: Vec<&str> = sessions.iter().map(|it| it.session_id.as_str()).collect();
    let select = listeners_of!("(SELECT value AS id FROM json_each(?2))");
    let values = [MOST_NOTICES.into(), json!(ids).to_string().into()];
    statements.push(Statement::new(select, values));
    let outcomes = sql.batch(statements).await?;
    let rows = outcomes.last().map(|outcome| outcome.rows.iter());
    rows.into_iter().flatten().map(read_listener).collect()
}

/// Some of the clients that have not heard yet that a session ended: those of the sessions that have the least time
/// left for it.
///
/// # Errors
/// A [`Fault`] of the database, or of a damaged client.
pub async fn waiting_listeners(sql: &impl Sql) -> Result<Vec<Listener>, Fault> {
    let select = listeners_of!(
        "(SELECT id FROM ended_sessions WHERE notify_until > unixepoch() \
         ORDER BY notify_until LIMIT ?1)"
    );
    let outcome = sql
        .run(Statement::new(select, [MOST_NOTICES.into()]))
        .await?;
    outcome.rows.iter().map(read_listener).collect()
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

/// Reads a client from a row that one of the statements above returned.
fn read_listener(row: &Row) -> Result<Listener, Fault> {
    let row = Columns(row);
    Ok(Listener {
        session_id: row.text("session_id")?,
        client_id: row.text("id")?,
        uri: row.text("backchannel_logout_uri")?,
        algorithm: row.read("id_token_signed_response_alg", key_ring::signing_algorithm)?,
        subject: row.text("subject")?,
    })
}
