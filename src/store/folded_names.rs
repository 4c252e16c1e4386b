//! The folded usernames and addresses of users (`username_folded`, `email_folded`), by which they are found.
//!
//! A name that folds like another user's has none: such users are from a time when they were told apart, and still
//! are, by the names as they stand.

use super::row::Columns;
use crate::platform::{Fault, Row, Sql, Statement, Unicode};
use crate::protocol::login::FoldedName;

/// How many users are folded in one batch.
const AT_ONCE: u32 = 20;

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

/// Folds the names of every user that has names to fold, and tells whose cannot be. Reads nobody else.
///
/// # Errors
/// A [`Fault`] of the database; then some are folded.
pub async fn fold_all<S: Sql + Unicode>(sql: &S) -> Result<Vec<Alike>, Fault> {
    const SELECT: &str = concat!(
        "SELECT id, username, email FROM users INDEXED BY users_not_folded WHERE ",
        not_folded!(),
        " AND users.id > ?1 ORDER BY users.id LIMIT ?2"
    );
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let values = [after.as_str().into(), AT_ONCE.into()];
        let outcome = sql.run(Statement::new(SELECT, values)).await?;
        let users = outcome.rows.iter().map(Names::read);
        let users = users.collect::<Result<Vec<_>, Fault>>()?;
        let Some(last) = users.last() else {
            return Ok(all);
        };
        after.clone_from(&last.id);
        all.extend(fold(sql, &users).await?);
    }
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
