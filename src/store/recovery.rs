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

/// Somebody who is back.
#[derive(Debug)]
pub struct Recovered {
    /// Their session.
    pub session: Begun,
    /// The new version of their credentials.
    pub version: u32,
    /// Whether this turned their second factor off.
    pub second_factor_off: bool,
}

/// Gives a user a new credential by the recovery link with this hash, turns their second factor off, and signs them in. Every
/// session, token family and code of before is over, as after any new password. `None`: the link is no longer good, or asks for
/// the second factor, which they have, or the user is disabled, or has as many passkeys as may be, or somebody has this passkey,
/// or they would have a password and no name; then nothing happened.
///
/// # Errors
/// A [`Fault`] of the database; then nothing happened either.
pub async fn recover(
    sql: &impl Sql,
    hash: &SecretHash,
    credential: NewCredential<'_>,
    former: Former,
    session: &NewSession<'_>,
) -> Result<Option<Recovered>, Fault> {
    // The server of before, which may still be deployed, reads only `password_changed_at`.
    const UPDATE: &str = concat!(
        "UPDATE users SET credential_version = credential_version + 1, password_changed_at = unixepoch(), \
         password_hash = CASE WHEN ?3 <> '' OR ?4 THEN ?3 ELSE password_hash END \
         WHERE id = ?1 AND disabled_at IS NULL \
         AND id = (SELECT user_id FROM one_time_links WHERE hash = ?2) \
         AND (?3 = '' OR NOT ?4 OR username <> id OR email IS NOT NULL) AND ",
        is_live!("?2", "recovery"),
        " AND NOT EXISTS (SELECT 1 FROM one_time_links JOIN second_factors \
         ON second_factors.user_id = one_time_links.user_id WHERE hash = ?2 AND asks_second_factor = 1) \
         AND NOT EXISTS (SELECT 1 FROM passkeys WHERE id = ?5) AND (?5 IS NULL OR ?4 \
         OR (SELECT count(*) FROM passkeys WHERE user_id = ?1) < ?6) RETURNING credential_version"
    );
    const FORGET: &str = concat!(
        "DELETE FROM passkeys WHERE user_id = ?1 AND used_by IS NOT ?2 AND ",
        is_proved!()
    );
    // The new credential is there, so the link was good. A password alone is proof of it only from here on.
    const TURN_OFF: &str = "DELETE FROM second_factors WHERE user_id = ?1 AND (\
         EXISTS (SELECT 1 FROM users WHERE id = ?1 AND password_hash = ?2) \
         OR EXISTS (SELECT 1 FROM passkeys WHERE user_id = ?1 AND used_by = ?2))";
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
    let credential_proof = credential.proof();
    let with_proof = |sql| Statement::new(sql, [user_id.into(), credential_proof.shown().into()]);
    let mut statements = vec![update, use_up(hash)];
    statements.extend(credential.statement(user_id));
    let turned_off = statements.len();
    statements.push(with_proof(TURN_OFF));
    statements.extend(go.then(|| with_proof(FORGET)));
    statements.extend(sessions::statements(session));
    let outcomes = sql.batch(statements).await?;
    let version = outcomes.first().and_then(|outcome| outcome.rows.first());
    let version = version.map(|row| Columns(row).number("credential_version"));
    let off = outcomes.get(turned_off);
    let both = begun(&outcomes, session)?.zip(version.transpose()?);
    Ok(both.map(|(session, version)| Recovered {
        session,
        version,
        second_factor_off: off.is_some_and(|outcome| outcome.changes > 0),
    }))
}
