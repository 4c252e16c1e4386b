//! [`Crypto`] over WebCrypto, which the runtime does natively.

use js_sys::{Array, ArrayBuffer, JSON, JsString, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, CryptoKeyPair, SubtleCrypto};

use super::{Edge, random};
use crate::platform::{Crypto, Fault, KeyPair};
use crate::protocol::jose::{Algorithm, PublicKey};
use crate::protocol::json;

/// The length of AES-GCM's nonce, in bytes (NIST SP 800-38D section 5.2.1.1).
const NONCE: usize = 12;

impl Crypto for Edge {
    type SigningKey = CryptoKey;

    async fn generate_key(&self, algorithm: Algorithm) -> Result<KeyPair, Fault> {
        let usages = strings(&["sign", "verify"]);
        let (kind, _) = parameters(algorithm);
        if matches!(algorithm, Algorithm::Rs256 | Algorithm::Ps256) {
            set(&kind, "modulusLength", &2048.into());
            set(&kind, "publicExponent", &Uint8Array::from(&[1, 0, 1][..]));
        }
        let pair: CryptoKeyPair = settle(
            subtle()?.generate_key_with_object(&kind, true, &usages),
            "a key pair cannot be made",
        )
        .await?;
        let private: ArrayBuffer = settle(
            subtle()?.export_key("pkcs8", &pair.get_private_key()),
            "a private key cannot be exported",
        )
        .await?;
        let public: Object = settle(
            subtle()?.export_key("jwk", &pair.get_public_key()),
            "a public key cannot be exported",
        )
        .await?;
        let json = JSON::stringify(&public).map_err(|_| Fault::new("a JWK is no object"))?;
        let public = json::parse(&String::from(json));
        let public = public.ok_or_else(|| Fault::new("a public key is no JSON"))?;
        let public = PublicKey::parse(&public).map_err(|bad| Fault::new(bad.sentence()))?;
        Ok(KeyPair {
            public,
            private: Uint8Array::new(&private).to_vec(),
        })
    }

    async fn import_key(&self, pkcs8: &[u8], algorithm: Algorithm) -> Result<CryptoKey, Fault> {
        settle(
            subtle()?.import_key_with_object(
                "pkcs8",
                &Uint8Array::from(pkcs8),
                &parameters(algorithm).0,
                false,
                &strings(&["sign"]),
            ),
            "the private key cannot be imported",
        )
        .await
    }

