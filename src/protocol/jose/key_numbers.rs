//! Whether the numbers that a stranger calls a public key can be one: a point of its curve (RFC 7518 section 6.2.1,
//! RFC 8032 section 5.1.3), or an RSA modulus and exponent (RFC 8017 section 3.1).
//!
//! The runtime would say so too, but only when a signature is verified, and not for Ed25519. Crates do the
//! arithmetic of the curves: with both, the Worker is 7 kB larger, and the owner's command has the same rules.

use curve25519_dalek::edwards::CompressedEdwardsY;
use p256::AffinePoint;
use p256::elliptic_curve::point::AffineCoordinates;

/// Whether these big-endian coordinates are a point of P-256. Each point of it has the whole order.
pub(super) fn is_p256_key(x: &[u8; 32], y: &[u8; 32]) -> bool {
    AffinePoint::from_coordinates(&(*x).into(), &(*y).into())
        .is_some()
        .into()
}

/// Whether this is a point of Ed25519, and not one of the eight for which anybody can sign: all zeros is one.
pub(super) fn is_ed25519_key(x: &[u8; 32]) -> bool {
    CompressedEdwardsY(*x)
        .decompress()
        .is_some_and(|point| !point.is_small_order())
}

/// Whether these big-endian numbers can be an RSA key. With 1 as its exponent, every message signs itself.
pub(super) fn is_rsa_key(modulus: &[u8], exponent: &[u8]) -> bool {
    is_odd(modulus) && is_odd(exponent) && bits(exponent) > 1
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|byte| byte & 1 == 1)
}

/// The length of a big-endian number, in bits.
pub(super) fn bits(number: &[u8]) -> usize {
    let significant = number.iter().skip_while(|byte| **byte == 0);
    significant.clone().next().map_or(0, |first| {
        significant.count() * 8 - first.leading_zeros() as usize
    })
}
