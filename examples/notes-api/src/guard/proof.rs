//! The proof that comes with a DPoP-bound access token (RFC 9449 sections 4 and 7), apart from its
//! signature and from whether it was used before.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::address;
use super::jwk::{Algorithm, PublicKey, sha256};

/// How old a proof may be, in seconds.
const PAST: u32 = 300;
/// How far the client's clock may be ahead of ours, in seconds.
const FUTURE: u32 = 60;
/// The longest proof, in bytes: enough for an RSA key of 8192 bits.
const MAX_BYTES: usize = 8 * 1024;
/// The longest `jti`, in bytes.
const MAX_JTI: usize = 256;
/// The members that only a private or a symmetric key has (RFC 7518 section 6).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Which rule of RFC 9449 section 4.3 a proof breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProofFault {
    /// There is none.
    Absent,
    /// Not a JWT with the claims of section 4.2. Two headers end here too, because the Fetch API
    /// joins them with a comma.
    Malformed,
    /// `typ` is not `dpop+jwt`.
    Type,
    /// `alg` is not in [`Algorithm`], or `crit` names an extension unknown here.
    Algorithm,
    /// The key does not fit the algorithm.
    Key,
    /// The key is not public.
    PrivateKey,
    /// For another method.
    Method,
    /// For another URL.
    Address,
    /// Older than [`PAST`], or newer than [`FUTURE`].
    Time,
    /// `jti` is empty or longer than [`MAX_JTI`].
    Identifier,
    /// For another access token.
    Token,
    /// With a key other than the one that the access token is bound to.
    Binding,
    /// Not signed by the key in it.
    Signature,
    /// Used before.
    Used,
    /// Without one of our nonces, or with an old one.
    Nonce,
}

impl ProofFault {
    /// RFC 9449 section 12.2; `invalid_token` where the token and the proof do not belong together.
    pub(super) fn error(self) -> &'static str {
        match self {
            Self::Binding => "invalid_token",
            Self::Nonce => "use_dpop_nonce",
            Self::Absent
            | Self::Malformed
            | Self::Type
            | Self::Algorithm
            | Self::Key
            | Self::PrivateKey
            | Self::Method
            | Self::Address
            | Self::Time
            | Self::Identifier
            | Self::Token
            | Self::Signature
            | Self::Used => "invalid_dpop_proof",
        }
    }

    /// A sentence for the caller, in the characters that RFC 6750 section 3 allows.
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Absent => "Send a proof in the DPoP header with this access token.",
            Self::Malformed => "The DPoP header must be one JWT with jti, htm, htu and iat.",
            Self::Type => "The typ of the DPoP proof must be dpop+jwt.",
            Self::Algorithm => "The DPoP proof is not signed with an algorithm that is used here.",
            Self::Key => "The jwk of the DPoP proof does not fit its alg.",
            Self::PrivateKey => "The jwk of the DPoP proof must be a public key.",
            Self::Method => "The htm of the DPoP proof is not the method of this request.",
            Self::Address => "The htu of the DPoP proof is not the URL of this request.",
            Self::Time => "The iat of the DPoP proof is too long ago or in the future.",
            Self::Identifier => "The jti of the DPoP proof must have 1 to 256 bytes.",
            Self::Token => "The ath of the DPoP proof is not the hash of this access token.",
            Self::Binding => "The access token is bound to another key than that of the proof.",
            Self::Signature => "The signature of the DPoP proof is wrong.",
            Self::Used => "The DPoP proof was used before; make a new one for each request.",
            Self::Nonce => "The DPoP proof needs the nonce of the DPoP-Nonce header.",
        }
    }
}

#[derive(Deserialize)]
struct Header {
    typ: Option<String>,
    alg: String,
    jwk: Map<String, Value>,
    crit: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: f64,
    ath: Option<String>,
    nonce: Option<String>,
}

