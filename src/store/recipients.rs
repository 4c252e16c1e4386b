//! Who gets a mail: users, by what somebody typed or by their id. Mail goes to the address that is stored.

use super::row::Columns;
use crate::platform::{Fault, Outcome, Sql, Statement, Unicode};
use crate::protocol::login::{FoldedName, known_browser};

/// A user, as far as a mail needs to know them.
#[derive(Debug)]
pub struct Recipient {
    /// `sub`.
    pub user_id: String,
    /// The address that is theirs: they proved it, or the owner says so.
    pub email: Option<String>,
    /// One that nobody has proved.
    pub unverified_email: Option<String>,
    /// Raised by each new credential.
    pub credential_version: u32,
}

impl Recipient {
    /// Who a browser is known to.
    #[must_use]
    pub fn known_as(&self) -> String {
        known_browser::known_as(&self.user_id, self.credential_version)
    }
}

/// The user with this username or, failing that, this email address, found as for a password. Nobody who is disabled gets
/// mail.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn find_recipient<S: Sql + Unicode>(
    sql: &S,
    typed: &str,
) -> Result<Option<Recipient>, Fault> {
    // Somebody may have chosen another person's address as username: the order makes the answer unambiguous.
    const FIND: &str = "SELECT * FROM (SELECT id, email, unverified_email, credential_version, disabled_at FROM users \
         WHERE username = ?1 OR email = ?1 OR username_folded = ?2 OR email_folded = ?2 \
         ORDER BY username = ?1 DESC, email IS ?1 DESC, username_folded IS ?2 DESC LIMIT 1) \
         WHERE disabled_at IS NULL";
    let folded = FoldedName::new(typed, S::fold);
    let values = [typed.into(), folded.as_str().into()];
    read(&sql.run(Statement::new(FIND, values)).await?)
}

/// The user with this id.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_recipient(sql: &impl Sql, user_id: &str) -> Result<Option<Recipient>, Fault> {
    const LOAD: &str = "SELECT id, email, unverified_email, credential_version FROM users \
                        WHERE id = ?1 AND disabled_at IS NULL";
    read(&sql.run(Statement::new(LOAD, [user_id.into()])).await?)
}

fn read(outcome: &Outcome) -> Result<Option<Recipient>, Fault> {
    let Some(row) = outcome.rows.first().map(Columns) else {
        return Ok(None);
    };
    Ok(Some(Recipient {
        user_id: row.text("id")?,
        email: row.maybe("email")?,
        unverified_email: row.maybe("unverified_email")?,
        credential_version: row.number("credential_version")?,
    }))
}
