//! DPoP proofs: for this request, made now, signed with their own key (RFC 9449).

use crate::runtime::signer::{Signer, fake, with};
use crate::runtime::{World, encode};
use edgegrant::platform::Crypto;
use edgegrant::protocol::jose::PublicKey;
use edgegrant::protocol::jose::jwk::is_thumbprint;
use edgegrant::protocol::secret::{Secret, ServerKeys};
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::protocol::token::dpop::{Expected, LIFETIME, Proof, nonce};
use edgegrant::protocol::token::{BadProof, TokenError};
use futures_executor::block_on;
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp(crate::runtime::START);
const URL: &str = "https://auth.example/token";

fn keys() -> ServerKeys {
    ServerKeys::derive(&Secret::new("a secret that is long enough for it")).expect("keys")
}

fn header() -> Value {
    json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": Signer::new(1).jwk() })
}

fn claims() -> Value {
    json!({ "jti": "1", "htm": "POST", "htu": URL, "iat": NOW.0 })
}

/// What becomes of a proof at the token endpoint, with or without a nonce required.
fn parse(header: &Value, claims: &Value, required: bool) -> Result<Proof, BadProof> {
    let expected = Expected {
        method: "POST",
        url: URL,
        access_token: None,
        nonces: &keys().dpop_nonce,
        nonce_required: required,
    };
    Proof::parse(&fake(header, claims, 64), &expected, NOW)
}

#[test]
fn a_proof_is_a_dpop_jwt_with_its_own_public_key() {
    assert!(parse(&header(), &claims(), false).is_ok());
    let private = with(&Signer::new(1).jwk(), &json!({ "d": encode([1; 32]) }));
    let rsa = json!({ "kty": "RSA", "n": encode([255; 256]), "e": "AQAB" });
    for changes in [
        json!({ "typ": null }),
        json!({ "typ": "JWT" }),
        json!({ "typ": "at+jwt" }),
        json!({ "typ": "dpop+jwt " }),
        json!({ "alg": "none" }),
        json!({ "alg": "HS256" }),
        json!({ "alg": "EdDSA" }),
        json!({ "jwk": null }),
        json!({ "jwk": {} }),
        json!({ "jwk": "https://evil.example/key" }),
        json!({ "jwk": private }),
        json!({ "jwk": rsa }),
        json!({ "jwk": { "kty": "oct", "k": "AAAA" } }),
        json!({ "crit": ["exp"] }),
    ] {
        let bad = parse(&with(&header(), &changes), &claims(), false).err();
        assert_eq!(bad, Some(BadProof::Malformed), "{changes}");
    }
    let typ = json!({ "typ": "application/DPOP+JWT" });
    assert!(parse(&with(&header(), &typ), &claims(), false).is_ok());
}

#[test]
fn a_proof_is_for_this_request_now() {
    use BadProof::{Malformed, OtherRequest, Stale};
    let longest = "j".repeat(256);
    let longer = "j".repeat(257);
    for (changes, expected) in [
        (json!({ "jti": null }), Some(Malformed)),
        (json!({ "jti": "" }), Some(Malformed)),
        (json!({ "jti": 1 }), Some(Malformed)),
        (json!({ "jti": longer }), Some(Malformed)),
        (json!({ "jti": longest }), None),
        (json!({ "htm": null }), Some(Malformed)),
        (json!({ "htm": "GET" }), Some(OtherRequest)),
        (json!({ "htm": "post" }), Some(OtherRequest)),
        (json!({ "htu": null }), Some(Malformed)),
        (json!({ "htu": "" }), Some(OtherRequest)),
        (json!({ "htu": "/token" }), Some(OtherRequest)),
        (
            json!({ "htu": "http://auth.example/token" }),
            Some(OtherRequest),
        ),
        (
            json!({ "htu": "https://auth.example/par" }),
            Some(OtherRequest),
        ),
        (
            json!({ "htu": "https://auth.example/token/" }),
            Some(OtherRequest),
        ),
        (
            json!({ "htu": "https://auth.example/Token" }),
            Some(OtherRequest),
        ),
        (
            json!({ "htu": "https://auth.example:8443/token" }),
            Some(OtherRequest),
        ),
        (
            json!({ "htu": "https://auth.example.evil/token" }),
            Some(OtherRequest),
        ),
        (
            json!({ "htu": "https://a@auth.example/token" }),
            Some(OtherRequest),
        ),
        (
            json!({ "htu": "https://evil.example/token?https://auth.example/token" }),
            Some(OtherRequest),
        ),
        // Section 4.3, rule 9: without query and fragment, and normalized.
        (json!({ "htu": "https://auth.example/token?a=1#b" }), None),
        (json!({ "htu": "HTTPS://AUTH.example:443/token" }), None),
        (json!({ "htu": "https://auth.example/x/../token" }), None),
        (json!({ "iat": null }), Some(Malformed)),
        (json!({ "iat": "now" }), Some(Malformed)),
        (json!({ "iat": NOW.0 - 300 }), None),
        (json!({ "iat": NOW.0 - 301 }), Some(Stale)),
        (json!({ "iat": NOW.0 + 60 }), None),
        (json!({ "iat": NOW.0 + 61 }), Some(Stale)),
        (json!({ "iat": i64::MAX }), Some(Stale)),
        (json!({ "iat": i64::MIN }), Some(Stale)),
        (json!({ "colour": "blue" }), None),
    ] {
        let bad = parse(&header(), &with(&claims(), &changes), false).err();
        assert_eq!(bad, expected, "{changes}");
    }
}