    async fn sign(
        &self,
        key: &CryptoKey,
        algorithm: Algorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, Fault> {
        let (_, how) = parameters(algorithm);
        let signature: ArrayBuffer = settle(
            subtle()?.sign_with_object_and_js_u8_array(&how, key, &Uint8Array::from(message)),
            "a signature cannot be made",
        )
        .await?;
        Ok(Uint8Array::new(&signature).to_vec())
    }

    async fn verify(
        &self,
        key: &PublicKey,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Fault> {
        let jwk = JSON::parse(&json::write(&key.members()))
            .map_err(|_| Fault::new("a public key is no JSON"))?;
        let (kind, how) = parameters(algorithm);
        let imported = subtle()?.import_key_with_object(
            "jwk",
            jwk.unchecked_ref(),
            &kind,
            false,
            &strings(&["verify"]),
        );
        let imported: Result<CryptoKey, Fault> = settle(imported, "not a public key").await;
        let Ok(key) = imported else {
            return Ok(false);
        };
        let verified: JsValue = settle(
            subtle()?.verify_with_object_and_js_u8_array_and_js_u8_array(
                &how,
                &key,
                &Uint8Array::from(signature),
                &Uint8Array::from(message),
            ),
            "a signature cannot be verified",
        )
        .await?;
        Ok(verified.is_truthy())
    }

    async fn sha512(&self, message: &[u8]) -> Result<Vec<u8>, Fault> {
        let digest: ArrayBuffer = settle(
            subtle()?.digest_with_str_and_js_u8_array("SHA-512", &Uint8Array::from(message)),
            "a hash cannot be made",
        )
        .await?;
        Ok(Uint8Array::new(&digest).to_vec())
    }

    async fn seal(
        &self,
        key: &[u8; 32],
        plaintext: &[u8],
        purpose: &[u8],
    ) -> Result<Vec<u8>, Fault> {
        let nonce: [u8; NONCE] = random();
        let sealed: ArrayBuffer = settle(
            subtle()?.encrypt_with_object_and_js_u8_array(
                &aes_gcm(&nonce, purpose),
                &aes_key(key, "encrypt").await?,
                &Uint8Array::from(plaintext),
            ),
            "nothing can be sealed",
        )
        .await?;
        let mut bytes = nonce.to_vec();
        bytes.extend(Uint8Array::new(&sealed).to_vec());
        Ok(bytes)
    }

    async fn open(&self, key: &[u8; 32], sealed: &[u8], purpose: &[u8]) -> Result<Vec<u8>, Fault> {
        let (nonce, sealed) = sealed
            .split_at_checked(NONCE)
            .ok_or_else(|| Fault::new("what shall be opened is too short"))?;
        let opened: ArrayBuffer = settle(
            subtle()?.decrypt_with_object_and_js_u8_array(
                &aes_gcm(nonce, purpose),
                &aes_key(key, "decrypt").await?,
                &Uint8Array::from(sealed),
            ),
            "it was sealed under another key or for another purpose, or altered",
        )
        .await?;
        Ok(Uint8Array::new(&opened).to_vec())
    }
}

fn subtle() -> Result<SubtleCrypto, Fault> {
    let missing = |_| Fault::new("the runtime has no WebCrypto");
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into()).map_err(missing)?;
    let subtle = Reflect::get(&crypto, &"subtle".into()).map_err(missing)?;
    Ok(subtle.unchecked_into())
}

/// Waits for a promise of WebCrypto.
async fn settle<T: JsCast>(
    promise: Result<js_sys::Promise, JsValue>,
    trouble: &str,
) -> Result<T, Fault> {
    let settled = match promise {
        Ok(promise) => JsFuture::from(promise).await,
        Err(error) => Err(error),
    };
    // The error itself is left out: it may quote its input.
    settled
        .map(JsCast::unchecked_into)
        .map_err(|_| Fault::new(trouble))
}

async fn aes_key(key: &[u8; 32], usage: &str) -> Result<CryptoKey, Fault> {
    settle(
        subtle()?.import_key_with_str(
            "raw",
            &Uint8Array::from(&key[..]),
            "AES-GCM",
            false,
            &strings(&[usage]),
        ),
        "the sealing key cannot be imported",
    )
    .await
}

/// WebCrypto's names for a kind of key, and for how it signs.
fn parameters(algorithm: Algorithm) -> (Object, Object) {
    let rsa = |name: &str| record(&[("name", name.into()), ("hash", "SHA-256".into())]);
    match algorithm {
        Algorithm::Es256 => (
            record(&[("name", "ECDSA".into()), ("namedCurve", "P-256".into())]),
            record(&[("name", "ECDSA".into()), ("hash", "SHA-256".into())]),
        ),
        Algorithm::Rs256 => (rsa("RSASSA-PKCS1-v1_5"), rsa("RSASSA-PKCS1-v1_5")),
        // RFC 7518 section 3.5: a salt as long as the hash.
        Algorithm::Ps256 => (
            rsa("RSA-PSS"),
            record(&[("name", "RSA-PSS".into()), ("saltLength", 32.into())]),
        ),
        Algorithm::Ed25519 | Algorithm::EdDsa => {
            let ed25519 = || record(&[("name", "Ed25519".into())]);
            (ed25519(), ed25519())
        }
    }
}

fn aes_gcm(nonce: &[u8], purpose: &[u8]) -> Object {
    record(&[
        ("name", "AES-GCM".into()),
        ("iv", Uint8Array::from(nonce).into()),
        ("additionalData", Uint8Array::from(purpose).into()),
    ])
}

fn strings(texts: &[&str]) -> JsValue {
    texts
        .iter()
        .copied()
        .map(JsString::from)
        .collect::<Array>()
        .into()
}

fn record(members: &[(&str, JsValue)]) -> Object {
    let record = Object::new();
    for (name, value) in members {
        set(&record, name, value);
    }
    record
}

fn set(record: &Object, name: &str, value: &JsValue) {
    // Setting a member of a plain object cannot fail.
    let _ = Reflect::set(record, &JsValue::from_str(name), value);
}
