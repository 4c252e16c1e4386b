//! Taking signed JSON apart (RFC 7515) without being talked into another algorithm or key.

use crate::runtime::signer::{Signer, fake, unsigned, with};
use crate::runtime::{World, encode};
use edgegrant::platform::Crypto;
use edgegrant::protocol::jose::{Algorithm, Jws, PublicKey};
use futures_executor::block_on;
use serde_json::{Value, json};

fn header() -> Value {
    json!({ "alg": "ES256", "typ": "JWT", "kid": "k" })
}

#[test]
fn only_the_asymmetric_algorithms_have_a_name_and_case_matters() {
    for name in ["ES256", "RS256", "PS256", "Ed25519", "EdDSA"] {
        let algorithm = Algorithm::parse(name).expect("an algorithm");
        assert_eq!(algorithm.as_str(), name);
        assert_eq!(algorithm.to_string(), name);
    }
    for name in [
        "", "none", "None", "NONE", "HS256", "HS384", "HS512", "es256", "ES256 ", "ES256K",
        "ES384", "ES512", "RS1", "RS384", "RS512", "PS384", "PS512", "eddsa", "Ed448", "dir",
        "RSA-OAEP", "A256GCM",
    ] {
        assert_eq!(Algorithm::parse(name), None, "{name}");
    }
}

#[test]
fn a_header_that_talks_the_reader_into_something_is_refused() {
    let claims = json!({ "sub": "x" });
    assert!(Jws::parse(&fake(&header(), &claims, 64)).is_some());
    for changes in [
        json!({ "alg": "none" }),
        json!({ "alg": "nOnE" }),
        json!({ "alg": "HS256" }),
        json!({ "alg": "ES384" }),
        json!({ "alg": null }),
        json!({ "alg": ["ES256"] }),
        json!({ "alg": 256 }),
        json!({ "crit": ["exp"] }),
        json!({ "crit": ["b64"], "b64": false }),
        json!({ "crit": [] }),
        json!({ "b64": false }),
        json!({ "b64": true }),
        json!({ "typ": 1 }),
        json!({ "kid": ["k"] }),
    ] {
        let sent = fake(&with(&header(), &changes), &claims, 64);
        assert!(Jws::parse(&sent).is_none(), "{changes}");
    }
}

