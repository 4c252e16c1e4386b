//! The way back in, by a link: a new passkey or a new password, and everything that was begun before is over.

use super::new_accounts::NewCredential;
use super::one_time_links::{is_live, use_up};
use super::passkeys::MOST_PASSKEYS;
use super::row::Columns;
use super::sessions::{self, Begun, NewSession, begun, is_proved};
use crate::platform::{Fault, Sql, Statement};
use crate::protocol::secret::SecretHash;

/// What becomes of the ways to sign in that the user had before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Former {
    /// They stay. A new password still replaces the old one.
    Stay,
    /// They go: every other passkey, and the password unless it is the new one.
    Go,
}

/// Gives a user a new credential by the recovery link with this hash, and signs them in. Every session, token family and
/// code of before is over, as after any new password. Gives the id of the session and the new version. `None`: the link is no longer good, or
/// the user is disabled, or has as many passkeys as may be, or somebody has this passkey, or they would have a password and no name; then nothing happened.
///
/// # Errors
/// A [`Fault`] of the database; then nothing happened either.
pub async fn recover(
    sql: &impl Sql,
    hash: &SecretHash,
    credential: NewCredential<'_>,
    former: Former,
    session: &NewSession<'_>,
) -> Result<Option<(Begun, u32)>, Fault> {
    // The server of before, which may still be deployed, reads only `password_changed_at`.
    const UPDATE: &str = concat!(
        "UPDATE users SET credential_version = credential_version + 1, password_changed_at = unixepoch(), \
         password_hash = CASE WHEN ?3 <> '' OR ?4 THEN ?3 ELSE password_hash END \
         WHERE id = ?1 AND disabled_at IS NULL \
         AND id = (SELECT user_id FROM one_time_links WHERE hash = ?2) \
         AND (?3 = '' OR NOT ?4 OR username <> id OR email IS NOT NULL) AND ",
        is_live!("?2", "recovery"),
        " AND NOT EXISTS (SELECT 1 FROM passkeys WHERE id = ?5) AND (?5 IS NULL OR ?4 \
         OR (SELECT count(*) FROM passkeys WHERE user_id = ?1) < ?6) RETURNING credential_version"
    );
    const FORGET: &str = concat!(
        "DELETE FROM passkeys WHERE user_id = ?1 AND used_by IS NOT ?2 AND ",
        is_proved!()
    );
    let (user_id, go) = (session.user_id, former == Former::Go);
    let update = Statement::new(
        UPDATE,
        [
            user_id.into(),
            hash.as_str().into(),
            credential.password_hash().into(),
            go.into(),
            credential.passkey_id().into(),
            MOST_PASSKEYS.into(),
        ],
    );
    let shown = credential.proof().shown().into();
    let forget = go.then(|| Statement::new(FORGET, [user_id.into(), shown]));
    let mut statements = vec![update, use_up(hash)];
    statements.extend(credential.statement(user_id));
    statements.extend(forget);
    statements.extend(sessions::statements(session));
    let outcomes = sql.batch(statements).await?;
    let version = outcomes.first().and_then(|outcome| outcome.rows.first());
    let version = version.map(|row| Columns(row).number("credential_version"));
    Ok(begun(&outcomes, session)?.zip(version.transpose()?))
}
