//! Groups of users, as the owner makes them.

use serde_json::{Map, Value};

/// The group of the administrators: its id, and its name. It is always there, and nobody gets into it by being put there.
pub const ADMINISTRATORS: &str = "administrators";

/// How many groups a user may be in, besides the administrators: each costs two rows to read.
pub const MOST_GROUPS: u32 = 16;

/// How many groups a client may be limited to, and how many an invitation may name: a refresh looks at each of them twice.
pub const MOST_ALLOWED: usize = 5;

/// The longest name, in bytes.
const LONGEST_NAME: usize = 64;

/// A group that a user is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Its name.
    pub group: String,
    /// The own claims of whoever is in it.
    pub claims: Map<String, Value>,
}

/// Text that is not the name of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadGroupName;

impl BadGroupName {
    /// For the owner.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        "the name of a group is 1 to 64 letters from a to z, digits and -._:/@, and begins with a letter or a digit"
    }
}

errors!(BadGroupName);

/// Reads a name. Apps compare it byte by byte and write it into rules of their own, so it has only characters that have one
/// way to be written and that need no quotes.
///
/// # Errors
/// [`BadGroupName`].
pub fn parse_name(text: &str) -> Result<&str, BadGroupName> {
    let first = text.bytes().next();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:/@".contains(&byte);
    if text.len() <= LONGEST_NAME
        && first.is_some_and(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().all(allowed)
    {
        Ok(text)
    } else {
        Err(BadGroupName)
    }
}
