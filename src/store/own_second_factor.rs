//! What people do about their own second factor.

use super::acting::{Acting, acts_recently};
use super::sealed_secrets::Sealed;
use crate::platform::{Fault, Sql, SqlValue, Statement};
use crate::protocol::login::Method;
use crate::protocol::secret::SecretHash;

/// The hashes of recovery codes, as they are stored.
fn stored(recovery_codes: &[SecretHash]) -> SqlValue {
    let hashes = recovery_codes.iter();
    let hashes = hashes.flat_map(|hash| [hash.as_str(), " "]);
    hashes.collect::<String>().into()
}

/// Turns the second factor of somebody on who has a password and has just proved who they are, or puts another app in the
/// place of the one before. `step` is that of the code that they gave, which counts as used. Their session goes on as one that
/// had both factors; every other one that had only the password is no longer enough for what is sensitive. `false`: they have
/// not, or the code was used.
///
/// # Errors
/// A [`Fault`] of the database; then everything is as it was.
pub async fn turn_on(
    sql: &impl Sql,
    acting: &Acting,
    sealed: &Sealed,
    step: i64,
    recovery_codes: &[SecretHash],
    form: &SecretHash,
) -> Result<bool, Fault> {
    // The clock of the database says whether the code is of now. The same page, sent twice, sets up one app.
    let insert = concat!(
        "INSERT INTO second_factors (user_id, secret, sealed_under, last_step, recovery_codes, created_at, used_by) \
         SELECT ?1, ?4, ?5, ?6, ?7, unixepoch(), ?8 FROM users WHERE users.id = ?1 AND users.password_hash <> '' \
         AND ?6 BETWEEN unixepoch() / 30 - 2 AND unixepoch() / 30 + 2 AND ",
        acts_recently!(),
        " ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, sealed_under = excluded.sealed_under, \
         last_step = excluded.last_step, recovery_codes = excluded.recovery_codes, created_at = excluded.created_at, \
         used_by = excluded.used_by WHERE second_factors.used_by IS NOT excluded.used_by"
    );
    let raise = "UPDATE sessions SET method = ?4 WHERE user_id = ?1 AND id = ?2 AND hash = ?3 AND method = ?5 \
                 AND changes() > 0";
    let used = [
        SqlValue::Integer(step),
        stored(recovery_codes),
        form.as_str().into(),
    ];
    let values = [&sealed.values()[..], &used].concat();
    let methods = [Method::PasswordNewOtp, Method::Password].map(|method| method.name().into());
    let statements = vec![
        Statement::new(insert, acting.and(values)),
        Statement::new(raise, acting.and(methods)),
    ];
    let outcomes = sql.batch(statements).await?;
    Ok(outcomes.first().is_some_and(|outcome| outcome.changes > 0))
}

/// Gives somebody who has just proved who they are new recovery codes, and ends the old ones. `false`: they have not, or have no
/// second factor.
///
/// # Errors
/// A [`Fault`] of the database; then the old ones are as good as before.
pub async fn replace_recovery_codes(
    sql: &impl Sql,
    acting: &Acting,
    recovery_codes: &[SecretHash],
) -> Result<bool, Fault> {
    let update = concat!(
        "UPDATE second_factors SET recovery_codes = ?4 WHERE user_id = ?1 AND ",
        acts_recently!()
    );
    let values = acting.and([stored(recovery_codes)]);
    Ok(sql.run(Statement::new(update, values)).await?.changes > 0)
}

/// Turns the second factor of somebody off who has just proved with it who they are. `false`: they have not, or had none.
///
/// # Errors
/// A [`Fault`] of the database; then it is still on.
pub async fn turn_off_own(sql: &impl Sql, acting: &Acting) -> Result<bool, Fault> {
    let delete = concat!(
        "DELETE FROM second_factors WHERE user_id = ?1 AND ",
        acts_recently!()
    );
    let outcome = sql.run(Statement::new(delete, acting.and([]))).await?;
    Ok(outcome.changes > 0)
}
