//! DPoP: a token that works only together with a key (RFC 9449).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::protocol::jose::{Jws, PublicKey};
use crate::protocol::json::Members;
use crate::protocol::secret::MacKey;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::url::Url;

/// How old a proof may be, in seconds.
pub const LIFETIME: u32 = 300;

/// How far another clock may be ahead, in seconds.
const SKEW: u32 = 60;

/// How long a nonce of this server is valid, in seconds.
const NONCE_LIFETIME: u32 = 300;

/// The longest `jti`, in bytes.
const LONGEST_ID: usize = 256;

/// Why a proof is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadProof {
    /// There is none, but the client or the token needs one.
    Missing,
    /// Not a `dpop+jwt` with an accepted algorithm, a public key and the claims of section 4.2.
    Malformed,
    /// `htm` or `htu` names another method or URL.
    OtherRequest,
    /// `iat` is too long ago or in the future.
    Stale,
    /// `ath` is not the hash of the access token.
    OtherToken,
    /// The signature is not by the key in the header.
    Signature,
    /// `jti` was used before.
    Replayed,
    /// `nonce` is missing, not from this server, or too old (section 8).
    Nonce,
}

impl BadProof {
    /// The `error` of sections 5 and 8.
    #[must_use]
    pub fn error(self) -> &'static str {
        match self {
            Self::Nonce => "use_dpop_nonce",
            Self::Missing
            | Self::Malformed
            | Self::OtherRequest
            | Self::Stale
            | Self::OtherToken
            | Self::Signature
            | Self::Replayed => "invalid_dpop_proof",
        }
    }

    /// For the client's developer.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Missing => "A DPoP header with a proof is needed here.",
            Self::Malformed => {
                "The DPoP header must be one JWT of typ dpop+jwt, signed with ES256, RS256, PS256 or \
                 Ed25519 by the public jwk in its header, with jti, htm, htu and iat."
            }
            Self::OtherRequest => "htm or htu of the DPoP proof is not this request's.",
            Self::Stale => "iat of the DPoP proof is more than 5 minutes ago or in the future.",
            Self::OtherToken => "ath of the DPoP proof is not the hash of this access token.",
            Self::Signature => "The DPoP proof is not signed by the key in its header.",
            Self::Replayed => "This DPoP proof was used before; make one for each request.",
            Self::Nonce => "Use the nonce of the DPoP-Nonce header in the DPoP proof.",
        }
    }
}

struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: Timestamp,
    nonce: Option<String>,
    ath: Option<String>,
}

impl Claims {
    fn read(claims: &Members) -> Option<Self> {
        Some(Self {
            jti: claims.text("jti")?,
            htm: claims.text("htm")?,
            htu: claims.text("htu")?,
            iat: claims.time("iat")?,
            nonce: claims.maybe_text("nonce")?,
            ath: claims.maybe_text("ath")?,
        })
    }
}

/// What a proof must be for.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The method of the request.
    pub method: &'a str,
    /// Its URL, without query.
    pub url: &'a str,
    /// The access token that comes with it, at a protected resource.
    pub access_token: Option<&'a str>,
    /// The key of this server's nonces.
    pub nonces: &'a MacKey,
    /// Whether a proof without a nonce is refused.
    pub nonce_required: bool,
}

/// A proof as it was sent: it is for this request and, if the signature is right, by the key it names.
#[derive(Debug)]
pub struct Proof {
    /// The signed message.
    pub jws: Box<Jws>,
    /// The key in its header.
    pub key: PublicKey,
    /// Identifies this proof among all others: the thumbprint of its key, and its `jti`.
    pub id: String,
    /// `iat`.
    pub issued_at: Timestamp,
}

impl Proof {
    /// Reads the `DPoP` header and checks everything except the signature and whether the `jti` is new (section
    /// 4.3).
    ///
    /// # Errors
    /// [`BadProof`], the first rule that is broken.
    pub fn parse(header: &str, expected: &Expected<'_>, now: Timestamp) -> Result<Self, BadProof> {
        let jws = Jws::parse(header).ok_or(BadProof::Malformed)?;
        let key = jws.jwk.as_ref().ok_or(BadProof::Malformed)?;
        let key = PublicKey::parse(key).map_err(|_| BadProof::Malformed)?;
        let claims = jws.claims().and_then(|claims| Claims::read(&claims));
        let claims = claims.ok_or(BadProof::Malformed)?;
        if jws.typ.as_deref() != Some("dpop+jwt")
            || !key.suits(jws.algorithm)
            || claims.jti.is_empty()
            || claims.jti.len() > LONGEST_ID
        {
            return Err(BadProof::Malformed);
        }
        if claims.htm != expected.method || !same_url(&claims.htu, expected.url) {
            return Err(BadProof::OtherRequest);
        }
        if let Some(token) = expected.access_token {
            let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(token));
            let sent = claims.ath.unwrap_or_default();
            if !bool::from(hash.as_bytes().ct_eq(sent.as_bytes())) {
                return Err(BadProof::OtherToken);
            }
        }
        if claims.iat > now.plus(SKEW) || claims.iat.plus(LIFETIME) < now {
            return Err(BadProof::Stale);
        }
        let nonce = claims.nonce.as_deref();
        if nonce.map_or(expected.nonce_required, |nonce| {
            !is_current(expected.nonces, nonce, now)
        }) {
            return Err(BadProof::Nonce);
        }
        Ok(Self {
            id: format!("{}.{}", key.thumbprint(), claims.jti),
            issued_at: claims.iat,
            jws,
            key,
        })
    }
}

/// A nonce for the next proof: when it was made, and the evidence that this server made it.
#[must_use]
pub fn nonce(key: &MacKey, now: Timestamp) -> String {
    let made_at = now.0.to_string();
    let mac = URL_SAFE_NO_PAD.encode(key.mac(&[made_at.as_bytes()]));
    format!("{made_at}.{mac}")
}

fn is_current(key: &MacKey, nonce: &str, now: Timestamp) -> bool {
    let made_at = nonce.split_once('.').and_then(|(made_at, mac)| {
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        let genuine = key.verify(&[made_at.as_bytes()], &mac);
        genuine.then(|| made_at.parse().ok().map(Timestamp))?
    });
    // The machine that made it may be a little ahead of this one.
    made_at.is_some_and(|made_at| made_at <= now.plus(SKEW) && now <= made_at.plus(NONCE_LIFETIME))
}

/// Section 4.3, rule 9: without query and fragment, after normalization (RFC 3986 section 6.2).
fn same_url(sent: &str, expected: &str) -> bool {
    match (Url::parse(sent), Url::parse(expected)) {
        (Some(sent), Some(expected)) => sent.without_query() == expected.without_query(),
        _ => false,
    }
}

errors!(BadProof);
