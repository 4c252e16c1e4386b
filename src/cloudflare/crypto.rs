//! [`Crypto`] over WebCrypto, which the runtime does natively.

use wasm_bindgen::JsValue;

use super::border::{self, Answer, Settled};
use super::{Edge, random};
use crate::platform::{Crypto, Fault, KeyPair};
use crate::protocol::jose::{Algorithm, PublicKey};
use crate::protocol::json;

/// The length of AES-GCM's nonce, in bytes (NIST SP 800-38D section 5.2.1.1).
const NONCE: usize = 12;

impl Crypto for Edge {
    type SigningKey = JsValue;

    async fn generate_key(&self, algorithm: Algorithm) -> Result<KeyPair, Fault> {
        let name = algorithm.as_str();
        let made = Answer::to(|number| border::generate_key(name, number)).await;
        let Settled::Key(public, private) = made else {
            return Err(Fault::new("a key pair cannot be made"));
        };
        let public = json::parse(&public);
        let public = public.ok_or_else(|| Fault::new("a public key is no JSON"))?;
        let public = PublicKey::parse(&public).map_err(|bad| Fault::new(bad.sentence()))?;
        Ok(KeyPair { public, private })
    }

    async fn import_key(&self, pkcs8: &[u8], algorithm: Algorithm) -> Result<JsValue, Fault> {
        let name = algorithm.as_str();
        match Answer::to(|number| border::import_key(pkcs8, name, number)).await {
            Settled::Value(key) => Ok(key),
            _ => Err(Fault::new("the private key cannot be imported")),
        }
    }

    async fn sign(
        &self,
        key: &JsValue,
        algorithm: Algorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, Fault> {
        let name = algorithm.as_str();
        let signed = Answer::to(|number| border::sign(key, name, message, number));
        bytes(signed, "a signature cannot be made").await
    }

    async fn verify(
        &self,
        key: &PublicKey,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Fault> {
        let (jwk, name) = (json::write(&key.members()), algorithm.as_str());
        let verified =
            Answer::to(|number| border::verify(&jwk, name, message, signature, number)).await;
        match verified {
            Settled::Text(_) => Ok(true),
            Settled::Nothing => Ok(false),
            _ => Err(Fault::new("a signature cannot be verified")),
        }
    }

    async fn sha512(&self, message: &[u8]) -> Result<Vec<u8>, Fault> {
        let hashed = Answer::to(|number| border::sha512(message, number));
        bytes(hashed, "a hash cannot be made").await
    }

    async fn seal(
        &self,
        key: &[u8; 32],
        plaintext: &[u8],
        purpose: &[u8],
    ) -> Result<Vec<u8>, Fault> {
        let nonce: [u8; NONCE] = random();
        let sealed = Answer::to(|number| border::seal(key, &nonce, plaintext, purpose, number));
        let mut all = nonce.to_vec();
        all.extend(bytes(sealed, "nothing can be sealed").await?);
        Ok(all)
    }

    async fn open(&self, key: &[u8; 32], sealed: &[u8], purpose: &[u8]) -> Result<Vec<u8>, Fault> {
        let (nonce, sealed) = sealed
            .split_at_checked(NONCE)
            .ok_or_else(|| Fault::new("what shall be opened is too short"))?;
        let opened = Answer::to(|number| border::open(key, nonce, sealed, purpose, number));
        let trouble = "it was sealed under another key or for another purpose, or altered";
        bytes(opened, trouble).await
    }
}

/// The result of WebCrypto. Its own error messages are left out, because they may quote its input.
async fn bytes(answer: Answer, trouble: &str) -> Result<Vec<u8>, Fault> {
    match answer.await {
        Settled::Bytes(bytes) => Ok(bytes),
        _ => Err(Fault::new(trouble)),
    }
}
