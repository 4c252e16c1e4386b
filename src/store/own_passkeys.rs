//! The passkeys of a person who looks after their account.

use super::acting::{Acting, acts, acts_recently, change_credential};
use super::passkeys::{MOST_PASSKEYS, MadePasskey};
use super::provider_accounts::room_for;
use super::row::{Columns, every};
use super::spent_ids::{Kind, key};
use super::ways_in::{WaysIn, has_link, has_password};
use crate::platform::{Fault, Outcome, Row, Sql, Statement};
use crate::protocol::binding::LIFETIME;
use crate::protocol::timestamp::Timestamp;

/// A passkey of a user, as they see it.
#[derive(Debug)]
pub struct Passkey {
    /// The credential id, base64url.
    pub id: String,
    /// What the user calls it.
    pub name: String,
    /// The host that it is for.
    pub rp_id: String,
    /// Whether it is backed up.
    pub backed_up: bool,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was used last.
    pub last_used_at: Option<Timestamp>,
}

/// The passkeys of a user, the oldest first.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list_passkeys(sql: &impl Sql, user_id: &str) -> Result<Vec<Passkey>, Fault> {
    read_passkeys(&sql.run(passkeys_of(user_id)).await?)
}

/// The statement of [`list_passkeys`], which [`read_passkeys`] understands.
#[must_use]
pub fn passkeys_of(user_id: &str) -> Statement {
    let select = "SELECT id, name, rp_id, backed_up, created_at, last_used_at FROM passkeys \
                  WHERE user_id = ?1 ORDER BY created_at, id LIMIT ?2";
    Statement::new(select, [user_id.into(), MOST_PASSKEYS.into()])
}

/// What [`passkeys_of`] found.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_passkeys(outcome: &Outcome) -> Result<Vec<Passkey>, Fault> {
    let read = |row: &Row| {
        let row = Columns(row);
        Ok(Passkey {
            id: row.text("id")?,
            name: row.text("name")?,
            rp_id: row.text("rp_id")?,
            backed_up: row.flag("backed_up")?,
            created_at: row.moment("created_at")?,
            last_used_at: row.time("last_used_at")?,
        })
    };
    every(&outcome.rows, read)
}

/// Uses a challenge up. What follows in the same batch can tell by `changes()` whether it was good until then.
fn use_up(challenge: &str) -> Statement {
    Statement::new(
        "INSERT INTO spent_ids (id, expires_at) VALUES (?1, unixepoch() + ?2) ON CONFLICT (id) DO NOTHING",
        [
            key(Kind::Challenge, challenge).into(),
            (LIFETIME + 60).into(),
        ],
    )
}

/// Adds a passkey, made for a challenge, to somebody who has just proved who they are. `false`: they have not, or have as many as may be, or
/// the challenge was answered before, or somebody has this passkey already.
///
/// # Errors
/// A [`Fault`] of the database; then it was not added.
pub async fn add_passkey(
    sql: &impl Sql,
    acting: &Acting,
    challenge: &str,
    made: &MadePasskey<'_>,
) -> Result<bool, Fault> {
    let insert = concat!(
        "INSERT INTO passkeys (id, user_id, rp_id, name, public_key, algorithm, counter, \
         backup_eligible, backed_up, aaguid, created_at) \
         SELECT ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, unixepoch() \
         WHERE changes() > 0 AND (SELECT count(*) FROM passkeys WHERE passkeys.user_id = ?1) < ?14 AND ",
        room_for!("2"),
        " AND ",
        acts_recently!(),
        " ON CONFLICT DO NOTHING"
    );
    let mut values = made.values(&acting.user_id);
    values.push(MOST_PASSKEYS.into());
    let insert = Statement::new(insert, acting.and(values));
    let outcomes = sql.batch(vec![use_up(challenge), insert]).await?;
    Ok(outcomes.last().is_some_and(|outcome| outcome.changes == 1))
}

/// Gives a passkey another name. `false`: it is not theirs, or the session has ended.
///
/// # Errors
/// A [`Fault`] of the database; then it is called what it was.
pub async fn rename_passkey(
    sql: &impl Sql,
    acting: &Acting,
    id: &str,
    name: &str,
) -> Result<bool, Fault> {
    let update = concat!(
        "UPDATE passkeys SET name = ?5 WHERE id = ?4 AND user_id = ?1 AND ",
        acts!()
    );
    let values = acting.and([id.into(), name.into()]);
    let outcome = sql.run(Statement::new(update, values)).await?;
    Ok(outcome.changes == 1)
}

/// Removes a passkey of somebody who has just proved who they are, and ends whatever else was begun before. They keep another
/// way in. Gives the new version of their
/// credentials. `None`: it is not theirs, or it is the last way in, or they have not proved it.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was removed.
pub async fn remove_passkey(
    sql: &impl Sql,
    acting: &Acting,
    id: &str,
    ways: WaysIn<'_>,
) -> Result<Option<u32>, Fault> {
    let delete = concat!(
        "DELETE FROM passkeys WHERE id = ?4 AND user_id = ?1 AND (EXISTS (\
         SELECT 1 FROM passkeys AS others WHERE others.user_id = ?1 AND others.id <> ?4 \
         AND others.rp_id = ?6) OR (?5 AND ",
        has_password!(),
        ") OR ",
        has_link!("?7", ""),
        ") AND ",
        acts_recently!()
    );
    let delete = Statement::new(
        delete,
        acting.and([
            id.into(),
            ways.passwords.into(),
            ways.rp_id.into(),
            ways.providers.into(),
        ]),
    );
    change_credential(sql, acting, delete).await
}
