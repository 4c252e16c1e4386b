//! What happened, for as long as the owner keeps it: the events of the log, in a table.
//!
//! The id of an event begins with the time, so the key alone finds the newest and the oldest. What strangers can cause again
//! and again is counted in one row for each hour, kind and user; all that concern nobody who exists share one. So however
//! many names somebody tries, no rows come of it.

use super::PAGE;
use super::event::{Event, Told};
use super::paid::Paid;
use super::row::{Columns, every};
use super::strangers::{Ceiling, caused, count_refusal};
use crate::platform::{Fault, Row, Sql, SqlValue, Statement};
use crate::protocol::timestamp::Timestamp;

/// How many rows a command reads at once, those of the index included.
const READ: u32 = 100;

/// An hour, in seconds.
const HOUR: i64 = 3600;

/// An event, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its key. The later it happened, the greater the text.
    pub id: String,
    /// When it happened; the last time, if it is counted.
    pub at: Timestamp,
    /// The word of a [`super::event::Kind`], perhaps one of a later version.
    pub kind: String,
    /// How often it happened within its hour. Always 1, unless strangers can cause it.
    pub count: u32,
    /// The id of the request in the log; of the last one.
    pub request: String,
    /// The network that the request came from. This and what follows is what all that are counted have in common.
    pub address: Option<String>,
    /// The user, by `sub`.
    pub user_id: Option<String>,
    /// The client.
    pub client_id: Option<String>,
    /// The beginning of the token family's id.
    pub family: Option<String>,
    /// The signing key.
    pub kid: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The administrator who did it, by `sub`.
    pub actor: Option<String>,
    /// What changed, from what to what: JSON.
    pub details: Option<String>,
}

/// Some events, and where the next ones begin.
#[derive(Debug)]
pub struct EventPage {
    /// The events.
    pub events: Vec<Stored>,
    /// The id of the last one; `None` when there are no more.
    pub next: Option<String>,
}

macro_rules! columns {
    () => {
        "id, at, kind, count, request, address, user_id, client_id, family, kid, reason, actor, details"
    };
}

macro_rules! insert {
    ($id:expr, $where:expr) => {
        concat!(
            "INSERT INTO events (",
            columns!(),
            ") SELECT ",
            $id,
            ", unixepoch(), ?3, 1, ?1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 WHERE ",
            $where
        )
    };
}

/// Adds one to the row of this hour, and keeps there what all have in common.
macro_rules! count {
    ($where:expr) => {
        concat!(
            insert!(
                "printf('%010d', unixepoch() / 3600 * 3600) || '-' || ?3 || '-' || ?2",
                $where
            ),
            " ON CONFLICT (id) DO UPDATE SET count = count + 1, at = excluded.at, request = excluded.request, \
             address = CASE WHEN address IS excluded.address THEN address END, \
             client_id = CASE WHEN client_id IS excluded.client_id THEN client_id END, \
             reason = CASE WHEN reason IS excluded.reason THEN reason END"
        )
    };
}

/// Writes down what happened in one request, all of it or nothing. Beyond the ceiling of what strangers can cause, it
/// leaves refusals out.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn add_events(sql: &impl Sql, told: &Told, ceiling: Ceiling) -> Result<(), Fault> {
    if told.events.is_empty() {
        return Ok(());
    }
    let statements = told.events.iter().enumerate();
    let statements = statements.flat_map(|(place, event)| add(told, place, event, ceiling));
    sql.batch(statements.collect()).await?;
    Ok(())
}

fn add(told: &Told, place: usize, event: &Event, ceiling: Ceiling) -> Vec<Statement> {
    const ALONE: &str = concat!(
        insert!(
            "printf('%010d', unixepoch()) || '.' || ?1 || '.' || ?2",
            "true"
        ),
        " ON CONFLICT (id) DO NOTHING"
    );
    const COUNTED: &str = count!("true");
    const REFUSED: &str = count!(concat!(caused!("refusals"), " <= ?12"));
    let whose = event.user_id.clone().unwrap_or_else(|| "*".to_owned());
    let values = |second: String| {
        vec![
            SqlValue::from(told.request.as_str()),
            second.into(),
            event.kind.as_str().into(),
            told.address.clone().into(),
            event.user_id.clone().into(),
            event.client_id.clone().into(),
            event.family.clone().into(),
            event.kid.clone().into(),
            event.reason.clone().into(),
            event.actor.clone().into(),
            event.details.clone().into(),
        ]
    };
    match event.paid() {
        Paid::Otherwise => vec![Statement::new(ALONE, values(place.to_string()))],
        Paid::WithTheGuess => vec![Statement::new(COUNTED, values(whose))],
        Paid::OnItsOwn => {
            let mut values = values(whose);
            values.push(ceiling.before_refusal());
            vec![Statement::new(REFUSED, values), count_refusal()]
        }
    }
}

