//! The signing key: made on first need, sealed in D1, and the same one everywhere.

use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::platform::{Crypto, Fault, KeyPair, Platform, Sql, Statement};
use crate::protocol::jws::Algorithm;
use crate::protocol::public_key::PublicKey;
use crate::protocol::secret::ServerKeys;

/// The key that signs, ready for use.
pub struct SigningKey<K> {
    /// `kid`: the RFC 7638 thumbprint of the public half.
    pub kid: String,
    /// The public half.
    pub public: PublicKey,
    /// The private half.
    pub private: K,
}

#[derive(Deserialize)]
struct KeyRow {
    kid: String,
    public_jwk: String,
    private_key: String,
}

/// The signing key. Makes it if there is none; when two isolates do so at once, the first to
/// insert has made it, and both use that one.
///
/// # Errors
/// A [`Fault`] of the database, of the runtime's cryptography, or of the seal, which means that
/// `EDGEGRANT_SECRET` is not the one the key was sealed under.
pub async fn load_signing_key<P: Platform>(
    platform: &P,
    keys: &ServerKeys,
) -> Result<Rc<SigningKey<P::SigningKey>>, Fault> {
    let row = match newest(platform).await? {
        Some(row) => row,
        None => {
            make(platform, keys).await?;
            newest(platform)
                .await?
                .ok_or_else(|| Fault::new("the signing key that was just made is not there"))?
        }
    };
    let sealed = STANDARD
        .decode(&row.private_key)
        .map_err(|_| Fault::new("the stored signing key is damaged"))?;
    let private = platform.open(&keys.seal, &sealed).await.map_err(|_| {
        Fault::new(
            "the signing key cannot be opened: EDGEGRANT_SECRET is not the one it was sealed under",
        )
    })?;
    let public = serde_json::from_str(&row.public_jwk)
        .ok()
        .and_then(|jwk| PublicKey::parse(&jwk).ok())
        .ok_or_else(|| Fault::new("the stored public key is damaged"))?;
    Ok(Rc::new(SigningKey {
        kid: row.kid,
        public,
        private: platform.import_key(&private).await?,
    }))
}

async fn newest(sql: &impl Sql) -> Result<Option<KeyRow>, Fault> {
    sql.run(Statement::new(
        "SELECT kid, public_jwk, private_key FROM signing_keys ORDER BY sequence DESC LIMIT 1",
        [],
    ))
    .await?
    .first()
}

async fn make<P: Platform>(platform: &P, keys: &ServerKeys) -> Result<(), Fault> {
    let KeyPair { public, private } = Crypto::generate_key(platform).await?;
    let kid = public.thumbprint();
    let public = public.named(kid.clone(), Algorithm::Es256);
    let public_jwk = public.jwk().to_string();
    let sealed = platform.seal(&keys.seal, &private).await?;
    platform
        .run(Statement::new(
            "INSERT INTO signing_keys (sequence, kid, public_jwk, private_key, created_at) \
             VALUES (1, ?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            [
                kid.into(),
                public_jwk.into(),
                STANDARD.encode(sealed).into(),
                platform.now().into(),
            ],
        ))
        .await?;
    Ok(())
}
