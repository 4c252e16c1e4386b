//! What the guard asks of the runtime.

use super::jwk::{Algorithm, PublicKey};

/// A clock, a fetch and signatures. The Workers runtime is `Workerd`; the tests bring their own.
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

    /// Makes a public key ready.
    ///
    /// # Errors
    /// A sentence for the log when it is not a key, such as a point that is not on the curve.
    async fn import(&self, key: &PublicKey) -> Result<Self::Key, String>;

    /// Whether `signature` is the signature of `signed` under `key`, which was made ready for this
    /// `algorithm`.
    ///
    /// # Errors
    /// A sentence for the log when that cannot be told.
    async fn verify(
        &self,
        algorithm: Algorithm,
        key: &Self::Key,
        signed: &[u8],
        signature: &[u8],
    ) -> Result<bool, String>;
}

/// Which proofs were used (RFC 9449 section 11.1). Requests with the same proof may come to different
/// isolates at the same time, so only one place that all of them ask can tell which was first.
#[allow(
    async_fn_in_trait,
    reason = "one isolate runs one thread: no future is ever sent to another"
)]
pub trait UsedProofs {
    /// Remembers `id`, 43 characters, until at least `until`, in seconds since the Unix epoch. Returns whether
    /// it is new: of all who ask at once with one `id`, exactly one is told `true`.
    ///
    /// # Errors
    /// A sentence for the log when that cannot be told.
    async fn first_use(&self, id: &str, until: u64) -> Result<bool, String>;
}

/// How long a fetch may take, in seconds.
pub(super) const FETCH_SECONDS: u32 = 3;
