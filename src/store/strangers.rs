//! The one ceiling of all rows that strangers can cause: what they do on one day must not use up what everybody
//! needs.
//!
//! Each such deed counts for as many rows as D1 counts, in the batch that writes them. Its statement holds
//! [`below_ceiling`], so that it writes only where there is room.

use super::row::Columns;
use crate::platform::{Fault, Outcome, Sql, SqlValue, Statement};

/// Today, by the clock of the database.
macro_rules! today {
    () => {
        "(unixepoch() / 86400)"
    };
}
pub(super) use today;

/// How many rows have been caused today, as the counter of that name says.
macro_rules! caused {
    ($counter:literal) => {
        concat!(
            "coalesce((SELECT level FROM attempts WHERE day = (unixepoch() / 86400) AND key = '",
            $counter,
            "'), 0)"
        )
    };
}
pub(super) use caused;

/// Whether there is room for a deed of a program, in a statement where `$room` is [`Ceiling::before_program`].
macro_rules! below_ceiling {
    ($room:literal) => {
        concat!($crate::store::strangers::caused!("programs"), " <= ", $room)
    };
}
pub(super) use below_ceiling;

/// The key of the counter of guesses in `attempts`.
pub(super) const GUESSES: &str = "guesses";

/// How many rows it takes to write down that a guess was refused: the event with an entry of an index, and the count.
pub const REFUSAL: u32 = 3;

/// How many rows strangers may cause on one day, by the clock of the database. One half is for guesses of passwords, a
/// tenth for what is written about guesses that were refused, and the rest for what programs do, so that none keeps
/// another out: people need guesses to sign in in a new browser.
#[derive(Debug, Clone, Copy)]
pub struct Ceiling(pub u32);

impl Ceiling {
    /// How many rows there are for guesses. One address cannot use them all up.
    pub(super) fn guesses(self) -> u32 {
        self.0 / 2
    }

    fn refusals(self) -> u32 {
        self.0 / 10
    }

    fn programs(self) -> u32 {
        self.0 - self.guesses() - self.refusals()
    }

    /// When nearly all rows for guesses, for refusals and for programs are used up.
    pub(super) fn nearly(self) -> [SqlValue; 3] {
        [self.guesses(), self.refusals(), self.programs()].map(|rows| (rows - rows / 10).into())
    }

    /// How many rows there may be before a deed of a program, so that it still fits in.
    pub(super) fn before_program(self, deed: Deed) -> SqlValue {
        SqlValue::Integer(i64::from(self.programs()) - i64::from(deed.rows()))
    }

    /// The same for a refusal that is written down.
    pub(super) fn before_refusal(self) -> SqlValue {
        SqlValue::Integer(i64::from(self.refusals()) - i64::from(REFUSAL))
    }
}

/// What a stranger can do that writes a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// A password, in a browser in which the user has not signed in. If it is right, its place is given back.
    Guess,
    /// A client that registers itself.
    Registration,
    /// A client that changes what it registered.
    Change,
    /// A DPoP proof of a client that anybody can pose as.
    Proof,
    /// An assertion of a client that nobody vouches for.
    Assertion,
    /// A device that shows a code, to be signed in with another one.
    DeviceSignIn,
    /// A device that asks for tokens (RFC 8628).
    DeviceGrant,
    /// A code that no device shows, typed at `/device`.
    UserCode,
    /// Somebody who makes an account, where anybody may.
    SignUp,
    /// The same in a browser in which somebody is signed in.
    SignUpBeside,
    /// Somebody who asks for a link by mail.
    Mail,
    /// Somebody who asks for a code by mail, and tries it as often as they may.
    MailCode,
}

