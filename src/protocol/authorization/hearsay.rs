//! What a code rests on of which only a replica of the database told, perhaps late.

use serde::{Serialize, Serializer};

/// What says in the record of a code that an earlier yes was the reason not to ask.
const GRANTED: &str = "granted";

/// What a replica told, without which there would have been no code. Whoever redeems the code asks the primary whether it is
/// so: a replica may let somebody in who is let in, and nobody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hearsay {
    /// The revision of the client.
    pub revision: String,
    /// The hash of the cookie of the browser in which the session was.
    pub browser: String,
    /// Whether the person was not asked, because they had said yes before.
    pub granted: bool,
}

impl Hearsay {
    /// Reads it as it is stored.
    #[must_use]
    pub fn read(texts: Vec<String>) -> Option<Self> {
        let [revision, browser, granted] = texts.try_into().ok()?;
        Some(Self {
            revision,
            browser,
            granted: granted == GRANTED,
        })
    }
}

impl Serialize for Hearsay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let granted = if self.granted { GRANTED } else { "" };
        [&self.revision, &self.browser, granted].serialize(serializer)
    }
}
