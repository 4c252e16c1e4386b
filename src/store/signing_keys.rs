//! The signing keys: made on first need, sealed in D1, and the same ones everywhere.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::row::Columns;
use crate::platform::{Crypto, Fault, KeyPair, Outcome, Platform, Row, Sql, SqlValue, Statement};
use crate::protocol::jose::key_ring::{Key, NewKey, State};
use crate::protocol::jose::{Algorithm, KeyRing, PublicKey};
use crate::protocol::json;
use crate::protocol::secret::{Secret, ServerKeys};

/// The seal of signing keys has a key of its own, so it needs no other mark.
const PURPOSE: &[u8] = b"";

/// A key that can sign, ready for use.
pub struct SigningKey<K> {
    /// `kid`: the RFC 7638 thumbprint of the public half.
    pub kid: String,
    /// The private half.
    pub private: K,
}

/// The key that an `id_token_hint` names as its signer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HintKey {
    /// One of ours, perhaps an old one.
    Known(PublicKey),
    /// One of ours that was revoked: anybody may have signed with it.
    Revoked,
    /// Not one of ours, or one from long ago.
    Unknown,
}

/// What a day's tending did.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tended {
    /// Keys that were made.
    pub made: u64,
    /// Keys that were sealed under the previous `EDGEGRANT_SECRET`, and now are under the current one.
    pub resealed: u64,
    /// Keys whose private half was destroyed.
    pub destroyed: u64,
    /// Keys that were deleted.
    pub deleted: u64,
}

/// Which keys are loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that still matter.
    Live,
    /// The archived ones too.
    Every,
}

/// Every key that signs, will sign or signed recently, and every revoked one; and the algorithms that clients
/// registered but that have no key yet.
///
/// # Errors
/// A [`Fault`] of the database, or of a row that does not have the expected shape.
pub async fn load_keys(sql: &impl Sql, which: Which) -> Result<KeyRing, Fault> {
    read_keys(&sql.run(keys(which)).await?)
}

/// What [`load_keys`] reads.
#[must_use]
pub fn keys(which: Which) -> Statement {
    // The clients are searched only as long as there is no key.
    Statement::new(
        "SELECT kid, algorithm, sequence, public_jwk, private_key, created_at, signs_from, \
             rotate_asked_at, revoked_at \
             FROM signing_keys WHERE ?1 OR private_key <> '' OR revoked_at IS NOT NULL \
             UNION ALL \
             SELECT NULL, column1, 0, '', '', 0, 0, NULL, NULL FROM (VALUES ('RS256'), ('EdDSA')) \
             WHERE NOT EXISTS (SELECT 1 FROM signing_keys \
             WHERE algorithm = column1 AND revoked_at IS NULL) \
             AND (EXISTS (SELECT 1 FROM clients WHERE id_token_signed_response_alg = column1) \
             OR EXISTS (SELECT 1 FROM clients WHERE userinfo_signed_response_alg = column1))",
        [(which == Which::Every).into()],
    )
}

/// What was read.
///
/// # Errors
/// A [`Fault`]: a row does not have the expected shape.
pub fn read_keys(outcome: &Outcome) -> Result<KeyRing, Fault> {
    let mut ring = KeyRing::default();
    for row in &outcome.rows {
        match row.get("kid") {
            Some(kid) if !kid.is_null() => ring.keys.push(key(row)?),
            _ => ring.wanted.push(algorithm(row)?),
        }
    }
    Ok(ring)
}

/// Makes a key and returns its `kid`. When two isolates do so at once, the first to insert wins, and the other gets
/// `None`: load the keys again and use that key.
///
/// # Errors
/// A [`Fault`] of the database or of the runtime's cryptography.
pub async fn make_key<P: Platform>(
    platform: &P,
    keys: &ServerKeys,
    new: NewKey,
) -> Result<Option<String>, Fault> {
    let KeyPair { public, private } = Crypto::generate_key(platform, new.algorithm).await?;
    let kid = public.thumbprint();
    let public = public.named(kid.clone(), new.algorithm);
    let sealed = platform.seal(&keys.seal, &private, PURPOSE).await?;
    let made = platform
        .run(Statement::new(
            "INSERT INTO signing_keys (kid, algorithm, sequence, public_jwk, private_key, created_at, \
             signs_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
            [
                kid.as_str().into(),
                new.algorithm.as_str().into(),
                new.sequence.into(),
                json::write(&public.jwk()).into(),
                STANDARD.encode(sealed).into(),
                platform.now().into(),
                new.signs_from.into(),
            ],
        ))
        .await?;
    Ok((made.changes == 1).then_some(kid))
}

