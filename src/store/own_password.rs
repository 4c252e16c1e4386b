//! The password of a person who looks after their account.

use super::acting::{Acting, acts_recently, change_credential};
use super::ways_in::{WaysIn, has_link};
use crate::platform::{Fault, Sql, SqlValue, Statement};

/// Sets the password of somebody who has just proved who they are, whether or not they had one, and ends whatever else
/// was begun before. Gives the new version of their credentials. `None`: they have not.
///
/// # Errors
/// A [`Fault`] of the database; then the password is what it was.
pub async fn set_password(
    sql: &impl Sql,
    acting: &Acting,
    hash: &str,
) -> Result<Option<u32>, Fault> {
    let update = concat!(
        "UPDATE users SET password_hash = ?4 WHERE id = ?1 AND ",
        acts_recently!()
    );
    change(sql, acting, update, vec![hash.into()]).await
}

/// Removes the password of somebody who has just proved who they are and has another way in, and ends whatever
/// else was begun before. Gives the new version of their credentials. `None`: they have not, or there is none, or no password.
///
/// # Errors
/// A [`Fault`] of the database; then the password is what it was.
pub async fn remove_password(
    sql: &impl Sql,
    acting: &Acting,
    ways: WaysIn<'_>,
) -> Result<Option<u32>, Fault> {
    let update = concat!(
        "UPDATE users SET password_hash = '' WHERE id = ?1 AND password_hash <> '' \
         AND (EXISTS (SELECT 1 FROM passkeys WHERE passkeys.user_id = ?1 AND passkeys.rp_id = ?4) OR ",
        has_link!("?5", ""),
        ") AND ",
        acts_recently!()
    );
    change(
        sql,
        acting,
        update,
        vec![ways.rp_id.into(), ways.providers.into()],
    )
    .await
}

async fn change(
    sql: &impl Sql,
    acting: &Acting,
    update: &'static str,
    values: Vec<SqlValue>,
) -> Result<Option<u32>, Fault> {
    let update = Statement::new(update, acting.and(values));
    change_credential(sql, acting, update).await
}
