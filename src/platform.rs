//! What Edgegrant asks of a runtime: SQL, a key-value store, cryptography, a clock and random bytes.
//!
//! `src/cloudflare` implements these over D1, Workers KV and WebCrypto; the native tests over
//! SQLite. Nothing above this file knows which one it runs on.

#![allow(
    async_fn_in_trait,
    reason = "one isolate runs one thread: no future of ours is ever sent to another"
)]

use std::fmt;

use crate::protocol::jose::{Algorithm, PublicKey};
use crate::protocol::timestamp::Timestamp;

/// Storage or cryptography did not do what it was asked. Nothing was decided; the caller answers
/// 503 and may be asked again.
#[derive(Debug, Clone)]
pub struct Fault {
    /// For the log: what was attempted and what went wrong. Never holds a secret.
    pub reason: String,
}

impl Fault {
    /// A fault with the sentence that the log will show.
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

/// A value bound to a `?` of a [`Statement`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlValue {
    /// Text, UTF-8.
    Text(String),
    /// An integer of at most 53 bits, which is what D1 carries without loss.
    Integer(i64),
    /// SQL NULL.
    Null,
}

impl From<&str> for SqlValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for SqlValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Option<String>> for SqlValue {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

impl From<u32> for SqlValue {
    fn from(number: u32) -> Self {
        Self::Integer(i64::from(number))
    }
}

impl From<bool> for SqlValue {
    fn from(flag: bool) -> Self {
        Self::Integer(i64::from(flag))
    }
}

impl From<Timestamp> for SqlValue {
    fn from(time: Timestamp) -> Self {
        Self::Integer(time.0)
    }
}

/// One SQL statement with its bound values, `?1` first.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The text. Never built from input.
    pub sql: &'static str,
    /// The values, in order.
    pub values: Vec<SqlValue>,
}

impl Statement {
    /// A statement and what is bound to it.
    pub fn new(sql: &'static str, values: impl IntoIterator<Item = SqlValue>) -> Self {
        Self {
            sql,
            values: values.into_iter().collect(),
        }
    }
}

/// One row: column name to value.
pub type Row = serde_json::Map<String, serde_json::Value>;

/// What a statement did.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The rows it returned.
    pub rows: Vec<Row>,
    /// How many rows it inserted, updated or deleted.
    pub changes: u64,
}

/// A SQLite database: D1, or a real SQLite in tests.
pub trait Sql {
    /// Runs the statements in order in one transaction: all of them happen, or none.
    ///
    /// # Errors
    /// A [`Fault`]; then no statement had an effect.
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, Fault>;

    /// Runs one statement.
    ///
    /// # Errors
    /// A [`Fault`]; then it had no effect.
    async fn run(&self, statement: Statement) -> Result<Outcome, Fault> {
        let outcomes = self.batch(vec![statement]).await?;
        outcomes
            .into_iter()
            .next()
            .ok_or_else(|| Fault::new("the database answered a statement with nothing"))
    }
}

/// An eventually consistent key-value store that forgets by itself: Workers KV.
pub trait Kv {
    /// Stores `value` under `key` for `ttl` seconds, at least 60.
    ///
    /// # Errors
    /// A [`Fault`] when it was not stored.
    async fn put(&self, key: &str, value: String, ttl: u32) -> Result<(), Fault>;

    /// The value under `key`, if there is one.
    ///
    /// # Errors
    /// A [`Fault`] when that cannot be told.
    async fn get(&self, key: &str) -> Result<Option<String>, Fault>;
}

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

    /// Makes a key pair: P-256 for ES256, RSA of 2048 bits, or Ed25519.
    ///
    /// # Errors
    /// A [`Fault`] when the runtime refuses.
    async fn generate_key(&self, algorithm: Algorithm) -> Result<KeyPair, Fault>;

    /// Reads a private key from PKCS #8 DER.
    ///
    /// # Errors
    /// A [`Fault`] when it is none of this algorithm.
    async fn import_key(
        &self,
        pkcs8: &[u8],
        algorithm: Algorithm,
    ) -> Result<Self::SigningKey, Fault>;

    /// Signs as RFC 7518 section 3 says: the signature as it goes into a JWS, for ES256 `r` then `s`.
    ///
    /// # Errors
    /// A [`Fault`] when the runtime refuses.
    async fn sign(
        &self,
        key: &Self::SigningKey,
        algorithm: Algorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, Fault>;

    /// Whether `signature` is the signature of `message` by the holder of `key`. A key that is none, such
    /// as a point that is not on its curve, has signed nothing.
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

    /// Encrypts with AES-256-GCM under a fresh nonce, which leads the result.
    ///
    /// # Errors
    /// A [`Fault`] when the runtime refuses.
    async fn seal(&self, key: &[u8; 32], plaintext: &[u8]) -> Result<Vec<u8>, Fault>;

    /// Decrypts what [`Crypto::seal`] made.
    ///
    /// # Errors
    /// A [`Fault`] when it was made under another key or altered.
    async fn open(&self, key: &[u8; 32], sealed: &[u8]) -> Result<Vec<u8>, Fault>;
}

/// A document that was fetched from somebody else's server.
pub struct Fetched {
    /// `Content-Type`.
    pub content_type: String,
    /// `Cache-Control`, if it was sent.
    pub cache_control: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// Other people's servers.
pub trait Web {
    /// Gets a JSON document: status 200, no redirect, at most `longest` bytes, within some seconds.
    /// `None` when it cannot be had like this, whoever's fault it is.
    async fn fetch(&self, url: &str, longest: usize) -> Option<Fetched>;

    /// Posts a form, and gives the status of the answer, which is not read; a redirect is not followed.
    /// `None` when there is no answer within some seconds, whoever's fault it is.
    async fn post(&self, url: &str, form: &str) -> Option<u16>;
}

/// Everything a request may use of the world outside it.
pub trait Platform: Sql + Kv + Crypto + Web {
    /// The time.
    fn now(&self) -> Timestamp;

    /// Lets some seconds pass.
    async fn pause(&self, seconds: u32);

    /// 32 unpredictable bytes.
    fn random(&self) -> [u8; 32];
}
