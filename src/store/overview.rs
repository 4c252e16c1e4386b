//! What the administrators' overview is made of: some sixty rows, however much is stored.

use super::row::{Columns, every};
use super::signing_keys::{Which, keys, read_keys};
use super::spending::Spent;
use super::strangers::{Ceiling, caused};
use crate::platform::{Fault, Outcome, Row, Statement};
use crate::protocol::jose::KeyRing;
use crate::protocol::timestamp::Timestamp;

/// How many days are shown. Each is a row.
pub const DAYS: u32 = 30;

/// How many administrators are counted.
pub const MOST_ADMINISTRATORS: u32 = 10;

/// What happened on one day (UTC).
#[derive(Debug, Clone, Copy, Default)]
pub struct Day {
    /// The day, counted from 1970.
    pub day: u32,
    /// Sign-ins, those that failed, limits that were reached, new accounts and new clients.
    pub happened: [u32; 5],
    /// What its requests cost, as far as isolates have reported it.
    pub spent: Spent,
}

/// A number of the whole server.
#[derive(Debug, Clone, Copy)]
pub struct Count {
    /// How many.
    pub count: u32,
    /// When that was so.
    pub at: Timestamp,
}

/// Everything that the page shows.
#[derive(Debug)]
pub struct Overview {
    /// At most [`DAYS`], the earliest first. A day on which nothing happened may be missing.
    pub days: Vec<Day>,
    /// Up to when events were added up.
    pub until: Option<Timestamp>,
    /// How many users there are.
    pub users: Option<Count>,
    /// How many clients.
    pub clients: Option<Count>,
    /// On how many days in a row the sweep did not get done, and when it was last here.
    pub sweep: Option<Count>,
    /// How many administrators can sign in; at most [`MOST_ADMINISTRATORS`] are counted.
    pub administrators: u32,
    /// Whether strangers have caused today what they may, or nearly.
    pub strangers: bool,
    /// What the mail service said within the last day, and when.
    pub mail: Option<(String, Timestamp)>,
    /// The signing keys.
    pub keys: KeyRing,
    /// How large the database is, in bytes, if it says so.
    pub size: Option<u64>,
}

/// What is read for it.
pub fn overview(ceiling: Ceiling) -> Vec<Statement> {
    let days = "SELECT day, sign_ins, failures, refusals, accounts, apps, requests, rows_read, rows_written, kv_reads, \
                kv_writes, events_lost FROM daily_totals WHERE day > unixepoch() / 86400 - ?1 ORDER BY day";
    let counts = "SELECT name, count, at FROM server_counts";
    let facts = concat!(
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM users INDEXED BY users_administrators \
         WHERE administrator = 1 AND disabled_at IS NULL AND id > '' LIMIT ?1)) AS administrators, ",
        caused!("guesses"),
        " >= ?2 OR ",
        caused!("refusals"),
        " >= ?3 OR ",
        caused!("programs"),
        " >= ?4 AS strangers, mail.code AS mail_code, mail.at AS mail_at \
         FROM (SELECT 1) LEFT JOIN mail_trouble AS mail ON mail.id = 1 AND mail.at > unixepoch() - 86400"
    );
    let mut known = vec![MOST_ADMINISTRATORS.into()];
    known.extend(ceiling.nearly());
    vec![
        Statement::new(days, [DAYS.into()]),
        Statement::new(counts, []),
        Statement::new(facts, known),
        keys(Which::Live),
    ]
}

/// What was read.
///
/// # Errors
/// A [`Fault`]: it is not what was asked for.
pub fn read_overview(outcomes: &[Outcome]) -> Result<Overview, Fault> {
    let left_out = || Fault::new("the database left out what was asked for");
    let [days, counts, facts, keys] = outcomes else {
        return Err(left_out());
    };
    let facts = Columns(facts.rows.first().ok_or_else(left_out)?);
    let [mut users, mut clients, mut sweep, mut totals] = [None; 4];
    for row in &counts.rows {
        let columns = Columns(row);
        let place = match columns.text("name")?.as_str() {
            "users" => &mut users,
            "clients" => &mut clients,
            "sweep" => &mut sweep,
            "totals" => &mut totals,
            _ => continue,
        };
        *place = count(&columns)?;
    }
    let (code, at) = (facts.maybe("mail_code")?, facts.time("mail_at")?);
    Ok(Overview {
        days: every(&days.rows, day)?,
        until: totals.map(|totals: Count| totals.at),
        users,
        clients,
        sweep,
        administrators: facts.number("administrators")?,
        strangers: facts.flag("strangers")?,
        mail: code.zip(at),
        keys: read_keys(keys)?,
        size: keys.size,
    })
}

fn count(row: &Columns<'_>) -> Result<Option<Count>, Fault> {
    let (count, at) = (row.small("count")?, row.time("at")?);
    Ok(count.zip(at).map(|(count, at)| Count { count, at }))
}

fn day(row: &Row) -> Result<Day, Fault> {
    let row = Columns(row);
    let mut happened = [0; 5];
    let columns = ["sign_ins", "failures", "refusals", "accounts", "apps"];
    for (number, column) in happened.iter_mut().zip(columns) {
        *number = row.number(column)?;
    }
    Ok(Day {
        day: row.number("day")?,
        happened,
        spent: Spent {
            requests: row.number("requests")?,
            rows_read: row.number("rows_read")?,
            rows_written: row.number("rows_written")?,
            kv_reads: row.number("kv_reads")?,
            kv_writes: row.number("kv_writes")?,
            events_lost: row.number("events_lost")?,
        },
    })
}
