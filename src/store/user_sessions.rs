//! What people see of their own sessions, and how they end them.
//!
//! Each statement asks whether the session in which somebody acts still counts: whoever was signed out a moment ago learns
//! nothing and ends nothing.

use super::acting::{Acting, acts};
use super::device_sign_ins::take_back;
use super::ended_sessions::{Listener, NOTIFY, end, read_listener};
use super::row::{Columns, found};
use super::session_life::{session_counts, session_ends, session_seen, session_stands};
use crate::platform::{Fault, Sql, SqlValue, Statement};
use crate::protocol::lifetime::LONGEST_FAMILY;
use crate::protocol::login::{Agent, Method};
use crate::protocol::timestamp::Timestamp;

/// How many sessions' clients are told at once. Each costs some rows to read and to write.
const AT_ONCE: u32 = 5;

/// How many clients are told at once. The others hear of it within the hour.
const MOST_TOLD: u32 = 8;

/// A session, as the person sees it.
#[derive(Debug, PartialEq, Eq)]
pub struct UserSession {
    /// Its id.
    pub id: String,
    /// Whether it is the one in which they look.
    pub this: bool,
    /// When they signed in.
    pub authenticated_at: Timestamp,
    /// How they did.
    pub method: Method,
    /// When they were last here. It is noted once a day.
    pub seen_at: Timestamp,
    /// When it ends, unless they come again before: then perhaps later.
    pub ends_at: Timestamp,
    /// Whether it goes on when the browser is closed.
    pub kept: bool,
    /// In which browser it began.
    pub agent: Agent,
    /// At which place, as in "Austin, US", if that is known.
    pub place: Option<String>,
}

/// The sessions of a user.
#[derive(Debug)]
pub struct UserSessions {
    /// Some of them: first the one in which they look, then the others, last seen first.
    pub found: Vec<UserSession>,
    /// Whether there may be more.
    pub more: bool,
}

/// Those of the sessions of the user `?1` that `$which` selects, and whether they stand.
macro_rules! some {
    ($which:literal) => {
        concat!(
            "SELECT sessions.*, ",
            session_stands!("sessions", "users"),
            " AS stands FROM users CROSS JOIN sessions WHERE users.id = ?1 AND sessions.user_id = ?1 AND ",
            $which
        )
    };
}

/// The sessions of whoever acts: theirs, and about `most` others. `None`: the session in which they act no longer
/// counts.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list_sessions(
    sql: &impl Sql,
    acting: &Acting,
    most: u32,
) -> Result<Option<UserSessions>, Fault> {
    // However many have ended and were not swept yet, only so many are looked at.
    let select = concat!(
        "SELECT some.*, ",
        session_seen!("some"),
        " AS seen_at, ",
        session_ends!("some"),
        " AS ends_at, ",
        session_counts!("some"),
        " AND some.stands AS counts FROM (",
        some!("sessions.id = ?2"),
        " UNION ALL SELECT * FROM (",
        some!("sessions.id <> ?2 LIMIT ?4"),
        ")) AS some WHERE ",
        acts!()
    );
    let values = acting.and([(most + 1).into()]);
    let rows = sql.run(Statement::new(select, values)).await?.rows;
    let more = rows.len() > most as usize + 1;
    // When D1 sorts rows, it counts each of them again, so they are sorted here.
    let mut found: Vec<UserSession> = Vec::new();
    for row in rows.iter().map(Columns) {
        if !row.flag("counts")? {
            continue;
        }
        let id = row.text("id")?;
        let session = UserSession {
            this: id == acting.session_id,
            id,
            authenticated_at: row.moment("authenticated_at")?,
            method: row.read("method", Method::parse)?,
            seen_at: row.moment("seen_at")?,
            ends_at: row.moment("ends_at")?,
            kept: row.flag("kept")?,
            agent: Agent::parse(&row.text("agent")?),
            place: row.maybe("place")?,
        };
        let later = |it: &UserSession| !it.this && it.seen_at < session.seen_at;
        let place = found.iter().position(later).unwrap_or(found.len());
        found.insert(if session.this { 0 } else { place }, session);
    }
    Ok((!rows.is_empty()).then_some(UserSessions { found, more }))
}

/// Sessions that a person ended.
#[derive(Debug)]
pub struct EndedByUser {
    /// Whether there was a row to end. Otherwise nothing was written.
    pub any: bool,
    /// How many rows of sessions that counted until then are gone. Other sessions may have ended whose rows are still stored.
    pub sessions: u32,
    /// Some of the clients that want to hear of it.
    pub listeners: Vec<Listener>,
}

