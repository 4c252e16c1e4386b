//! The rules that a DPoP proof must keep (RFC 9449 section 4.3).

use futures_executor::block_on;
use serde_json::{Value, json};

use super::super::{Admission, Guard, Refusal};
use super::bench::{Bench, NOW, bound_token, proof_claims, proof_header, request, token, with};

/// The key that the client of these tests has.
pub(super) const CLIENT: u8 = 3;

pub(super) fn bound() -> String {
    bound_token(&proof_header(CLIENT)["jwk"])
}

/// A proof for `bound`, valid except for these changes.
pub(super) fn proof(in_header: Value, in_claims: Value) -> String {
    let header = with(proof_header(CLIENT), in_header);
    token(&header, &with(proof_claims(&bound()), in_claims), CLIENT)
}

pub(super) async fn ask(
    guard: &Guard<&Bench>,
    bench: &Bench,
    authorization: &str,
    proof: Option<&str>,
) -> Result<Admission, Refusal> {
    let request = request(Some(authorization), proof);
    guard.admit(&request, "notes:read", bench).await
}

/// Asks once, with this token and this proof.
pub(super) fn prove(token: &str, proof: Option<&str>) -> Result<Admission, Refusal> {
    let bench = Bench::new();
    let header = format!("DPoP {token}");
    block_on(ask(&bench.guard(), &bench, &header, proof))
}

/// Returns the refusal, after checking that it has this error and says these words.
pub(super) fn assert_refused(
    answer: Result<Admission, Refusal>,
    error: &str,
    words: &str,
    case: &str,
) -> Refusal {
    let refusal = answer.expect_err(case);
    assert_eq!((refusal.status, refusal.error), (401, error), "{case}");
    assert!(
        refusal.message.contains(words),
        "{case} {}",
        refusal.message
    );
    let challenge = refusal.challenge.as_deref().expect("a challenge");
    let start = format!("DPoP error=\"{error}\", error_description=");
    assert!(challenge.starts_with(&start), "{challenge}");
    let algs = "algs=\"ES256 RS256 PS256 EdDSA\", resource_metadata=\"https://api.example/";
    assert!(challenge.contains(algs), "{challenge}");
    refusal
}

#[test]
fn a_good_proof_passes() {
    for in_claims in [
        json!({}),
        json!({ "iat": NOW - 300 }),
        json!({ "iat": NOW + 60 }),
        json!({ "iat": NOW as f64 - 0.5 }),
        json!({ "jti": "j".repeat(256) }),
        json!({ "htu": "HTTPS://API.example:443/x/../%6Eotes?a=b#c" }),
        json!({ "nonce": "of somewhere else" }),
    ] {
        let answer = prove(&bound(), Some(&proof(json!({}), in_claims)));
        let admission = answer.expect("admitted");
        assert_eq!(admission.claims.sub, "u1");
        assert_eq!(admission.nonce, None, "no secret, no nonces");
    }
}

#[test]
fn each_broken_rule_in_a_proofs_header_refuses() {
    let jwk = |changes| json!({ "jwk": with(proof_header(CLIENT)["jwk"].clone(), changes) });
    let mut null_member = jwk(json!({}));
    null_member["jwk"]["d"] = Value::Null;
    for (changes, words) in [
        (json!({ "typ": null }), "typ"),
        (json!({ "typ": "JWT" }), "typ"),
        (json!({ "typ": "at+jwt" }), "typ"),
        (json!({ "alg": "none" }), "algorithm"),
        (json!({ "alg": "HS256" }), "algorithm"),
        (json!({ "alg": "ES384" }), "algorithm"),
        (json!({ "alg": "es256" }), "algorithm"),
        (json!({ "crit": ["b64"], "b64": false }), "algorithm"),
        (json!({ "alg": null }), "one JWT"),
        (json!({ "jwk": null }), "one JWT"),
        (json!({ "jwk": "x" }), "one JWT"),
        (json!({ "alg": "RS256" }), "fit its alg"),
        (json!({ "alg": "PS256" }), "fit its alg"),
        (json!({ "alg": "EdDSA" }), "fit its alg"),
        (jwk(json!({ "crv": "P-384" })), "fit its alg"),
        (jwk(json!({ "crv": null })), "fit its alg"),
        (jwk(json!({ "kty": "OKP" })), "fit its alg"),
        (jwk(json!({ "kty": "oct" })), "fit its alg"),
        (jwk(json!({ "kty": null })), "fit its alg"),
        (jwk(json!({ "alg": "ES384" })), "fit its alg"),
        (jwk(json!({ "use": "enc" })), "fit its alg"),
        (jwk(json!({ "x": "AQAB" })), "fit its alg"),
        (jwk(json!({ "y": null })), "fit its alg"),
        (jwk(json!({ "y": 1 })), "fit its alg"),
        (jwk(json!({ "d": "AQAB" })), "public key"),
        (jwk(json!({ "kty": "oct", "k": "AQAB" })), "public key"),
        (jwk(json!({ "oth": [] })), "public key"),
        (null_member, "public key"),
    ] {
        let answer = prove(&bound(), Some(&proof(changes.clone(), json!({}))));
        assert_refused(answer, "invalid_dpop_proof", words, &changes.to_string());
    }
}

