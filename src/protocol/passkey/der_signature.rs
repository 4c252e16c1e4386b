//! ECDSA signatures: authenticators write them in DER (WebAuthn section 6.5.5), and everybody else as `r` then `s`.

/// The signature as RFC 7518 section 3.4 has it: 64 bytes. `None`: it is not DER, or not as short as it can be.
#[must_use]
pub fn raw(der: &[u8]) -> Option<Vec<u8>> {
    // SEQUENCE, of at most 72 bytes: its length is one byte.
    let rest = content(der, 0x30).filter(|(_, after)| after.is_empty())?.0;
    let (r, rest) = content(rest, 0x02)?;
    let (s, rest) = content(rest, 0x02)?;
    let (r, s) = (number(r)?, number(s)?);
    rest.is_empty().then(|| [r, s].concat())
}

/// The content of the element that `der` begins with, if it has this tag, and what comes after it.
fn content(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    match der {
        [first, length @ 0..0x80, rest @ ..] if *first == tag => {
            rest.split_at_checked(usize::from(*length))
        }
        _ => None,
    }
}

/// A positive INTEGER of at most 32 bytes, without needless zeros.
fn number(bytes: &[u8]) -> Option<[u8; 32]> {
    let digits = match bytes {
        [0, rest @ ..] if rest.first().is_some_and(|first| *first >= 0x80) => rest,
        [1..0x80, ..] => bytes,
        _ => return None,
    };
    let mut number = [0; 32];
    let start = number.len().checked_sub(digits.len())?;
    number[start..].copy_from_slice(digits);
    Some(number)
}
