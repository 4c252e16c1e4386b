//! How long a session counts, and that it was seen.
//!
//! A session ends at a fixed time after the sign-in (`expires_at`), or earlier if nobody uses it for `idle_lifetime`
//! seconds. A visit is noted once a day, so a session may end up to a day before it was idle for as long, and never later.

use crate::platform::{Fault, Sql, Statement};
use crate::protocol::authorization::SEEN_AGAIN;

/// How long a session lives.
#[derive(Debug, Clone, Copy)]
pub struct Lasting {
    /// However often it is used, in seconds.
    pub at_most: u32,
    /// While nobody uses it, in seconds.
    pub idle: u32,
    /// Whether it goes on when the browser is closed.
    pub kept: bool,
}

/// When the person behind the session in `$sessions` was last here, as far as that is noted.
macro_rules! session_seen {
    ($sessions:literal) => {
        concat!(
            "max(",
            $sessions,
            ".authenticated_at, ",
            $sessions,
            ".last_seen_at)"
        )
    };
}
pub(super) use session_seen;

/// When it ends.
macro_rules! session_ends {
    ($sessions:literal) => {
        concat!(
            "min(",
            $sessions,
            ".expires_at, ",
            $crate::store::session_life::session_seen!($sessions),
            " + ",
            $sessions,
            ".idle_lifetime)"
        )
    };
}
pub(super) use session_ends;

/// Whether its time is not over yet. Code that signs a person in by it also asks [`session_stands`].
macro_rules! session_counts {
    ($sessions:literal) => {
        concat!(
            $crate::store::session_life::session_ends!($sessions),
            " > unixepoch()"
        )
    };
}
pub(super) use session_counts;

/// Whether the session `$id`, in which a user in `$users` signed in at `$at`, began after they last signed out everywhere else,
/// or is the one that stayed.
macro_rules! outlasts_sign_out {
    ($users:literal, $at:expr, $id:expr) => {
        concat!(
            "(",
            $users,
            ".signed_out_at < ",
            $at,
            " OR ",
            $users,
            ".signed_out_in IS ",
            $id,
            ")"
        )
    };
}
pub(super) use outlasts_sign_out;

/// Whether its user, in `$users`, may still be signed in by it: they have the credentials that they had when it began, and
/// have not signed out everywhere else since.
macro_rules! session_stands {
    ($sessions:literal, $users:literal) => {
        concat!(
            "(",
            $users,
            ".disabled_at IS NULL AND ",
            $users,
            ".credential_version = ",
            $sessions,
            ".credential_version AND ",
            $crate::store::session_life::outlasts_sign_out!(
                $users,
                concat!($sessions, ".authenticated_at"),
                concat!($sessions, ".id")
            ),
            ")"
        )
    };
}
pub(super) use session_stands;

/// Notes that a session was seen, unless it was noted within a day, or has ended. From now on `idle` seconds without a
/// visit end it.
///
/// # Errors
/// A [`Fault`] of the database; then the next visit notes it.
pub async fn note_seen(
    sql: &impl Sql,
    user_id: &str,
    session_id: &str,
    idle: u32,
) -> Result<(), Fault> {
    let update = concat!(
        "UPDATE sessions SET last_seen_at = unixepoch(), idle_lifetime = ?3 WHERE user_id = ?1 AND id = ?2 AND ",
        session_seen!("sessions"),
        " + ?4 <= unixepoch() AND ",
        session_counts!("sessions")
    );
    let values = [
        user_id.into(),
        session_id.into(),
        idle.into(),
        SEEN_AGAIN.into(),
    ];
    sql.run(Statement::new(update, values)).await?;
    Ok(())
}
