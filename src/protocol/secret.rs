//! Secrets: text that never shows itself, its hash, and the keys derived from the server's own.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Text that must not be seen: a code, a token, a client secret, a cookie, a password.
///
/// `Debug` is redacted and there is no `Display`; [`Secret::reveal`] marks every place where the text leaves.
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

    /// The text itself, to send it to whoever may have it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored in its place. This is enough for secrets of 256 random bits, which nobody can find by
    /// trying; passwords need [`super::login::password`].
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash(digest(&self.0))
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

/// The SHA-256 of any text, base64url without padding, 43 characters.
#[must_use]
pub fn digest(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

/// Random bytes as lower-case hexadecimal: an identifier that a URL, HTTP Basic or a command line takes as it
/// is.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A key for HMAC-SHA256 (RFC 2104), and perhaps a second one whose codes are accepted too.
#[derive(Clone)]
pub struct MacKey {
    current: [u8; 32],
    previous: Option<[u8; 32]>,
}

impl MacKey {
    /// The authentication code of `parts`, each preceded by its length, so that no two lists of
    /// parts read the same.
    #[must_use]
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        keyed(&self.current, parts)
    }

    /// Whether `mac` is the authentication code of `parts`, in constant time.
    #[must_use]
    pub fn verify(&self, parts: &[&[u8]], mac: &[u8]) -> bool {
        let is = |key: &[u8; 32]| bool::from(keyed(key, parts).ct_eq(mac));
        is(&self.current) || self.previous.as_ref().is_some_and(is)
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey(…)")
    }
}

/// The keys derived from `EDGEGRANT_SECRET`, one for each use, together with those derived from
/// `EDGEGRANT_SECRET_PREVIOUS`, if there is one.
#[derive(Clone)]
pub struct ServerKeys {
    /// Seals private signing keys (AES-256-GCM).
    pub seal: [u8; 32],
    /// Opens those that were sealed under the previous secret.
    pub previous_seal: Option<[u8; 32]>,
    /// Seals the records that others carry for this server (AES-256-GCM).
    pub carried: [u8; 32],
    /// Opens those that were sealed under the previous secret.
    pub previous_carried: Option<[u8; 32]>,
    /// Binds a form to a browser and a request.
    pub form: MacKey,
    /// Makes refresh tokens.
    pub refresh: MacKey,
    /// Makes the nonces of DPoP proofs.
    pub dpop_nonce: MacKey,
    /// Makes the ids and the secrets that a program can ask for again.
    pub named: MacKey,
}

impl ServerKeys {
    /// The shortest `EDGEGRANT_SECRET`, in characters.
    pub const SHORTEST_SECRET: usize = 32;

    /// The fewest different characters in it: `aaaa…` is not a secret.
    const FEWEST_DIFFERENT: usize = 8;

    /// Derives every key from the secret, without the spaces around it; `None` when it is too short or too
    /// simple.
    #[must_use]
    pub fn derive(secret: &Secret) -> Option<Self> {
        let text = secret.reveal().trim().as_bytes();
        let different = (0..=u8::MAX).filter(|byte| text.contains(byte)).count();
        if text.len() < Self::SHORTEST_SECRET || different < Self::FEWEST_DIFFERENT {
            return None;
        }
        let key = |label: &str| keyed(text, &[b"edgegrant", label.as_bytes()]);
        let mac_key = |label: &str| MacKey {
            current: key(label),
            previous: None,
        };
        Some(Self {
            seal: key("seal"),
            previous_seal: None,
            carried: key("carried"),
            previous_carried: None,
            form: mac_key("form"),
            refresh: mac_key("refresh"),
            dpop_nonce: mac_key("dpop nonce"),
            named: mac_key("named requests"),
        })
    }

    /// The same keys, which also accept what `previous` made. They make nothing with it.
    #[must_use]
    pub fn accepting(mut self, previous: &Self) -> Self {
        self.previous_seal = Some(previous.seal);
        self.previous_carried = Some(previous.carried);
        self.form.previous = Some(previous.form.current);
        self.refresh.previous = Some(previous.refresh.current);
        self.dpop_nonce.previous = Some(previous.dpop_nonce.current);
        self
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
