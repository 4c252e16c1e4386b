//! What an owner decides about a user: whether they may sign in, whether they are an administrator, and that their
//! sessions end.

use super::PAGE;
use super::device_sign_ins::take_back;
use super::ended_sessions::{NOTIFY, end};
use super::group_members::end_what_is_closed;
use super::row::Columns;
use super::session_life::{outlasts_sign_out, session_counts};
use super::users::leaves_an_administrator;
use crate::platform::{Fault, Sql, SqlValue, Statement};
use crate::protocol::lifetime::LONGEST_FAMILY;

/// Disables a user: from now on they cannot sign in, and every session, token family and code of theirs is worth nothing.
/// It also raises their version, as a new password does, so none of that counts again once they are enabled. `false`: they
/// are gone, or disabled already, or the last administrator; then nothing was changed.
///
/// # Errors
/// A [`Fault`] of the database; then they are not disabled.
pub async fn disable_user(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    let update = concat!(
        "UPDATE users SET disabled_at = unixepoch(), credential_version = credential_version + 1 \
         WHERE id = ?1 AND disabled_at IS NULL AND ",
        leaves_an_administrator!(),
        " RETURNING id"
    );
    changed(sql, update, id).await
}

/// Lets a user sign in again. `false`: they are gone, or were not disabled.
///
/// # Errors
/// A [`Fault`] of the database; then they are as they were.
pub async fn enable_user(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    let update = "UPDATE users SET disabled_at = NULL \
                  WHERE id = ?1 AND disabled_at IS NOT NULL RETURNING id";
    // While they were disabled, a recovery link was good for nothing. It does not come back with them.
    let forget = "DELETE FROM one_time_links WHERE user_id = ?1 AND purpose = 'recovery' \
                  AND EXISTS (SELECT 1 FROM users WHERE id = ?1 AND disabled_at IS NOT NULL)";
    let statements = [forget, update].map(|sql| Statement::new(sql, [id.into()]));
    let outcomes = sql.batch(statements.into()).await?;
    let updated = outcomes.last();
    Ok(updated.is_some_and(|outcome| !outcome.rows.is_empty()))
}

/// Makes a user an administrator. `false`: they are gone or disabled.
///
/// # Errors
/// A [`Fault`] of the database; then they are what they were.
pub async fn make_administrator(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    let update = "UPDATE users SET administrator = 1 \
                  WHERE id = ?1 AND disabled_at IS NULL RETURNING id";
    changed(sql, update, id).await
}

/// Makes an administrator a user like any other. `false`: they are gone, or the last administrator.
///
/// # Errors
/// A [`Fault`] of the database; then they are what they were.
pub async fn unmake_administrator(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    let update = concat!(
        "UPDATE users SET administrator = 0 WHERE id = ?1 AND ",
        leaves_an_administrator!(),
        " RETURNING id"
    );
    // They leave the group of the administrators too.
    let update = Statement::new(update, [id.into()]);
    let outcomes = sql.batch(vec![update, end_what_is_closed(id)]).await?;
    let updated = outcomes.first();
    Ok(updated.is_some_and(|outcome| !outcome.rows.is_empty()))
}

async fn changed(sql: &impl Sql, update: &'static str, id: &str) -> Result<bool, Fault> {
    let outcome = sql.run(Statement::new(update, [id.into()])).await?;
    Ok(!outcome.rows.is_empty())
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
    // Those of a user who was just disabled, and whose version was raised by it, counted until then.
    let count = concat!(
        "SELECT count(*) AS counted FROM (SELECT * FROM sessions WHERE user_id = ?1 ORDER BY id LIMIT ?2) AS some \
         JOIN users ON users.id = ?1 WHERE some.credential_version \
         = users.credential_version - (users.disabled_at IS NOT NULL) AND ",
        outlasts_sign_out!("users", "some.authenticated_at", "some.id"),
        " AND ",
        session_counts!("some")
    );
    // Expired ones too: a refresh token may outlive its session.
    let end = end!(
        "some.id",
        "?3",
        "?4",
        "FROM (SELECT id FROM sessions WHERE user_id = ?1 ORDER BY id LIMIT ?2) AS some WHERE true"
    );
    let delete = "DELETE FROM sessions WHERE user_id = ?1 AND id IN (\
                  SELECT id FROM sessions WHERE user_id = ?1 ORDER BY id LIMIT ?2) RETURNING id";
    let these: [SqlValue; 2] = [id.into(), PAGE.into()];
    let limits = [LONGEST_FAMILY.into(), NOTIFY.into()];
    let outcomes = sql
        .batch(vec![
            Statement::new(count, these.clone()),
            Statement::new(end, [these.clone(), limits].concat()),
            Statement::new(delete, these),
            Statement::new(take_back!(), [id.into()]),
        ])
        .await?;
    let [counted, _, deleted, ..] = outcomes.as_slice() else {
        return Err(Fault::new("the database left out what was asked for"));
    };
    let counted = counted.rows.first().map(Columns);
    Ok(Ended {
        sessions: counted.map_or(Ok(0), |row| row.number("counted"))?,
        more: deleted.rows.len() == PAGE as usize,
    })
}
