//! The second factor of people who sign in with a password: an app that shows codes, and recovery codes.
//!
//! One row holds all of it, so one statement decides who uses a code: a code of the app is good if it is later than the latest
//! one that was used, and a recovery code if its hash is still there. Its secret is sealed for its user.

use super::attempts::Bucket;
use super::own_deeds::return_place;
use super::row::Columns;
use super::sealed_secrets::Sealed;
use super::users::is_returned;
use crate::platform::{Crypto, Fault, Outcome, Sql, SqlValue, Statement};
use crate::protocol::login::totp::Code;
use crate::protocol::secret::{SecretHash, ServerKeys};
use crate::protocol::timestamp::Timestamp;

/// How many recovery codes are left in `$codes`: each takes the 43 characters of its hash and a space.
macro_rules! codes_left {
    ($codes:literal) => {
        concat!("length(", $codes, ") / 44")
    };
}
pub(super) use codes_left;

/// The second factor of a user who gives a code.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    /// Whose it is.
    pub user_id: String,
    /// The secret.
    pub sealed: Sealed,
    /// The latest code of the app that was used.
    pub last_step: i64,
    /// The hash of each recovery code that is left, and a space after each.
    recovery_codes: String,
    /// Raised by a new password, and when the owner disables the user.
    pub credential_version: u32,
    /// The time, by the database's clock.
    pub now: Timestamp,
}

/// What a code that somebody typed is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// It may be used: the step of the app's code.
    Good(i64),
    /// It was used before, or a later one was.
    Used,
    /// It is none.
    Wrong,
}

impl SecondFactor {
    /// What a code of the app is good for.
    ///
    /// # Errors
    /// A [`Fault`], as in [`Sealed::open`].
    pub async fn judge(
        &self,
        crypto: &impl Crypto,
        keys: &ServerKeys,
        code: Code,
    ) -> Result<Judged, Fault> {
        let secret = self.sealed.open(crypto, keys, &self.user_id).await?;
        Ok(match secret.step_of(code, self.now) {
            None => Judged::Wrong,
            Some(step) if step <= self.last_step => Judged::Used,
            Some(step) => Judged::Good(step),
        })
    }

    /// The secret as it is to be stored from now on, if that is not how it is stored.
    ///
    /// # Errors
    /// A [`Fault`], as in [`Sealed::open`].
    pub async fn resealed(
        &self,
        crypto: &impl Crypto,
        keys: &ServerKeys,
    ) -> Result<Option<Sealed>, Fault> {
        if self.sealed.is_of_today(keys) {
            return Ok(None);
        }
        let secret = self.sealed.open(crypto, keys, &self.user_id).await?;
        let sealed = Sealed::seal(crypto, keys, &self.user_id, &secret).await?;
        Ok(Some(sealed))
    }

    /// Whether a recovery code is one of theirs.
    #[must_use]
    pub fn has(&self, recovery_code: &SecretHash) -> bool {
        let mut codes = self.recovery_codes.split_ascii_whitespace();
        codes.any(|code| code == recovery_code.as_str())
    }
}

/// The second factor of a user who is not disabled, if they have one.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_second_factor(
    sql: &impl Sql,
    user_id: &str,
) -> Result<Option<SecondFactor>, Fault> {
    let select = "SELECT second_factors.secret, second_factors.sealed_under, second_factors.last_step, \
                  second_factors.recovery_codes, users.credential_version, unixepoch() AS now \
                  FROM second_factors JOIN users ON users.id = second_factors.user_id \
                  WHERE second_factors.user_id = ?1 AND users.disabled_at IS NULL";
    let outcome = sql.run(Statement::new(select, [user_id.into()])).await?;
    let Some(row) = outcome.rows.first().map(Columns) else {
        return Ok(None);
    };
    Ok(Some(SecondFactor {
        user_id: user_id.to_owned(),
        sealed: Sealed::read(&row)?,
        last_step: row.moment("last_step")?.0,
        recovery_codes: row.text("recovery_codes")?,
        credential_version: row.number("credential_version")?,
        now: row.moment("now")?,
    }))
}

/// A code that is about to be used.
#[derive(Debug, Clone, Copy)]
pub struct CodeUse<'a> {
    /// The secret as it was loaded.
    pub before: &'a Sealed,
    /// The secret as it is to be stored from now on.
    pub after: &'a Sealed,
    /// The version of the credentials that the person has shown.
    pub credential_version: u32,
    /// Which code it is.
    pub code: Used<'a>,
    /// The request that brought it: random.
    pub used_by: &'a str,
    /// Where it was counted.
    pub bucket: &'a Bucket,
}

/// One of the two kinds of codes.
#[derive(Debug, Clone, Copy)]
pub enum Used<'a> {
    /// The app's, of this step.
    App(i64),
    /// The recovery code with this hash.
    Recovery(&'a SecretHash),
}

/// Whether the user `?1` has a password, the credentials `?2`, and may sign in.
macro_rules! is_theirs {
    () => {
        "EXISTS (SELECT 1 FROM users WHERE users.id = ?1 AND users.credential_version = ?2 \
         AND users.password_hash <> '' AND users.disabled_at IS NULL)"
    };
}

