//! The way back in, by a link: a new passkey or a new password, and everything that was begun before is over.

use super::new_accounts::NewCredential;
use super::one_time_links::{is_live, use_up};
use super::passkeys::MOST_PASSKEYS;
use super::proved::is_proved;
use super::row::Columns;
use super::second_factors::{CodeUse, is_good};
use super::sessions::{self, Begun, NewSession, begun};
use crate::platform::{Fault, Sql, SqlValue, Statement};
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

/// The server of before, which may still be deployed, reads only `password_changed_at`.
const UPDATE: &str = concat!(
    "UPDATE users SET credential_version = credential_version + 1, password_changed_at = unixepoch(), \
     password_hash = CASE WHEN ?3 <> '' OR ?4 THEN ?3 ELSE password_hash END, \
     unverified_email = CASE WHEN ?4 THEN NULL ELSE unverified_email END \
     WHERE id = ?1 AND disabled_at IS NULL \
     AND id = (SELECT user_id FROM one_time_links WHERE hash = ?2 \
     AND (asks_second_factor = 0 OR one_time_links.email IS NULL OR one_time_links.email = users.email)) \
     AND (?3 = '' OR NOT ?4 OR username <> id OR email IS NOT NULL) AND ",
    is_live!("?2", "recovery"),
    " AND CASE WHEN ?10 IS NULL THEN NOT EXISTS (SELECT 1 FROM one_time_links JOIN second_factors \
     ON second_factors.user_id = one_time_links.user_id WHERE hash = ?2 AND asks_second_factor = 1) ELSE ",
    is_good!(),
    " END AND NOT EXISTS (SELECT 1 FROM passkeys WHERE id = ?5) AND (?5 IS NULL OR ?4 \
     OR (SELECT count(*) FROM passkeys WHERE user_id = ?1) < ?6) RETURNING credential_version"
);

const FORGET: &str = concat!(
    "DELETE FROM passkeys WHERE user_id = ?1 AND used_by IS NOT ?2 AND ",
    is_proved!()
);

const FORGET_LINKS: &str = concat!(
    "DELETE FROM provider_accounts WHERE user_id = ?1 AND ",
    is_proved!()
);

/// The new credential is there, so the link was good. A password alone is proof of it only from here on.
const TURN_OFF: &str = "DELETE FROM second_factors WHERE user_id = ?1 AND (\
     EXISTS (SELECT 1 FROM users WHERE id = ?1 AND password_hash = ?2) \
     OR EXISTS (SELECT 1 FROM passkeys WHERE user_id = ?1 AND used_by = ?2))";

/// Gives a user a new credential by the recovery link with this hash, and signs them in. Every session, token family and code of
/// before is over, as after any new password. With a code of their second factor, that stays on, as long as they have a password;
/// otherwise it is turned off. `None`: the link is no longer good, or asks for the second factor, which they have, or the code is
/// no longer good, or the user is disabled, or has as many passkeys as may be, or somebody has this passkey, or they would have a
/// password and no name; then nothing happened.
///
/// # Errors
/// A [`Fault`] of the database; then nothing happened either.
pub async fn recover(
    sql: &impl Sql,
    hash: &SecretHash,
    credential: NewCredential<'_>,
    code: Option<CodeUse<'_>>,
    former: Former,
    session: &NewSession<'_>,
) -> Result<Option<Recovered>, Fault> {
    let (user_id, go) = (session.user_id, former == Former::Go);
    let values: [SqlValue; 6] = [
        user_id.into(),
        hash.as_str().into(),
        credential.password_hash().into(),
        go.into(),
        credential.passkey_id().into(),
        MOST_PASSKEYS.into(),
    ];
    let of_code = code.map_or([const { SqlValue::Null }; 4], |code| code.values());
    let update = Statement::new(UPDATE, [&values[..], &of_code].concat());
    let with_proof = |sql| Statement::new(sql, [user_id.into(), session.proof.shown().into()]);
    // Each of these happens if the one before it did.
    let mut statements = vec![update];
    statements.extend(code.map(|code| code.used_with(user_id)));
    statements.push(use_up(hash));
    statements.extend(credential.statement(user_id));
    statements.extend(code.map(|code| code.returned()));
    let turned_off = statements.len();
    // There is no second factor without a password.
    let turns_off = code.is_none() || (go && credential.password_hash().is_empty());
    statements.extend(turns_off.then(|| with_proof(TURN_OFF)));
    if go {
        statements.extend([with_proof(FORGET), with_proof(FORGET_LINKS)]);
    }
    statements.extend(sessions::statements(session));
    let outcomes = sql.batch(statements).await?;
    let version = outcomes.first().and_then(|outcome| outcome.rows.first());
    let version = version.map(|row| Columns(row).number("credential_version"));
    let off = turns_off.then(|| outcomes.get(turned_off)).flatten();
    let both = begun(&outcomes, session)?.zip(version.transpose()?);
    Ok(both.map(|(session, version)| Recovered {
        session,
        version,
        second_factor_off: off.is_some_and(|outcome| outcome.changes > 0),
    }))
}
