//! The cryptography of a native test.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use edgegrant::platform::{Crypto, Fault, KeyPair, Platform};
use edgegrant::protocol::jose::{Algorithm, PublicKey};
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey};

use serde_json::json;

use super::{World, decode, encode};

/// A private key of one of the algorithms that native tests have.
pub enum PrivateKey {
    P256(Box<SigningKey>),
    Ed25519(Box<ed25519_dalek::SigningKey>),
}

/// ES256 and Ed25519; RSA is WebCrypto's, and tested on workerd.
impl Crypto for World {
    type SigningKey = PrivateKey;

    async fn generate_key(&self, algorithm: Algorithm) -> Result<KeyPair, Fault> {
        let (public, private) = match algorithm {
            Algorithm::Es256 => {
                let key = SigningKey::from_slice(&self.random()).map_err(fault)?;
                let point = key.verifying_key().to_sec1_point(false);
                let coordinate =
                    |bytes: Option<_>| encode(bytes.expect("not the point at infinity"));
                let public = json!({
                    "kty": "EC", "crv": "P-256",
                    "x": coordinate(point.x()), "y": coordinate(point.y()),
                });
                (
                    public,
                    key.to_pkcs8_der().expect("a key can be written down"),
                )
            }
            Algorithm::EdDsa | Algorithm::Ed25519 => {
                let key = ed25519_dalek::SigningKey::from_bytes(&self.random());
                let x = encode(key.verifying_key().as_bytes());
                let public = json!({ "kty": "OKP", "crv": "Ed25519", "x": x });
                (
                    public,
                    key.to_pkcs8_der().expect("a key can be written down"),
                )
            }
            Algorithm::Rs256 | Algorithm::Ps256 => return Err(none(algorithm)),
        };
        Ok(KeyPair {
            public: PublicKey::parse(&public).expect("a JWK"),
            private: private.as_bytes().to_vec(),
        })
    }

    async fn import_key(&self, pkcs8: &[u8], algorithm: Algorithm) -> Result<PrivateKey, Fault> {
        match algorithm {
            Algorithm::Es256 => SigningKey::from_pkcs8_der(pkcs8)
                .map(|key| PrivateKey::P256(Box::new(key)))
                .map_err(fault),
            Algorithm::EdDsa | Algorithm::Ed25519 => {
                ed25519_dalek::SigningKey::from_pkcs8_der(pkcs8)
                    .map(|key| PrivateKey::Ed25519(Box::new(key)))
                    .map_err(fault)
            }
            Algorithm::Rs256 | Algorithm::Ps256 => Err(none(algorithm)),
        }
    }

    async fn sign(
        &self,
        key: &PrivateKey,
        algorithm: Algorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, Fault> {
        // Counted with the storage calls, for it can fail as they can.
        self.storage(|| match (key, algorithm) {
            (PrivateKey::P256(key), Algorithm::Es256) => {
                let signature: Signature = key.sign(message);
                Ok(signature.to_bytes().to_vec())
            }
            (PrivateKey::Ed25519(key), Algorithm::EdDsa | Algorithm::Ed25519) => {
                Ok(key.sign(message).to_bytes().to_vec())
            }
            _ => Err(none(algorithm)),
        })
        .await
    }

    async fn verify(
        &self,
        key: &PublicKey,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Fault> {
        Ok(match algorithm {
            Algorithm::Es256 => match (verifying_key(key), Signature::from_slice(signature)) {
                (Some(key), Ok(signature)) => key.verify(message, &signature).is_ok(),
                _ => false,
            },
            Algorithm::EdDsa | Algorithm::Ed25519 => {
                let verified = || {
                    let x = decode(key.members().get("x")?.as_str()?)?;
                    let key = ed25519_dalek::VerifyingKey::try_from(&x[..]).ok()?;
                    let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
                    key.verify(message, &signature).ok()
                };
                verified().is_some()
            }
            Algorithm::Rs256 | Algorithm::Ps256 => return Err(none(algorithm)),
        })
    }

    async fn sha512(&self, message: &[u8]) -> Result<Vec<u8>, Fault> {
        use sha2::Digest;
        Ok(sha2::Sha512::digest(message).to_vec())
    }

    async fn seal(
        &self,
        key: &[u8; 32],
        plaintext: &[u8],
        purpose: &[u8],
    ) -> Result<Vec<u8>, Fault> {
        let nonce = &self.random()[..12];
        let sealed = aes(key)
            .encrypt(
                &Nonce::try_from(nonce).expect("12 bytes"),
                Payload {
                    msg: plaintext,
                    aad: purpose,
                },
            )
            .map_err(|error| Fault::new(error.to_string()))?;
        Ok([nonce, &sealed].concat())
    }

    async fn open(&self, key: &[u8; 32], sealed: &[u8], purpose: &[u8]) -> Result<Vec<u8>, Fault> {
        let (nonce, sealed) = sealed
            .split_at_checked(12)
            .ok_or_else(|| Fault::new("too short"))?;
        aes(key)
            .decrypt(
                &Nonce::try_from(nonce).expect("12 bytes"),
                Payload {
                    msg: sealed,
                    aad: purpose,
                },
            )
            .map_err(|error| Fault::new(error.to_string()))
    }
}

fn none(algorithm: Algorithm) -> Fault {
    Fault::new(format!("no {algorithm} in native tests"))
}

fn fault(error: impl std::fmt::Display) -> Fault {
    Fault::new(error.to_string())
}

fn aes(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new_from_slice(key).expect("32 bytes")
}

fn verifying_key(public: &PublicKey) -> Option<VerifyingKey> {
    let json = public.members();
    let coordinate = |name: &str| decode(json.get(name)?.as_str()?);
    let point = [vec![4], coordinate("x")?, coordinate("y")?].concat();
    VerifyingKey::from_sec1_bytes(&point).ok()
}
