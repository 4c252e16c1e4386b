//! Signing in on one device with the passkey of another: which code was shown where, and who confirmed it.

use super::passkeys::PasskeyUse;
use super::row::Columns;
use super::strangers::{Ceiling, Deed, below_ceiling, counted};
use super::user::{User, read_user, user_columns};
use crate::platform::{Fault, Row, Sql, Statement};
use crate::protocol::login::user_code::LIFETIME;
use crate::protocol::login::{Agent, Device, Place};
use crate::protocol::secret::SecretHash;

/// How long the device may take to go on once it was confirmed, in seconds: its session counts as signed in since then.
const GO_ON: u32 = 120;

/// Forgets what the user `?1` has confirmed and no device has used yet.
macro_rules! take_back {
    () => {
        "DELETE FROM device_sign_ins WHERE user_id = ?1 AND used_by IS NULL"
    };
}
pub(super) use take_back;

/// A device that shows a code.
#[derive(Debug)]
pub struct NewDeviceSignIn<'a> {
    /// The hash of the code.
    pub code: &'a SecretHash,
    /// The hash of a cookie of the browser that shows it.
    pub browser: &'a SecretHash,
    /// What is known of the device.
    pub device: &'a Device,
    /// The name of the app that the person signs in to.
    pub app: &'a str,
}

/// Remembers that a device shows a code. `false`: strangers may cause no more rows today.
///
/// # Errors
/// A [`Fault`] of the database, or a code that is shown already.
pub async fn ask(
    sql: &impl Sql,
    new: &NewDeviceSignIn<'_>,
    ceiling: Ceiling,
) -> Result<bool, Fault> {
    let insert = Statement::new(
        concat!(
            "INSERT INTO device_sign_ins (code, browser, agent, place, app, asked_at, expires_at) \
             SELECT ?1, ?2, ?3, ?4, ?5, unixepoch(), unixepoch() + ?6 WHERE ",
            below_ceiling!("?7"),
            " ON CONFLICT (code) DO NOTHING"
        ),
        [
            new.code.as_str().into(),
            new.browser.as_str().into(),
            new.device.agent.stored().into(),
            new.device.place.as_ref().map(Place::to_string).into(),
            new.app.into(),
            LIFETIME.into(),
            ceiling.before_program(Deed::DeviceSignIn),
        ],
    );
    match counted(sql, Deed::DeviceSignIn, insert, ceiling).await? {
        None => Ok(false),
        Some(outcome) if outcome.changes > 0 => Ok(true),
        Some(_) => Err(Fault::new("two devices drew the same code")),
    }
}

/// What a device asked for, and what became of it.
#[derive(Debug)]
pub struct DeviceSignIn {
    /// The hash of a cookie of the browser that shows the code.
    pub browser: String,
    /// Which browser and system that is.
    pub agent: Agent,
    /// Where it is, if that is known.
    pub place: Option<String>,
    /// The app that the person signs in to there.
    pub app: String,
    /// How many seconds ago it asked.
    pub age: u32,
    /// What became of it.
    pub state: State,
}

/// What became of a code.
#[derive(Debug)]
pub enum State {
    /// Nobody has confirmed it yet.
    Waiting,
    /// This user has, with this `credential_version`.
    Confirmed(Box<User>, u32),
    /// Somebody said no.
    Denied,
    /// It is used, or its time is over, or whoever confirmed it may no longer sign in.
    Over,
}

/// The device that shows the code with this hash. Reads two rows.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load(sql: &impl Sql, code: &SecretHash) -> Result<Option<DeviceSignIn>, Fault> {
    let select = concat!(
        "SELECT ",
        user_columns!(),
        ", device_sign_ins.browser, device_sign_ins.agent, device_sign_ins.place, device_sign_ins.app, \
         max(0, unixepoch() - asked_at) AS age, denied_at IS NOT NULL AS denied, \
         device_sign_ins.user_id IS NOT NULL AS confirmed, users.credential_version AS version, \
         used_by IS NOT NULL OR expires_at <= unixepoch() OR (device_sign_ins.user_id IS NOT NULL \
         AND device_sign_ins.credential_version IS NOT users.credential_version) AS over \
         FROM device_sign_ins LEFT JOIN users ON users.id = device_sign_ins.user_id \
         WHERE device_sign_ins.code = ?1"
    );
    let outcome = sql
        .run(Statement::new(select, [code.as_str().into()]))
        .await?;
    outcome.rows.first().map(read_row).transpose()
}