impl Deed {
    /// How many rows it writes, as D1 counts them: an entry of an index is one more, and so is the count itself.
    #[must_use]
    pub const fn rows(self) -> u32 {
        match self {
            // Two buckets, the form that is used up, and the event with an entry of an index.
            Self::Guess => 6,
            // The client with three entries of indexes and an event, when it comes and when it is removed.
            Self::Registration => 11,
            // The client, its new revision, three entries of indexes that go and come, and the event.
            Self::Change => 10,
            Self::Proof | Self::Assertion => 2,
            // The row, when it comes, when somebody refuses it and when it goes, and the count.
            Self::DeviceSignIn => 4,
            // The row with an entry of an index, when it comes and when it goes, the no, and the count.
            Self::DeviceGrant => 6,
            // The bucket of the address, and the count.
            Self::UserCode => 2,
            // The user with three entries of indexes, the passkey with two, the session and the event with one each, and
            // the count.
            Self::SignUp => 12,
            // And two for each session that moves to the browser's new cookie.
            Self::SignUpBeside => 28,
            // Two buckets and the count; the link with two entries of indexes, which ends another one; a place of the account;
            // the event with an entry of an index.
            Self::Mail => 11,
            // Two buckets and the count; the code, which gets its user with an entry of an index, and ends another one; the
            // event with an entry of an index, and when the code is removed. For each of five tries the code that has one
            // less, and the count of the account.
            Self::MailCode => 21,
        }
    }

    /// For the log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Guess => "a guess of a password",
            Self::Registration => "a registration",
            Self::Change => "a change of a registration",
            Self::Proof => "a DPoP proof",
            Self::Assertion => "a client assertion",
            Self::DeviceSignIn => "a device that shows a code",
            Self::DeviceGrant => "a device that asks for tokens",
            Self::UserCode => "a wrong code of a device",
            Self::SignUp | Self::SignUpBeside => "a sign-up",
            Self::Mail => "a link by mail",
            Self::MailCode => "a code by mail",
        }
    }
}

/// Counts a refusal, if the statement before it in the batch wrote something.
pub(super) fn count_refusal() -> Statement {
    let count = concat!(
        "INSERT INTO attempts (day, key, level, at) SELECT ",
        today!(),
        ", 'refusals', ?1, unixepoch() WHERE changes() > 0 \
         ON CONFLICT (day, key) DO UPDATE SET level = level + ?1, at = excluded.at"
    );
    Statement::new(count, [REFUSAL.into()])
}

/// Counts a deed, if the statement before it in the batch wrote something.
pub(super) fn count_deed(deed: Deed) -> Statement {
    let count = concat!(
        "INSERT INTO attempts (day, key, level, at) SELECT ",
        today!(),
        ", 'programs', ?1, unixepoch() WHERE changes() > 0 \
         ON CONFLICT (day, key) DO UPDATE SET level = level + ?1, at = excluded.at"
    );
    Statement::new(count, [deed.rows().into()])
}

/// Whether there is room for a deed today.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn has_room(sql: &impl Sql, deed: Deed, ceiling: Ceiling) -> Result<bool, Fault> {
    let room = Statement::new(
        concat!("SELECT ", below_ceiling!("?1"), " AS room"),
        [ceiling.before_program(deed)],
    );
    let found = sql.run(room).await?;
    let row = found.rows.first();
    row.map_or(Ok(false), |row| Columns(row).flag("room"))
}

/// Runs the statement of a deed, which holds [`below_ceiling`]. If it wrote something, that is counted. `None`: the
/// ceiling is reached, and nothing was written.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was written either.
pub(super) async fn counted(
    sql: &impl Sql,
    deed: Deed,
    statement: Statement,
    ceiling: Ceiling,
) -> Result<Option<Outcome>, Fault> {
    let outcomes = sql.batch(vec![statement, count_deed(deed)]).await?;
    let outcome = outcomes.into_iter().next().unwrap_or_default();
    if outcome.changes > 0 {
        return Ok(Some(outcome));
    }
    let room = has_room(sql, deed, ceiling).await?;
    Ok(room.then_some(outcome))
}
