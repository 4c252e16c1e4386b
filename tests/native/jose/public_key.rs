//! Strangers' public keys (RFC 7517, RFC 7518 section 6, RFC 7638, RFC 8037).

use crate::runtime::encode;
use crate::runtime::signer::{Signer, with};
use edgegrant::protocol::jose::{Algorithm, BadKey, PublicKey};
use serde_json::{Value, json};

fn ec() -> Value {
    Signer::new(1).jwk()
}

fn ed25519() -> Value {
    // RFC 8037 appendix A.2.
    json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" })
}

fn rsa() -> Value {
    // RFC 7638 section 3.1.
    json!({
        "kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6\
              tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v\
              -65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08q\
              NLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8aw\
              apJzKnqDKgw",
    })
}

/// An RSA modulus of so many bits.
fn modulus(bits: usize) -> String {
    let mut bytes = vec![255; bits.div_ceil(8)];
    bytes[0] = u8::MAX >> (bytes.len() * 8 - bits);
    encode(bytes)
}

fn parse(jwk: &Value) -> Result<PublicKey, BadKey> {
    PublicKey::parse(jwk)
}

#[test]
fn rfc_7638_section_3_1_and_rfc_8037_appendix_a_3() {
    for (jwk, expected) in [
        (rsa(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"),
        (ed25519(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"),
    ] {
        let key = parse(&jwk).expect("a key");
        assert_eq!(key.thumbprint(), expected);
        // Only the members that make the key count, in whatever order they came.
        let more = with(
            &jwk,
            &json!({ "kid": "x", "alg": null, "use": "sig", "x5t": "y" }),
        );
        assert_eq!(parse(&more).expect("a key").thumbprint(), expected);
    }
}

#[test]
fn rfc_9449_section_6_1() {
    let key = json!({
        "kty": "EC", "crv": "P-256",
        "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
        "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
    });
    let thumbprint = parse(&key).expect("a key").thumbprint();
    assert_eq!(thumbprint, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
}

#[test]
fn a_key_is_of_an_accepted_kind_whole_and_public() {
    use BadKey::{Malformed, OtherUse, Private, Unsupported};
    let coordinate = encode([1; 32]);
    for (jwk, expected) in [
        (json!(null), Malformed),
        (json!([]), Malformed),
        (json!("key"), Malformed),
        (json!({}), Malformed),
        (json!({ "kty": 1 }), Malformed),
        (json!({ "kty": "EC", "crv": "P-256" }), Malformed),
        (with(&ec(), &json!({ "kty": null })), Malformed),
        (with(&ec(), &json!({ "kty": "ec" })), Unsupported),
        (with(&ec(), &json!({ "kty": "OKP" })), Unsupported),
        (with(&ec(), &json!({ "crv": "P-384" })), Unsupported),
        (with(&ec(), &json!({ "crv": "secp256k1" })), Unsupported),
        (with(&ec(), &json!({ "crv": null })), Unsupported),
        (with(&ec(), &json!({ "y": null })), Malformed),
        (with(&ec(), &json!({ "x": 1 })), Malformed),
        (with(&ec(), &json!({ "x": encode([1; 31]) })), Malformed),
        (with(&ec(), &json!({ "x": encode([1; 33]) })), Malformed),
        (
            with(&ec(), &json!({ "x": format!("{coordinate}=") })),
            Malformed,
        ),
        (
            with(&ec(), &json!({ "x": format!(" {coordinate}") })),
            Malformed,
        ),
        (with(&ec(), &json!({ "y": "" })), Malformed),
        (
            with(&ed25519(), &json!({ "x": encode([1; 57]) })),
            Malformed,
        ),
        (with(&ed25519(), &json!({ "x": null })), Malformed),
        (with(&ed25519(), &json!({ "crv": "Ed448" })), Unsupported),
        (with(&ed25519(), &json!({ "crv": "X25519" })), Unsupported),
        (with(&rsa(), &json!({ "n": null })), Malformed),
        (with(&rsa(), &json!({ "e": null })), Malformed),
        (with(&rsa(), &json!({ "n": "" })), Unsupported),
        (with(&rsa(), &json!({ "n": modulus(1024) })), Unsupported),
        (with(&rsa(), &json!({ "n": modulus(2047) })), Unsupported),
        (with(&rsa(), &json!({ "n": modulus(4097) })), Unsupported),
        (with(&rsa(), &json!({ "n": encode([0; 512]) })), Unsupported),
        (
            with(&rsa(), &json!({ "e": encode([1, 0, 0, 0, 1]) })),
            Unsupported,
        ),
        (json!({ "kty": "oct", "k": "AAAA" }), Private),
        (json!({ "kty": "oct" }), Unsupported),
        (with(&ec(), &json!({ "use": "enc" })), OtherUse),
        (with(&ec(), &json!({ "use": 1 })), Malformed),
        (with(&ec(), &json!({ "kid": 1 })), Malformed),
        (with(&ec(), &json!({ "alg": 1 })), Malformed),
        (with(&ec(), &json!({ "alg": "RS256" })), Unsupported),
        (with(&ec(), &json!({ "alg": "HS256" })), Unsupported),
        (with(&ec(), &json!({ "alg": "none" })), Unsupported),
        (with(&ec(), &json!({ "alg": "ECDH-ES" })), Unsupported),
        (with(&ed25519(), &json!({ "alg": "ES256" })), Unsupported),
        (with(&rsa(), &json!({ "alg": "ES256" })), Unsupported),
    ] {
        assert_eq!(parse(&jwk).err(), Some(expected), "{jwk}");
    }
    for jwk in [
        ec(),
        ed25519(),
        rsa(),
        with(
            &ec(),
            &json!({ "use": "sig", "alg": "ES256", "key_ops": ["verify"], "x5c": [] }),
        ),
        with(&rsa(), &json!({ "n": modulus(2048), "alg": "PS256" })),
        with(&rsa(), &json!({ "n": modulus(4096), "e": "Aw" })),
    ] {
        assert!(parse(&jwk).is_ok(), "{jwk}");
    }
}

/// The coordinates of RFC 7515 appendix A.3, with the last byte of `y` changed: no point of the curve.
fn off_the_curve() -> Value {
    json!({
        "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a4",
    })
}

#[test]
fn a_key_that_can_verify_nothing_or_anything_is_broken() {
    use BadKey::{NotOnCurve, NotRsa};
    let point = |x: &[u8; 32], y: &[u8; 32]| json!({ "x": encode(x), "y": encode(y) });
    // The prime of P-256 and of Ed25519: each is zero, written differently.
    let mut p256 = [255; 32];
    p256[4..20].copy_from_slice(&[0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let number = |first: u8, last: u8| {
        let mut bytes = [255; 32];
        (bytes[0], bytes[31]) = (first, last);
        json!({ "x": encode(bytes) })
    };
    let one = |first: u8| {
        let mut bytes = [0; 32];
        bytes[0] = first;
        json!({ "x": encode(bytes) })
    };
    for (key, change, expected) in [
        (ec(), off_the_curve(), NotOnCurve),
        (ec(), point(&[0; 32], &[0; 32]), NotOnCurve),
        (ec(), point(&[255; 32], &[255; 32]), NotOnCurve),
        (ec(), point(&p256, &p256), NotOnCurve),
        (ed25519(), one(0), NotOnCurve),             // of order 4
        (ed25519(), one(1), NotOnCurve), // the identity, for which every message has a signature
        (ed25519(), one(2), NotOnCurve), // no point has this y
        (ed25519(), number(0xec, 0x7f), NotOnCurve), // of order 2
        (ed25519(), number(0xed, 0x7f), NotOnCurve), // zero again
        (ed25519(), number(0xee, 0xff), NotOnCurve), // the identity again
        (rsa(), json!({ "e": "" }), NotRsa),
        (rsa(), json!({ "e": "AA" }), NotRsa),
        (rsa(), json!({ "e": "AQ" }), NotRsa), // 1: every message signs itself
        (rsa(), json!({ "e": "AAE" }), NotRsa),
        (rsa(), json!({ "e": "Ag" }), NotRsa),
        (rsa(), json!({ "e": "AQAA" }), NotRsa),
        (rsa(), json!({ "n": encode([254; 256]) }), NotRsa),
    ] {
        let jwk = with(&key, &change);
        assert_eq!(parse(&jwk).err(), Some(expected), "{jwk}");
        // Found in a key set it is passed over; registered, it would be missed later.
        let set = json!({ "keys": [ed25519(), jwk] });
        assert_eq!(PublicKey::parse_set(&set).map(|keys| keys.len()), Ok(1));
        assert_eq!(PublicKey::register_set(&set).err(), Some(expected), "{jwk}");
    }
}

#[test]
fn rfc_7517_section_4_3() {
    use BadKey::{Malformed, OtherUse};
    for (members, expected) in [
        (json!({ "key_ops": null }), None),
        (json!({ "key_ops": ["verify"] }), None),
        (json!({ "key_ops": ["encrypt", "verify"] }), None),
        (json!({ "key_ops": ["verify"], "use": "sig" }), None),
        (json!({ "key_ops": [] }), Some(OtherUse)),
        (json!({ "key_ops": ["sign"] }), Some(OtherUse)),
        (json!({ "key_ops": ["VERIFY"] }), Some(OtherUse)),
        (json!({ "key_ops": ["encrypt", "wrapKey"] }), Some(OtherUse)),
        (
            json!({ "key_ops": ["encrypt"], "use": "sig" }),
            Some(OtherUse),
        ),
        (
            json!({ "key_ops": ["verify"], "use": "enc" }),
            Some(OtherUse),
        ),
        (json!({ "key_ops": ["verify", "verify"] }), Some(Malformed)),
        (json!({ "key_ops": "verify" }), Some(Malformed)),
        (json!({ "key_ops": ["verify", 1] }), Some(Malformed)),
    ] {
        let jwk = with(&ec(), &members);
        assert_eq!(parse(&jwk).err(), expected, "{jwk}");
        // A set may have keys for other things beside those for signatures.
        let set = json!({ "keys": [ed25519(), jwk] });
        let usable = PublicKey::register_set(&set).map(|keys| keys.len());
        assert_eq!(usable, Ok(if expected.is_none() { 2 } else { 1 }), "{jwk}");
        let alone = PublicKey::register_set(&json!({ "keys": [jwk] }));
        assert_eq!(alone.err(), expected, "{jwk}");
    }
}

#[test]
fn private_halves_are_never_taken() {
    for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
        for jwk in [ec(), ed25519(), rsa(), json!({ "kty": "unknown" })] {
            let jwk = with(&jwk, &json!({ member: "AAAA" }));
            assert_eq!(parse(&jwk).err(), Some(BadKey::Private), "{jwk}");
            let set = json!({ "keys": [ec(), jwk] });
            assert_eq!(
                PublicKey::parse_set(&set).err(),
                Some(BadKey::Private),
                "one spoils the set"
            );
        }
    }
    // `null` is a member too: who writes it has a private key in mind.
    let mut jwk = ec();
    jwk["d"] = Value::Null;
    assert_eq!(parse(&jwk).err(), Some(BadKey::Private));
}

#[test]
fn a_key_verifies_its_own_algorithms_only() {
    use Algorithm::{Ed25519, EdDsa, Es256, Ps256, Rs256};
    for (jwk, expected) in [
        (ec(), vec![Es256]),
        (with(&ec(), &json!({ "alg": "ES256" })), vec![Es256]),
        (ed25519(), vec![Ed25519, EdDsa]),
        // Two names of one algorithm (RFC 9864 section 2.2).
        (
            with(&ed25519(), &json!({ "alg": "EdDSA" })),
            vec![Ed25519, EdDsa],
        ),
        (
            with(&ed25519(), &json!({ "alg": "Ed25519" })),
            vec![Ed25519, EdDsa],
        ),
        (with(&rsa(), &json!({ "alg": null })), vec![Rs256, Ps256]),
        (rsa(), vec![Rs256]),
        (with(&rsa(), &json!({ "alg": "PS256" })), vec![Ps256]),
    ] {
        let key = parse(&jwk).expect("a key");
        for algorithm in Algorithm::ALL {
            let suits = key.suits(algorithm);
            assert_eq!(suits, expected.contains(&algorithm), "{jwk} {algorithm}");
        }
    }
}

#[test]
fn a_set_has_the_keys_that_can_be_used() {
    use BadKey::{Count, Malformed, Unsupported};
    let set = |keys: Vec<Value>| PublicKey::parse_set(&json!({ "keys": keys }));
    let odd = json!({ "kty": "EC", "crv": "P-521", "x": "AA", "y": "AA" });
    assert_eq!(
        set(vec![odd.clone(), ec(), json!(1)]).map(|keys| keys.len()),
        Ok(1)
    );
    assert_eq!(set(vec![ec(); 16]).map(|keys| keys.len()), Ok(16));
    for (keys, expected) in [
        (vec![], Count),
        (vec![ec(); 17], Count),
        (vec![odd, json!("x"), json!({})], Unsupported),
    ] {
        assert_eq!(set(keys).err(), Some(expected));
    }
    for none in [
        json!(null),
        json!([]),
        json!([ec()]),
        json!({}),
        json!({ "keys": {} }),
        ec(),
    ] {
        assert_eq!(PublicKey::parse_set(&none).err(), Some(Malformed), "{none}");
    }
}

#[test]
fn what_is_written_is_read_back() {
    for jwk in [
        ec(),
        with(&ec(), &json!({ "kid": "k", "alg": "ES256", "use": "sig" })),
        with(&ed25519(), &json!({ "alg": "EdDSA" })),
        rsa(),
    ] {
        let key = parse(&jwk).expect("a key");
        let written = key.jwk();
        assert_eq!(parse(&written), Ok(key.clone()));
        assert_eq!(parse(&written).map(|key| key.jwk()), Ok(written));
        assert_eq!(
            parse(&key.members()).map(|key| key.thumbprint()),
            Ok(key.thumbprint())
        );
    }
}

#[test]
fn every_reason_has_a_sentence() {
    let reasons = [
        BadKey::Malformed,
        BadKey::Private,
        BadKey::Unsupported,
        BadKey::OtherUse,
        BadKey::NotOnCurve,
        BadKey::NotRsa,
        BadKey::Count,
    ];
    for reason in reasons {
        let same = |other: &&BadKey| other.sentence() == reason.sentence();
        assert_eq!(reasons.iter().filter(same).count(), 1, "{reason:?}");
    }
}
