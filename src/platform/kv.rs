//! A key-value store that forgets on its own.

use super::fault::Fault;

/// An eventually consistent key-value store that forgets on its own: Workers KV.
pub trait Kv {
    /// Stores `value` under `key` for `ttl` seconds, at least 60.
    ///
    /// # Errors
    /// A [`Fault`] when it was not stored.
    async fn put(&self, key: &str, value: String, ttl: u32) -> Result<(), Fault>;

    /// The value under `key`, if there is one.
    ///
    /// # Errors
    /// A [`Fault`] when the store cannot tell.
    async fn get(&self, key: &str) -> Result<Option<String>, Fault>;
}
