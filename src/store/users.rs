//! Users, as they are found, added and removed.

use serde_json::{Map, Value};

use super::PAGE;
use super::folded_names::{fold_again, fold_on};
use super::row::{Columns, every};
use super::user::{User, read_user, user_columns};
use crate::platform::{Fault, Outcome, Row, Sql, Statement, Unicode};
use crate::protocol::json;
use crate::protocol::login::FoldedName;

/// Whether a user has the username or address `$name`, or one that folds to `$folded`: the one that is meant first, and no other.
macro_rules! is_called {
    ($name:literal, $folded:literal) => {
        concat!(
            "users.username = ",
            $name,
            " OR users.email = ",
            $name,
            " OR users.username_folded = ",
            $folded,
            " OR users.email_folded = ",
            $folded,
            " ORDER BY users.username = ",
            $name,
            " DESC, users.email IS ",
            $name,
            " DESC, users.username_folded IS ",
            $folded,
            " DESC LIMIT 1"
        )
    };
}
pub(super) use is_called;

/// Whether `users` would still have an administrator who may sign in if this one went.
macro_rules! leaves_an_administrator {
    () => {
        "(users.administrator = 0 OR users.disabled_at IS NOT NULL OR EXISTS (\
         SELECT 1 FROM users AS others INDEXED BY users_administrators \
         WHERE others.administrator = 1 AND others.disabled_at IS NULL AND others.id <> users.id))"
    };
}
pub(super) use leaves_an_administrator;

/// Some users, by username, and where the next ones begin.
#[derive(Debug)]
pub struct UserPage {
    /// At most [`PAGE`] users.
    pub users: Vec<Box<User>>,
    /// The username of the last one; `None` when there are no more.
    pub next: Option<String>,
}

/// The users whose usernames come after `after`, or the first ones.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list_users(sql: &impl Sql, after: Option<&str>) -> Result<UserPage, Fault> {
    read_users(&sql.run(users_after(after)).await?)
}

/// The statement of [`list_users`], which [`read_users`] understands.
#[must_use]
pub fn users_after(after: Option<&str>) -> Statement {
    let select = concat!(
        "SELECT ",
        user_columns!(),
        " FROM users WHERE users.username > ?1 ORDER BY users.username LIMIT ?2"
    );
    Statement::new(
        select,
        [after.unwrap_or_default().into(), (PAGE + 1).into()],
    )
}

/// What [`users_after`] found.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_users(outcome: &Outcome) -> Result<UserPage, Fault> {
    let mut users = every(&outcome.rows, read_user)?;
    let more = users.len() > PAGE as usize;
    users.truncate(PAGE as usize);
    Ok(UserPage {
        next: users
            .last()
            .filter(|_| more)
            .map(|last| last.username.clone()),
        users,
    })
}

/// The user with this id.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_user(sql: &impl Sql, id: &str) -> Result<Option<Box<User>>, Fault> {
    read_one(&sql.run(user_with(id)).await?)
}

/// The statement of [`load_user`].
#[must_use]
pub fn user_with(id: &str) -> Statement {
    let select = concat!(
        "SELECT ",
        user_columns!(),
        " FROM users WHERE users.id = ?1"
    );
    Statement::new(select, [id.into()])
}

/// The user with this username or email address, or else one that folds alike, as [`super::user_passwords::load_password`] finds them.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn find_user<S: Sql + Unicode>(sql: &S, login: &str) -> Result<Option<Box<User>>, Fault> {
    read_one(&sql.run(user_called::<S>(login)).await?)
}

/// The statement of [`find_user`], which [`read_one`] understands.
#[must_use]
pub fn user_called<S: Unicode>(login: &str) -> Statement {
    let select = concat!(
        "SELECT ",
        user_columns!(),
        " FROM users WHERE ",
        is_called!("?1", "?2")
    );
    let folded = FoldedName::new(login, S::fold);
    Statement::new(select, [login.into(), folded.as_str().into()])
}

/// The user that was found, if there is one.
///
/// # Errors
/// A [`Fault`]: the row is damaged.
pub fn read_one(outcome: &Outcome) -> Result<Option<Box<User>>, Fault> {
    outcome.rows.first().map(read_user).transpose()
}

/// Replaces the claims about a user that have no column, and adds when that was (`updated_at`). Returns
/// what they are then; `None`: there is no such user.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn replace_claims(
    sql: &impl Sql,
    id: &str,
    claims: &Map<String, Value>,
) -> Result<Option<Map<String, Value>>, Fault> {
    let update = "UPDATE users SET claims = json_set(?2, '$.updated_at', unixepoch()) \
                  WHERE id = ?1 RETURNING claims";
    let claims = json::write(&Value::Object(claims.clone()));
    let values = [id.into(), claims.into()];
    let outcome = sql.run(Statement::new(update, values)).await?;
    let claims = |row: &Row| Columns(row).read("claims", json::object);
    outcome.rows.first().map(claims).transpose()
}

/// Adds a user. `Some(false)`: the username or the address is taken, or folds like one that is. `None`: more users have
/// names to fold than one call looks at, and [`super::folded_names::fold_next`] must come to their end first. Then nobody
/// was added.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn add_user<S: Sql + Unicode>(
    sql: &S,
    user: &User,
    password_hash: &str,
) -> Result<Option<bool>, Fault> {
    // Otherwise a name that folds alike, and was never folded, would not be in the way.
    if !fold_on(sql).await? {
        return Ok(None);
    }
    let folded = |name: &str| FoldedName::new(name, S::fold).as_str().to_owned();
    let outcome = sql
        .run(Statement::new(
            "INSERT INTO users (id, username, email, name, password_hash, created_at, claims, \
             username_folded, email_folded, pairwise_salt, own_claims) VALUES (?1, ?2, ?3, ?4, ?5, unixepoch(), \
             json_set(?6, '$.updated_at', unixepoch()), ?7, ?8, hex(randomblob(16)), ?9) \
             ON CONFLICT DO NOTHING RETURNING id",
            [
                user.id.as_str().into(),
                user.username.as_str().into(),
                user.email.clone().into(),
                user.name.clone().into(),
                password_hash.into(),
                json::write(&Value::Object(user.claims.clone())).into(),
                folded(&user.username).into(),
                user.email.as_deref().map(folded).into(),
                json::write(&Value::Object(user.own_claims.clone())).into(),
            ],
        ))
        .await?;
    Ok(Some(!outcome.rows.is_empty()))
}

/// Removes a user with every session and grant; their token families end with them. `false`: there is no such user, or
/// they are the last administrator.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn remove_user(sql: &impl Sql, username: &str) -> Result<bool, Fault> {
    let outcomes = sql.batch(removing_user(username)).await?;
    Ok(is_returned(&outcomes))
}

/// The statements of [`remove_user`]; whether they did, [`is_returned`] says.
#[must_use]
pub fn removing_user(username: &str) -> Vec<Statement> {
    let delete = concat!(
        "DELETE FROM users WHERE username = ?1 AND ",
        leaves_an_administrator!(),
        " RETURNING id"
    );
    vec![Statement::new(delete, [username.into()]), fold_again()]
}

/// Whether the first statement returned a row: then it changed what it names.
#[must_use]
pub fn is_returned(outcomes: &[Outcome]) -> bool {
    let first = outcomes.first();
    first.is_some_and(|outcome| !outcome.rows.is_empty())
}
