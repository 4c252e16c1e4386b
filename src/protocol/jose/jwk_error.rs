//! Why a public key of a client is refused.

/// Why a JWK or a set of them cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadKey {
    /// Not an object with the expected members.
    Malformed,
    /// It holds private or shared key material, which must never be sent.
    Private,
    /// A kind, a curve or a size that no accepted algorithm works with.
    Unsupported,
    /// A key for something other than signatures (RFC 7517 sections 4.2 and 4.3).
    OtherUse,
    /// `x` and `y` are not a point of the curve, or are one for which anybody can sign.
    NotOnCurve,
    /// `n` or `e` cannot be that of an RSA key.
    NotRsa,
    /// A set without a key, or with too many.
    Count,
}

impl BadKey {
    /// What is wrong, for the client's developer.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Malformed => "it is not a JSON Web Key with the members that its kty needs",
            Self::Private => {
                "it holds a private key; send the public half only, and make a new key, for this one \
                 has been seen"
            }
            Self::Unsupported => "only P-256, Ed25519 and RSA keys of 2048 to 4096 bits are served",
            Self::OtherUse => {
                "it is not for signatures; its use must be sig, and its key_ops must include verify"
            }
            Self::NotOnCurve => "it is broken: x and y are not a key on the curve that crv names",
            Self::NotRsa => "it is broken: n and e of an RSA key are both odd, and e is at least 3",
            Self::Count => "a key set must have 1 to 16 keys",
        }
    }

    /// Whether the key claims to be of a kind that is served, but is not. Whoever registers it would wonder
    /// later why nothing that it signs is believed.
    pub(super) fn is_broken(self) -> bool {
        match self {
            Self::NotOnCurve | Self::NotRsa => true,
            Self::Malformed | Self::Private | Self::Unsupported | Self::OtherUse | Self::Count => {
                false
            }
        }
    }
}

errors!(BadKey);
