//! Codes that are sent by mail.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::protocol::secret::{MacKey, Secret};

/// How many digits a code has with which somebody signs in: few of them can be tried for an account.
pub const SIGN_IN: usize = 6;
/// And one with which somebody signs up: whoever has no account can try one address after the other.
pub const SIGN_UP: usize = 8;

/// A new code of so many digits, 8 at most. That one is likelier than another by a 2^37th part helps nobody.
#[must_use]
pub fn mint(random: [u8; 32], digits: usize) -> Secret {
    let [a, b, c, d, e, f, g, h, ..] = random;
    let number = u64::from_be_bytes([a, b, c, d, e, f, g, h]) % 100_000_000;
    let text = format!("{number:08}");
    Secret::new(text[text.len() - digits..].to_owned())
}

/// What somebody typed as a code of so many digits, which may be grouped by spaces or dashes. `None`: it is none.
#[must_use]
pub fn read(typed: &str, digits: usize) -> Option<Secret> {
    let ignored =
        |it: char| it.is_whitespace() || it == '-' || it == '\u{2011}' || it == '\u{2013}';
    let code: String = typed.chars().filter(|it| !ignored(*it)).collect();
    let is_code = code.len() == digits && code.bytes().all(|it| it.is_ascii_digit());
    is_code.then(|| Secret::new(code))
}

/// What is stored in its place. `id`: of the row.
#[must_use]
pub fn stored(key: &MacKey, id: &str, code: &Secret) -> String {
    let mac = key.mac(&[b"mail code", id.as_bytes(), code.reveal().as_bytes()]);
    URL_SAFE_NO_PAD.encode(mac)
}
