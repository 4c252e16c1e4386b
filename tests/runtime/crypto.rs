//! The cryptography of a native test.

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use edgegrant::platform::{Crypto, Fault, KeyPair, Platform};
use edgegrant::protocol::jws::Algorithm;
use edgegrant::protocol::public_key::PublicKey;
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey};

use super::{World, decode, encode};

impl Crypto for World {
    type SigningKey = SigningKey;

    async fn generate_key(&self) -> Result<KeyPair, Fault> {
        let key = SigningKey::from_slice(&self.random())
            .map_err(|error| Fault::new(error.to_string()))?;
        let point = key.verifying_key().to_sec1_point(false);
        let coordinate = |bytes: Option<_>| encode(bytes.expect("not the point at infinity"));
        let public = serde_json::json!({
            "kty": "EC", "crv": "P-256",
            "x": coordinate(point.x()), "y": coordinate(point.y()),
        });
        Ok(KeyPair {
            public: PublicKey::parse(&public).expect("a JWK"),
            private: key
                .to_pkcs8_der()
                .expect("a key can be written down")
                .as_bytes()
                .to_vec(),
        })
    }

    async fn import_key(&self, pkcs8: &[u8]) -> Result<SigningKey, Fault> {
        SigningKey::from_pkcs8_der(pkcs8).map_err(|error| Fault::new(error.to_string()))
    }

    async fn sign(&self, key: &SigningKey, message: &[u8]) -> Result<Vec<u8>, Fault> {
        // Counted with the storage calls, for it can fail as they can.
        self.storage(|| {
            let signature: Signature = key.sign(message);
            Ok(signature.to_bytes().to_vec())
        })
        .await
    }

    /// ES256 only; the other algorithms are WebCrypto's, and tested on workerd.
    async fn verify(
        &self,
        key: &PublicKey,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Fault> {
        if algorithm != Algorithm::Es256 {
            return Err(Fault::new(format!("no {algorithm} in native tests")));
        }
        let signature = Signature::from_slice(signature);
        Ok(match (verifying_key(key), signature) {
            (Some(key), Ok(signature)) => key.verify(message, &signature).is_ok(),
            _ => false,
        })
    }

    async fn seal(&self, key: &[u8; 32], plaintext: &[u8]) -> Result<Vec<u8>, Fault> {
        let nonce = &self.random()[..12];
        let sealed = aes(key)
            .encrypt(&Nonce::try_from(nonce).expect("12 bytes"), plaintext)
            .map_err(|error| Fault::new(error.to_string()))?;
        Ok([nonce, &sealed].concat())
    }

    async fn open(&self, key: &[u8; 32], sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        let (nonce, sealed) = sealed
            .split_at_checked(12)
            .ok_or_else(|| Fault::new("too short"))?;
        aes(key)
            .decrypt(&Nonce::try_from(nonce).expect("12 bytes"), sealed)
            .map_err(|error| Fault::new(error.to_string()))
    }
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
