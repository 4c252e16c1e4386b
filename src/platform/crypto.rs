//! The cryptography of the runtime.

use super::fault::Fault;
use crate::protocol::jose::{Algorithm, PublicKey};

/// A new key pair.
pub struct KeyPair {
    /// The public half.
    pub public: PublicKey,
    /// The private half, PKCS #8 DER.
    pub private: Vec<u8>,
}

/// The cryptography that is too slow, or too delicate, to do in WASM.
pub trait Crypto {
    /// A private key that is ready to sign.
    type SigningKey: 'static;

    /// Makes a key pair: P-256 for ES256, 2048-bit RSA, or Ed25519.
    ///
    /// # Errors
    /// A [`Fault`] when the runtime refuses.
    async fn generate_key(&self, algorithm: Algorithm) -> Result<KeyPair, Fault>;

    /// Reads a private key from PKCS #8 DER.
    ///
    /// # Errors
    /// A [`Fault`] when it is not a key of this algorithm.
    async fn import_key(
        &self,
        pkcs8: &[u8],
        algorithm: Algorithm,
    ) -> Result<Self::SigningKey, Fault>;

    /// Signs as RFC 7518 section 3 says. Returns the signature as it goes into a JWS: for ES256, `r` then `s`.
    ///
    /// # Errors
    /// A [`Fault`] when the runtime refuses.
    async fn sign(
        &self,
        key: &Self::SigningKey,
        algorithm: Algorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, Fault>;

    /// Whether `signature` is the signature of `message` by the holder of `key`. An invalid key, such as a
    /// point that is not on its curve, has signed nothing.
    ///
    /// # Errors
    /// A [`Fault`] when the runtime has no such algorithm.
    async fn verify(
        &self,
        key: &PublicKey,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Fault>;

    /// The SHA-512 of a message: 64 bytes.
    ///
    /// # Errors
    /// A [`Fault`] when the runtime refuses.
    async fn sha512(&self, message: &[u8]) -> Result<Vec<u8>, Fault>;

    /// Encrypts with AES-256-GCM under a fresh nonce, which leads the result. It opens for the same `purpose` only.
    ///
    /// # Errors
    /// A [`Fault`] when the runtime refuses.
    async fn seal(
        &self,
        key: &[u8; 32],
        plaintext: &[u8],
        purpose: &[u8],
    ) -> Result<Vec<u8>, Fault>;

    /// Decrypts what [`Crypto::seal`] made for this `purpose`.
    ///
    /// # Errors
    /// A [`Fault`] when it was sealed under another key or for another purpose, or altered.
    async fn open(&self, key: &[u8; 32], sealed: &[u8], purpose: &[u8]) -> Result<Vec<u8>, Fault>;
}
