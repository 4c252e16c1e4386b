//! Codes on paper, for whoever has lost the app: each is good once.

use std::fmt;

use super::base32;
use crate::protocol::secret::{SecretHash, digest};

/// How many a person gets.
pub const RECOVERY_CODES: usize = 10;

/// How many letters and digits one has. Each is five bits, so nobody finds one by trying, not even with its hash.
const LENGTH: usize = 16;

/// A code: 80 random bits.
#[derive(Clone)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// Makes one.
    #[must_use]
    pub fn mint(random: [u8; 32]) -> Self {
        Self(base32::encode(&random[..10]).to_ascii_lowercase())
    }

    /// Reads one as somebody typed it, in either case and with any spaces or hyphens. There is no 0 and no 1 in a code: who
    /// types them has read an o or an l.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut code = String::with_capacity(LENGTH);
        for character in text.chars() {
            let character = match character {
                '-' => continue,
                _ if character.is_whitespace() => continue,
                '0' => 'o',
                '1' => 'l',
                _ => character.to_ascii_lowercase(),
            };
            if !base32::is_letter(character) || code.len() == LENGTH {
                return None;
            }
            code.push(character);
        }
        (code.len() == LENGTH).then_some(Self(code))
    }

    /// As people read it.
    #[must_use]
    pub fn spelled(&self) -> String {
        base32::in_fours(&self.0, '-')
    }

    /// What is stored in its place. It is another one for another user.
    #[must_use]
    pub fn hash(&self, user_id: &str) -> SecretHash {
        let text = ["recovery code\n", user_id, "\n", &self.0].concat();
        SecretHash::stored(digest(&text))
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}
