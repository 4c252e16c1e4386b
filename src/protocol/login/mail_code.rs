//! Codes that are sent by mail: six digits.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::protocol::secret::{MacKey, Secret};

/// How many digits a code has, and how many codes there are.
const DIGITS: usize = 6;
const CODES: u64 = 1_000_000;

/// A new code. That one is likelier than another by a 2^44th part helps nobody.
#[must_use]
pub fn mint(random: [u8; 32]) -> Secret {
    let [a, b, c, d, e, f, g, h, ..] = random;
    let number = u64::from_be_bytes([a, b, c, d, e, f, g, h]) % CODES;
    Secret::new(format!("{number:06}"))
}

/// What somebody typed as a code, which may be grouped by spaces or dashes. `None`: it is none.
#[must_use]
pub fn read(typed: &str) -> Option<Secret> {
    let ignored =
        |it: char| it.is_whitespace() || it == '-' || it == '\u{2011}' || it == '\u{2013}';
    let digits: String = typed.chars().filter(|it| !ignored(*it)).collect();
    let is_code = digits.len() == DIGITS && digits.bytes().all(|it| it.is_ascii_digit());
    is_code.then(|| Secret::new(digits))
}

/// What is stored in its place. `id`: of the row.
#[must_use]
pub fn stored(key: &MacKey, id: &str, code: &Secret) -> String {
    let mac = key.mac(&[b"mail code", id.as_bytes(), code.reveal().as_bytes()]);
    URL_SAFE_NO_PAD.encode(mac)
}
