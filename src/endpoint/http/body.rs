//! The body of a request, and why one cannot be read.

use std::fmt;

use crate::protocol::admin_path;
use crate::protocol::brand::LARGEST;
use crate::protocol::params::Malformed;

/// The longest body that is read, in bytes, except for that of the form with a logo.
pub const LONGEST_BODY: usize = 64 * 1024;

/// How many bytes the body of the form with a logo may have beyond the largest logo: for the other fields, and so that a file that is a
/// little too large is still read.
const AROUND_A_LOGO: usize = 4 * 1024;

/// The longest body that is read of a request to this path, in bytes. The issuer's own path may stand before it.
#[must_use]
pub fn longest_body(path: &str) -> usize {
    if path.ends_with(admin_path::APP_LOGO) {
        LARGEST + AROUND_A_LOGO
    } else {
        LONGEST_BODY
    }
}

/// A body, as far as it was read.
pub enum Body {
    /// All of it.
    Whole(Vec<u8>),
    /// It was longer than [`longest_body`], and was not kept.
    TooLarge,
    /// It broke off, or its framing was wrong.
    Broken,
}

/// Why a body cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadBody {
    /// Its content type is a different one.
    OtherType,
    /// It is too long.
    TooLarge,
    /// It did not arrive whole.
    Broken,
    /// It cannot be decoded.
    Malformed(Malformed),
    /// A field was sent more than once, so that nobody can tell which is meant.
    Repeated,
}

impl BadBody {
    /// For the log.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::OtherType => "the body says that it is something else",
            Self::TooLarge => "the body is too large",
            Self::Broken => "the body did not arrive whole",
            Self::Malformed(malformed) => malformed.sentence(),
            Self::Repeated => "a field was sent more than once",
        }
    }
}

impl fmt::Display for BadBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl std::error::Error for BadBody {}
