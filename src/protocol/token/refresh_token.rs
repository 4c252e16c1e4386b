//! Refresh tokens: one live token in each family, rotated at each use (RFC 6749 section 6,
//! RFC 9700 section 4.14).
//!
//! A token is `<family id>.<generation>.<mac>`. The code over the first two is the secret, so the database
//! holds nothing worth stealing. A forged token is refused whatever the database holds, and ends nobody's
//! family. The successor of a token is always the same: two tabs that refresh at once, or a client whose answer
//! was lost on the way, get the same new token.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::protocol::secret::{MacKey, Secret};

/// The generation of a family's first refresh token.
pub const FIRST: u32 = 1;

/// A token that this server made: its authentication code was right.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// The token family's id.
    pub family: String,
    /// Which of its tokens this is, from [`FIRST`].
    pub generation: u32,
}

impl RefreshToken {
    /// Reads a token that a client sent; `None` when this server did not make it.
    #[must_use]
    pub fn open(key: &MacKey, sent: &str) -> Option<Self> {
        let (signed, mac) = sent.rsplit_once('.')?;
        let (family, digits) = signed.split_once('.')?;
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        let generation = digits.parse().ok()?;
        let token = Self {
            family: family.to_owned(),
            generation,
        };
        // `+1` and `01` also parse; one token has one spelling.
        (digits == generation.to_string() && key.verify(&token.parts(digits), &mac))
            .then_some(token)
    }

    /// The text for the client.
    #[must_use]
    pub fn mint(&self, key: &MacKey) -> Secret {
        let digits = self.generation.to_string();
        let mac = URL_SAFE_NO_PAD.encode(key.mac(&self.parts(&digits)));
        Secret::new(format!("{}.{digits}.{mac}", self.family))
    }

    /// The one token that replaces this one.
    #[must_use]
    pub fn successor(&self) -> Self {
        Self {
            family: self.family.clone(),
            generation: self.generation.saturating_add(1),
        }
    }

    fn parts<'a>(&'a self, digits: &'a str) -> [&'a [u8]; 2] {
        [self.family.as_bytes(), digits.as_bytes()]
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshToken")
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}
