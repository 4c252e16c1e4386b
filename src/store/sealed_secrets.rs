//! The secrets of second factors, sealed for their users, and sealed anew when the server's secret changes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::row::Columns;
use crate::platform::{Crypto, Fault, Sql, SqlValue, Statement};
use crate::protocol::login::totp::TotpSecret;
use crate::protocol::secret::{ServerKeys, digest, hex};

/// How many that are sealed under a secret of before are sealed anew on one day.
const RESEALED_A_DAY: u32 = 200;

/// A secret as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    text: String,
    under: String,
}

impl Sealed {
    /// Reads `secret` and `sealed_under`.
    pub(super) fn read(row: &Columns<'_>) -> Result<Self, Fault> {
        Ok(Self {
            text: row.text("secret")?,
            under: row.text("sealed_under")?,
        })
    }

    /// Whether the secret of today seals it.
    pub(super) fn is_of_today(&self, keys: &ServerKeys) -> bool {
        self.under == name(&keys.seal)
    }

    /// Seals a secret for a user.
    ///
    /// # Errors
    /// A [`Fault`] of the runtime.
    pub async fn seal(
        crypto: &impl Crypto,
        keys: &ServerKeys,
        user_id: &str,
        secret: &TotpSecret,
    ) -> Result<Self, Fault> {
        let purpose = purpose(user_id);
        let sealed = crypto.seal(&keys.seal, secret.bytes(), &purpose);
        Ok(Self {
            text: STANDARD.encode(sealed.await?),
            under: name(&keys.seal),
        })
    }

    /// The secret of this user.
    ///
    /// # Errors
    /// A [`Fault`] if it is damaged, or sealed under a secret that this server does not have.
    pub async fn open(
        &self,
        crypto: &impl Crypto,
        keys: &ServerKeys,
        user_id: &str,
    ) -> Result<TotpSecret, Fault> {
        let damaged = || Fault::new("a stored second factor is damaged");
        let sealed = STANDARD.decode(&self.text).map_err(|_| damaged())?;
        let purpose = purpose(user_id);
        for key in [Some(&keys.seal), keys.previous_seal.as_ref()] {
            if let Some(key) = key
                && let Ok(secret) = crypto.open(key, &sealed, &purpose).await
            {
                return TotpSecret::read(&secret).ok_or_else(damaged);
            }
        }
        Err(Fault::new(
            "a second factor cannot be opened: EDGEGRANT_SECRET is not the one it was sealed under",
        ))
    }

    /// `text` and `under`.
    pub(super) fn values(&self) -> [SqlValue; 2] {
        [self.text.as_str().into(), self.under.as_str().into()]
    }
}

/// What a seal is for: it opens for nobody else.
fn purpose(user_id: &str) -> Vec<u8> {
    ["second factor\n", user_id].concat().into_bytes()
}

/// What tells a key from another one.
fn name(key: &[u8; 32]) -> String {
    digest(&hex(key))[..8].to_owned()
}

/// The daily work while there is a previous secret: some of what is sealed under another one than today's is sealed anew.
/// Gives how many were, and whether there may be more. `None`: there is no previous secret.
///
/// # Errors
/// A [`Fault`]; then the rest is left for the next day.
pub async fn reseal<P: Crypto + Sql>(
    platform: &P,
    keys: &ServerKeys,
) -> Result<Option<(u32, bool)>, Fault> {
    if keys.previous_seal.is_none() {
        return Ok(None);
    }
    // Two searches of the index, each from an end.
    let select = "SELECT * FROM (SELECT user_id, secret, sealed_under FROM second_factors WHERE sealed_under < ?1 LIMIT ?2) \
                  UNION ALL SELECT * FROM (SELECT user_id, secret, sealed_under FROM second_factors \
                  WHERE sealed_under > ?1 LIMIT ?2) LIMIT ?2";
    let update = "UPDATE second_factors SET secret = ?2, sealed_under = ?3 WHERE user_id = ?1 AND secret = ?4";
    let values = [name(&keys.seal).into(), RESEALED_A_DAY.into()];
    let found = platform.run(Statement::new(select, values)).await?.rows;
    let (mut statements, mut lost) = (Vec::new(), None);
    for row in &found {
        let row = Columns(row);
        let user_id = row.text("user_id")?;
        let before = Sealed::read(&row)?;
        match before.open(platform, keys, &user_id).await {
            Ok(secret) => {
                let after = Sealed::seal(platform, keys, &user_id, &secret).await?;
                let [was, _] = before.values();
                let values = [&[user_id.into()], &after.values()[..], &[was]].concat();
                statements.push(Statement::new(update, values));
            }
            // One that nobody can open keeps no other one from being sealed.
            Err(fault) => lost = Some(fault),
        }
    }
    let (done, more) = (
        statements.len() as u32,
        found.len() as u32 == RESEALED_A_DAY,
    );
    if !statements.is_empty() {
        platform.batch(statements).await?;
    }
    lost.map_or(Ok(Some((done, more))), Err)
}
