//! Signature algorithms (RFC 7518 section 3.1, RFC 9864 section 2.2).

use std::fmt;

/// An algorithm that others may sign with (RFC 7518 section 3.1, RFC 9864 section 2.2). There are only
/// asymmetric ones, so that a public key can never be taken for a shared secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// Ed25519.
    Ed25519,
    /// Ed25519 too, by the older, less specific name (RFC 8037 section 3.1).
    EdDsa,
}

impl Algorithm {
    /// Every algorithm that is accepted.
    pub const ALL: [Self; 5] = [
        Self::Es256,
        Self::Rs256,
        Self::Ps256,
        Self::Ed25519,
        Self::EdDsa,
    ];

    /// The name on the wire (`alg`).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Ed25519 => "Ed25519",
            Self::EdDsa => "EdDSA",
        }
    }

    /// Whether two names mean the same way to sign.
    #[must_use]
    pub fn same(self, other: Self) -> bool {
        let ed25519 = |algorithm| matches!(algorithm, Self::Ed25519 | Self::EdDsa);
        self == other || (ed25519(self) && ed25519(other))
    }

    /// The length of a signature in bytes, where it does not depend on the key.
    pub(super) fn signature_length(self) -> Option<usize> {
        match self {
            Self::Es256 | Self::Ed25519 | Self::EdDsa => Some(64),
            Self::Rs256 | Self::Ps256 => None,
        }
    }

    /// Reads `alg`. Case matters (RFC 7515 section 4.1.1).
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.as_str() == name)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
