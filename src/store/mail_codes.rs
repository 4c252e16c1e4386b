//! Codes to sign in with, which are sent by mail. Of a code only its HMAC is stored: there are so few that its hash would
//! tell it.
//!
//! Whoever asks gets a row ([`super::mail_requests`]), and what they type is tried on it in the same way, whether it is
//! anybody's or not.

use super::row::Columns;
use super::strangers::today;
use crate::platform::{Fault, Sql, SqlValue, Statement};
use crate::protocol::login::FoldedName;
use crate::protocol::secret::SecretHash;

/// How many codes an account gets in an hour.
const MOST: u32 = 5;

/// How many wrong codes are tried on one day for an account, over all its codes.
const MOST_WRONG: u32 = 20;

/// Gives the row `id` to a user whose address is `email`, with the HMAC of the code that is sent there. The codes before, in the same
/// browser, are no longer good. `false`: they have a second factor, which no code replaces, or it was too many in an hour, or the row
/// is gone, or has its user; then nothing changed.
///
/// # Errors
/// A [`Fault`] of the database; then the codes before are as good as they were.
pub async fn set_code(
    sql: &impl Sql,
    id: &str,
    user_id: &str,
    email: &str,
    code: &str,
) -> Result<bool, Fault> {
    const SET: &str = "UPDATE mail_codes SET user_id = ?2, email = ?3, code = ?4, \
                       credential_version = (SELECT credential_version FROM users WHERE users.id = ?2) \
                       WHERE id = ?1 AND user_id IS NULL AND expires_at > unixepoch() \
                       AND EXISTS (SELECT 1 FROM users WHERE users.id = ?2) \
                       AND NOT EXISTS (SELECT 1 FROM second_factors WHERE second_factors.user_id = ?2) \
                       AND (SELECT count(*) FROM mail_codes AS others WHERE others.user_id = ?2 \
                       AND others.created_at > unixepoch() - 3600) < ?5";
    const END: &str = "UPDATE mail_codes SET code = NULL WHERE user_id = ?2 \
                       AND created_at > unixepoch() - 3600 AND id <> ?1 AND code IS NOT NULL \
                       AND browser = (SELECT browser FROM mail_codes WHERE id = ?1) \
                       AND changes() > 0";
    let values = [
        id.into(),
        user_id.into(),
        email.into(),
        code.into(),
        MOST.into(),
    ];
    let set = Statement::new(SET, values);
    let end = Statement::new(END, [id.into(), user_id.into()]);
    let outcomes = sql.batch(vec![set, end]).await?;
    Ok(outcomes.first().is_some_and(|outcome| outcome.changes == 1))
}

/// Gives the row `id` to whoever reads mail at an address that no user has, with the HMAC of the code that is sent there. `folded`: the
/// address, to be compared. `false`: a user has it, or the row is gone or has its code; then nothing changed.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn set_sign_up_code(
    sql: &impl Sql,
    id: &str,
    (email, folded): (&str, &FoldedName),
    code: &str,
) -> Result<bool, Fault> {
    const SET: &str = "UPDATE mail_codes SET email = ?2, code = ?4 WHERE id = ?1 AND user_id IS NULL AND code IS NULL \
                       AND expires_at > unixepoch() \
                       AND NOT EXISTS (SELECT 1 FROM users WHERE email = ?2) \
                       AND NOT EXISTS (SELECT 1 FROM users WHERE email_folded = ?3)";
    let values = [id.into(), email.into(), folded.as_str().into(), code.into()];
    let outcome = sql.run(Statement::new(SET, values)).await?;
    Ok(outcome.changes == 1)
}

