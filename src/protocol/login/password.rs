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
/// new one, so that both take the same time.
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

/// Hashes a password with a random salt, to a PHC string.
///
/// # Errors
/// A sentence when the password is empty or longer than [`LONGEST`].
pub fn hash(password: &Secret, salt: &[u8; 16]) -> Result<String, &'static str> {
    if password.reveal().is_empty() {
        return Err("the password is empty");
    }
    if password.reveal().len() > LONGEST {
        return Err("the password is longer than 1024 bytes");
    }
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| "bad parameters")?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_with_salt(password.reveal().as_bytes(), salt)
        .map(|hash| hash.to_string())
        .map_err(|_| "the password could not be hashed")
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
