//! What a code rests on, if only a replica of the database said so. A replica may be late.

use serde::{Serialize, Serializer};

/// The text in the record of a code which says that the person was not asked because of an earlier yes.
const GRANTED: &str = "granted";

/// What a replica said, without which there would have been no code. When the code is redeemed, the primary is asked whether it is
/// so, because a replica may let in only people whom the primary would let in.
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
