//! The signing keys, as their owner sees and changes them.

use super::row::{Columns, every};
use super::users::is_returned;
use crate::platform::{Fault, Outcome, Sql, Statement};
use crate::protocol::jose::Algorithm;
use crate::protocol::jose::key_ring::SHORT_LEAD;

/// How many keys of each algorithm are shown. Each costs two rows, and there are three algorithms.
pub const SHOWN: u32 = 8;

/// The newest keys of each algorithm, the latest first, as [`super::signing_keys::read_keys`] reads them.
#[must_use]
pub fn newest_keys() -> Statement {
    macro_rules! of {
        ($algorithm:literal) => {
            concat!(
                "SELECT * FROM (SELECT kid, algorithm, sequence, public_jwk, private_key, created_at, signs_from, \
                 rotate_asked_at, revoked_at FROM signing_keys WHERE algorithm = '",
                $algorithm,
                "' ORDER BY sequence DESC LIMIT ?1)"
            )
        };
    }
    const SELECT: &str = concat!(
        of!("ES256"),
        " UNION ALL ",
        of!("RS256"),
        " UNION ALL ",
        of!("EdDSA"),
        " ORDER BY sequence DESC"
    );
    Statement::new(SELECT, [SHOWN.into()])
}

/// The statement that asks whether there is a key with this `kid`, as [`can_be_revoked`] understands it.
#[must_use]
pub fn key_with(kid: &str) -> Statement {
    let select = "SELECT revoked_at IS NULL AS trusted FROM signing_keys WHERE kid = ?1";
    Statement::new(select, [kid.into()])
}

/// Whether there is such a key that was not revoked. `None`: there is no such key.
///
/// # Errors
/// A [`Fault`]: the row is damaged.
pub fn can_be_revoked(outcomes: &[Outcome]) -> Result<Option<bool>, Fault> {
    let row = outcomes.first().and_then(|outcome| outcome.rows.first());
    row.map(|row| Columns(row).flag("trusted")).transpose()
}

/// Asks for a new key: for one algorithm, or for each that has a key. A successor that is already published
/// will sign sooner; the Worker makes the others when it next loads its keys. Returns the algorithms.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was asked for.
pub async fn ask_rotation(
    sql: &impl Sql,
    algorithm: Option<Algorithm>,
) -> Result<Vec<Algorithm>, Fault> {
    let asked = sql.run(asking_rotation(algorithm)).await?;
    every(&asked.rows, |row| {
        Columns(row).read("algorithm", Algorithm::parse)
    })
}

/// The statement of [`ask_rotation`]; whether it did, [`is_returned`] says.
#[must_use]
pub fn asking_rotation(algorithm: Option<Algorithm>) -> Statement {
    let algorithm = algorithm.map(|algorithm| algorithm.as_str().to_owned());
    Statement::new(
        "UPDATE signing_keys SET \
         rotate_asked_at = CASE WHEN signs_from > unixepoch() THEN rotate_asked_at \
         ELSE unixepoch() END, \
         signs_from = CASE WHEN signs_from > unixepoch() \
         THEN min(signs_from, unixepoch() + ?1) ELSE signs_from END \
         WHERE revoked_at IS NULL AND algorithm = coalesce(?2, algorithm) \
         AND NOT EXISTS (SELECT 1 FROM signing_keys AS newer WHERE newer.revoked_at IS NULL \
         AND newer.algorithm = signing_keys.algorithm \
         AND newer.sequence > signing_keys.sequence) \
         RETURNING algorithm",
        [SHORT_LEAD.into(), algorithm.into()],
    )
}

/// Revokes a key, whatever it is doing, and destroys its private half; `false` when there is no such key.
///
/// # Errors
/// A [`Fault`] of the database; then the key is unchanged.
pub async fn revoke_key(sql: &impl Sql, kid: &str) -> Result<bool, Fault> {
    Ok(is_returned(&[sql.run(revoking_key(kid)).await?]))
}

/// The statement of [`revoke_key`]; whether it did, [`is_returned`] says.
#[must_use]
pub fn revoking_key(kid: &str) -> Statement {
    Statement::new(
        "UPDATE signing_keys SET revoked_at = coalesce(revoked_at, unixepoch()), private_key = '' \
         WHERE kid = ?1 RETURNING kid",
        [kid.into()],
    )
}
