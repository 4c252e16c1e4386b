//! The device authorization grant (RFC 8628): which device asks, and what became of it. Only hashes of its codes are stored.
//!
//! Nobody changes a row when its code is used: the token family that comes of it has the hash of the `device_code` as its id,
//! so it can begin only once.

use super::authorization_codes::{read, write};
use super::row::Columns;
use super::session_life::session_counts;
use super::strangers::{Ceiling, Deed, below_ceiling, counted};
use crate::platform::{Fault, Row, Sql, Statement};
use crate::protocol::authorization::ApprovedRequest;
use crate::protocol::login::user_code::LIFETIME;
use crate::protocol::login::{Agent, Device, Place};
use crate::protocol::secret::SecretHash;

/// A device that asks.
#[derive(Debug)]
pub struct NewDeviceGrant<'a> {
    /// The hash of the code that it asks with.
    pub device_code: &'a SecretHash,
    /// The hash of the code that it shows.
    pub user_code: &'a SecretHash,
    /// Its client.
    pub client_id: &'a str,
    /// What it asks for, as a form.
    pub form: &'a str,
    /// What is known of it.
    pub device: &'a Device,
}

/// Remembers that a device asks. `ceiling`: a stranger may be behind it. `false`: strangers may cause no more rows today.
///
/// # Errors
/// A [`Fault`] of the database, or a code that is shown already.
pub async fn ask(
    sql: &impl Sql,
    new: &NewDeviceGrant<'_>,
    ceiling: Option<Ceiling>,
) -> Result<bool, Fault> {
    let insert = Statement::new(
        concat!(
            "INSERT INTO device_grants (device_code, user_code, client_id, form, agent, place, asked_at, expires_at) \
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, unixepoch(), unixepoch() + ?7 WHERE ",
            below_ceiling!("?8"),
            " ON CONFLICT DO NOTHING"
        ),
        [
            new.device_code.as_str().into(),
            new.user_code.as_str().into(),
            new.client_id.into(),
            new.form.into(),
            new.device.agent.stored().into(),
            new.device.place.as_ref().map(Place::to_string).into(),
            LIFETIME.into(),
            ceiling
                .unwrap_or(Ceiling(u32::MAX))
                .before_program(Deed::DeviceGrant),
        ],
    );
    let asked = match ceiling {
        Some(ceiling) => counted(sql, Deed::DeviceGrant, insert, ceiling).await?,
        None => Some(sql.run(insert).await?),
    };
    match asked {
        None => Ok(false),
        Some(outcome) if outcome.changes > 0 => Ok(true),
        Some(_) => Err(Fault::new("two devices drew the same code")),
    }
}

/// What a device asked for, and what became of it.
#[derive(Debug)]
pub struct DeviceGrant {
    /// Its client.
    pub client_id: String,
    /// The name of that client.
    pub app: String,
    /// What it asks for, as a form.
    pub form: String,
    /// Which browser and system asked.
    pub agent: Agent,
    /// Where it is, if that is known.
    pub place: Option<String>,
    /// How many seconds ago it asked.
    pub age: u32,
    /// What became of it.
    pub state: State,
}

/// What became of a device's codes.
#[derive(Debug)]
pub enum State {
    /// Nobody has answered yet.
    Waiting,
    /// Somebody said yes to this.
    Approved(Box<ApprovedRequest>),
    /// Somebody said no.
    Denied,
    /// Their time is over.
    Over,
}

macro_rules! select {
    ($code:literal) => {
        concat!(
            "SELECT device_grants.client_id, clients.name AS app, form, agent, place, approved, \
             max(0, unixepoch() - asked_at) AS age, denied_at IS NOT NULL AS denied, expires_at <= unixepoch() AS over \
             FROM device_grants JOIN clients ON clients.id = device_grants.client_id WHERE ",
            $code,
            " = ?1"
        )
    };
}

/// The device that shows the code with this hash. Reads two rows.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_shown(
    sql: &impl Sql,
    user_code: &SecretHash,
) -> Result<Option<Box<DeviceGrant>>, Fault> {
    load(sql, select!("user_code"), user_code).await
}

/// The device that asks with the code with this hash. Reads two rows.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_asking(
    sql: &impl Sql,
    device_code: &SecretHash,
) -> Result<Option<Box<DeviceGrant>>, Fault> {
    load(sql, select!("device_code"), device_code).await
}

async fn load(
    sql: &impl Sql,
    select: &'static str,
    code: &SecretHash,
) -> Result<Option<Box<DeviceGrant>>, Fault> {
    let outcome = sql
        .run(Statement::new(select, [code.as_str().into()]))
        .await?;
    outcome.rows.first().map(read_row).transpose()
}

fn read_row(row: &Row) -> Result<Box<DeviceGrant>, Fault> {
    let columns = Columns(row);
    let state = if columns.flag("denied")? {
        State::Denied
    } else if columns.flag("over")? {
        State::Over
    } else {
        match columns.maybe("approved")? {
            Some(approved) => State::Approved(read(&approved)?),
            None => State::Waiting,
        }
    };
    Ok(Box::new(DeviceGrant {
        client_id: columns.text("client_id")?,
        app: columns.text("app")?,
        form: columns.text("form")?,
        agent: Agent::parse(&columns.text("agent")?),
        place: columns.maybe("place")?,
        age: columns.number("age")?,
        state,
    }))
}

/// Somebody says yes, in the session that this browser has. It must have begun after the device asked: only a fresh sign-in
/// shows that a person is there who means it. `false`: it did not, or the code is over or answered.
///
/// # Errors
/// A [`Fault`] of the database; then the device gets nothing.
pub async fn approve(
    sql: &impl Sql,
    user_code: &SecretHash,
    approved: &ApprovedRequest,
    session: (&SecretHash, &str),
) -> Result<bool, Fault> {
    let update = concat!(
        "UPDATE device_grants SET approved = ?2 WHERE user_code = ?1 AND client_id = ?3 AND approved IS NULL \
         AND denied_at IS NULL AND expires_at > unixepoch() AND EXISTS (SELECT 1 FROM sessions \
         WHERE sessions.hash = ?4 AND sessions.user_id = ?5 AND sessions.id = ?6 \
         AND sessions.authenticated_at >= device_grants.asked_at AND ",
        session_counts!("sessions"),
        ")"
    );
    let (browser, session_id) = session;
    let values = [
        user_code.as_str().into(),
        write(approved)?.into(),
        approved.client_id.as_str().into(),
        browser.as_str().into(),
        approved.user_id.as_str().into(),
        session_id.into(),
    ];
    let outcome = sql.run(Statement::new(update, values)).await?;
    Ok(outcome.changes > 0)
}

/// Somebody says no. `false`: the code is over or answered.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn deny(sql: &impl Sql, user_code: &SecretHash) -> Result<bool, Fault> {
    let update = "UPDATE device_grants SET denied_at = unixepoch() WHERE user_code = ?1 AND approved IS NULL \
                  AND denied_at IS NULL AND expires_at > unixepoch()";
    let values = [user_code.as_str().into()];
    let outcome = sql.run(Statement::new(update, values)).await?;
    Ok(outcome.changes > 0)
}
