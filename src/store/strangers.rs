//! The one ceiling of all rows that strangers can cause: what they do on one day must not use up what everybody
//! needs.
//!
//! Each such deed is counted in the batch that writes its row. Its statement holds [`below_ceiling`], so that it writes
//! only where there is room.

use crate::platform::{Fault, Outcome, Sql, Statement};

/// Today, by the clock of the database.
macro_rules! today {
    () => {
        "(unixepoch() / 86400)"
    };
}
pub(super) use today;

/// Whether there is room for one more row of a stranger, in a statement where `$ceiling` is the ceiling.
macro_rules! below_ceiling {
    ($ceiling:literal) => {
        concat!(
            "coalesce((SELECT level FROM attempts WHERE day = (unixepoch() / 86400) AND key = 'all'), 0) < ",
            $ceiling
        )
    };
}
pub(super) use below_ceiling;

/// The key of the counter in `attempts`.
pub(super) const COUNTER: &str = "all";

/// How many rows strangers may cause on one day, by the clock of the database.
#[derive(Debug, Clone, Copy)]
pub struct Ceiling(pub u32);

/// What a stranger can do that writes a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// A wrong password, in a browser in which the user has not signed in.
    Guess,
    /// A client that registers itself, or changes what it registered.
    Registration,
    /// A DPoP proof of a client that anybody can pose as.
    Proof,
    /// An assertion of a client that nobody vouches for.
    Assertion,
}

impl Deed {
    /// For the log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Guess => "a guess of a password",
            Self::Registration => "a registration",
            Self::Proof => "a DPoP proof",
            Self::Assertion => "a client assertion",
        }
    }
}

/// Runs the statement of a deed, which holds [`below_ceiling`], and counts it. `None`: the ceiling is reached,
/// and nothing was written.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was written either.
pub(super) async fn counted(
    sql: &impl Sql,
    statement: Statement,
    ceiling: Ceiling,
) -> Result<Option<Outcome>, Fault> {
    let count = Statement::new(
        concat!(
            "INSERT INTO attempts (day, key, level, at) VALUES (",
            today!(),
            ", 'all', 1, unixepoch()) \
             ON CONFLICT (day, key) DO UPDATE SET level = level + 1, at = excluded.at WHERE level < ?1 \
             RETURNING level"
        ),
        [ceiling.0.into()],
    );
    let mut outcomes = sql.batch(vec![statement, count]).await?.into_iter();
    let (deed, count) = (outcomes.next(), outcomes.next());
    Ok(deed.filter(|_| count.is_some_and(|count| !count.rows.is_empty())))
}
