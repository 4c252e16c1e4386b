//! Why the runtime did not do what it was asked.

use std::fmt;

/// Storage or cryptography did not do what it was asked. Nothing was decided: the caller answers 503, and the
/// request may be sent again.
///
/// Nearly everything can end in one, so it is as small as can be: to carry a larger one out of each function was a
/// hundredth of the Worker.
#[derive(Debug, Clone)]
pub struct Fault(Box<Trouble>);

#[derive(Debug, Clone)]
struct Trouble {
    reason: String,
}

impl Fault {
    /// A fault, with the sentence that the log will show.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(Box::new(Trouble {
            reason: reason.into(),
        }))
    }

    /// For the log: what was attempted and what went wrong. Never holds a secret.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.0.reason
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}

impl std::error::Error for Fault {}