/// Uses a code of the app, and a recovery code, if `$also` holds.
macro_rules! app {
    ($($also:tt)*) => {
        concat!(
            "UPDATE second_factors SET last_step = ?4, secret = ?5, sealed_under = ?6, used_by = ?3 \
             WHERE user_id = ?1 AND last_step < ?4 AND secret = ?7 AND ",
            $($also)*
        )
    };
}
macro_rules! recovery {
    ($($also:tt)*) => {
        concat!(
            "UPDATE second_factors SET recovery_codes = replace(recovery_codes, ?4 || ' ', ''), used_by = ?3 \
             WHERE user_id = ?1 AND instr(recovery_codes, ?4 || ' ') > 0 AND ",
            $($also)*
        )
    };
}

/// Whether the code with the values `?7` to `?10` of [`CodeUse::values`] is still good for the user `?1` in `users`.
macro_rules! is_good {
    () => {
        "users.credential_version = ?10 AND EXISTS (SELECT 1 FROM second_factors WHERE user_id = ?1 \
         AND ((last_step < ?7 AND secret = ?9) OR instr(recovery_codes, ?8 || ' ') > 0))"
    };
}
pub(super) use is_good;

impl CodeUse<'_> {
    /// The step, the hash, the secret, and the version: either of the first two is NULL.
    pub(super) fn values(&self) -> [SqlValue; 4] {
        let [was, _] = self.before.values();
        let version = self.credential_version.into();
        match self.code {
            Used::App(step) => [SqlValue::Integer(step), SqlValue::Null, was, version],
            Used::Recovery(hash) => [SqlValue::Null, hash.as_str().into(), was, version],
        }
    }

    /// Uses the code, if it is still good for this user and their password is the one that they gave. Then it does not count as
    /// a wrong one.
    pub(super) fn statements(&self, user_id: &str) -> [Statement; 2] {
        let version = self.credential_version.into();
        let used = self.used(
            [app!(is_theirs!()), recovery!(is_theirs!())],
            user_id,
            version,
        );
        [used, self.returned()]
    }

    /// Uses the code, if the statement before it in the batch changed something, which compared the code.
    pub(super) fn used_with(&self, user_id: &str) -> Statement {
        let after = [app!("changes() > 0"), recovery!("changes() > 0")];
        self.used(after, user_id, SqlValue::Null)
    }

    /// It does not count as a wrong one, if the statement before it in the batch changed something.
    pub(super) fn returned(&self) -> Statement {
        return_place(self.bucket)
    }

    fn used(
        &self,
        [app, recovery]: [&'static str; 2],
        user_id: &str,
        version: SqlValue,
    ) -> Statement {
        let first: [SqlValue; 3] = [user_id.into(), version, self.used_by.into()];
        match self.code {
            Used::Recovery(hash) => {
                let hash = hash.as_str().into();
                Statement::new(recovery, [&first[..], &[hash]].concat())
            }
            Used::App(step) => {
                let step = SqlValue::Integer(step);
                let [was, _] = self.before.values();
                let after = self.after.values();
                Statement::new(app, [&first[..], &[step], &after, &[was]].concat())
            }
        }
    }
}

/// When somebody turned their second factor on, and what is left of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SinceWhen {
    /// When they turned it on.
    pub since: Timestamp,
    /// How many recovery codes they have.
    pub codes_left: u32,
}

/// The same for the owner. `None`: the user has no second factor.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn since_when(sql: &impl Sql, user_id: &str) -> Result<Option<SinceWhen>, Fault> {
    read_since(&sql.run(second_factor_of(user_id)).await?)
}

/// The statement of [`since_when`], which [`read_since`] understands.
#[must_use]
pub fn second_factor_of(user_id: &str) -> Statement {
    let select = concat!(
        "SELECT created_at AS second_factor_since, ",
        codes_left!("recovery_codes"),
        " AS codes_left FROM second_factors WHERE user_id = ?1"
    );
    Statement::new(select, [user_id.into()])
}

/// What [`second_factor_of`] found.
///
/// # Errors
/// A [`Fault`]: the row is damaged.
pub fn read_since(outcome: &Outcome) -> Result<Option<SinceWhen>, Fault> {
    let row = outcome.rows.first().map(Columns);
    row.map_or(Ok(None), |row| read_since_when(&row))
}

/// Reads `second_factor_since`, which may be NULL, and `codes_left`.
pub(super) fn read_since_when(row: &Columns<'_>) -> Result<Option<SinceWhen>, Fault> {
    let Some(since) = row.time("second_factor_since")? else {
        return Ok(None);
    };
    let codes_left = row.number("codes_left")?;
    Ok(Some(SinceWhen { since, codes_left }))
}

/// The owner turns the second factor of a user off. `false`: they had none.
///
/// # Errors
/// A [`Fault`] of the database; then it is still on.
pub async fn turn_off(sql: &impl Sql, user_id: &str) -> Result<bool, Fault> {
    Ok(is_returned(&[sql.run(turning_off(user_id)).await?]))
}

/// The statement of [`turn_off`]; whether it did, [`is_returned`] says.
#[must_use]
pub fn turning_off(user_id: &str) -> Statement {
    let delete = "DELETE FROM second_factors WHERE user_id = ?1 RETURNING user_id";
    Statement::new(delete, [user_id.into()])
}
