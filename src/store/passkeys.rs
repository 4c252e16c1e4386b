//! Passkeys.

use super::row::Columns;
use crate::platform::{Fault, Row, Sql, SqlValue, Statement};
use crate::protocol::jose::{Algorithm, PublicKey};
use crate::protocol::json;
use crate::protocol::login::known_browser;
use crate::protocol::passkey::NewPasskey;
use crate::protocol::secret::hex;
use crate::protocol::timestamp::Timestamp;

/// How many passkeys a user may have. The page that shows them reads two rows for each, and at most 60 in all.
pub const MOST_PASSKEYS: u32 = 10;

/// A passkey and its user, to sign in with.
#[derive(Debug)]
pub struct PasskeyRow {
    /// The credential id, base64url.
    pub id: String,
    /// Its user: `sub`, which is also the user handle.
    pub user_id: String,
    /// The `credential_version` of the user.
    pub credential_version: u32,
    /// The host that it is for.
    pub rp_id: String,
    /// What it verifies with.
    pub key: PublicKey,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// How often it was used, as it said the last time.
    pub counter: u32,
    /// Whether it may be on several devices.
    pub backup_eligible: bool,
    /// Whether the owner disabled its user. Only who holds the passkey hears of it.
    pub disabled: bool,
}

impl PasskeyRow {
    /// Who a browser is known to.
    #[must_use]
    pub fn known_as(&self) -> String {
        known_browser::known_as(&self.user_id, self.credential_version)
    }
}

/// The passkey with this credential id, if there is one.
///
/// # Errors
/// A [`Fault`] of the database, or of a damaged passkey.
pub async fn load_passkey(sql: &impl Sql, id: &str) -> Result<Option<Box<PasskeyRow>>, Fault> {
    let outcome = sql.run(passkey(id)).await?;
    outcome.rows.first().map(read_row).transpose()
}

/// The same, perhaps from a replica that has what was written before the bookmark `since`, and whether a replica answered.
///
/// # Errors
/// As [`load_passkey`].
pub async fn load_passkey_near(
    sql: &impl Sql,
    id: &str,
    since: Option<&str>,
) -> Result<(Option<Box<PasskeyRow>>, bool), Fault> {
    let outcome = sql.run_near(passkey(id), since).await?;
    let row = outcome.rows.first().map(read_row).transpose()?;
    Ok((row, outcome.replica))
}

fn passkey(id: &str) -> Statement {
    let select = "SELECT passkeys.*, users.credential_version, users.disabled_at IS NOT NULL AS disabled \
                  FROM passkeys JOIN users ON users.id = passkeys.user_id WHERE passkeys.id = ?1";
    Statement::new(select, [id.into()])
}

fn read_row(row: &Row) -> Result<Box<PasskeyRow>, Fault> {
    let row = Columns(row);
    Ok(Box::new(PasskeyRow {
        id: row.text("id")?,
        user_id: row.text("user_id")?,
        credential_version: row.number("credential_version")?,
        rp_id: row.text("rp_id")?,
        key: row.read("public_key", |text| {
            PublicKey::parse(&json::parse(text)?).ok()
        })?,
        algorithm: row.read("algorithm", Algorithm::parse)?,
        counter: row.number("counter")?,
        backup_eligible: row.flag("backup_eligible")?,
        disabled: row.flag("disabled")?,
    }))
}

/// A passkey that somebody has just shown, with a signature that is right.
#[derive(Debug, Clone, Copy)]
pub struct PasskeyUse<'a> {
    /// The credential id, base64url.
    pub id: &'a str,
    /// How often it was used, as it said before, and as it says now.
    pub counter: (u32, u32),
    /// Whether it is backed up now.
    pub backed_up: bool,
    /// When the challenge was made that it answered.
    pub challenged_at: Timestamp,
    /// The request that brought the answer: random.
    pub used_by: &'a str,
}

impl PasskeyUse<'_> {
    /// Uses the challenge up: no passkey answers one that was made before, or together with, the last one that it
    /// answered. What follows in the same batch can tell by `used_by` whether this answer was accepted.
    pub(super) fn statement(&self) -> Statement {
        Statement::new(
            "UPDATE passkeys SET counter = ?3, backed_up = ?4, last_used_at = unixepoch(), challenged_at = ?5, \
             used_by = ?6 WHERE id = ?1 AND counter = ?2 AND challenged_at < ?5",
            [
                self.id.into(),
                self.counter.0.into(),
                self.counter.1.into(),
                self.backed_up.into(),
                self.challenged_at.into(),
                self.used_by.into(),
            ],
        )
    }
}

/// A passkey that was just made.
#[derive(Debug, Clone, Copy)]
pub struct MadePasskey<'a> {
    /// The credential id, base64url.
    pub id: &'a str,
    /// The host that it is for.
    pub rp_id: &'a str,
    /// What the user calls it.
    pub name: &'a str,
    /// What the authenticator said of it.
    pub new: &'a NewPasskey,
}

impl MadePasskey<'_> {
    /// Adds it to a user who signs in with it in the request `used_by`, if the statement before it in the batch changed
    /// something.
    pub(super) fn statement(&self, user_id: &str, used_by: &str) -> Statement {
        let insert = "INSERT INTO passkeys (id, user_id, rp_id, name, public_key, algorithm, counter, \
                      backup_eligible, backed_up, aaguid, created_at, last_used_at, used_by) \
                      SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, unixepoch(), unixepoch(), ?11 \
                      WHERE changes() > 0";
        let mut values = self.values(user_id);
        values.push(used_by.into());
        Statement::new(insert, values)
    }

    /// What is stored of it.
    pub(super) fn values(&self, user_id: &str) -> Vec<SqlValue> {
        let (new, credential) = (self.new, &self.new.credential);
        vec![
            self.id.into(),
            user_id.into(),
            self.rp_id.into(),
            self.name.into(),
            json::write(&credential.key.members()).into(),
            credential.algorithm.as_str().into(),
            new.counter.into(),
            new.backup_eligible.into(),
            new.backed_up.into(),
            hex(&credential.aaguid).into(),
        ]
    }
}
