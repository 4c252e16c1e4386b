//! Invitations that the owner's command asked for. The Worker sends them, because the command cannot.

use super::row::{Columns, every};
use crate::platform::{Fault, Outcome, Row, Sql, Statement};

/// How often it is tried to send one.
const TRIES: u32 = 5;

/// How many are sent at once.
const AT_ONCE: u32 = 10;

/// An invitation to be sent.
#[derive(Debug)]
pub struct ToSend {
    /// Its row.
    pub id: u32,
    /// Who is invited.
    pub email: String,
    /// The groups of whoever comes, by id: a JSON array.
    pub group_ids: Option<String>,
    /// How long the link can be used, in seconds.
    pub lifetime: u32,
    /// When the owner asked for it, in seconds since 1970.
    pub created_at: u32,
}

/// Puts an invitation there.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn put_invitation(
    sql: &impl Sql,
    email: &str,
    group_ids: Option<String>,
    lifetime: u32,
) -> Result<(), Fault> {
    sql.run(putting_invitation(email, group_ids, lifetime))
        .await?;
    Ok(())
}

/// The statement of [`put_invitation`], which [`read_put`] understands.
#[must_use]
pub fn putting_invitation(email: &str, group_ids: Option<String>, lifetime: u32) -> Statement {
    let insert = "INSERT INTO mail_outbox (email, group_ids, lifetime, tries_left, created_at) \
                  VALUES (?1, ?2, ?3, ?4, unixepoch()) RETURNING id, email, group_ids, lifetime, created_at";
    let values = [
        email.into(),
        group_ids.into(),
        lifetime.into(),
        TRIES.into(),
    ];
    Statement::new(insert, values)
}

/// The invitation that [`putting_invitation`] put there.
///
/// # Errors
/// A [`Fault`]: the database left it out.
pub fn read_put(outcomes: &[Outcome]) -> Result<ToSend, Fault> {
    let row = outcomes.first().and_then(|outcome| outcome.rows.first());
    read(row.ok_or_else(|| Fault::new("the database left out what was asked for"))?)
}

fn read(row: &Row) -> Result<ToSend, Fault> {
    let row = Columns(row);
    Ok(ToSend {
        id: row.number("id")?,
        email: row.text("email")?,
        group_ids: row.maybe("group_ids")?,
        lifetime: row.number("lifetime")?,
        created_at: row.number("created_at")?,
    })
}

/// Takes those that are to be sent now. Each has one try less, and is deleted when it has none left.
///
/// # Errors
/// A [`Fault`] of the database; then none was taken.
pub async fn take_invitations(sql: &impl Sql) -> Result<Vec<ToSend>, Fault> {
    let forget = "DELETE FROM mail_outbox WHERE id IN (\
                  SELECT id FROM mail_outbox ORDER BY tries_left, id LIMIT ?1) AND tries_left = 0";
    let take = "UPDATE mail_outbox SET tries_left = tries_left - 1 WHERE id IN (\
                SELECT id FROM mail_outbox ORDER BY tries_left DESC, id LIMIT ?1) RETURNING id, email, group_ids, lifetime, created_at";
    let statements = [forget, take].map(|text| Statement::new(text, [AT_ONCE.into()]));
    let outcomes = sql.batch(statements.into()).await?;
    let Some(taken) = outcomes.last() else {
        return Ok(Vec::new());
    };
    every(&taken.rows, read)
}

/// Deletes one that was sent.
///
/// # Errors
/// A [`Fault`] of the database; then it may be sent again.
pub async fn forget_invitation(sql: &impl Sql, id: u32) -> Result<(), Fault> {
    let delete = "DELETE FROM mail_outbox WHERE id = ?1";
    sql.run(Statement::new(delete, [id.into()])).await?;
    Ok(())
}
