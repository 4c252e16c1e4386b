//! A person who looks after their own account. The session that proves it is part of every statement that changes
//! something, so nothing is changed by a session that ended a moment ago.

use super::administrator::{is_sure, long_enough};
use super::row::Columns;
use super::second_factors::{SinceWhen, codes_left, read_since_when};
use super::session_life::{session_counts, session_seen, session_stands};
use super::user::{User, read_user, user_columns};
use crate::platform::{Fault, Row, Sql, SqlValue, Statement};
use crate::protocol::authorization::SEEN_AGAIN;
use crate::protocol::secret::SecretHash;

/// Whether the session `?2` of the user `?1` in the browser `?3` counts.
macro_rules! acts {
    () => {
        $crate::store::acting::acts!("")
    };
    ($more:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM sessions AS acting JOIN users AS actor ON actor.id = acting.user_id \
             AND ",
            $crate::store::session_life::session_stands!("acting", "actor"),
            " WHERE acting.user_id = ?1 AND acting.id = ?2 AND acting.hash = ?3 AND ",
            $crate::store::session_life::session_counts!("acting"),
            $more,
            ")"
        )
    };
}
pub(super) use acts;

/// The same, and whether they have proved in the last ten minutes who they are. Where there is a second factor, none of a password, a
/// mailed code and another provider proves it alone. A passkey on another device never does: somebody may have been lured into confirming a stranger's.
// A list of three would be a table, whose rows D1 counts.
macro_rules! acts_recently {
    () => {
        $crate::store::acting::acts!(
            " AND acting.authenticated_at > unixepoch() - 600 AND acting.method <> 'other_device' AND (acting.method NOT IN ('password', 'mail_code') AND acting.method <> 'provider' \
             OR NOT EXISTS (SELECT 1 FROM second_factors WHERE second_factors.user_id = ?1))"
        )
    };
}
pub(super) use acts_recently;

/// Somebody, and the session that says so.
#[derive(Debug, Clone)]
pub struct Acting {
    /// `sub`.
    pub user_id: String,
    /// The session.
    pub session_id: String,
    /// The hash of the browser's cookie.
    pub browser: SecretHash,
}

impl Acting {
    /// `?1` to `?3` of what asks [`acts`], and then `more`.
    pub(super) fn and(&self, more: impl Into<Vec<SqlValue>>) -> Vec<SqlValue> {
        let mut values = vec![
            self.user_id.as_str().into(),
            self.session_id.as_str().into(),
            self.browser.as_str().into(),
        ];
        values.append(&mut more.into());
        values
    }
}

/// How sure it is that it is them, for whoever looks after others.
#[derive(Debug, Clone, Copy)]
pub struct Sure {
    /// Whether they signed in with a passkey or a second factor.
    pub method: bool,
    /// Whether they did within the last hour.
    pub of_this_hour: bool,
}

/// Somebody who is signed in in this browser, at the pages of their account.
#[derive(Debug)]
pub struct Holder {
    /// Who it is.
    pub user: Box<User>,
    /// What proves it.
    pub acting: Acting,
    /// Whether they have proved in the last ten minutes who they are, with the second factor if there is one.
    pub recent: bool,
    /// Whether they signed in within the last hour, with a passkey or a second factor.
    pub sure: Sure,
    /// Whether it is to be noted that their session was seen.
    pub seen_again: bool,
    /// Whether they have a password.
    pub has_password: bool,
    /// Their second factor, if it is on.
    pub second_factor: Option<SinceWhen>,
}

/// The person whose session was `chosen` last in this browser, or else who signed in last.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_holder(
    sql: &impl Sql,
    browser: &SecretHash,
    chosen: Option<&str>,
) -> Result<Option<Box<Holder>>, Fault> {
    let select = concat!(
        "SELECT ",
        user_columns!(),
        ", users.password_hash <> '' AS has_password, \
         sessions.id AS session_id, sessions.authenticated_at > unixepoch() - 600 \
         AND sessions.method <> 'other_device' \
         AND (sessions.method NOT IN ('password', 'mail_code') AND sessions.method <> 'provider' OR second_factors.user_id IS NULL) AS recent, \
         sessions.authenticated_at > unixepoch() - ",
        long_enough!(),
        " AS of_this_hour, ",
        is_sure!("sessions"),
        " AS sure, second_factors.created_at AS second_factor_since, ",
        codes_left!("second_factors.recovery_codes"),
        " AS codes_left, ",
        session_seen!("sessions"),
        " + ?3 <= unixepoch() AS seen_again \
         FROM sessions JOIN users ON users.id = sessions.user_id AND ",
        session_stands!("sessions", "users"),
        " LEFT JOIN second_factors ON second_factors.user_id = users.id WHERE sessions.hash = ?1 AND ",
        session_counts!("sessions"),
        " ORDER BY sessions.id IS ?2 DESC, sessions.authenticated_at DESC LIMIT 1"
    );
    let values = [
        browser.as_str().into(),
        chosen.map(str::to_owned).into(),
        SEEN_AGAIN.into(),
    ];
    let outcome = sql.run(Statement::new(select, values)).await?;
    let read = |row: &Row| {
        let user = read_user(row)?;
        let row = Columns(row);
        Ok(Box::new(Holder {
            acting: Acting {
                user_id: user.id.clone(),
                session_id: row.text("session_id")?,
                browser: browser.clone(),
            },
            user,
            recent: row.flag("recent")?,
            sure: Sure {
                method: row.flag("sure")?,
                of_this_hour: row.flag("of_this_hour")?,
            },
            seen_again: row.flag("seen_again")?,
            has_password: row.flag("has_password")?,
            second_factor: read_since_when(&row)?,
        }))
    };
    outcome.rows.first().map(read).transpose()
}

/// Runs a statement that changes a credential of whoever acts. If it changes something, whatever was begun before is over, on
/// every device and in every app; only the session that did it goes on. Gives the new version of their credentials.
pub(super) async fn change_credential(
    sql: &impl Sql,
    acting: &Acting,
    change: Statement,
) -> Result<Option<u32>, Fault> {
    let raise = "UPDATE users SET credential_version = credential_version + 1, \
                 password_changed_at = unixepoch() WHERE id = ?1 AND changes() > 0 RETURNING credential_version";
    let keep = "UPDATE sessions SET credential_version = (SELECT users.credential_version FROM users \
                WHERE users.id = ?1) WHERE user_id = ?1 AND id = ?2 AND hash = ?3 AND changes() > 0";
    // A recovery link of before would bring back whoever has it.
    let forget =
        "DELETE FROM one_time_links WHERE user_id = ?1 AND purpose = 'recovery' AND changes() > 0";
    // It is one beside a password.
    let without_password = "DELETE FROM second_factors WHERE user_id = ?1 \
                            AND EXISTS (SELECT 1 FROM users WHERE id = ?1 AND password_hash = '')";
    let statements = vec![
        change,
        Statement::new(raise, [acting.user_id.as_str().into()]),
        Statement::new(keep, acting.and([])),
        Statement::new(forget, [acting.user_id.as_str().into()]),
        Statement::new(without_password, [acting.user_id.as_str().into()]),
    ];
    let outcomes = sql.batch(statements).await?;
    let raised = outcomes.get(1).and_then(|outcome| outcome.rows.first());
    let version = raised.map(|row| Columns(row).number("credential_version"));
    version.transpose()
}
