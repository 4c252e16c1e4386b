//! The short code that one device shows and a person types on another one (`user_code` of RFC 8628): so that they sign in
//! there, or let the app there have something.

use crate::protocol::secret::{Secret, SecretHash};

/// Letters that are hard to confuse, and that make no words (RFC 8628 section 6.1).
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// How many letters a code has: 34 bits.
const LENGTH: usize = 8;

/// For how long a code is good, in seconds.
pub const LIFETIME: u32 = 600;

/// A code: eight letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCode(String);

impl UserCode {
    /// Makes one.
    #[must_use]
    pub fn mint(random: [u8; 32]) -> Self {
        let mut number = u64::from_le_bytes(std::array::from_fn(|index| random[index]));
        let mut code = String::with_capacity(LENGTH);
        for _ in 0..LENGTH {
            code.push(char::from(LETTERS[(number % 20) as usize]));
            number /= 20;
        }
        Self(code)
    }

    /// Reads what somebody typed or scanned: small letters, spaces and hyphens do not matter. `None`: it is no code.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let mut code = String::new();
        for letter in typed.chars() {
            let letter = letter.to_ascii_uppercase();
            match letter {
                ' ' | '-' => {}
                _ if letter.is_ascii() && LETTERS.contains(&(letter as u8)) => code.push(letter),
                _ => return None,
            }
            if code.len() > LENGTH {
                return None;
            }
        }
        (code.len() == LENGTH).then_some(Self(code))
    }

    /// As it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As people read it: two groups of four.
    #[must_use]
    pub fn shown(&self) -> String {
        let (first, second) = self.0.split_at(LENGTH / 2);
        [first, second].join("-")
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        Secret::new(self.as_str()).hash()
    }
}