/// Tries the code of somebody who signs up. If it is right, there is an invitation with this hash for its address from then on. `false`:
/// it is wrong, or no longer works, and the try is counted.
///
/// # Errors
/// A [`Fault`] of the database; then no try was counted, or the code was good.
pub async fn prove_address(
    sql: &impl Sql,
    code: &MailCodeUse<'_>,
    hash: &SecretHash,
) -> Result<bool, Fault> {
    const TRY: &str = "UPDATE mail_codes SET tries_left = tries_left - 1, used_by = CASE WHEN code = ?3 AND user_id IS NULL \
                       THEN ?4 END WHERE id = ?1 AND browser = ?2 AND tries_left > 0 AND expires_at > unixepoch() \
                       AND used_by IS NULL";
    const INVITE: &str = "INSERT INTO one_time_links (hash, purpose, email, proves_email, uses_left, expires_at, created_at) \
                          SELECT ?1, 'invitation', email, 1, 1, unixepoch() + 3600, unixepoch() FROM mail_codes \
                          WHERE id = ?2 AND used_by = ?3";
    let values = [
        code.id.into(),
        code.browser.into(),
        code.code.into(),
        code.used_by.into(),
    ];
    let invite = [hash.as_str().into(), code.id.into(), code.used_by.into()];
    let statements = vec![Statement::new(TRY, values), Statement::new(INVITE, invite)];
    let outcomes = sql.batch(statements).await?;
    Ok(outcomes.last().is_some_and(|outcome| outcome.changes > 0))
}

/// Whose code it would be, and the version of their credentials. Both are empty for a name that nobody has, and for a row that
/// is not there.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_code(sql: &impl Sql, id: &str, browser: &str) -> Result<(String, u32), Fault> {
    let select = "SELECT mail_codes.user_id, users.credential_version FROM mail_codes \
                  LEFT JOIN users ON users.id = mail_codes.user_id \
                  WHERE mail_codes.id = ?1 AND browser = ?2";
    let outcome = sql
        .run(Statement::new(select, [id.into(), browser.into()]))
        .await?;
    let Some(row) = outcome.rows.first().map(Columns) else {
        return Ok(Default::default());
    };
    match row.maybe("user_id")? {
        Some(user_id) => Ok((user_id, row.number("credential_version")?)),
        None => Ok(Default::default()),
    }
}

/// A code that somebody typed.
#[derive(Debug, Clone, Copy)]
pub struct MailCodeUse<'a> {
    /// The row.
    pub id: &'a str,
    /// The hash of the browser's cookie.
    pub browser: &'a str,
    /// The HMAC of what was typed.
    pub code: &'a str,
    /// The request: random.
    pub used_by: &'a str,
}

impl MailCodeUse<'_> {
    /// The statements that try it, at the beginning of the batch that signs in with it. One statement counts the try and decides
    /// whether the code is right, so of any number of tries at once no more are made than there are, and one code signs in
    /// once. A wrong one counts for the account too. Whoever asked for the code paid for its tries.
    pub(super) fn statements(&self) -> [Statement; 2] {
        const TRY: &str = concat!(
            "UPDATE mail_codes SET tries_left = tries_left - 1, used_by = CASE WHEN code = ?3 \
             AND EXISTS (SELECT 1 FROM users WHERE users.id = mail_codes.user_id AND users.email = mail_codes.email \
             AND users.credential_version = mail_codes.credential_version) \
             AND NOT EXISTS (SELECT 1 FROM second_factors WHERE second_factors.user_id = mail_codes.user_id) \
             AND coalesce((SELECT level FROM attempts WHERE day = ",
            today!(),
            " AND key = 'codes:' || mail_codes.user_id), 0) < ?5 THEN ?4 END \
             WHERE id = ?1 AND browser = ?2 AND tries_left > 0 AND expires_at > unixepoch() AND used_by IS NULL"
        );
        const WRONG: &str = concat!(
            "INSERT INTO attempts (day, key, level, at) SELECT ",
            today!(),
            ", 'codes:' || coalesce(user_id, '*'), 1, unixepoch() FROM mail_codes \
             WHERE id = ?1 AND used_by IS NULL AND changes() > 0 \
             ON CONFLICT (day, key) DO UPDATE SET level = level + 1, at = excluded.at"
        );
        let values: [SqlValue; 5] = [
            self.id.into(),
            self.browser.into(),
            self.code.into(),
            self.used_by.into(),
            MOST_WRONG.into(),
        ];
        [
            Statement::new(TRY, values),
            Statement::new(WRONG, [self.id.into()]),
        ]
    }
}
