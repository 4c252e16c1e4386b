//! Users.

use serde::Deserialize;

use crate::platform::{Fault, Sql, Statement};
use crate::protocol::time::Timestamp;

/// A user, without the password's hash.
#[derive(Debug, Clone, Deserialize)]
pub struct User {
    /// `sub`.
    pub id: String,
    /// The name to sign in with.
    pub username: String,
    /// The address to sign in with, if there is one.
    pub email: Option<String>,
    /// The name to be called by, if there is one.
    pub name: Option<String>,
}

/// What signing in needs to know of a user.
#[derive(Deserialize)]
pub struct PasswordRow {
    /// `sub`.
    pub id: String,
    /// PHC string, Argon2id.
    pub password_hash: String,
}

/// The user with this username or, failing that, this email address. Case does not matter.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_password(sql: &impl Sql, login: &str) -> Result<Option<PasswordRow>, Fault> {
    // One may have chosen another's address as username: the order makes the answer certain.
    let outcome = sql
        .run(Statement::new(
            "SELECT id, password_hash FROM users WHERE username = ?1 OR email = ?1 \
             ORDER BY username = ?1 DESC LIMIT 1",
            [login.into()],
        ))
        .await?;
    outcome.first()
}

/// Every user, by username.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list_users(sql: &impl Sql) -> Result<Vec<User>, Fault> {
    let outcome = sql
        .run(Statement::new(
            "SELECT id, username, email, name FROM users ORDER BY username",
            [],
        ))
        .await?;
    outcome.all()
}

/// Adds a user. `false`: the username or the address is taken, and nothing was changed.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn add_user(
    sql: &impl Sql,
    user: &User,
    password_hash: &str,
    now: Timestamp,
) -> Result<bool, Fault> {
    let outcome = sql
        .run(Statement::new(
            "INSERT INTO users (id, username, email, name, password_hash, created_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING RETURNING id",
            [
                user.id.as_str().into(),
                user.username.as_str().into(),
                user.email.clone().into(),
                user.name.clone().into(),
                password_hash.into(),
                now.into(),
            ],
        ))
        .await?;
    Ok(!outcome.rows.is_empty())
}

/// Replaces a user's password and ends every session and token family of theirs, and every code that
/// is on its way. `false`: there is no such user.
///
/// # Errors
/// A [`Fault`] of the database; then the password is the old one and every session lives on.
pub async fn replace_password(
    sql: &impl Sql,
    username: &str,
    password_hash: &str,
    now: Timestamp,
) -> Result<bool, Fault> {
    let mut outcomes = sql
        .batch(vec![
            Statement::new(
                "UPDATE users SET password_hash = ?2, password_changed_at = ?3 \
                 WHERE username = ?1 RETURNING id",
                [username.into(), password_hash.into(), now.into()],
            ),
            // Revoked, not deleted: a code that was used must meet its family when it is replayed.
            Statement::new(
                "UPDATE token_families SET revoked_at = ?2 WHERE revoked_at IS NULL \
                 AND user_id = (SELECT id FROM users WHERE username = ?1)",
                [username.into(), now.into()],
            ),
            Statement::new(
                "DELETE FROM sessions \
                 WHERE user_id = (SELECT id FROM users WHERE username = ?1)",
                [username.into()],
            ),
        ])
        .await?;
    Ok(!outcomes.is_empty() && !outcomes.swap_remove(0).rows.is_empty())
}

/// Removes a user with every session, grant and token family. `false`: there is no such user.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn remove_user(sql: &impl Sql, username: &str) -> Result<bool, Fault> {
    let outcome = sql
        .run(Statement::new(
            "DELETE FROM users WHERE username = ?1 RETURNING id",
            [username.into()],
        ))
        .await?;
    Ok(!outcome.rows.is_empty())
}
