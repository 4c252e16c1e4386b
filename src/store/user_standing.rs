//! What an owner decides about a user: whether they may sign in, whether they are an administrator, and that their
//! sessions end.

use super::PAGE;
use super::device_sign_ins::take_back;
use super::ended_sessions::{NOTIFY, end};
use super::group_members::end_what_is_closed;
use super::row::Columns;
use super::session_life::{outlasts_sign_out, session_counts};
use super::users::{is_returned, leaves_an_administrator};
use crate::platform::{Fault, Outcome, Sql, SqlValue, Statement};
use crate::protocol::group::ADMINISTRATORS;
use crate::protocol::lifetime::LONGEST_FAMILY;

/// Disables a user: from now on they cannot sign in, and every session, token family and code of theirs is worth nothing.
/// It also raises their version, as a new password does, so none of that counts again once they are enabled. `false`: they
/// are gone, or disabled already, or the last administrator; then nothing was changed.
///
/// # Errors
/// A [`Fault`] of the database; then they are not disabled.
pub async fn disable_user(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    Ok(is_returned(&[sql.run(disabling(id)).await?]))
}

/// The statement of [`disable_user`]; whether it did, [`is_returned`] says.
#[must_use]
pub fn disabling(id: &str) -> Statement {
    let update = concat!(
        "UPDATE users SET disabled_at = unixepoch(), credential_version = credential_version + 1 \
         WHERE id = ?1 AND disabled_at IS NULL AND ",
        leaves_an_administrator!(),
        " RETURNING id"
    );
    Statement::new(update, [id.into()])
}

/// Lets a user sign in again. `false`: they are gone, or were not disabled.
///
/// # Errors
/// A [`Fault`] of the database; then they are as they were.
pub async fn enable_user(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    let outcomes = sql.batch(enabling(id)).await?;
    Ok(is_returned(&outcomes))
}

/// The statements of [`enable_user`]; whether they did, [`is_returned`] says.
#[must_use]
pub fn enabling(id: &str) -> Vec<Statement> {
    let update = "UPDATE users SET disabled_at = NULL \
                  WHERE id = ?1 AND disabled_at IS NOT NULL RETURNING id";
    // While they were disabled, a recovery link was good for nothing. It does not come back with them.
    let forget = "DELETE FROM one_time_links WHERE user_id = ?1 AND purpose = 'recovery' \
                  AND changes() > 0";
    let statements = [update, forget].map(|sql| Statement::new(sql, [id.into()]));
    statements.into()
}

/// Makes a user an administrator. `false`: they are gone or disabled.
///
/// # Errors
/// A [`Fault`] of the database; then they are what they were.
pub async fn make_administrator(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    Ok(is_returned(&sql.batch(making_administrator(id)).await?))
}

/// The statements of [`make_administrator`]; whether they did, [`is_returned`] says.
#[must_use]
pub fn making_administrator(id: &str) -> Vec<Statement> {
    let update = "UPDATE users SET administrator = 1 \
                  WHERE id = ?1 AND disabled_at IS NULL RETURNING id";
    // Links of before may be in hands that open no administrator's account.
    let forget = "DELETE FROM one_time_links WHERE user_id = ?1 \
                  AND EXISTS (SELECT 1 FROM users WHERE users.id = ?1 AND users.administrator = 1)";
    [update, forget]
        .map(|sql| Statement::new(sql, [id.into()]))
        .into()
}

/// Makes an administrator a user like any other. `false`: they are gone, or the last administrator.
///
/// # Errors
/// A [`Fault`] of the database; then they are what they were.
pub async fn unmake_administrator(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    let outcomes = sql.batch(unmaking_administrator(id)).await?;
    Ok(is_returned(&outcomes))
}

/// The statements of [`unmake_administrator`]; whether they did, [`is_returned`] says.
#[must_use]
pub fn unmaking_administrator(id: &str) -> Vec<Statement> {
    let update = concat!(
        "UPDATE users SET administrator = 0 WHERE id = ?1 AND ",
        leaves_an_administrator!(),
        " RETURNING id"
    );
    // They leave the group of the administrators too.
    vec![
        Statement::new(update, [id.into()]),
        end_what_is_closed(id, ADMINISTRATORS),
    ]
}

/// How many other administrators who may sign in one look counts.
pub const MOST_OTHERS: u32 = 5;

/// The statement that counts the administrators besides this user who may sign in, as [`read_others`] reads it.
#[must_use]
pub fn other_administrators(id: &str) -> Statement {
    let select = "SELECT count(*) AS counted FROM (SELECT 1 FROM users AS others INDEXED BY users_administrators \
                  WHERE others.administrator = 1 AND others.disabled_at IS NULL AND others.id <> ?1 LIMIT ?2)";
    Statement::new(select, [id.into(), MOST_OTHERS.into()])
}

