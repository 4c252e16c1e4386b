//! The passwords of users, as they sign in with them and as others replace them. What people do about their own is in
//! [`super::own_password`].

use super::folded_names::{Names, not_folded};
use super::row::Columns;
use crate::platform::{Fault, Outcome, Sql, Statement, Unicode};
use crate::protocol::login::{FoldedName, known_browser};

/// What signing in needs to know of a user.
pub struct PasswordRow {
    /// `sub`.
    pub id: String,
    /// PHC string, Argon2id.
    pub password_hash: String,
    /// Raised by a new password, and when the owner disables them.
    pub credential_version: u32,
    /// Whether the owner disabled them. Only who knows the password hears of it.
    pub disabled: bool,
    /// Whether a password alone does not sign them in.
    pub second_factor: bool,
    /// Their names, if those are still to be folded.
    pub not_folded: Option<Names>,
}

impl PasswordRow {
    /// Who a browser is known to: this user with this password. A new password makes every browser a new one.
    #[must_use]
    pub fn known_as(&self) -> String {
        known_browser::known_as(&self.id, self.credential_version)
    }
}

/// The user with this username or, failing that, this email address, as [`FoldedName`] compares them. A name as it
/// stands comes before one that folds alike.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_password<S: Sql + Unicode>(
    sql: &S,
    login: &str,
) -> Result<Option<PasswordRow>, Fault> {
    read(&sql.run(password_of::<S>(login)).await?)
}

/// The same, perhaps from a replica that has what was written before the bookmark `since`, and whether a replica answered.
///
/// # Errors
/// As [`load_password`].
pub async fn load_password_near<S: Sql + Unicode>(
    sql: &S,
    login: &str,
    since: Option<&str>,
) -> Result<(Option<PasswordRow>, bool), Fault> {
    let outcome = sql.run_near(password_of::<S>(login), since).await?;
    Ok((read(&outcome)?, outcome.replica))
}

fn password_of<S: Unicode>(login: &str) -> Statement {
    // Somebody may have chosen another person's address as username: the order makes the answer unambiguous.
    const SELECT: &str = concat!(
        "SELECT id, username, email, password_hash, credential_version, disabled_at IS NOT NULL AS disabled, \
         EXISTS (SELECT 1 FROM second_factors WHERE second_factors.user_id = users.id) AS second_factor, ",
        not_folded!(),
        " AS not_folded FROM users \
         WHERE username = ?1 OR email = ?1 OR username_folded = ?2 OR email_folded = ?2 \
         ORDER BY username = ?1 DESC, email IS ?1 DESC, username_folded IS ?2 DESC LIMIT 1"
    );
    let folded = FoldedName::new(login, S::fold);
    let values = [login.into(), folded.as_str().into()];
    Statement::new(SELECT, values)
}

fn read(outcome: &Outcome) -> Result<Option<PasswordRow>, Fault> {
    let Some(row) = outcome.rows.first() else {
        return Ok(None);
    };
    let columns = Columns(row);
    let not_folded = columns.flag("not_folded")?;
    Ok(Some(PasswordRow {
        id: columns.text("id")?,
        password_hash: columns.text("password_hash")?,
        credential_version: columns.number("credential_version")?,
        disabled: columns.flag("disabled")?,
        second_factor: columns.flag("second_factor")?,
        not_folded: not_folded.then(|| Names::read(row)).transpose()?,
    }))
}

/// Replaces a user's password. Every session, token family and code on its way is over from then on, because each
/// holds the version that this one raises. `false`: there is no such user.
///
/// # Errors
/// A [`Fault`] of the database; then the password is the old one and every session lives on.
pub async fn replace_password(
    sql: &impl Sql,
    username: &str,
    password_hash: &str,
) -> Result<bool, Fault> {
    // The server of before, which may still be deployed, reads only `password_changed_at`.
    let update = "UPDATE users SET password_hash = ?2, credential_version = credential_version + 1, \
                  password_changed_at = unixepoch() WHERE username = ?1 RETURNING id";
    // A recovery link of before would bring back whoever has it.
    let forget = "DELETE FROM one_time_links WHERE purpose = 'recovery' \
                  AND user_id = (SELECT id FROM users WHERE username = ?1)";
    let update = Statement::new(update, [username.into(), password_hash.into()]);
    let forget = Statement::new(forget, [username.into()]);
    let outcomes = sql.batch(vec![update, forget]).await?;
    let updated = outcomes.first();
    Ok(updated.is_some_and(|outcome| !outcome.rows.is_empty()))
}

/// Stores another hash of the same password, if the user still has the old one. Nothing ends with that: it is the same
/// `credential_version`. `false`: the user has another hash by now.
///
/// # Errors
/// A [`Fault`] of the database; then the hash is the old one.
pub async fn rehash_password(
    sql: &impl Sql,
    id: &str,
    old: &str,
    new: &str,
) -> Result<bool, Fault> {
    let update =
        "UPDATE users SET password_hash = ?3 WHERE id = ?1 AND password_hash = ?2 RETURNING id";
    let values = [id.into(), old.into(), new.into()];
    let outcome = sql.run(Statement::new(update, values)).await?;
    Ok(!outcome.rows.is_empty())
}
