//! What the guard asks of the runtime.

use super::keys::Jwk;

/// A clock, a fetch and ES256. The Workers runtime is `Workerd`; the tests bring their own.
#[allow(
    async_fn_in_trait,
    reason = "one isolate runs one thread: no future is ever sent to another"
)]
pub trait Runtime {
    /// A public key that is ready to verify.
    type Key: Clone;

    /// Seconds since the Unix epoch.
    fn now(&self) -> u64;

    /// Waits for `milliseconds`.
    async fn pause(&self, milliseconds: u32);

    /// The body that `url` answers with, when the answer is 200. Must not follow redirects, and
    /// must give up within 3 seconds.
    ///
    /// # Errors
    /// A sentence for the log.
    async fn fetch(&self, url: &str) -> Result<String, String>;

    /// Reads a P-256 public key.
    ///
    /// # Errors
    /// A sentence for the log when it is none.
    async fn import(&self, jwk: &Jwk) -> Result<Self::Key, String>;

    /// Whether `signature` is the ES256 signature of `signed` under `key`.
    ///
    /// # Errors
    /// A sentence for the log when that cannot be told.
    async fn verify(
        &self,
        key: &Self::Key,
        signed: &[u8],
        signature: &[u8],
    ) -> Result<bool, String>;
}

/// How long a fetch may take, in seconds.
pub(super) const FETCH_SECONDS: u32 = 3;
