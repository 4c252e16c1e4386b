//! Codes from an app on a person's phone: TOTP (RFC 6238) over HOTP (RFC 4226), with SHA-1, six digits and steps of 30
//! seconds. Every app can do these, and some can do no others.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

use super::base32;
use crate::protocol::timestamp::Timestamp;

/// How long a code is shown, in seconds.
pub const PERIOD: i64 = 30;

/// How many codes there are.
const CODES: u32 = 1_000_000;

/// How many characters of a name go into the address of a secret: more would make the picture of it too fine.
const LONGEST_NAME: usize = 64;

/// What a server and an app share: 160 bits, as RFC 4226 section 4 recommends.
#[derive(Clone)]
pub struct TotpSecret([u8; 20]);

impl TotpSecret {
    /// Makes one.
    #[must_use]
    pub fn mint([bytes @ .., _, _, _, _, _, _, _, _, _, _, _, _]: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads what [`TotpSecret::bytes`] gave.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// As text, to be sealed.
    #[must_use]
    pub fn record(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Reads what [`TotpSecret::record`] gave.
    #[must_use]
    pub fn of_record(record: &str) -> Option<Self> {
        Self::read(&URL_SAFE_NO_PAD.decode(record).ok()?)
    }

    /// To be sealed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As people type it into an app: base32, in groups of four.
    #[must_use]
    pub fn spelled(&self) -> String {
        base32::in_fours(&base32::encode(&self.0), ' ')
    }

    /// The address that an app reads from a picture: "Key Uri Format" of Google Authenticator, which every app reads. What
    /// it leaves out is as that page says: SHA-1, six digits, 30 seconds. A colon would end the name of
    /// the server, so that has none.
    #[must_use]
    pub fn uri(&self, server: &str, account: &str) -> String {
        let encoded = |text: &str| {
            let text: String = text.chars().take(LONGEST_NAME).collect();
            percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        };
        let server = encoded(&server.replace(':', " "));
        let account = encoded(account);
        let secret = base32::encode(&self.0);
        [
            "otpauth://totp/",
            &server,
            ":",
            &account,
            "?secret=",
            &secret,
            "&issuer=",
            &server,
        ]
        .concat()
    }

    /// The step whose code this is: the one of this moment, the one before, or the one after. A clock may be a little slow or
    /// fast, and people type slowly (RFC 6238 section 5.2). If several have the same code, it is the latest. All three are
    /// compared, so the time tells nothing.
    #[must_use]
    pub fn step_of(&self, code: Code, now: Timestamp) -> Option<i64> {
        let current = now.0.div_euclid(PERIOD);
        let mut found = None;
        for step in [current - 1, current, current + 1] {
            let expected = hotp(&self.0, step.cast_unsigned()) % CODES;
            if expected.ct_eq(&code.0).into() {
                found = Some(step);
            }
        }
        found
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

/// A code that somebody typed.
#[derive(Clone, Copy)]
pub struct Code(u32);

impl Code {
    /// Reads six digits. Spaces and hyphens do not count, as apps show codes in groups, and digits may be as wide as the ones that
    /// people type among Chinese or Japanese characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (mut value, mut digits) = (0, 0);
        for character in text.chars() {
            if character.is_whitespace() || character == '-' {
                continue;
            }
            let digit = match character {
                '０'..='９' => u32::from(character) - u32::from('０'),
                _ => character.to_digit(10)?,
            };
            digits += 1;
            if digits > 6 {
                return None;
            }
            value = value * 10 + digit;
        }
        (digits == 6).then_some(Self(value))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// HOTP before it is cut to so many digits: 31 bits (RFC 4226 section 5.3).
#[must_use]
pub fn hotp(secret: &[u8], counter: u64) -> u32 {
    #[allow(
        clippy::expect_used,
        reason = "HMAC takes a key of any length, RFC 2104 section 2"
    )]
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(&counter.to_be_bytes());
    let mac: [u8; 20] = mac.finalize().into_bytes().into();
    let from = usize::from(mac[19] & 15);
    let word = [mac[from], mac[from + 1], mac[from + 2], mac[from + 3]];
    u32::from_be_bytes(word) & 0x7fff_ffff
}
