//! Public keys of clients (RFC 7517, RFC 7518 section 6, RFC 8037 section 2).
//!
//! Read strictly: a key is of one of three kinds, of the right size, public, and one that can verify.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::algorithm::Algorithm;
use super::jwk_error::BadKey;
use super::key_numbers::{bits, is_ed25519_key, is_p256_key, is_rsa_key};
use crate::protocol::json::{self, members};

/// The members of RFC 7518 that only a private or a shared key has.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The sizes of an RSA modulus that are accepted, in bits: fewer are weak (RFC 7518 section 3.3), more cost too
/// much to verify.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// How many keys a set may have.
const MOST_KEYS: usize = 16;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    P256 { x: String, y: String },
    Ed25519 { x: String },
    Rsa { n: String, e: String },
}

impl Kind {
    /// Reads the members that make a key, and refuses one that cannot be a key of its kind.
    fn read(members: &Members<'_>) -> Result<Self, BadKey> {
        match (members.text("kty")?, members.text("crv")?) {
            (Some("EC"), Some("P-256")) => {
                let ((x, x_bytes), (y, y_bytes)) =
                    (members.of_32_bytes("x")?, members.of_32_bytes("y")?);
                if !is_p256_key(&x_bytes, &y_bytes) {
                    return Err(BadKey::NotOnCurve);
                }
                Ok(Self::P256 { x, y })
            }
            (Some("OKP"), Some("Ed25519")) => {
                let (x, bytes) = members.of_32_bytes("x")?;
                if !is_ed25519_key(&bytes) {
                    return Err(BadKey::NotOnCurve);
                }
                Ok(Self::Ed25519 { x })
            }
            (Some("RSA"), _) => {
                let ((n, modulus), (e, exponent)) = (members.number("n")?, members.number("e")?);
                if !RSA_BITS.contains(&bits(&modulus)) || bits(&exponent) > 32 {
                    return Err(BadKey::Unsupported);
                }
                if !is_rsa_key(&modulus, &exponent) {
                    return Err(BadKey::NotRsa);
                }
                Ok(Self::Rsa { n, e })
            }
            (Some(_), _) => Err(BadKey::Unsupported),
            (None, _) => Err(BadKey::Malformed),
        }
    }
}

/// The members of a JWK.
struct Members<'a>(&'a Map<String, Value>);

impl Members<'_> {
    fn text(&self, name: &str) -> Result<Option<&str>, BadKey> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(BadKey::Malformed),
        }
    }

    /// A number in base64url, as it stands and as bytes.
    fn number(&self, name: &str) -> Result<(String, Vec<u8>), BadKey> {
        let text = self.text(name)?.ok_or(BadKey::Malformed)?;
        let bytes = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| BadKey::Malformed)?;
        Ok((text.to_owned(), bytes))
    }

    fn of_32_bytes(&self, name: &str) -> Result<(String, [u8; 32]), BadKey> {
        let (text, bytes) = self.number(name)?;
        let bytes = bytes.try_into().map_err(|_| BadKey::Malformed)?;
        Ok((text, bytes))
    }
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
        let members = Members(jwk.as_object().ok_or(BadKey::Malformed)?);
        if PRIVATE.iter().any(|name| members.0.contains_key(*name)) {
            return Err(BadKey::Private);
        }
        let (usage, key_ops) = (members.text("use")?, members.0.get("key_ops"));
        if !matches!(usage, None | Some("sig")) || !verifies(key_ops)? {
            return Err(BadKey::OtherUse);
        }
        let kind = Kind::read(&members)?;
        let key = Self {
            kid: members.text("kid")?.map(str::to_owned),
            algorithm: None,
            kind,
        };
        match members.text("alg")? {
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

    /// Reads a JWK Set (RFC 7517 section 5): every key that can be used. Others are ignored, as section 5 asks;
    /// one private key makes the whole set invalid.
    ///
    /// # Errors
    /// [`BadKey`] when it is not a set, holds a private key, or has no key that can be used; then it is what is
    /// wrong with the first.
    pub fn parse_set(set: &Value) -> Result<Vec<Self>, BadKey> {
        Self::read_set(set, |bad| bad == BadKey::Private)
    }

    /// The same for a set that is being registered: a broken key spoils it too, while somebody is there to hear
    /// of it.
    ///
    /// # Errors
    /// [`BadKey`], as above, and when a key is broken.
    pub fn register_set(set: &Value) -> Result<Vec<Self>, BadKey> {
        Self::read_set(set, |bad| bad == BadKey::Private || bad.is_broken())
    }

    fn read_set(set: &Value, spoils: impl Fn(BadKey) -> bool) -> Result<Vec<Self>, BadKey> {
        let keys = set
            .get("keys")
            .and_then(Value::as_array)
            .ok_or(BadKey::Malformed)?;
        if keys.is_empty() || keys.len() > MOST_KEYS {
            return Err(BadKey::Count);
        }
        let mut usable = Vec::new();
        let mut first = None;
        for key in keys {
            match Self::parse(key) {
                Ok(key) => usable.push(key),
                Err(bad) if spoils(bad) => return Err(bad),
                Err(bad) => first = first.or(Some(bad)),
            }
        }
        match first {
            Some(bad) if usable.is_empty() => Err(bad),
            _ => Ok(usable),
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
            Kind::P256 { x, y } => {
                members! { "crv": "P-256", "kty": "EC", "x": x.as_str(), "y": y.as_str() }
            }
            Kind::Ed25519 { x } => members! { "crv": "Ed25519", "kty": "OKP", "x": x.as_str() },
            Kind::Rsa { n, e } => members! { "e": e.as_str(), "kty": "RSA", "n": n.as_str() },
        }
    }

    /// The key as a JWK.
    #[must_use]
    pub fn jwk(&self) -> Value {
        let mut jwk = self.members();
        jwk["use"] = "sig".into();
        if let Some(kid) = &self.kid {
            jwk["kid"] = kid.as_str().into();
        }
        if let Some(algorithm) = self.algorithm {
            jwk["alg"] = algorithm.as_str().into();
        }
        jwk
    }

    /// Keys as a JWK Set (RFC 7517 section 5).
    #[must_use]
    pub fn set(keys: &[Self]) -> Value {
        let keys: Vec<Value> = keys.iter().map(Self::jwk).collect();
        members! { "keys": keys }
    }

    /// The SHA-256 thumbprint (RFC 7638 section 3): 43 characters of base64url.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(json::write(&self.members())))
    }
}

/// Whether a key with these `key_ops` may verify signatures (RFC 7517 section 4.3). Without any it may do all
/// that its kind can.
fn verifies(key_ops: Option<&Value>) -> Result<bool, BadKey> {
    let Some(key_ops) = key_ops else {
        return Ok(true);
    };
    let operations = key_ops.as_array().ok_or(BadKey::Malformed)?;
    let mut seen = Vec::new();
    for operation in operations {
        let operation = operation.as_str().ok_or(BadKey::Malformed)?;
        // "Duplicate key operation values MUST NOT be present in the array."
        if seen.contains(&operation) {
            return Err(BadKey::Malformed);
        }
        seen.push(operation);
    }
    Ok(seen.contains(&"verify"))
}

/// Whether a text is the thumbprint of a key (RFC 9449 section 10): the base64url of a SHA-256.
#[must_use]
pub fn is_thumbprint(text: &str) -> bool {
    URL_SAFE_NO_PAD
        .decode(text)
        .is_ok_and(|bytes| bytes.len() == 32)
}