/// The newest events, or those before the one with the id `before`, the latest first; with `user_id`, only those that
/// concern this user. At most [`PAGE`].
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list_events(
    sql: &impl Sql,
    user_id: Option<&str>,
    before: Option<&str>,
) -> Result<EventPage, Fault> {
    page(sql, BEFORE, user_id, before.unwrap_or(LAST), PAGE).await
}

/// The same, as many as [`READ`] allows.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn events_before(
    sql: &impl Sql,
    user_id: Option<&str>,
    before: Option<&str>,
) -> Result<EventPage, Fault> {
    let before = before.unwrap_or(LAST);
    page(sql, BEFORE, user_id, before, most(user_id)).await
}

/// The events after the one with the id `after`, or after a [`moment`], the earliest first; with `user_id`, only those that
/// concern this user. As many as [`READ`] allows.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn events_after(
    sql: &impl Sql,
    user_id: Option<&str>,
    after: &str,
) -> Result<EventPage, Fault> {
    page(sql, AFTER, user_id, after, most(user_id)).await
}

/// Comes after every id, because each begins with a digit.
pub(super) const LAST: &str = "a";

macro_rules! select {
    ($where:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM events WHERE ",
            $where,
            " LIMIT ?2"
        )
    };
}

/// The statements for everybody's events, and for those of the user `?3`.
const BEFORE: [&str; 2] = [
    select!("id < ?1 ORDER BY id DESC"),
    select!("user_id = ?3 AND id < ?1 ORDER BY id DESC"),
];
const AFTER: [&str; 2] = [
    select!("id > ?1 ORDER BY id"),
    select!("user_id = ?3 AND id > ?1 ORDER BY id"),
];

/// How many events there may be in one page, with one row more. Those of a user are found in the index first.
fn most(user_id: Option<&str>) -> u32 {
    user_id.map_or(READ, |_| READ / 2) - 1
}

async fn page(
    sql: &impl Sql,
    [all, of_user]: [&'static str; 2],
    user_id: Option<&str>,
    id: &str,
    most: u32,
) -> Result<EventPage, Fault> {
    let mut values = vec![id.into(), (most + 1).into()];
    values.extend(user_id.map(SqlValue::from));
    let select = user_id.map_or(all, |_| of_user);
    let mut events = read_all(&sql.run(Statement::new(select, values)).await?.rows)?;
    let more = events.len() > most as usize;
    events.truncate(most as usize);
    Ok(EventPage {
        next: events.last().filter(|_| more).map(|last| last.id.clone()),
        events,
    })
}

/// The rows that count within the hour of `at`, the first [`READ`]: they go on changing until it is over.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn events_counted(sql: &impl Sql, at: Timestamp) -> Result<Vec<Stored>, Fault> {
    const SELECT: &str = select!("id > ?1 || '-' AND id < ?1 || '.' ORDER BY id");
    let hour = moment(Timestamp(at.0 / HOUR * HOUR));
    let statement = Statement::new(SELECT, [hour.into(), READ.into()]);
    read_all(&sql.run(statement).await?.rows)
}

/// What the ids of events begin with that happened in this second. It comes before all of them.
#[must_use]
pub fn moment(at: Timestamp) -> String {
    format!("{:010}", at.0.max(0))
}

/// Deletes at most `?2` events that are older than `?1` seconds. It reads nothing else.
pub(super) fn old_events(age: u32, most: u32) -> Statement {
    Statement::new(
        "DELETE FROM events WHERE id IN (SELECT id FROM events \
         WHERE id < printf('%010d', unixepoch() - ?1) ORDER BY id LIMIT ?2)",
        [age.into(), most.into()],
    )
}

fn read_all(rows: &[Row]) -> Result<Vec<Stored>, Fault> {
    every(rows, read)
}

fn read(row: &Row) -> Result<Stored, Fault> {
    let row = Columns(row);
    Ok(Stored {
        id: row.text("id")?,
        at: row.moment("at")?,
        kind: row.text("kind")?,
        count: row.number("count")?,
        request: row.text("request")?,
        address: row.maybe("address")?,
        user_id: row.maybe("user_id")?,
        client_id: row.maybe("client_id")?,
        family: row.maybe("family")?,
        kid: row.maybe("kid")?,
        reason: row.maybe("reason")?,
        actor: row.maybe("actor")?,
        details: row.maybe("details")?,
    })
}
