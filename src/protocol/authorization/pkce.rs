//! Proof Key for Code Exchange (RFC 7636), S256 only.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A `code_challenge`: the SHA-256 of a verifier, 43 characters of base64url (section 4.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeChallenge(String);

impl CodeChallenge {
    /// Reads a challenge of method S256, or `None` when it cannot be the base64url of 32 bytes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == 32).then(|| Self(text.to_owned()))
    }

    /// Whether this is the challenge of `verifier` (section 4.6), in constant time.
    #[must_use]
    pub fn answers(&self, verifier: &CodeVerifier) -> bool {
        let expected = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.0.as_bytes()));
        self.0.as_bytes().ct_eq(expected.as_bytes()).into()
    }
}

/// A `code_verifier`: 43 to 128 unreserved characters (section 4.1).
#[derive(Clone)]
pub struct CodeVerifier(String);

impl CodeVerifier {
    /// Reads a verifier, or `None` when its length or a character is not allowed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let unreserved =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        ((43..=128).contains(&text.len()) && text.bytes().all(unreserved))
            .then(|| Self(text.to_owned()))
    }
}

impl fmt::Debug for CodeVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeVerifier(…)")
    }
}
