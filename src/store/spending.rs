//! What requests cost, in the units that Cloudflare's plans meter: our own count, by day.
//!
//! Each isolate adds up its own and reports it now and then. So it is about right: what an isolate did not report before it ended
//! is missing. How many reports there are is decided here, however many requests strangers send.

use super::row::Columns;
use crate::platform::{Fault, Sql, Statement};

/// How many requests a report is about, at least. Each writes one row.
pub const LEAST: u32 = 100;

/// How many reports of one day may be about fewer, so that a small server's numbers are not a day late.
const SMALL_REPORTS: u32 = 100;

/// How many reports there may be on one day. Isolates make them rarer long before.
const MOST_REPORTS: u32 = 2_000;

/// What some requests cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// How many there were. The events of the cron are requests, too.
    pub requests: u32,
    /// Rows that D1 read.
    pub rows_read: u32,
    /// Rows that D1 wrote.
    pub rows_written: u32,
    /// What KV was asked for.
    pub kv_reads: u32,
    /// What KV was to keep.
    pub kv_writes: u32,
    /// How many events could not be written to the database.
    pub events_lost: u32,
}

impl Spent {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            requests: self.requests.saturating_add(other.requests),
            rows_read: self.rows_read.saturating_add(other.rows_read),
            rows_written: self.rows_written.saturating_add(other.rows_written),
            kv_reads: self.kv_reads.saturating_add(other.kv_reads),
            kv_writes: self.kv_writes.saturating_add(other.kv_writes),
            events_lost: self.events_lost.saturating_add(other.events_lost),
        }
    }
}

/// Adds this to what was spent today, and gives the requests of the day so far. `None`: there were too many reports, and
/// nothing was written. `least`: how many requests it must be about once there were many.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was written either.
pub async fn report(sql: &impl Sql, spent: Spent, least: u32) -> Result<Option<u32>, Fault> {
    let add = "INSERT INTO daily_totals (day, requests, rows_read, rows_written, kv_reads, kv_writes, events_lost, reports) \
               VALUES (unixepoch() / 86400, ?1, ?2, ?3, ?4, ?5, ?6, 1) \
               ON CONFLICT (day) DO UPDATE SET requests = requests + excluded.requests, \
               rows_read = rows_read + excluded.rows_read, rows_written = rows_written + excluded.rows_written, \
               kv_reads = kv_reads + excluded.kv_reads, kv_writes = kv_writes + excluded.kv_writes, \
               events_lost = events_lost + excluded.events_lost, reports = reports + 1 \
               WHERE reports < ?7 AND (reports < ?8 OR excluded.requests >= ?9) RETURNING requests";
    let values = [
        spent.requests,
        spent.rows_read,
        spent.rows_written,
        spent.kv_reads,
        spent.kv_writes,
        spent.events_lost,
        MOST_REPORTS,
        SMALL_REPORTS,
        least,
    ];
    let values = values.map(Into::into);
    let outcome = sql.run(Statement::new(add, values)).await?;
    let total = outcome
        .rows
        .first()
        .map(|row| Columns(row).number("requests"));
    total.transpose()
}