/// Unseals the private half, for use.
///
/// # Errors
/// A [`Fault`] of the runtime's cryptography or of the seal; the latter means that `EDGEGRANT_SECRET` is not
/// the secret that the key was sealed under.
pub async fn open_key<P: Platform>(
    platform: &P,
    keys: &ServerKeys,
    key: &Key,
) -> Result<SigningKey<P::SigningKey>, Fault> {
    let (private, _) = unseal(platform, keys, key).await?;
    Ok(SigningKey {
        kid: key.kid.clone(),
        private: platform.import_key(&private, key.algorithm).await?,
    })
}

/// The key that an ID token names as its signer, however long ago it signed.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_hint_key(sql: &impl Sql, kid: &str) -> Result<HintKey, Fault> {
    let rows = sql
        .run(Statement::new(
            "SELECT public_jwk, revoked_at FROM signing_keys WHERE kid = ?1",
            [kid.into()],
        ))
        .await?
        .rows;
    match rows.first().map(Columns) {
        None => Ok(HintKey::Unknown),
        Some(row) if row.time("revoked_at")?.is_some() => Ok(HintKey::Revoked),
        Some(row) => Ok(HintKey::Known(row.read("public_jwk", public)?)),
    }
}

/// The daily work: makes the keys that are missing or will soon be needed, reseals those that only the previous
/// secret opens, and removes those whose time is over. `rotation` is how long a key signs, in seconds.
///
/// # Errors
/// A [`Fault`]; then the rest is left for the next day, which is soon enough.
pub async fn tend_keys<P: Platform>(
    platform: &P,
    keys: &ServerKeys,
    rotation: u32,
) -> Result<Tended, Fault> {
    let ring = load_keys(platform, Which::Every).await?;
    let now = platform.now();
    let chores = ring.chores(rotation, now);
    let mut tended = Tended::default();
    // First the keys whose time is over: removing them does not take the secret.
    for key in &chores.delete {
        let delete = "DELETE FROM signing_keys WHERE kid = ?1";
        tended.deleted += change(platform, delete, [key.kid.as_str().into()]).await?;
    }
    for key in &chores.destroy {
        let destroy = "UPDATE signing_keys SET private_key = '' WHERE kid = ?1";
        tended.destroyed += change(platform, destroy, [key.kid.as_str().into()]).await?;
    }
    // Then the secret proves itself by opening every key that signs or will sign: a key sealed under a wrong
    // secret is lost.
    for key in &ring.keys {
        if !matches!(ring.state(key, now), State::Signing | State::Next) {
            continue;
        }
        let (private, previous) = unseal(platform, keys, key).await?;
        if previous {
            let sealed = STANDARD.encode(platform.seal(&keys.seal, &private, PURPOSE).await?);
            // Not if it has been destroyed meanwhile.
            let reseal =
                "UPDATE signing_keys SET private_key = ?3 WHERE kid = ?1 AND private_key = ?2";
            let values = [
                key.kid.as_str().into(),
                key.sealed.reveal().into(),
                sealed.into(),
            ];
            tended.resealed += change(platform, reseal, values).await?;
        }
    }
    for new in chores.make {
        tended.made += u64::from(make_key(platform, keys, new).await?.is_some());
    }
    Ok(tended)
}

async fn change<const N: usize>(
    sql: &impl Sql,
    statement: &'static str,
    values: [SqlValue; N],
) -> Result<u64, Fault> {
    Ok(sql.run(Statement::new(statement, values)).await?.changes)
}

/// The private half, and whether only the previous secret opens it.
async fn unseal(
    crypto: &impl Crypto,
    keys: &ServerKeys,
    key: &Key,
) -> Result<(Vec<u8>, bool), Fault> {
    let sealed = STANDARD
        .decode(key.sealed.reveal())
        .map_err(|_| Fault::new("the stored signing key is damaged"))?;
    if let Ok(private) = crypto.open(&keys.seal, &sealed, PURPOSE).await {
        return Ok((private, false));
    }
    if let Some(previous) = &keys.previous_seal
        && let Ok(private) = crypto.open(previous, &sealed, PURPOSE).await
    {
        return Ok((private, true));
    }
    Err(Fault::new(
        "the signing key cannot be opened: EDGEGRANT_SECRET is not the one it was sealed under",
    ))
}

fn key(row: &Row) -> Result<Key, Fault> {
    let row = Columns(row);
    Ok(Key {
        kid: row.text("kid")?,
        algorithm: row.read("algorithm", Algorithm::parse)?,
        sequence: row.number("sequence")?,
        public: row.read("public_jwk", public)?,
        sealed: Secret::new(row.text("private_key")?),
        created_at: row.moment("created_at")?,
        signs_from: row.moment("signs_from")?,
        rotation_asked: row.time("rotate_asked_at")?.is_some(),
        revoked_at: row.time("revoked_at")?,
    })
}

fn algorithm(row: &Row) -> Result<Algorithm, Fault> {
    Columns(row).read("algorithm", Algorithm::parse)
}

fn public(jwk: &str) -> Option<PublicKey> {
    PublicKey::parse(&json::parse(jwk)?).ok()
}
