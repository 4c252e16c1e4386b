//! Guesses in a browser that is known to the user. They take no place in advance, so that a usual sign-in writes
//! nothing: D1 decides, once the password is verified, which of many guesses hears whether it was right.

use super::attempts::{Bucket, form_is_used, form_key, level, values};
use super::row::Columns;
use super::strangers::today;
use crate::platform::{Fault, Outcome, Sql, SqlValue, Statement};
use crate::protocol::secret::SecretHash;

/// Whether one more guess counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// It does.
    Free,
    /// Too many were wrong.
    Full,
    /// Its form was used up.
    FormUsed,
}

/// Whether there is room for one more guess, with the form `$form`, in the browser's bucket `$key`.
macro_rules! has_room {
    ($key:literal, $seconds:literal, $capacity:literal, $form:literal) => {
        concat!(
            "1 + ",
            $crate::store::attempts::level!($key, $seconds),
            " <= ",
            $capacity,
            " AND NOT ",
            $crate::store::attempts::form_is_used!($form)
        )
    };
}
pub(super) use has_room;

/// Whether one more guess would count, before its password is verified.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn room(sql: &impl Sql, bucket: &Bucket, form: &SecretHash) -> Result<Room, Fault> {
    read(&sql.run(look(bucket, form)).await?)
}

/// The same, perhaps from a replica that has what was written before the bookmark `since`, and whether a replica answered.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn room_near(
    sql: &impl Sql,
    bucket: &Bucket,
    form: &SecretHash,
    since: Option<&str>,
) -> Result<(Room, bool), Fault> {
    let outcome = sql.run_near(look(bucket, form), since).await?;
    Ok((read(&outcome)?, outcome.replica))
}

/// Decides about a guess whose password was verified. If there is no room any more, nobody may hear whether it was right.
/// Otherwise a wrong one is counted and uses its form up, and a right one writes nothing.
///
/// A right password and a wrong one run the same statements, so that without room the time does not tell either. The
/// statements are one transaction: however many guesses were verified at once, no more of them are answered than fit.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was counted, and nobody may hear whether it was right.
pub async fn settle(
    sql: &impl Sql,
    bucket: &Bucket,
    form: &SecretHash,
    right: bool,
) -> Result<Room, Fault> {
    let outcomes = sql.batch(settling(bucket, form, right).into()).await?;
    settled(&outcomes)
}

/// The statements of [`settle`], at the beginning of a batch.
pub(super) fn settling(bucket: &Bucket, form: &SecretHash, right: bool) -> [Statement; 2] {
    // A bucket leaks between two statements, and never fills: what the first one admits, the second one counts.
    let count = concat!(
        "WITH guess (key, level) AS MATERIALIZED (SELECT ?1, 1 + ",
        level!("?1", "?2"),
        ") INSERT INTO attempts (day, key, level, at) SELECT ",
        today!(),
        ", counted.key, counted.level, unixepoch() \
         FROM guess CROSS JOIN (SELECT key, level FROM guess UNION ALL SELECT ?4, 1) AS counted \
         WHERE NOT ?5 AND guess.level <= ?3 AND NOT ",
        form_is_used!("?4"),
        " ON CONFLICT (day, key) DO UPDATE SET level = excluded.level, at = excluded.at"
    );
    let mut values = asked(bucket, form);
    values.push(right.into());
    [look(bucket, form), Statement::new(count, values)]
}

/// What the first of them said.
pub(super) fn settled(outcomes: &[Outcome]) -> Result<Room, Fault> {
    outcomes.first().map_or(Ok(Room::Full), read)
}

fn look(bucket: &Bucket, form: &SecretHash) -> Statement {
    let select = concat!(
        "SELECT 1 + ",
        level!("?1", "?2"),
        " > ?3 AS full, ",
        form_is_used!("?4"),
        " AS form_used"
    );
    Statement::new(select, asked(bucket, form))
}

/// The bucket, as three values, and the key of the form.
pub(super) fn asked(bucket: &Bucket, form: &SecretHash) -> Vec<SqlValue> {
    [&values(bucket)[..], &[form_key(form).into()]].concat()
}

fn read(looked: &Outcome) -> Result<Room, Fault> {
    let row = looked.rows.first().map(Columns);
    let row = row.ok_or_else(|| Fault::new("the database did not say whether there is room"))?;
    Ok(if row.flag("form_used")? {
        Room::FormUsed
    } else if row.flag("full")? {
        Room::Full
    } else {
        Room::Free
    })
}
