//! The public key of a passkey (RFC 9052 section 7, RFC 9053 sections 7.1 and 7.2, RFC 8230 section 4), read as the JWK that
//! says the same.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::bad_passkey::BadPasskey;
use super::cbor::Cbor;
use crate::protocol::jose::{Algorithm, PublicKey};
use crate::protocol::json::members;

/// Labels of RFC 9052 and RFC 9053. What -1 means depends on the kind of key: the curve, or the modulus of RSA.
const KIND: i128 = 1;
const ALGORITHM: i128 = 3;
const CURVE_OR_MODULUS: i128 = -1;
const X_OR_EXPONENT: i128 = -2;
const Y: i128 = -3;

/// The key, for the one algorithm that it names.
///
/// # Errors
/// [`BadPasskey::Key`].
pub(super) fn read(key: &Cbor<'_>) -> Result<(PublicKey, Algorithm), BadPasskey> {
    let number = |label| match key.get(&Cbor::Integer(label)) {
        Some(Cbor::Integer(number)) => Some(*number),
        _ => None,
    };
    let bytes = |label| -> Result<String, BadPasskey> {
        let value = key.get(&Cbor::Integer(label)).and_then(Cbor::bytes);
        value
            .map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
            .ok_or(BadPasskey::Key)
    };
    let (kind, algorithm) = (number(KIND), number(ALGORITHM));
    let (jwk, algorithm): (Value, Algorithm) = match (kind, algorithm, number(CURVE_OR_MODULUS)) {
        (Some(2), Some(-7), Some(1)) => {
            let (x, y) = (bytes(X_OR_EXPONENT)?, bytes(Y)?);
            let jwk = members! { "kty": "EC", "crv": "P-256", "x": x, "y": y };
            (jwk, Algorithm::Es256)
        }
        (Some(1), Some(-8), Some(6)) => {
            let jwk = members! { "kty": "OKP", "crv": "Ed25519", "x": bytes(X_OR_EXPONENT)? };
            (jwk, Algorithm::EdDsa)
        }
        (Some(3), Some(-257), None) => {
            let (n, e) = (bytes(CURVE_OR_MODULUS)?, bytes(X_OR_EXPONENT)?);
            (members! { "kty": "RSA", "n": n, "e": e }, Algorithm::Rs256)
        }
        _ => return Err(BadPasskey::Key),
    };
    let key = PublicKey::parse(&jwk).map_err(|_| BadPasskey::Key)?;
    Ok((key, algorithm))
}