#[test]
fn a_nonce_is_of_this_server_and_five_minutes_old_at_most() {
    let keys = keys();
    let made = |age: i64| nonce(&keys.dpop_nonce, Timestamp(NOW.0 - age));
    let forged = format!("{}.{}", NOW.0, encode([0; 32]));
    let moved = made(301).replacen(&(NOW.0 - 301).to_string(), &NOW.0.to_string(), 1);
    let foreign = nonce(&keys.form, NOW);
    for (sent, good) in [
        (made(0), true),
        (made(300), true),
        (made(301), false),
        // The machine that made it may be a minute ahead.
        (made(-60), true),
        (made(-61), false),
        (forged, false),
        (moved, false),
        (foreign, false),
        (format!("{}=", made(0)), false),
        (format!(" {}", made(0)), false),
        (NOW.0.to_string(), false),
        (String::new(), false),
        (".".to_owned(), false),
    ] {
        for required in [false, true] {
            let bad = parse(
                &header(),
                &with(&claims(), &json!({ "nonce": sent })),
                required,
            )
            .err();
            let expected = (!good).then_some(BadProof::Nonce);
            assert_eq!(bad, expected, "{sent}");
        }
    }
    assert!(parse(&header(), &claims(), false).is_ok(), "optional");
    let missing = parse(&header(), &claims(), true).err();
    assert_eq!(missing, Some(BadProof::Nonce));
}

#[test]
fn rfc_9449_figure_2_and_section_7_1() {
    let sent = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMz\
        R0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10N\
        nY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9\
        TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T\
        8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
    let keys = keys();
    let mut expected = Expected {
        method: "POST",
        url: "https://server.example.com/token",
        access_token: None,
        nonces: &keys.dpop_nonce,
        nonce_required: false,
    };
    let at = Timestamp(1_562_262_616);
    let proof = Proof::parse(sent, &expected, at).expect("a proof");
    assert_eq!(
        proof.key.thumbprint(),
        "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
    );
    let world = World::new();
    let jws = &proof.jws;
    let verified = world.verify(
        &proof.key,
        jws.algorithm,
        jws.signed.as_bytes(),
        &jws.signature,
    );
    assert!(block_on(verified).expect("ES256 is served"));
    assert!(Proof::parse(sent, &expected, at.plus(LIFETIME)).is_ok());
    let late = Proof::parse(sent, &expected, at.plus(LIFETIME + 1)).err();
    assert_eq!(late, Some(BadProof::Stale));

    expected.access_token = Some("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");
    for (ath, good) in [
        (json!("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"), true),
        (json!("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEp"), false),
        (json!("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQE"), false),
        (json!(""), false),
        (json!(null), false),
    ] {
        let claims = json!({ "jti": "1", "htm": "POST", "htu": expected.url, "iat": at.0 });
        let sent = fake(&header(), &with(&claims, &json!({ "ath": ath })), 64);
        let bad = Proof::parse(&sent, &expected, at).err();
        assert_eq!(bad, (!good).then_some(BadProof::OtherToken), "{ath}");
    }
}

#[test]
fn a_jti_belongs_to_its_key() {
    let id = |seed, jti| {
        let header = with(&header(), &json!({ "jwk": Signer::new(seed).jwk() }));
        let claims = with(&claims(), &json!({ "jti": jti }));
        parse(&header, &claims, false).expect("a proof").id
    };
    assert_eq!(id(1, "1"), id(1, "1"));
    assert_ne!(id(1, "1"), id(1, "2"));
    assert_ne!(id(1, "1"), id(2, "1"), "nobody uses up another's");
}

#[test]
fn every_reason_has_its_error_and_its_sentence() {
    use BadProof::*;
    let all = [
        Missing,
        Malformed,
        OtherRequest,
        Stale,
        OtherToken,
        Signature,
        Replayed,
        Nonce,
    ];
    for bad in all {
        let nonce = bad == Nonce;
        let code = if nonce {
            "use_dpop_nonce"
        } else {
            "invalid_dpop_proof"
        };
        assert_eq!(bad.error(), code, "{bad:?}");
        assert_eq!(TokenError::from(bad).error(), code, "{bad:?}");
        assert_eq!(TokenError::from(bad).status(), 400, "{bad:?}");
        assert_eq!(
            all.iter()
                .filter(|other| other.sentence() == bad.sentence())
                .count(),
            1
        );
    }
}

#[test]
fn dpop_jkt_is_a_thumbprint() {
    let key = PublicKey::parse(&Signer::new(1).jwk()).expect("a key");
    assert!(is_thumbprint(&key.thumbprint()));
    for text in [
        "",
        "x",
        &encode([1; 31]),
        &encode([1; 33]),
        &format!("{}=", encode([1; 32])),
    ] {
        assert!(!is_thumbprint(text), "{text}");
    }
}
