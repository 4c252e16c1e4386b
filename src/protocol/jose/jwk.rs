//! Public keys of clients (RFC 7517, RFC 7518 section 6, RFC 8037 section 2).
//!
//! Read strictly: a key is of one of three kinds, of the right size, and public.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::algorithm::Algorithm;

/// The members of RFC 7518 that only a private or a shared key has.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The sizes of an RSA modulus that are accepted, in bits: fewer are weak (RFC 7518 section 3.3), more cost too
/// much to verify.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// How many keys a set may have.
const MOST_KEYS: usize = 16;

/// Why a JWK or a set of them cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadKey {
    /// Not an object with the expected members.
    Malformed,
    /// It holds private or shared key material, which must never be sent.
    Private,
    /// A kind, a curve or a size that no accepted algorithm works with.
    Unsupported,
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
            Self::Count => "a key set must have 1 to 16 keys",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    P256 { x: String, y: String },
    Ed25519 { x: String },
    Rsa { n: String, e: String },
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// `kid`, if it has one.
    pub kid: Option<String>,
    /// The one algorithm it is for (`alg`), if it says so.
    algorithm: Option<Algorithm>,
    kind: Kind,
}

impl PublicKey {
    /// Reads a JWK.
    ///
    /// # Errors
    /// [`BadKey`].
    pub fn parse(jwk: &Value) -> Result<Self, BadKey> {
        let members = jwk.as_object().ok_or(BadKey::Malformed)?;
        if PRIVATE.iter().any(|name| members.contains_key(*name)) {
            return Err(BadKey::Private);
        }
        let text = |name: &str| match members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str())),
            Some(_) => Err(BadKey::Malformed),
        };
        let number = |name: &str| {
            let text = text(name)?.ok_or(BadKey::Malformed)?;
            let bytes = URL_SAFE_NO_PAD
                .decode(text)
                .map_err(|_| BadKey::Malformed)?;
            Ok((text.to_owned(), bytes))
        };
        let of_32_bytes = |name: &str| match number(name)? {
            (text, bytes) if bytes.len() == 32 => Ok(text),
            _ => Err(BadKey::Malformed),
        };
        if !matches!(text("use")?, None | Some("sig")) {
            return Err(BadKey::Unsupported);
        }
        let kind = match (text("kty")?, text("crv")?) {
            (Some("EC"), Some("P-256")) => Kind::P256 {
                x: of_32_bytes("x")?,
                y: of_32_bytes("y")?,
            },
            (Some("OKP"), Some("Ed25519")) => Kind::Ed25519 {
                x: of_32_bytes("x")?,
            },
            (Some("RSA"), _) => {
                let (n, modulus) = number("n")?;
                let (e, exponent) = number("e")?;
                if !RSA_BITS.contains(&bits(&modulus))
                    || bits(&exponent) > 32
                    || bits(&exponent) < 2
                {
                    return Err(BadKey::Unsupported);
                }
                Kind::Rsa { n, e }
            }
            (Some(_), _) => return Err(BadKey::Unsupported),
            (None, _) => return Err(BadKey::Malformed),
        };
        let key = Self {
            kid: text("kid")?.map(str::to_owned),
            algorithm: None,
            kind,
        };
        match text("alg")? {
            None => Ok(key),
            Some(name) => match Algorithm::parse(name) {
                Some(algorithm) if key.suits(algorithm) => Ok(Self {
                    algorithm: Some(algorithm),
                    ..key
                }),
                _ => Err(BadKey::Unsupported),
            },
        }
    }

    /// Reads a JWK Set (RFC 7517 section 5): every key that can be used. Keys of other kinds are ignored, as
    /// section 5 asks; one private key makes the whole set invalid.
    ///
    /// # Errors
    /// [`BadKey`] when it is not a set, holds a private key, or has no key that can be used.
    pub fn parse_set(set: &Value) -> Result<Vec<Self>, BadKey> {
        let keys = set
            .get("keys")
            .and_then(Value::as_array)
            .ok_or(BadKey::Malformed)?;
        if keys.is_empty() || keys.len() > MOST_KEYS {
            return Err(BadKey::Count);
        }
        let mut usable = Vec::new();
        for key in keys {
            match Self::parse(key) {
                Ok(key) => usable.push(key),
                Err(BadKey::Private) => return Err(BadKey::Private),
                Err(_) => {}
            }
        }
        if usable.is_empty() {
            Err(BadKey::Unsupported)
        } else {
            Ok(usable)
        }
    }

    /// The key with a name, for one algorithm.
    #[must_use]
    pub fn named(self, kid: String, algorithm: Algorithm) -> Self {
        Self {
            kid: Some(kid),
            algorithm: Some(algorithm),
            ..self
        }
    }

    /// Whether this key can verify signatures of `algorithm`.
    #[must_use]
    pub fn suits(&self, algorithm: Algorithm) -> bool {
        let kind = match algorithm {
            Algorithm::Es256 => matches!(self.kind, Kind::P256 { .. }),
            Algorithm::Ed25519 | Algorithm::EdDsa => matches!(self.kind, Kind::Ed25519 { .. }),
            Algorithm::Rs256 | Algorithm::Ps256 => matches!(self.kind, Kind::Rsa { .. }),
        };
        kind && self.algorithm.is_none_or(|only| only.same(algorithm))
    }

    /// The members that make the key, in lexical order (RFC 7638 section 3.2), as JSON.
    #[must_use]
    pub fn members(&self) -> Value {
        match &self.kind {
            Kind::P256 { x, y } => json!({ "crv": "P-256", "kty": "EC", "x": x, "y": y }),
            Kind::Ed25519 { x } => json!({ "crv": "Ed25519", "kty": "OKP", "x": x }),
            Kind::Rsa { n, e } => json!({ "e": e, "kty": "RSA", "n": n }),
        }
    }

    /// The key as a JWK.
    #[must_use]
    pub fn jwk(&self) -> Value {
        let mut jwk = self.members();
        jwk["use"] = json!("sig");
        if let Some(kid) = &self.kid {
            jwk["kid"] = json!(kid);
        }
        if let Some(algorithm) = self.algorithm {
            jwk["alg"] = json!(algorithm.as_str());
        }
        jwk
    }

    /// Keys as a JWK Set (RFC 7517 section 5).
    #[must_use]
    pub fn set(keys: &[Self]) -> Value {
        let keys: Vec<Value> = keys.iter().map(Self::jwk).collect();
        json!({ "keys": keys })
    }

    /// The SHA-256 thumbprint (RFC 7638 section 3): 43 characters of base64url.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.members().to_string()))
    }
}

/// The length of a big-endian number, in bits.
fn bits(number: &[u8]) -> usize {
    let significant = number.iter().skip_while(|byte| **byte == 0);
    significant.clone().next().map_or(0, |first| {
        significant.count() * 8 - first.leading_zeros() as usize
    })
}

/// Whether a text is the thumbprint of a key (RFC 9449 section 10): the base64url of a SHA-256.
#[must_use]
pub fn is_thumbprint(text: &str) -> bool {
    URL_SAFE_NO_PAD
        .decode(text)
        .is_ok_and(|bytes| bytes.len() == 32)
}

errors!(BadKey);
