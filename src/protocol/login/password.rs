//! Passwords, hashed with Argon2id (RFC 9106).

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::protocol::secret::Secret;

/// 19 MiB, two passes, one lane: the least that OWASP recommends, and as much as a Worker has time for.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// The longest password that is looked at, in bytes. Longer ones are refused unread.
pub const LONGEST: usize = 1024;

/// A salt and a hash of no password at all. It is verified in place of an unknown user's hash, at the cost of a
/// new one, so that both take the same time. A hash that was made at another cost takes another time.
const NOBODY: (&str, &str) = (
    "ZWRnZWdyYW50LW5vYm9keQ",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
);

/// What is verified where there is no user. Its cost is that of the hashes that [`hash`] makes, so it rises
/// with theirs.
#[must_use]
pub fn nobody() -> String {
    let (salt, hash) = NOBODY;
    format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${hash}")
}

/// Why a password cannot be hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPassword {
    /// There is none.
    Empty,
    /// It is longer than [`LONGEST`].
    TooLong,
    /// Argon2 refused, which no input can cause.
    NotHashed,
}

impl BadPassword {
    /// What is wrong, for the owner.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Empty => "the password is empty",
            Self::TooLong => "the password is longer than 1024 bytes",
            Self::NotHashed => "the password could not be hashed",
        }
    }
}

errors!(BadPassword);

/// Hashes a password with a random salt, to a PHC string.
///
/// # Errors
/// [`BadPassword`].
pub fn hash(password: &Secret, salt: &[u8; 16]) -> Result<String, BadPassword> {
    if password.reveal().is_empty() {
        return Err(BadPassword::Empty);
    }
    if password.reveal().len() > LONGEST {
        return Err(BadPassword::TooLong);
    }
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| BadPassword::NotHashed)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_with_salt(password.reveal().as_bytes(), salt)
        .map(|hash| hash.to_string())
        .map_err(|_| BadPassword::NotHashed)
}

/// Whether `password` is the one behind `stored`. With `None` (there is no such user) the answer is
/// no, after the same work.
#[must_use]
pub fn verify(stored: Option<&str>, password: &Secret) -> bool {
    let known = stored.and_then(|stored| PasswordHash::new(stored).ok());
    let nobody = nobody();
    let Some(verified) = known.clone().or_else(|| PasswordHash::new(&nobody).ok()) else {
        return false;
    };
    let matches = password.reveal().len() <= LONGEST
        && Argon2::default()
            .verify_password(password.reveal().as_bytes(), &verified)
            .is_ok();
    matches && known.is_some()
}
