//! Why the runtime did not do what it was asked.

use std::fmt;

/// Storage or cryptography did not do what it was asked. Nothing was decided: the caller answers 503, and the
/// request may be sent again.
#[derive(Debug, Clone)]
pub struct Fault {
    /// For the log: what was attempted and what went wrong. Never holds a secret.
    pub reason: String,
}

impl Fault {
    /// A fault, with the sentence that the log will show.
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

impl std::error::Error for Fault {}
