//! The folded usernames and addresses of users (`username_folded`, `email_folded`), by which they are found.
//!
//! A name that folds like another user's has none: such users are from a time when they were told apart, and still
//! are, by the names as they stand.

use super::PAGE;
use super::row::{Columns, every};
use crate::platform::{Fault, Row, Sql, Statement, Unicode};
use crate::protocol::login::FoldedName;

/// Why nobody can be added or get another name yet.
pub(super) const UNCOMPARED: &str = "names of users from an earlier version are still to be compared; run \
                                     `npm run user -- list-alike --all` for this database";

/// The condition of the index `users_not_folded`, word by word.
macro_rules! not_folded {
    () => {
        "(users.username_folded IS NULL OR (users.email IS NOT NULL AND users.email_folded IS NULL))"
    };
}
pub(super) use not_folded;

/// A user with a name that folds like another user's.
#[derive(Debug, PartialEq, Eq)]
pub struct Alike {
    /// The name to sign in with.
    pub username: String,
    /// The user whose username folds like theirs, by username.
    pub username_of: Option<String>,
    /// The user whose address folds like theirs, by username.
    pub email_of: Option<String>,
}

/// The names of a user, as they stand.
pub struct Names {
    /// `sub`.
    pub id: String,
    /// The name to sign in with.
    pub username: String,
    /// The address to sign in with, if there is one.
    pub email: Option<String>,
}

impl Names {
    pub(super) fn read(row: &Row) -> Result<Self, Fault> {
        let row = Columns(row);
        Ok(Self {
            id: row.text("id")?,
            username: row.text("username")?,
            email: row.maybe("email")?,
        })
    }
}

/// Some of the users whose names are to be folded.
#[derive(Debug, PartialEq, Eq)]
pub struct AlikePage {
    /// Those whose names cannot be folded, because they fold like another user's.
    pub users: Vec<Alike>,
    /// The id of the last user that was looked at; `None` when there are no more.
    pub next: Option<String>,
}

/// Folds the names of the next [`PAGE`] users after the id `after` that have names to fold, and tells whose names cannot
/// be folded. Reads no other users.
///
/// # Errors
/// A [`Fault`] of the database; then some may be folded.
pub async fn fold_next<S: Sql + Unicode>(sql: &S, after: &str) -> Result<AlikePage, Fault> {
    const SELECT: &str = concat!(
        "SELECT id, username, email FROM users INDEXED BY users_not_folded WHERE ",
        not_folded!(),
        " AND users.id > ?1 ORDER BY users.id LIMIT ?2"
    );
    let values = [after.into(), PAGE.into()];
    let outcome = sql.run(Statement::new(SELECT, values)).await?;
    let names = every(&outcome.rows, Names::read)?;
    let Some(last) = names.last() else {
        return Ok(AlikePage {
            users: Vec::new(),
            next: None,
        });
    };
    let users = fold(sql, &names).await?;
    let next = (names.len() == PAGE as usize).then(|| last.id.clone());
    if let Some(next) = &next {
        remember(sql, after, next).await?;
    }
    Ok(AlikePage { users, next })
}

/// Goes on with [`fold_next`] from where it stopped. `false`: there are more users to look at.
///
/// # Errors
/// A [`Fault`] of the database; then some may be folded.
pub(super) async fn fold_on<S: Sql + Unicode>(sql: &S) -> Result<bool, Fault> {
    let select = "SELECT position FROM sweep_progress WHERE name = 'folded_names'";
    let outcome = sql.run(Statement::new(select, [])).await?;
    let row = outcome.rows.first();
    let after = row.map(|row| Columns(row).text("position")).transpose()?;
    let page = fold_next(sql, &after.unwrap_or_default()).await?;
    Ok(page.next.is_none())
}

/// Names that could not be folded because of a name that goes can be now: they are looked at again.
pub(super) fn fold_again() -> Statement {
    let again = "DELETE FROM sweep_progress WHERE name = 'folded_names'";
    Statement::new(again, [])
}

/// Remembers that everybody up to the id `next` was looked at, if everybody up to `after` was.
async fn remember(sql: &impl Sql, after: &str, next: &str) -> Result<(), Fault> {
    sql.run(Statement::new(
        "INSERT INTO sweep_progress (name, position) SELECT 'folded_names', ?2 WHERE ?1 = '' \
         OR EXISTS (SELECT 1 FROM sweep_progress WHERE name = 'folded_names') \
         ON CONFLICT (name) DO UPDATE SET position = excluded.position \
         WHERE sweep_progress.position >= ?1 AND sweep_progress.position < ?2",
        [after.into(), next.into()],
    ))
    .await?;
    Ok(())
}

/// Folds the names of these users, and tells whose cannot be.
///
/// # Errors
/// A [`Fault`] of the database; then none is folded.
pub async fn fold<S: Sql + Unicode>(sql: &S, users: &[Names]) -> Result<Vec<Alike>, Fault> {
    let statements = users.iter().flat_map(statements::<S>).collect();
    let outcomes = sql.batch(statements).await?;
    let mut all = Vec::new();
    for (user, outcomes) in users.iter().zip(outcomes.chunks(3)) {
        let Some(others) = outcomes.last().and_then(|others| others.rows.first()) else {
            continue;
        };
        let others = Columns(others);
        let (username_of, email_of) = (others.maybe("username_of")?, others.maybe("email_of")?);
        if username_of.is_some() || email_of.is_some() {
            let username = user.username.clone();
            all.push(Alike {
                username,
                username_of,
                email_of,
            });
        }
    }
    Ok(all)
}

/// Each column by itself: one name may be taken where the other is not. The index decides who is first.
fn statements<S: Unicode>(user: &Names) -> [Statement; 3] {
    let folded = |name: &str| FoldedName::new(name, S::fold).as_str().to_owned();
    let (id, username) = (user.id.as_str(), folded(&user.username));
    let email = user.email.as_deref().map(folded);
    [
        Statement::new(
            "UPDATE OR IGNORE users SET username_folded = ?2 WHERE id = ?1 AND username_folded IS NULL",
            [id.into(), username.as_str().into()],
        ),
        Statement::new(
            "UPDATE OR IGNORE users SET email_folded = ?2 WHERE id = ?1 AND email_folded IS NULL",
            [id.into(), email.clone().into()],
        ),
        Statement::new(
            "SELECT (SELECT username FROM users WHERE username_folded = ?2 AND id <> ?1) AS username_of, \
             (SELECT username FROM users WHERE email_folded = ?3 AND id <> ?1) AS email_of",
            [id.into(), username.into(), email.into()],
        ),
    ]
}
