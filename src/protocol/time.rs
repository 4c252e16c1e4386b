//! Seconds since the Unix epoch, as in the `NumericDate` of RFC 7519 section 2.

use serde::{Deserialize, Serialize};

/// A moment, in whole seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The moment that is `seconds` later.
    #[must_use]
    pub fn plus(self, seconds: u32) -> Self {
        Self(self.0.saturating_add(i64::from(seconds)))
    }
}
