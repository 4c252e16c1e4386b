//! Public keys and what is signed with them (RFC 7517, RFC 7518, RFC 8037).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// The shortest RSA modulus, in bits (RFC 7518 section 3.3).
const RSA_BITS: usize = 2048;

/// A way to sign. All are asymmetric: with `none` or an HMAC, whoever holds the public key could
/// sign too (RFC 9449 section 11.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PSS with SHA-256 and a salt of 32 bytes.
    Ps256,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    /// The algorithms that a proof may be signed with: `dpop_signing_alg_values_supported` of RFC 9728.
    pub const ALL: [Self; 4] = [Self::Es256, Self::Rs256, Self::Ps256, Self::EdDsa];

    /// Its name in `alg`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm that `alg` names, compared letter by letter.
    pub(super) fn named(alg: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == alg)
    }

    /// Whether a signature may have this many bytes. WebCrypto throws at an Ed25519 signature of another length
    /// instead of calling it wrong. An RSA signature is as long as the modulus, which WebCrypto checks.
    pub(super) fn signs_with(self, bytes: usize) -> bool {
        match self {
            Self::Es256 | Self::EdDsa => bytes == 64,
            Self::Rs256 | Self::Ps256 => true,
        }
    }
}

/// A key in the form that others publish (RFC 7517 section 4), as far as it is used here.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Jwk {
    /// The name by which a token's header refers to it.
    pub(super) kid: Option<String>,
    /// `EC`, `OKP` or `RSA`.
    pub(super) kty: String,
    /// `P-256` or `Ed25519`.
    pub(super) crv: Option<String>,
    /// A coordinate, base64url.
    pub(super) x: Option<String>,
    /// A coordinate, base64url.
    pub(super) y: Option<String>,
    /// The RSA modulus, base64url.
    pub(super) n: Option<String>,
    /// The RSA exponent, base64url.
    pub(super) e: Option<String>,
    /// The algorithm it signs with, if it says so.
    pub(super) alg: Option<String>,
    /// `sig`, if it says so.
    #[serde(rename = "use")]
    pub(super) usage: Option<String>,
}

/// A public key whose kind, curve and size fit the algorithm that it is used with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// What it verifies.
    pub algorithm: Algorithm,
    /// The JWK members that make up the key, in the order of RFC 7638 section 3.2.
    pub members: Vec<(&'static str, String)>,
}

impl PublicKey {
    /// The key that `jwk` describes, or `None` when `algorithm` cannot be used with it.
    pub(super) fn parse(algorithm: Algorithm, jwk: &Jwk) -> Option<Self> {
        let wanted = jwk.alg.as_deref().is_none_or(|alg| alg == algorithm.name());
        let verifies = jwk.usage.as_deref().is_none_or(|usage| usage == "sig");
        let (kty, crv) = match algorithm {
            Algorithm::Es256 => ("EC", Some("P-256")),
            Algorithm::EdDsa => ("OKP", Some("Ed25519")),
            Algorithm::Rs256 | Algorithm::Ps256 => ("RSA", None),
        };
        if !wanted || !verifies || jwk.kty != kty || (crv.is_some() && jwk.crv.as_deref() != crv) {
            return None;
        }
        let point = |value: &Option<String>| octets(value, |bytes| bytes.len() == 32);
        let kty = ("kty", kty.to_owned());
        let members = match algorithm {
            Algorithm::Es256 => vec![
                ("crv", "P-256".to_owned()),
                kty,
                ("x", point(&jwk.x)?),
                ("y", point(&jwk.y)?),
            ],
            Algorithm::EdDsa => vec![("crv", "Ed25519".to_owned()), kty, ("x", point(&jwk.x)?)],
            Algorithm::Rs256 | Algorithm::Ps256 => vec![
                ("e", octets(&jwk.e, |bytes| bits(bytes) > 0)?),
                kty,
                ("n", octets(&jwk.n, |bytes| bits(bytes) >= RSA_BITS)?),
            ],
        };
        Some(Self { algorithm, members })
    }

    /// RFC 7638: the SHA-256, base64url, of the members as JSON without white space. None of them
    /// has a character that JSON would escape.
    pub(super) fn thumbprint(&self) -> String {
        let members: Vec<String> = self
            .members
            .iter()
            .map(|(name, value)| format!("\"{name}\":\"{value}\""))
            .collect();
        sha256(&format!("{{{}}}", members.join(",")))
    }
}

/// The SHA-256 of a text, base64url.
pub(super) fn sha256(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

/// A member whose bytes meet the rule `must`. Bytes can be written in base64url in only one way, so that one
/// key cannot have two thumbprints.
fn octets(value: &Option<String>, must: impl Fn(&[u8]) -> bool) -> Option<String> {
    let value = value.as_ref()?;
    let bytes = URL_SAFE_NO_PAD.decode(value).ok()?;
    must(&bytes).then(|| value.clone())
}

/// How many bits a number has; none when it begins with a zero byte, which RFC 7518 section 2
/// forbids.
fn bits(number: &[u8]) -> usize {
    match number.first() {
        None | Some(0) => 0,
        Some(first) => number.len() * 8 - first.leading_zeros() as usize,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Algorithm, PublicKey, URL_SAFE_NO_PAD};
    use base64::Engine;

    #[test]
    fn an_rsa_key_has_at_least_2048_bits() {
        let long = [&[0x80][..], &[1; 255]].concat();
        let short = [&[0x7f][..], &[1; 255]].concat();
        let padded = [&[0][..], &long].concat();
        for (modulus, exponent, fits) in [
            (&long, "AQAB", true),
            (&short, "AQAB", false),
            (&padded, "AQAB", false),
            (&long, "AAAB", false),
            (&long, "", false),
        ] {
            let n = URL_SAFE_NO_PAD.encode(modulus);
            let jwk = json!({ "kty": "RSA", "n": n, "e": exponent });
            let jwk = serde_json::from_value(jwk).expect("a JWK");
            for algorithm in [Algorithm::Rs256, Algorithm::Ps256] {
                assert_eq!(PublicKey::parse(algorithm, &jwk).is_some(), fits);
            }
        }
    }

    #[test]
    fn one_key_is_written_in_one_way() {
        let x = URL_SAFE_NO_PAD.encode([7; 32]);
        // Unused bits of the last character, padding, the other alphabet.
        let changed = format!("{}d", &x[..42]);
        for (x, fits) in [
            (x.clone(), true),
            (changed, false),
            (format!("{x}="), false),
            (x.replace('c', "+"), false),
        ] {
            let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": x });
            let jwk = serde_json::from_value(jwk).expect("a JWK");
            let key = PublicKey::parse(Algorithm::EdDsa, &jwk);
            assert_eq!(key.is_some(), fits, "{x}");
        }
    }
}
