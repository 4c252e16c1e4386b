//! A limit on how often something may happen.

/// Counts requests by a key, approximately: a shield, and no account of what happened.
pub trait Limiter {
    /// Counts a request of `key`, and says whether it is within the limit. Where there is no limiter, or it has
    /// trouble, everything is.
    async fn admits(&self, key: &str) -> bool;
}
