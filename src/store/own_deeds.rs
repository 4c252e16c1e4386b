//! How much an account does on its own pages. Each form there writes rows, and where anybody may sign up, a stranger may have
//! an account. A leaky bucket for each account limits these rows, and D1 decides what still fits.

use super::attempts::{Bucket, level, values};
use super::row::Columns;
use super::strangers::today;
use crate::platform::{Fault, Sql, Statement};

/// Takes so many places, all of them or none. One statement decides it: however many requests come at once, no more of
/// them get in than fit. `None`: they are taken. Otherwise: how many seconds until there is room.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was taken.
pub async fn take_places(
    sql: &impl Sql,
    bucket: &Bucket,
    places: u32,
) -> Result<Option<u32>, Fault> {
    let take = concat!(
        "WITH filled (level) AS MATERIALIZED (SELECT ?4 + ",
        level!("?1", "?2"),
        ") INSERT INTO attempts (day, key, level, at) SELECT ",
        today!(),
        ", ?1, filled.level, unixepoch() FROM filled WHERE filled.level <= ?3 \
         ON CONFLICT (day, key) DO UPDATE SET level = excluded.level, at = excluded.at"
    );
    let wait = concat!(
        "SELECT max(1, CAST((?4 + ",
        level!("?1", "?2"),
        " - ?3) * ?2 + 0.999 AS INTEGER)) AS wait"
    );
    let values = || [&values(bucket)[..], &[places.into()]].concat();
    if sql.run(Statement::new(take, values())).await?.changes == 1 {
        return Ok(None);
    }
    let outcome = sql.run(Statement::new(wait, values())).await?;
    let wait = outcome.rows.first().map(|row| Columns(row).number("wait"));
    wait.transpose().map(|wait| wait.or(Some(1)))
}

/// Gives a place back, if the statement before it in the batch changed something, and only where places are getting scarce: as long
/// as a bucket is not half full, its own leak is enough.
pub(super) fn return_place(bucket: &Bucket) -> Statement {
    let update = concat!(
        "UPDATE attempts SET level = level - 1 WHERE changes() > 0 AND day = ",
        today!(),
        " AND key = ?1 AND level > ?2"
    );
    let half = (bucket.capacity / 2).into();
    Statement::new(update, [bucket.key.as_str().into(), half])
}
