//! A client with a P-256 key that signs JWTs, valid and invalid ones.

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};

use super::encode;

/// The key of a client.
pub struct Signer(SigningKey);

impl Signer {
    /// The key that `seed` stands for: the same each time.
    pub fn new(seed: u8) -> Self {
        Self(SigningKey::from_slice(&[seed; 32]).expect("a private key"))
    }

    /// The public half, without `kid`.
    pub fn jwk(&self) -> Value {
        let point = self.0.verifying_key().to_sec1_point(false);
        let coordinate = |bytes: Option<_>| encode(bytes.expect("not the point at infinity"));
        json!({
            "kty": "EC", "crv": "P-256",
            "x": coordinate(point.x()), "y": coordinate(point.y()),
        })
    }

    /// The signature as an authenticator writes it.
    pub fn sign_der(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.0.sign(message);
        signature.to_der().as_bytes().to_vec()
    }

    /// A JWT with this header and these claims, whatever they say.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let signed = unsigned(header, claims);
        let signature: Signature = self.0.sign(signed.as_bytes());
        format!("{signed}.{}", encode(signature.to_bytes()))
    }
}

/// Header and claims, to be signed.
pub fn unsigned(header: &Value, claims: &Value) -> String {
    format!(
        "{}.{}",
        encode(header.to_string()),
        encode(claims.to_string())
    )
}

/// A JWT whose signature is `length` bytes of nothing.
pub fn fake(header: &Value, claims: &Value, length: usize) -> String {
    format!("{}.{}", unsigned(header, claims), encode(vec![7; length]))
}

/// `base` with the members of `changes`; those that are null are left out.
pub fn with(base: &Value, changes: &Value) -> Value {
    let mut changed = base.clone();
    let members = changed.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object") {
        if value.is_null() {
            members.remove(name)
        } else {
            members.insert(name.clone(), value.clone())
        };
    }
    changed
}
