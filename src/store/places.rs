//! Places for guesses of passwords by strangers: each takes one in two of the buckets of [`super::attempts`], and counts towards the
//! ceiling of the day.

use super::attempts::{Bucket, form_is_used, form_key, level, values};
use super::row::Columns;
use super::strangers::{Ceiling, Deed, GUESSES, caused, today};
use crate::platform::{Fault, Outcome, Sql, SqlValue, Statement};
use crate::protocol::secret::SecretHash;

/// Places in buckets, taken for one attempt.
#[derive(Debug)]
pub struct Slot {
    day: u32,
    /// The buckets, and the counter.
    places: [Place; 3],
}

/// A place in a bucket that holds so many.
#[derive(Debug)]
struct Place {
    key: String,
    capacity: u32,
}

/// Whether an attempt may be made.
#[derive(Debug)]
pub enum Taken {
    /// It may, and it is counted.
    Slot(Slot),
    /// A bucket is full for so many seconds.
    Full(u32),
    /// The form was used up.
    FormUsed,
    /// The ceiling of the day is reached.
    Ceiling,
}

/// How full two buckets would be after one more attempt, and the counter of the day, which holds rows.
macro_rules! levels {
    () => {
        concat!(
            "WITH wanted (key, seconds, capacity) AS (VALUES (?1, ?2, ?3), (?4, ?5, ?6)), \
             levels AS MATERIALIZED (SELECT key, seconds, capacity, 1 AS share, 1 + ",
            level!("wanted.key", "wanted.seconds"),
            " AS level FROM wanted UNION ALL SELECT 'guesses', 0, ?7, ?8, ?8 + ",
            caused!("guesses"),
            ") "
        )
    };
}

/// A guess of a stranger, and what it needs places in.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// For what was typed as username, and for the address.
    pub buckets: [&'a Bucket; 2],
    /// The token of its form.
    pub form: &'a SecretHash,
    /// How many rows strangers may cause.
    pub ceiling: Ceiling,
}

/// Takes a place in both buckets and counts the attempt as a stranger's. One statement decides it: however many
/// requests come at once, no more of them get in than fit. If one does not fit, nothing is written.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was taken.
pub async fn take(sql: &impl Sql, wanted: &Wanted<'_>) -> Result<Taken, Fault> {
    let taken = sql.run(wanted.taking(None)).await?;
    match wanted.taken(&taken)? {
        Some(slot) => Ok(Taken::Slot(slot)),
        None => wanted.refused(sql).await,
    }
}

/// Whether there are places now. A replica that has what was written before the bookmark `since` may answer, so [`take`] decides.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn has_places_near(
    sql: &impl Sql,
    wanted: &Wanted<'_>,
    since: Option<&str>,
) -> Result<bool, Fault> {
    let outcome = sql.run_near(wanted.why(), since).await?;
    Ok(outcome.rows.is_empty())
}

impl Wanted<'_> {
    fn values(&self) -> Vec<SqlValue> {
        let mut values = self.buckets.map(values).concat();
        values.extend([self.ceiling.guesses().into(), Deed::Guess.rows().into()]);
        values.push(form_key(self.form).into());
        values
    }

    /// Takes the places. `right`: of a guess whose password was verified already. A right one gives back at once what
    /// [`give_back`] would, and a wrong one uses its form up.
    pub(super) fn taking(&self, right: Option<bool>) -> Statement {
        let take = concat!(
            levels!(),
            "INSERT INTO attempts (day, key, level, at) SELECT ",
            today!(),
            ", key, level, unixepoch() FROM (\
             SELECT key, level - CASE WHEN ?10 AND level * 2 > capacity THEN share ELSE 0 END AS level FROM levels \
             UNION ALL SELECT ?9, 1 WHERE NOT ?10) \
             WHERE NOT EXISTS (SELECT 1 FROM levels WHERE level > capacity) \
             AND NOT ",
            form_is_used!("?9"),
            " ON CONFLICT (day, key) DO UPDATE SET level = excluded.level, at = excluded.at \
             RETURNING day"
        );
        let mut values = self.values();
        values.push(right.map_or(SqlValue::Null, SqlValue::from));
        Statement::new(take, values)
    }

    /// What the statement of [`Self::taking`] took.
    pub(super) fn taken(&self, outcome: &Outcome) -> Result<Option<Slot>, Fault> {
        let Some(row) = outcome.rows.first() else {
            return Ok(None);
        };
        let [login, address] = self.buckets;
        Ok(Some(Slot {
            day: Columns(row).number("day")?,
            places: [
                Place::of(login),
                Place::of(address),
                Place {
                    key: GUESSES.to_owned(),
                    capacity: self.ceiling.guesses(),
                },
            ],
        }))
    }

    /// What was in the way, where nothing was taken.
    pub(super) async fn refused(&self, sql: &impl Sql) -> Result<Taken, Fault> {
        refused(&sql.run(self.why()).await?)
    }

    fn why(&self) -> Statement {
        Statement::new(
            concat!(
                levels!(),
                "SELECT key, wait FROM (\
             SELECT key, max(1, CAST((level - capacity) * seconds + 0.999 AS INTEGER)) AS wait \
             FROM levels WHERE level > capacity UNION ALL SELECT 'form', 0 WHERE ",
                form_is_used!("?9"),
                ") ORDER BY key = 'guesses' DESC, wait DESC"
            ),
            self.values(),
        )
    }
}

/// What was in the way.
fn refused(why: &Outcome) -> Result<Taken, Fault> {
    let Some(row) = why.rows.first().map(Columns) else {
        // A bucket was full, and has leaked since.
        return Ok(Taken::Full(1));
    };
    Ok(match row.text("key")?.as_str() {
        GUESSES => Taken::Ceiling,
        "form" => Taken::FormUsed,
        _ => Taken::Full(row.number("wait")?),
    })
}

impl Place {
    fn of(bucket: &Bucket) -> Self {
        Self {
            key: bucket.key.clone(),
            capacity: bucket.capacity,
        }
    }
}

/// The attempt does not count: the password was right. Gives the places back that it took, where they are getting scarce:
/// as long as a bucket is not half full, its own leak is enough, and an ordinary sign-in writes less.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn give_back(sql: &impl Sql, slot: &Slot) -> Result<(), Fault> {
    sql.run(returned(slot)).await?;
    Ok(())
}

/// The statement of [`give_back`].
pub(super) fn returned(slot: &Slot) -> Statement {
    let update = "UPDATE attempts SET level = level - CASE key WHEN ?6 THEN ?8 ELSE 1 END \
                  WHERE day = ?1 AND key IN (?2, ?4, ?6) \
                  AND level > CASE key WHEN ?2 THEN ?3 WHEN ?4 THEN ?5 ELSE ?7 END";
    let mut values = vec![slot.day.into()];
    for place in &slot.places {
        values.extend([place.key.as_str().into(), (place.capacity / 2).into()]);
    }
    values.push(Deed::Guess.rows().into());
    Statement::new(update, values)
}