/// What a proof must be about.
pub(super) struct Occasion<'a> {
    pub(super) method: &'a str,
    pub(super) url: &'a str,
    /// The access token as it was sent.
    pub(super) token: &'a str,
    /// The thumbprint of the key that the access token is bound to (RFC 9449 section 6.1).
    pub(super) jkt: &'a str,
    /// Seconds since the Unix epoch.
    pub(super) now: u64,
}

/// A proof that nobody has verified yet.
#[derive(Debug)]
pub(super) struct Proof<'a> {
    /// The key that is said to have signed it.
    pub(super) key: PublicKey,
    /// What was signed.
    pub(super) signed: &'a [u8],
    pub(super) signature: Vec<u8>,
    claims: Claims,
}

impl<'a> Proof<'a> {
    /// Reads the compact form of RFC 7515 section 3.1.
    pub(super) fn parse(text: &'a str) -> Result<Self, ProofFault> {
        if text.len() > MAX_BYTES {
            return Err(ProofFault::Malformed);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(ProofFault::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(ProofFault::Malformed)?;
        let header: Header = decode(header)?;
        if header.typ.as_deref() != Some("dpop+jwt") {
            return Err(ProofFault::Type);
        }
        let algorithm = Algorithm::named(&header.alg).ok_or(ProofFault::Algorithm)?;
        if header.crit.is_some() {
            return Err(ProofFault::Algorithm);
        }
        if PRIVATE.iter().any(|name| header.jwk.contains_key(*name)) {
            return Err(ProofFault::PrivateKey);
        }
        let jwk = serde_json::from_value(Value::Object(header.jwk));
        let jwk = jwk.map_err(|_| ProofFault::Key)?;
        let key = PublicKey::parse(algorithm, &jwk).ok_or(ProofFault::Key)?;
        let signature = URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| ProofFault::Malformed)?;
        if !algorithm.signs_with(signature.len()) {
            return Err(ProofFault::Signature);
        }
        Ok(Self {
            key,
            signed: signed.as_bytes(),
            signature,
            claims: decode(claims)?,
        })
    }

    /// Whether it was made for this occasion.
    pub(super) fn acceptable(&self, occasion: &Occasion<'_>) -> Result<(), ProofFault> {
        let claims = &self.claims;
        if claims.htm != occasion.method {
            return Err(ProofFault::Method);
        }
        let here = address::normal(occasion.url);
        if here.is_none() || address::normal(&claims.htu) != here {
            return Err(ProofFault::Address);
        }
        #[allow(clippy::cast_precision_loss, reason = "exact for 285 million years")]
        let age = occasion.now as f64 - claims.iat;
        if age > f64::from(PAST) || age < -f64::from(FUTURE) {
            return Err(ProofFault::Time);
        }
        if claims.jti.is_empty() || claims.jti.len() > MAX_JTI {
            return Err(ProofFault::Identifier);
        }
        if claims.ath != Some(sha256(occasion.token)) {
            return Err(ProofFault::Token);
        }
        if self.key.thumbprint() != occasion.jkt {
            return Err(ProofFault::Binding);
        }
        Ok(())
    }

    /// The server's nonce in it.
    pub(super) fn nonce(&self) -> Option<&str> {
        self.claims.nonce.as_deref()
    }

    /// What tells it from every other proof, always of the same length. Clients do not know each other's `jti`,
    /// so the key is part of it.
    pub(super) fn id(&self) -> String {
        sha256(&format!("{}.{}", self.key.thumbprint(), self.claims.jti))
    }

    /// Until when it must be remembered, in seconds since the Unix epoch: [`PAST`] after it was made, plus the
    /// time by which clocks may differ.
    pub(super) fn remembered_until(&self) -> u64 {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not far from now, or it was refused"
        )]
        let made_at = self.claims.iat as u64;
        made_at + u64::from(PAST + FUTURE)
    }
}

fn decode<T: DeserializeOwned>(part: &str) -> Result<T, ProofFault> {
    let json = URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| ProofFault::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| ProofFault::Malformed)
}