#[test]
fn each_broken_rule_in_a_proofs_claims_refuses() {
    for (changes, words) in [
        (json!({ "htm": "POST" }), "htm"),
        (json!({ "htm": "get" }), "htm"),
        (json!({ "htm": null }), "one JWT"),
        (json!({ "htu": "https://api.example/" }), "htu"),
        (json!({ "htu": "https://api.example/notes/1" }), "htu"),
        (json!({ "htu": "http://api.example/notes" }), "htu"),
        (json!({ "htu": "https://evil.example/notes" }), "htu"),
        (json!({ "htu": "/notes" }), "htu"),
        (json!({ "htu": null }), "one JWT"),
        (json!({ "iat": NOW - 301 }), "iat"),
        (json!({ "iat": NOW + 61 }), "iat"),
        (json!({ "iat": 0 }), "iat"),
        (json!({ "iat": -1e300 }), "iat"),
        (json!({ "iat": 1e300 }), "iat"),
        (json!({ "iat": "now" }), "one JWT"),
        (json!({ "iat": null }), "one JWT"),
        (json!({ "jti": "" }), "jti"),
        (json!({ "jti": "j".repeat(257) }), "jti"),
        (json!({ "jti": null }), "one JWT"),
        (json!({ "ath": null }), "ath"),
        (json!({ "ath": "" }), "ath"),
        (json!({ "ath": proof_claims("another")["ath"] }), "ath"),
    ] {
        let answer = prove(&bound(), Some(&proof(json!({}), changes.clone())));
        assert_refused(answer, "invalid_dpop_proof", words, &changes.to_string());
    }
}

#[test]
fn a_proof_is_one_jwt_in_one_header() {
    let good = proof(json!({}), json!({}));
    let absent = "Send a proof";
    assert_refused(prove(&bound(), None), "invalid_dpop_proof", absent, "none");
    for text in [
        String::new(),
        "..".to_owned(),
        format!("{good}, {good}"),
        format!("{good}="),
        format!("{good}.x"),
        good.replacen('.', "", 1),
        format!(" {good}"),
        format!("{good}{}", "A".repeat(9000)),
    ] {
        let answer = prove(&bound(), Some(&text));
        assert_refused(answer, "invalid_dpop_proof", "", &format!("{text:.80}"));
    }
}

#[test]
fn the_signature_must_be_of_the_key_in_the_proof() {
    let claims = proof_claims(&bound());
    let forged = token(&proof_header(CLIENT), &claims, 4);
    let wrong = "signature of the DPoP proof";
    assert_refused(
        prove(&bound(), Some(&forged)),
        "invalid_dpop_proof",
        wrong,
        "forged",
    );
    let good = proof(json!({}), json!({}));
    let cut = &good[..good.len() - 6];
    assert_refused(
        prove(&bound(), Some(cut)),
        "invalid_dpop_proof",
        wrong,
        "cut",
    );

    // A token can be bound to something that is not a key, but nobody can use it.
    let mut header = proof_header(CLIENT);
    header["jwk"]["y"] = header["jwk"]["x"].clone();
    let off_curve = bound_token(&header["jwk"]);
    let proof = token(&header, &proof_claims(&off_curve), CLIENT);
    let unfit = "fit its alg";
    assert_refused(
        prove(&off_curve, Some(&proof)),
        "invalid_dpop_proof",
        unfit,
        "off the curve",
    );
}
