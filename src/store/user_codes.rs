//! The codes that people type at `/device`: whoever types wrong ones has ten tries, and D1 counts them.

use super::attempts::{Bucket, level, values};
use super::row::Columns;
use super::strangers::{Ceiling, Deed, below_ceiling, count_deed, today};
use crate::platform::{Fault, Sql, Statement};
use crate::protocol::secret::SecretHash;

/// What came of a code that somebody typed.
#[derive(Debug, PartialEq, Eq)]
pub enum Entered {
    /// A device shows it, or did.
    Known,
    /// No device shows it, and that is counted.
    Wrong,
    /// Too many were wrong: it takes so many seconds until another one may be tried. Whether this one is known, nobody says.
    Full(u32),
    /// It is wrong, and strangers may cause no more rows today.
    Ceiling,
}

/// Whether a device shows the code `?4`, or did.
macro_rules! is_known {
    () => {
        "(EXISTS (SELECT 1 FROM device_sign_ins WHERE code = ?4) \
         OR EXISTS (SELECT 1 FROM device_grants WHERE user_code = ?4))"
    };
}

/// Looks a code up for this address. One batch counts and answers: however many codes come at once, no more wrong ones are
/// told from right ones than there are places.
///
/// # Errors
/// A [`Fault`] of the database; then nothing is said about the code.
pub async fn enter(
    sql: &impl Sql,
    bucket: &Bucket,
    code: &SecretHash,
    ceiling: Ceiling,
) -> Result<Entered, Fault> {
    let room = ceiling.before_program(Deed::UserCode);
    let all = [&values(bucket)[..], &[code.as_str().into(), room]].concat();
    let count = Statement::new(
        concat!(
            "WITH filled (level) AS MATERIALIZED (SELECT 1 + ",
            level!("?1", "?2"),
            ") INSERT INTO attempts (day, key, level, at) SELECT ",
            today!(),
            ", ?1, filled.level, unixepoch() FROM filled WHERE filled.level <= ?3 AND NOT ",
            is_known!(),
            " AND ",
            below_ceiling!("?5"),
            " ON CONFLICT (day, key) DO UPDATE SET level = excluded.level, at = excluded.at"
        ),
        all.clone(),
    );
    let look = Statement::new(
        concat!(
            "SELECT max(0, CAST((1 + ",
            level!("?1", "?2"),
            " - ?3) * ?2 + 0.999 AS INTEGER)) AS wait, ",
            is_known!(),
            " AS known, ?5 AS room"
        ),
        all,
    );
    let outcomes = sql
        .batch(vec![count, count_deed(Deed::UserCode), look])
        .await?;
    if outcomes.first().is_some_and(|count| count.changes > 0) {
        return Ok(Entered::Wrong);
    }
    let row = outcomes.last().and_then(|look| look.rows.first());
    let row = Columns(row.ok_or_else(|| Fault::new("the database said nothing about a code"))?);
    Ok(match (row.number("wait")?, row.flag("known")?) {
        (0, true) => Entered::Known,
        (0, false) => Entered::Ceiling,
        (seconds, _) => Entered::Full(seconds),
    })
}
