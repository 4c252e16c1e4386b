//! A limit on how often something may happen.

/// Counts requests by a key, approximately: a shield, not a record of what happened.
pub trait Limiter {
    /// Counts a request of `key`, and says whether it is within the limit. Without a limiter, or when it
    /// has trouble, every request is.
    async fn admits(&self, key: &str) -> bool;
}
