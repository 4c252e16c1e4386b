//! The password of a person who looks after their account.

use super::acting::{Acting, acts_recently, end_the_others};
use crate::platform::{Fault, Sql, SqlValue, Statement};

/// Sets the password of somebody who has just proved who they are, whether or not they had one, and ends whatever else
/// was begun before. `false`: they have not.
///
/// # Errors
/// A [`Fault`] of the database; then the password is what it was.
pub async fn set_password(sql: &impl Sql, acting: &Acting, hash: &str) -> Result<bool, Fault> {
    let update = concat!(
        "UPDATE users SET password_hash = ?4 WHERE id = ?1 AND ",
        acts_recently!()
    );
    change(sql, acting, update, hash).await
}

/// Removes the password of somebody who has just proved who they are and has a passkey for `rp_id`, and ends whatever
/// else was begun before. `false`: they have not, or there is no such passkey, or no password.
///
/// # Errors
/// A [`Fault`] of the database; then the password is what it was.
pub async fn remove_password(sql: &impl Sql, acting: &Acting, rp_id: &str) -> Result<bool, Fault> {
    let update = concat!(
        "UPDATE users SET password_hash = '' WHERE id = ?1 AND password_hash <> '' \
         AND EXISTS (SELECT 1 FROM passkeys WHERE passkeys.user_id = ?1 AND passkeys.rp_id = ?4) AND ",
        acts_recently!()
    );
    change(sql, acting, update, rp_id).await
}

async fn change(
    sql: &impl Sql,
    acting: &Acting,
    update: &'static str,
    value: &str,
) -> Result<bool, Fault> {
    let update = Statement::new(update, acting.and([SqlValue::from(value)]));
    let statements = [update].into_iter().chain(end_the_others(acting));
    let outcomes = sql.batch(statements.collect()).await?;
    Ok(outcomes.first().is_some_and(|outcome| outcome.changes == 1))
}
