//! Signed JSON (RFC 7515, compact): what others send us, as client assertions, DPoP proofs and request
//! objects, and what this server signs.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::Value;

use super::algorithm::Algorithm;
use super::jwk::PublicKey;
use crate::protocol::json::{Members, members};
use crate::protocol::secret::Secret;

/// The part of a message that is signed: header and claims (section 5.1). `typ` says what the message is, so
/// that it cannot be taken for one of another kind (RFC 8725 section 3.11).
///
/// # Errors
/// The serializer's, which no type of this crate can cause.
pub fn signing_input(
    algorithm: Algorithm,
    typ: &str,
    kid: &str,
    claims: &impl Serialize,
) -> Result<String, serde_json::Error> {
    let header = members! { "typ": typ, "alg": algorithm.as_str(), "kid": kid };
    Ok(format!("{}.{}", part(&header)?, part(claims)?))
}

/// The whole message.
#[must_use]
pub fn assemble(signing_input: &str, signature: &[u8]) -> Secret {
    Secret::new(format!(
        "{signing_input}.{}",
        URL_SAFE_NO_PAD.encode(signature)
    ))
}

fn part(value: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(value)?))
}

/// The longest message that is taken apart, in bytes.
const LONGEST: usize = 16 * 1024;

/// A signed message, taken apart but not verified: nothing in it may be believed yet.
pub struct Jws {
    /// How it says it was signed: an algorithm that is accepted.
    pub algorithm: Algorithm,
    /// `typ`, in lower case and without `application/` (RFC 7515 section 4.1.9).
    pub typ: Option<String>,
    /// Which key is said to have signed it.
    pub kid: Option<String>,
    /// A key that was sent along, which only a DPoP proof may do.
    pub jwk: Option<Value>,
    /// What the signature covers.
    pub signed: String,
    /// The signature.
    pub signature: Vec<u8>,
    payload: Vec<u8>,
}

impl Jws {
    /// Takes a message apart. `None` unless it has three parts, an algorithm of [`Algorithm`] with a
    /// signature of its length, and no extension that must be understood (`crit`, RFC 7515 section 4.1.11).
    #[must_use]
    pub fn parse(text: &str) -> Option<Box<Self>> {
        if text.len() > LONGEST {
            return None;
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let header = Members::parse(&URL_SAFE_NO_PAD.decode(header).ok()?)?;
        // Whatever they hold, even null.
        if header.get("crit").is_some() || header.get("b64").is_some() {
            return None;
        }
        let algorithm = Algorithm::parse(&header.text("alg")?)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        if algorithm
            .signature_length()
            .is_some_and(|length| length != signature.len())
        {
            return None;
        }
        Some(Box::new(Self {
            algorithm,
            typ: header.maybe_text("typ")?.map(|typ| {
                let typ = typ.to_ascii_lowercase();
                typ.strip_prefix("application/").unwrap_or(&typ).to_owned()
            }),
            kid: header.maybe_text("kid")?,
            jwk: header.get("jwk").cloned(),
            signed: signed.to_owned(),
            signature,
            payload: URL_SAFE_NO_PAD.decode(payload).ok()?,
        }))
    }

    /// The claims; `None` when they are no object, or when one is there twice.
    #[must_use]
    pub fn claims(&self) -> Option<Members> {
        Members::parse(&self.payload)
    }

    /// The keys of a set that may have signed this: those that suit the algorithm and, where both sides name
    /// one, have the same `kid`.
    pub fn candidates<'a>(&self, keys: &'a [PublicKey]) -> impl Iterator<Item = &'a PublicKey> {
        keys.iter().filter(|key| {
            key.suits(self.algorithm)
                && match (&self.kid, &key.kid) {
                    (Some(sent), Some(known)) => sent == known,
                    _ => true,
                }
        })
    }
}

impl fmt::Debug for Jws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jws")
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}
