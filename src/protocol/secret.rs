//! Secrets: text that never shows itself, its hash, and the keys derived from the server's own.

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Text that must not be seen: a code, a token, a client secret, a cookie, a password.
///
/// `Debug` is redacted and there is no `Display`; [`Secret::reveal`] marks every place where it
/// leaves.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Wraps text that came in.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// 256 bits as 43 characters of base64url.
    #[must_use]
    pub fn mint(random: [u8; 32]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(random))
    }

    /// The text itself, to send it to the one who may have it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored in its place. Enough for secrets of 256 random bits, which nobody can guess
    /// one after the other; passwords need [`super::password`].
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash(URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.as_bytes())))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// SHA-256 of a [`Secret`], base64url without padding, 43 characters.
#[derive(Clone)]
pub struct SecretHash(String);

impl SecretHash {
    /// Wraps a stored hash.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The hash as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `secret` is the one that was hashed, in constant time.
    #[must_use]
    pub fn matches(&self, secret: &Secret) -> bool {
        self.0.as_bytes().ct_eq(secret.hash().0.as_bytes()).into()
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(…)")
    }
}

/// A key for HMAC-SHA256 (RFC 2104).
#[derive(Clone)]
pub struct MacKey([u8; 32]);

impl MacKey {
    /// The authentication code of `parts`, each preceded by its length, so that no two lists of
    /// parts read the same.
    #[must_use]
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        keyed(&self.0, parts)
    }

    /// Whether `mac` is the authentication code of `parts`, in constant time.
    #[must_use]
    pub fn verify(&self, parts: &[&[u8]], mac: &[u8]) -> bool {
        self.mac(parts).ct_eq(mac).into()
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey(…)")
    }
}

/// The keys that `EDGEGRANT_SECRET` stands for, one for each use.
#[derive(Clone)]
pub struct ServerKeys {
    /// Seals private signing keys (AES-256-GCM).
    pub seal: [u8; 32],
    /// Binds a form to a browser and a request.
    pub form: MacKey,
    /// Makes refresh tokens.
    pub refresh: MacKey,
    /// Makes the nonces of DPoP proofs.
    pub dpop_nonce: MacKey,
}

impl ServerKeys {
    /// The shortest `EDGEGRANT_SECRET`, in characters.
    pub const SHORTEST_SECRET: usize = 32;

    /// The fewest different characters in it: `aaaa…` is no secret.
    const FEWEST_DIFFERENT: usize = 8;

    /// Derives every key from the secret, without the spaces around it; `None` when it is too short
    /// or too simple to be one.
    #[must_use]
    pub fn derive(secret: &Secret) -> Option<Self> {
        let text = secret.reveal().trim().as_bytes();
        let different: BTreeSet<u8> = text.iter().copied().collect();
        if text.len() < Self::SHORTEST_SECRET || different.len() < Self::FEWEST_DIFFERENT {
            return None;
        }
        let key = |label: &str| keyed(text, &[b"edgegrant", label.as_bytes()]);
        Some(Self {
            seal: key("seal"),
            form: MacKey(key("form")),
            refresh: MacKey(key("refresh")),
            dpop_nonce: MacKey(key("dpop nonce")),
        })
    }
}

impl fmt::Debug for ServerKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerKeys(…)")
    }
}

fn keyed(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    #[allow(
        clippy::expect_used,
        reason = "HMAC takes a key of any length, RFC 2104 section 2"
    )]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}