/// How many [`other_administrators`] there are: at most [`MOST_OTHERS`].
///
/// # Errors
/// A [`Fault`]: the database left it out.
pub fn read_others(outcome: &Outcome) -> Result<u32, Fault> {
    let row = outcome.rows.first().map(Columns);
    row.map_or(Ok(0), |row| row.number("counted"))
}

/// Some sessions of a user that ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended {
    /// How many of them counted until then.
    pub sessions: u32,
    /// Whether there may be more.
    pub more: bool,
}

/// Ends [`PAGE`] sessions of a user, as if they had signed out in each of these browsers: clients are told, what lasts
/// only as long as the session ends with it, and whatever else the user allowed goes on.
///
/// # Errors
/// A [`Fault`] of the database; then these sessions live on.
pub async fn end_some_sessions(sql: &impl Sql, id: &str) -> Result<Ended, Fault> {
    read_ended(&sql.batch(ending_sessions(id, Whose::Anybody)).await?)
}

/// Whose sessions end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Anybody's.
    Anybody,
    /// Only those of somebody who is disabled: what disables them may have had no effect.
    Disabled,
}

/// The statements of [`end_some_sessions`], which [`read_ended`] understands.
#[must_use]
pub fn ending_sessions(id: &str, whose: Whose) -> Vec<Statement> {
    macro_rules! theirs {
        ($only:literal) => {
            concat!(
                "(NOT ",
                $only,
                " OR EXISTS (SELECT 1 FROM users AS owner WHERE owner.id = ?1 AND owner.disabled_at IS NOT NULL))"
            )
        };
    }
    macro_rules! some {
        ($columns:literal) => {
            concat!(
                "SELECT ",
                $columns,
                " FROM sessions WHERE user_id = ?1 AND ",
                theirs!("?3"),
                " ORDER BY id LIMIT ?2"
            )
        };
    }
    // Those of a user who was just disabled, and whose version was raised by it, counted until then.
    let count = concat!(
        "SELECT count(*) AS counted FROM (",
        some!("*"),
        ") AS some JOIN users ON users.id = ?1 WHERE some.credential_version \
         = users.credential_version - (users.disabled_at IS NOT NULL) AND ",
        outlasts_sign_out!("users", "some.authenticated_at", "some.id"),
        " AND ",
        session_counts!("some")
    );
    // Expired ones too: a refresh token may outlive its session.
    let end = end!(
        "some.id",
        "?4",
        "?5",
        concat!("FROM (", some!("id"), ") AS some WHERE true")
    );
    let delete = concat!(
        "DELETE FROM sessions WHERE user_id = ?1 AND id IN (",
        some!("id"),
        ") RETURNING id"
    );
    let only = whose == Whose::Disabled;
    let these: [SqlValue; 3] = [id.into(), PAGE.into(), only.into()];
    vec![
        Statement::new(count, these.clone()),
        Statement::new(
            end,
            [these.as_slice(), &[LONGEST_FAMILY.into(), NOTIFY.into()]].concat(),
        ),
        Statement::new(delete, these),
        Statement::new(
            concat!(take_back!(), " AND ", theirs!("?2")),
            [id.into(), only.into()],
        ),
    ]
}

/// The statements that end every session of a user, which [`read_ended`] understands. However many they are, one row of the user
/// ends them; some end one by one too, so that clients hear of it at once, and of the others from the sweep.
#[must_use]
pub fn ending_every_session(id: &str) -> Vec<Statement> {
    let all = "UPDATE users SET signed_out_at = unixepoch(), signed_out_in = NULL WHERE id = ?1";
    let mut statements = ending_sessions(id, Whose::Anybody);
    statements.push(Statement::new(all, [id.into()]));
    statements
}

/// The statements that end one session of a user; whether they did, [`is_returned`] says.
#[must_use]
pub fn ending_session(id: &str, session_id: &str) -> Vec<Statement> {
    let delete = "DELETE FROM sessions WHERE user_id = ?1 AND id = ?2 RETURNING id";
    let end = end!("?2", "?3", "?4", "WHERE changes() > 0");
    let these: [SqlValue; 2] = [id.into(), session_id.into()];
    let limits = [LONGEST_FAMILY.into(), NOTIFY.into()];
    vec![
        Statement::new(delete, these.clone()),
        Statement::new(end, [these, limits].concat()),
    ]
}

/// What became of [`ending_sessions`].
///
/// # Errors
/// A [`Fault`]: the database left something out.
pub fn read_ended(outcomes: &[Outcome]) -> Result<Ended, Fault> {
    let [counted, _, deleted, ..] = outcomes else {
        return Err(Fault::new("the database left out what was asked for"));
    };
    let counted = counted.rows.first().map(Columns);
    Ok(Ended {
        sessions: counted.map_or(Ok(0), |row| row.number("counted"))?,
        more: deleted.rows.len() == PAGE as usize,
    })
}
