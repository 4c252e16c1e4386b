//! The verification of an email address with a one-time link.

use super::folded_names::{UNCOMPARED, fold_again, fold_on};
use super::one_time_links::{is_live, use_up};
use super::row::Columns;
use crate::platform::{Fault, Sql, Statement, Unicode};
use crate::protocol::login::FoldedName;
use crate::protocol::secret::SecretHash;

/// What became of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// It is the user's, who can sign in with it.
    Now,
    /// Another user has it, or one that looks like it. The link was not used up.
    Taken,
    /// The link cannot be used any more, or the user has given another address since.
    Dead,
}

/// Proves that the address of a link is its user's: from now on it is the one to sign in with.
///
/// # Errors
/// A [`Fault`] of the database; then the address is what it was, and the link can be used again.
pub async fn verify_email<S: Sql + Unicode>(
    sql: &S,
    hash: &SecretHash,
    email: &str,
) -> Result<Verified, Fault> {
    const UPDATE: &str = concat!(
        "UPDATE OR IGNORE users SET email = ?2, email_folded = ?3, unverified_email = NULL, \
         claims = json_set(claims, '$.email_verified', json('true'), '$.updated_at', unixepoch()) \
         WHERE id = (SELECT user_id FROM one_time_links WHERE hash = ?1 AND email = ?2) \
         AND credential_version = (SELECT coalesce(of.credential_version, users.credential_version) \
         FROM one_time_links AS of WHERE of.hash = ?1) \
         AND disabled_at IS NULL AND (unverified_email = ?2 OR (unverified_email IS NULL AND email = ?2)) AND ",
        is_live!("?1", "email_verification"),
        " RETURNING id"
    );
    // Otherwise an address that folds alike, and was never folded, would not be in the way.
    if !fold_on(sql).await? {
        return Err(Fault::new(UNCOMPARED));
    }
    let folded = FoldedName::new(email, S::fold);
    let values = [hash.as_str().into(), email.into(), folded.as_str().into()];
    let statements = vec![Statement::new(UPDATE, values), use_up(hash), fold_again()];
    let outcomes = sql.batch(statements).await?;
    if outcomes
        .first()
        .is_some_and(|outcome| !outcome.rows.is_empty())
    {
        return Ok(Verified::Now);
    }
    // Whoever may use the link is told whether the address is somebody else's.
    let still = "SELECT EXISTS (SELECT 1 FROM one_time_links JOIN users ON users.id = one_time_links.user_id \
                 WHERE one_time_links.hash = ?1 AND purpose = 'email_verification' AND uses_left > 0 \
                 AND one_time_links.expires_at > unixepoch() AND users.disabled_at IS NULL \
                 AND (users.unverified_email = ?2 OR (users.unverified_email IS NULL AND users.email = ?2))) AS still";
    let values = [hash.as_str().into(), email.into()];
    let outcome = sql.run(Statement::new(still, values)).await?;
    let row = outcome.rows.first();
    let still = row.map_or(Ok(false), |row| Columns(row).flag("still"))?;
    Ok(if still {
        Verified::Taken
    } else {
        Verified::Dead
    })
}
