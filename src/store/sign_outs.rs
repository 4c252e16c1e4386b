//! Signing out in one browser: one batch says who was signed in there, ends what is to end, and finds the clients to tell.

use super::ended_sessions::{Listener, MOST_NOTICES, NOTIFY, end, listener_columns, read_listener};
use super::row::{Columns, found};
use super::session_life::{session_counts, session_stands};
use super::visits::{read_sessions, sessions};
use crate::platform::{Fault, Sql, SqlValue, Statement};
use crate::protocol::authorization::Session;
use crate::protocol::lifetime::LONGEST_FAMILY;
use crate::protocol::secret::SecretHash;

/// Which sessions of a browser end.
#[derive(Debug, Clone, Copy)]
pub enum Which<'a> {
    /// All of them.
    All,
    /// The one with this id; if a client and a revision are named, only if the client still has that revision.
    One(&'a str, Option<(&'a str, &'a str)>),
}

/// What came of a sign-out.
#[derive(Debug)]
pub struct SignedOut {
    /// Everybody who was signed in in the browser, the latest first.
    pub here: Vec<Session>,
    /// The ids of the sessions that ended.
    pub ended: Vec<String>,
    /// Some of the clients that want to hear of it; the others wait for
    /// [`next_listeners`](super::ended_sessions::next_listeners).
    pub listeners: Vec<Listener>,
}

/// Ends sessions of the browser with this cookie, all or none. What ends with them,
/// [`end_sessions`](super::ended_sessions::end_sessions) says.
///
/// # Errors
/// A [`Fault`] of the database; then every session lives on.
pub async fn sign_out(
    sql: &impl Sql,
    browser: &SecretHash,
    which: Which<'_>,
) -> Result<SignedOut, Fault> {
    let (id, client) = match which {
        Which::All => (None, None),
        Which::One(id, client) => (Some(id), client),
    };
    let text = |text: Option<&str>| SqlValue::from(text.map(str::to_owned));
    let end = end!(
        "sessions.id",
        "?2",
        "?3",
        concat!(
            "FROM sessions JOIN users ON users.id = sessions.user_id AND ",
            session_stands!("sessions", "users"),
            " WHERE sessions.hash = ?1 AND ",
            session_counts!("sessions"),
            " AND (?4 IS NULL OR sessions.id = ?4) AND (?5 IS NULL OR EXISTS (\
             SELECT 1 FROM clients WHERE clients.id = ?5 AND clients.revision = ?6))"
        )
    );
    let hash = || SqlValue::from(browser.as_str());
    let outcomes = sql
        .batch(vec![
            sessions(browser),
            Statement::new(
                end,
                [
                    hash(),
                    LONGEST_FAMILY.into(),
                    NOTIFY.into(),
                    text(id),
                    text(client.map(|(id, _)| id)),
                    text(client.map(|(_, revision)| revision)),
                ],
            ),
            Statement::new(
                concat!(
                    "SELECT ",
                    listener_columns!(),
                    " FROM sessions \
                 CROSS JOIN ended_sessions ON ended_sessions.id = sessions.id \
                 CROSS JOIN session_clients ON session_clients.session_id = sessions.id \
                 JOIN clients ON clients.id = session_clients.client_id \
                 WHERE sessions.hash = ?1 AND clients.backchannel_logout_uri IS NOT NULL LIMIT ?2"
                ),
                [hash(), MOST_NOTICES.into()],
            ),
            Statement::new(
                "DELETE FROM sessions WHERE hash = ?1 \
                 AND EXISTS (SELECT 1 FROM ended_sessions WHERE ended_sessions.id = sessions.id) RETURNING id",
                [hash()],
            ),
        ])
        .await?;
    let [before, _, told, deleted] = outcomes.as_slice() else {
        return Err(Fault::new("the database did not answer every statement"));
    };
    Ok(SignedOut {
        here: read_sessions(before)?,
        ended: found(&deleted.rows, |row| Columns(row).text("id").map(Some))?,
        listeners: found(&told.rows, read_listener)?,
    })
}