#[test]
fn a_member_that_is_there_twice_or_in_vain_is_refused() {
    let claims = encode("{}");
    let signature = encode([7; 64]);
    for header in [
        r#"{"alg":"ES256","alg":"ES256"}"#,
        r#"{"alg":"ES256","\u0061lg":"none"}"#,
        r#"{"alg":"ES256","kid":"a","kid":"b"}"#,
        // An extension that is nothing is not no extension.
        r#"{"alg":"ES256","crit":null}"#,
        r#"{"alg":"ES256","b64":null}"#,
    ] {
        let sent = format!("{}.{claims}.{signature}", encode(header));
        assert!(Jws::parse(&sent).is_none(), "{header}");
    }
    let twice = format!(
        "{}.{}.{signature}",
        encode(header().to_string()),
        encode(r#"{"sub":"a","sub":"b"}"#)
    );
    let jws = Jws::parse(&twice).expect("a message");
    assert!(jws.claims().is_none());
}

#[test]
fn the_signature_has_the_length_of_its_algorithm() {
    let claims = json!({});
    for (algorithm, length, expected) in [
        ("ES256", 64, true),
        ("ES256", 63, false),
        ("ES256", 65, false),
        ("ES256", 0, false),
        ("ES256", 70, false), // DER
        ("ES256", 96, false), // P-384
        ("EdDSA", 64, true),
        ("EdDSA", 0, false),
        ("Ed25519", 64, true),
        ("Ed25519", 114, false), // Ed448
        ("RS256", 256, true),
        ("RS256", 512, true),
        ("PS256", 256, true),
    ] {
        let sent = fake(&json!({ "alg": algorithm }), &claims, length);
        assert_eq!(
            Jws::parse(&sent).is_some(),
            expected,
            "{algorithm} {length}"
        );
    }
}

#[test]
fn a_message_has_three_parts_of_strict_base64url() {
    let whole = fake(&header(), &json!({}), 64);
    assert!(Jws::parse(&whole).is_some());
    let two = unsigned(&header(), &json!({}));
    let detached = format!("{}..{}", encode(header().to_string()), encode([7; 64]));
    for broken in [
        "",
        ".",
        "..",
        "...",
        &two,
        &format!("{two}."),
        &format!("{whole}."),
        &format!("{whole}.{}", encode("x")),
        &format!("{whole}="),
        &format!("{whole}\n"),
        &format!(" {whole}"),
        &whole[1..],
        &whole.replacen('.', "+.", 1),
        &whole.replacen('.', "/.", 1),
        &format!("{}.{}.{}", encode("[]"), encode("{}"), encode([7; 64])),
        &format!("{}.{}.{}", encode("\"\""), encode("{}"), encode([7; 64])),
        // JSON serialization, and encryption with its five parts
        r#"{"payload":"e30","signatures":[]}"#,
        "a.b.c.d.e",
    ] {
        assert!(Jws::parse(broken).is_none(), "{broken}");
    }
    let empty = Jws::parse(&detached);
    assert!(
        empty.is_none_or(|jws| jws.claims().is_none()),
        "a payload that is elsewhere says nothing"
    );
}

#[test]
fn a_message_may_have_16_kibibytes() {
    let of = |length: usize| {
        let short = fake(&header(), &json!({ "x": "" }), 64);
        let mut text = "x".repeat((length - short.len()) * 3 / 4 + 3);
        loop {
            let sent = fake(&header(), &json!({ "x": text }), 64);
            if sent.len() <= length {
                return sent;
            }
            text.pop();
        }
    };
    let longest = of(16 * 1024);
    assert!(longest.len() > 16 * 1024 - 3);
    assert!(Jws::parse(&longest).is_some());
    let longer = of(16 * 1024 + 4);
    assert!(longer.len() > 16 * 1024);
    assert!(Jws::parse(&longer).is_none());
}

#[test]
fn typ_is_a_media_type() {
    for (sent, expected) in [
        (json!("JWT"), Some("jwt")),
        (json!("application/dpop+jwt"), Some("dpop+jwt")),
        (json!("APPLICATION/DPoP+JWT"), Some("dpop+jwt")),
        (
            json!("application/application/jwt"),
            Some("application/jwt"),
        ),
        (json!("text/jwt"), Some("text/jwt")),
        (json!(null), None),
    ] {
        let sent = fake(&with(&header(), &json!({ "typ": sent })), &json!({}), 64);
        let jws = Jws::parse(&sent).expect("a message");
        assert_eq!(jws.typ.as_deref(), expected, "{sent}");
    }
}

fn keys(jwks: &[Value]) -> Vec<PublicKey> {
    let parse = |jwk| PublicKey::parse(jwk).expect("a key");
    jwks.iter().map(parse).collect()
}

#[test]
fn only_keys_of_the_algorithm_and_the_kid_are_tried() {
    let ec = |seed, kid: Value| with(&Signer::new(seed).jwk(), &json!({ "kid": kid }));
    let keys = keys(&[
        ec(1, json!("k")),
        ec(2, json!("other")),
        ec(3, json!(null)),
        json!({ "kty": "OKP", "crv": "Ed25519", "kid": "k", "x": encode([1; 32]) }),
        json!({ "kty": "RSA", "kid": "k", "n": encode([255; 256]), "e": "AQAB" }),
    ]);
    for (algorithm, length, kid, expected) in [
        ("ES256", 64, json!("k"), vec![0, 2]),
        ("ES256", 64, json!(null), vec![0, 1, 2]),
        ("ES256", 64, json!("K"), vec![2]),
        ("EdDSA", 64, json!("k"), vec![3]),
        ("Ed25519", 64, json!(null), vec![3]),
        ("RS256", 256, json!("k"), vec![4]),
        ("PS256", 256, json!("other"), vec![]),
    ] {
        let header = with(&json!({ "alg": algorithm }), &json!({ "kid": kid }));
        let jws = Jws::parse(&fake(&header, &json!({}), length)).expect("a message");
        let tried: Vec<usize> = jws
            .candidates(&keys)
            .map(|key| keys.iter().position(|known| known == key).expect("a key"))
            .collect();
        assert_eq!(tried, expected, "{header}");
    }
}

/// Whether the key verifies the message, as an endpoint would ask.
fn verifies(sent: &str, key: &PublicKey) -> bool {
    let world = World::new();
    let jws = Jws::parse(sent).expect("a message");
    let verified = world.verify(key, jws.algorithm, jws.signed.as_bytes(), &jws.signature);
    block_on(verified).expect("ES256 is served")
}

#[test]
fn rfc_7515_appendix_a_3() {
    let key = json!({
        "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    });
    let key = PublicKey::parse(&key).expect("a key");
    let sent = "eyJhbGciOiJFUzI1NiJ9\
        .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
        .DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    assert!(verifies(sent, &key));
    let claims = Jws::parse(sent).expect("a message").claims();
    assert_eq!(claims.and_then(|it| it.text("iss")).as_deref(), Some("joe"));
    let forged = sent.replacen("eyJpc3MiOiJqb2Ui", "eyJpc3MiOiJqb2Yi", 1);
    assert!(!verifies(&forged, &key));
}

#[test]
fn a_signature_is_over_header_and_payload_as_they_were_sent() {
    let signer = Signer::new(1);
    let key = PublicKey::parse(&signer.jwk()).expect("a key");
    let sent = signer.sign(&header(), &json!({ "sub": "app" }));
    assert!(verifies(&sent, &key));
    let other = PublicKey::parse(&Signer::new(2).jwk()).expect("a key");
    assert!(!verifies(&sent, &other), "another key");
    let (signed, signature) = sent.rsplit_once('.').expect("a message");
    let forged = unsigned(&header(), &json!({ "sub": "admin" }));
    assert!(!verifies(&format!("{forged}.{signature}"), &key));
    for nothing in [[0; 64], [255; 64]] {
        assert!(!verifies(&format!("{signed}.{}", encode(nothing)), &key));
    }
}
