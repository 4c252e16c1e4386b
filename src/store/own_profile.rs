//! What a person changes about themselves, and the end of their account. `sub` never changes.

use super::acting::{Acting, acts, acts_recently};
use super::folded_names::{fold_again, fold_on};
use super::users::leaves_an_administrator;
use super::ways_in::{WaysIn, has_link};
use crate::platform::{Fault, Sql, SqlValue, Statement, Unicode};
use crate::protocol::login::FoldedName;

/// What a person says about themselves.
#[derive(Debug)]
pub struct Profile {
    /// The name to sign in with; `None`: they want none.
    pub username: Option<String>,
    /// The name to be called by.
    pub name: Option<String>,
    /// The address of a picture.
    pub picture: Option<String>,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is done.
    Done,
    /// The username is taken or folds like one that is, or it was their last way in, or the session has ended, or was not
    /// recent enough for another username. Nothing was changed.
    Not,
    /// More users have names to fold than one call looks at, as [`super::users::add_user`] says. Nothing was changed.
    Uncompared,
}

/// Changes a profile. Changing the username needs a recent sign-in. A person without a passkey or a linked
/// account must keep a username or a verified address to use with the password.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was changed.
pub async fn change_profile<S: Sql + Unicode>(
    sql: &S,
    acting: &Acting,
    profile: &Profile,
    ways: WaysIn<'_>,
) -> Result<Changed, Fault> {
    let update = concat!(
        "UPDATE OR IGNORE users SET username = coalesce(?4, id), username_folded = ?5, name = ?6, \
         claims = json_set(CASE WHEN ?7 IS NULL THEN json_remove(claims, '$.picture') \
         ELSE json_set(claims, '$.picture', ?7) END, '$.updated_at', unixepoch()) WHERE id = ?1 AND ",
        acts!(),
        " AND (username = coalesce(?4, id) OR (",
        acts_recently!(),
        " AND (?4 IS NOT NULL OR email IS NOT NULL \
         OR EXISTS (SELECT 1 FROM passkeys WHERE passkeys.user_id = ?1 AND passkeys.rp_id = ?8) OR ",
        has_link!("?9", ""),
        ")))"
    );
    if !fold_on(sql).await? {
        return Ok(Changed::Uncompared);
    }
    let username = profile.username.as_deref();
    let folded = FoldedName::new(username.unwrap_or(&acting.user_id), S::fold);
    let values: [SqlValue; 6] = [
        profile.username.clone().into(),
        folded.as_str().into(),
        profile.name.clone().into(),
        profile.picture.clone().into(),
        ways.rp_id.into(),
        ways.providers.into(),
    ];
    let update = Statement::new(update, acting.and(values));
    let outcomes = sql.batch(vec![update, fold_again()]).await?;
    let changed = outcomes.first().is_some_and(|outcome| outcome.changes == 1);
    Ok(if changed { Changed::Done } else { Changed::Not })
}

/// Notes the address that somebody who has just signed in says is theirs; `None`: there is none to be verified. It is
/// no way to sign in before it is. `false`: they have not just signed in.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was changed.
pub async fn change_email(
    sql: &impl Sql,
    acting: &Acting,
    email: Option<String>,
) -> Result<bool, Fault> {
    let update = concat!(
        "UPDATE users SET unverified_email = ?4 WHERE id = ?1 AND ",
        acts_recently!()
    );
    // A link that proves another address would no longer be about this one.
    let forget = "DELETE FROM one_time_links WHERE user_id = ?1 AND purpose = 'email_verification' \
                  AND changes() > 0";
    let statements = vec![
        Statement::new(update, acting.and([email.into()])),
        Statement::new(forget, [acting.user_id.as_str().into()]),
    ];
    let outcomes = sql.batch(statements).await?;
    Ok(outcomes.first().is_some_and(|outcome| outcome.changes == 1))
}

/// Deletes the account of somebody who has just signed in, with all that is known of them; their token families end
/// with it. `false`: they have not just signed in, or they are the last administrator.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was deleted.
pub async fn delete_account(sql: &impl Sql, acting: &Acting) -> Result<bool, Fault> {
    let delete = concat!(
        "DELETE FROM users WHERE id = ?1 AND ",
        leaves_an_administrator!(),
        " AND ",
        acts_recently!(),
        " RETURNING id"
    );
    let delete = Statement::new(delete, acting.and([]));
    let outcomes = sql.batch(vec![delete, fold_again()]).await?;
    Ok(outcomes
        .first()
        .is_some_and(|outcome| !outcome.rows.is_empty()))
}