/// The statements that end the sessions whose ids `$these` selects; it may use `?1` to `?4`. The clients are found before
/// the sessions go.
macro_rules! ending {
    ($these:literal) => {
        [
            end!(
                "some.id",
                "?5",
                "?6",
                concat!("FROM (", $these, ") AS some WHERE ", acts!())
            ),
            concat!(
                "SELECT told.session_id, told.client_id, clients.backchannel_logout_uri, \
                 clients.id_token_signed_response_alg, told.subject FROM (\
                 SELECT session_clients.* FROM (",
                $these,
                ") AS some CROSS JOIN session_clients ON session_clients.session_id = some.id LIMIT ?5) AS told \
                 JOIN clients ON clients.id = told.client_id WHERE ",
                acts!()
            ),
            concat!(
                "DELETE FROM sessions WHERE user_id = ?1 AND id IN (",
                $these,
                ") AND ",
                acts!(),
                " RETURNING ",
                session_counts!("sessions"),
                " AND EXISTS (SELECT 1 FROM users WHERE users.id = ?1 AND ",
                session_stands!("sessions", "users"),
                ") AS counted"
            ),
        ]
    };
}

/// Ends one session of whoever acts, perhaps the one in which they do, as if they had signed out there: clients are told,
/// and what lasts only as long as the session ends with it. `None`: the session in which they act no longer counts; then
/// nothing was changed.
///
/// # Errors
/// A [`Fault`] of the database; then the session lives on.
pub async fn end_session(
    sql: &impl Sql,
    acting: &Acting,
    session_id: &str,
) -> Result<Option<EndedByUser>, Fault> {
    let statements = ending!("SELECT id FROM sessions WHERE user_id = ?1 AND id = ?4");
    end_these(sql, acting, statements, session_id.into(), Vec::new()).await
}

/// Ends all sessions of whoever acts but the one in which they do. However many they are, one row of the user ends them, and
/// what lasts only as long. The clients of some of them are told at once; the sweep tells the others. Otherwise the same as
/// [`end_session`].
///
/// # Errors
/// A [`Fault`] of the database; then every session lives on.
pub async fn end_other_sessions(
    sql: &impl Sql,
    acting: &Acting,
) -> Result<Option<EndedByUser>, Fault> {
    // Expired ones too: a refresh token may outlive its session.
    // By the key: to sort them would read every session that the user ever had and the sweep has not reached.
    let statements =
        ending!("SELECT id FROM sessions WHERE user_id = ?1 AND id <> ?2 ORDER BY id LIMIT ?4");
    // Where no row of another session went before it, there is none: nothing is written, so the form needs no limit.
    let all = concat!(
        "UPDATE users SET signed_out_at = unixepoch(), signed_out_in = ?2 WHERE id = ?1 AND changes() > 0 AND ",
        acts!()
    );
    let all = vec![
        Statement::new(all, acting.and([])),
        Statement::new(concat!(take_back!(), " AND ", acts!()), acting.and([])),
    ];
    end_these(sql, acting, statements, AT_ONCE.into(), all).await
}

async fn end_these(
    sql: &impl Sql,
    acting: &Acting,
    [end, tell, delete]: [&'static str; 3],
    which: SqlValue,
    more: Vec<Statement>,
) -> Result<Option<EndedByUser>, Fault> {
    let [limits, most] = [[LONGEST_FAMILY, NOTIFY].to_vec(), vec![MOST_TOLD]];
    let with = |more: Vec<u32>| {
        let mut values = acting.and([which.clone()]);
        values.extend(more.into_iter().map(SqlValue::from));
        values
    };
    let asked = concat!("SELECT ", acts!(), " AS counts");
    let mut statements = vec![
        Statement::new(asked, acting.and([])),
        Statement::new(end, with(limits)),
        Statement::new(tell, with(most)),
        Statement::new(delete, with(Vec::new())),
    ];
    statements.extend(more);
    let outcomes = sql.batch(statements).await?;
    let [asked, _, told, deleted, ..] = outcomes.as_slice() else {
        return Err(Fault::new("the database left out what was asked for"));
    };
    let counts = asked.rows.first().map(|row| Columns(row).flag("counts"));
    if !counts.transpose()?.unwrap_or_default() {
        return Ok(None);
    }
    let mut sessions = 0;
    for row in deleted.rows.iter().map(Columns) {
        sessions += u32::from(row.flag("counted")?);
    }
    Ok(Some(EndedByUser {
        any: !deleted.rows.is_empty(),
        sessions,
        listeners: found(&told.rows, read_listener)?,
    }))
}