fn read_row(row: &Row) -> Result<DeviceSignIn, Fault> {
    let columns = Columns(row);
    let state = if columns.flag("denied")? {
        State::Denied
    } else if columns.flag("over")? {
        State::Over
    } else if columns.flag("confirmed")? {
        let user = read_user(row)?;
        if user.disabled {
            State::Over
        } else {
            State::Confirmed(user, columns.number("version")?)
        }
    } else {
        State::Waiting
    };
    Ok(DeviceSignIn {
        browser: columns.text("browser")?,
        agent: Agent::parse(&columns.text("agent")?),
        place: columns.maybe("place")?,
        app: columns.text("app")?,
        age: columns.number("age")?,
        state,
    })
}

/// A user confirms, with the passkey that they have just shown, that the device with this code is theirs. `false`: it is over, or
/// somebody was faster, or the passkey no longer counts.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was confirmed.
pub async fn confirm(
    sql: &impl Sql,
    code: &SecretHash,
    user_id: &str,
    passkey: &PasskeyUse<'_>,
) -> Result<bool, Fault> {
    let update = Statement::new(
        "UPDATE device_sign_ins SET user_id = users.id, credential_version = users.credential_version, \
         expires_at = min(expires_at, unixepoch() + ?5) FROM users \
         WHERE device_sign_ins.code = ?1 AND device_sign_ins.user_id IS NULL AND denied_at IS NULL \
         AND expires_at > unixepoch() AND users.id = ?2 AND users.disabled_at IS NULL \
         AND EXISTS (SELECT 1 FROM passkeys WHERE passkeys.id = ?3 AND passkeys.user_id = ?2 AND passkeys.used_by = ?4)",
        [
            code.as_str().into(),
            user_id.into(),
            passkey.id.into(),
            passkey.used_by.into(),
            GO_ON.into(),
        ],
    );
    let outcomes = sql.batch(vec![passkey.statement(), update]).await?;
    Ok(outcomes.last().is_some_and(|outcome| outcome.changes > 0))
}

/// Somebody says that the device is not theirs. `false`: it is over.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn deny(sql: &impl Sql, code: &SecretHash) -> Result<bool, Fault> {
    let update = "UPDATE device_sign_ins SET denied_at = unixepoch() WHERE code = ?1 AND denied_at IS NULL \
                  AND used_by IS NULL AND expires_at > unixepoch()";
    let outcome = sql
        .run(Statement::new(update, [code.as_str().into()]))
        .await?;
    Ok(outcome.changes > 0)
}

/// A code that was confirmed, and is used now in the browser that shows it.
#[derive(Debug, Clone, Copy)]
pub struct DeviceUse<'a> {
    /// The hash of the code.
    pub code: &'a SecretHash,
    /// The hash of that browser's cookie.
    pub browser: &'a SecretHash,
    /// The request that uses it: random.
    pub used_by: &'a str,
}

impl DeviceUse<'_> {
    /// Uses the code up, if this user confirmed it for this browser, and their credentials are those of then. What follows in the
    /// same batch can tell by `used_by` whether it was.
    pub(super) fn statement(&self, user_id: &str) -> Statement {
        Statement::new(
            "UPDATE device_sign_ins SET used_by = ?4 WHERE code = ?1 AND browser = ?2 AND user_id = ?3 \
             AND used_by IS NULL AND denied_at IS NULL AND expires_at > unixepoch() \
             AND credential_version = (SELECT credential_version FROM users WHERE id = ?3)",
            [
                self.code.as_str().into(),
                self.browser.as_str().into(),
                user_id.into(),
                self.used_by.into(),
            ],
        )
    }
}
