//! Access tokens bound to a key, proofs that work once, and nonces (RFC 9449).

use futures_executor::block_on;
use futures_util::future::join;
use serde_json::{Value, json};

use super::super::{Request, UsedProofs};
use super::bench::{
    Bench, NOW, bound_token, claims, header, proof_claims, proof_header, request, token, with,
};
use super::proof::{CLIENT, ask, assert_refused, bound, proof, prove};

const SECRET: &str = "a secret of this test, long enough";

#[test]
fn a_token_passes_only_with_its_own_key() {
    let theirs = bound_token(&proof_header(4)["jwk"]);
    let mine = token(&proof_header(CLIENT), &proof_claims(&theirs), CLIENT);
    assert_refused(
        prove(&theirs, Some(&mine)),
        "invalid_token",
        "another key",
        "a thief's key",
    );
}

#[test]
fn bound_and_unbound_tokens_are_not_mixed_up() {
    let bench = Bench::new();
    let guard = bench.guard();
    let good = proof(json!({}), json!({}));
    let ask = |header: String, proof: Option<&str>| block_on(ask(&guard, &bench, &header, proof));
    for proof in [None, Some(good.as_str())] {
        let answer = ask(format!("Bearer {}", bound()), proof);
        assert_refused(answer, "invalid_token", "after the word DPoP", "downgraded");
    }
    // Bound to a TLS certificate, which nobody here checks.
    let elsewhere = with(claims(), json!({ "cnf": { "x5t#S256": "AQAB" } }));
    let elsewhere = token(&header(), &elsewhere, 1);
    let answer = ask(format!("Bearer {elsewhere}"), None);
    assert_refused(answer, "invalid_token", "bound to a key", "bound otherwise");

    let free = token(&header(), &claims(), 1);
    for token_text in [&free, &elsewhere] {
        let proof = token(&proof_header(CLIENT), &proof_claims(token_text), CLIENT);
        let answer = ask(format!("DPoP {token_text}"), Some(&proof));
        assert_refused(answer, "invalid_token", "not bound to a key", "not bound");
    }
    // A proof beside a token that asks for none is not looked at.
    assert!(ask(format!("Bearer {free}"), Some("x")).is_ok());
    assert_eq!(bench.used.borrow().len(), 0);
}

#[test]
fn a_proof_is_used_once() {
    let bench = Bench::new();
    let guard = bench.guard();
    let header = format!("DPoP {}", bound());
    let good = proof(json!({}), json!({}));
    let (first, second) = block_on(join(
        ask(&guard, &bench, &header, Some(&good)),
        ask(&guard, &bench, &header, Some(&good)),
    ));
    assert!(first.is_ok());
    assert_refused(second, "invalid_dpop_proof", "used before", "at once");
    // The same `jti`, signed again.
    let again = proof(json!({}), json!({ "iat": NOW - 1 }));
    let answer = block_on(ask(&guard, &bench, &header, Some(&again)));
    assert_refused(answer, "invalid_dpop_proof", "used before", "again");
    let other = proof(json!({}), json!({ "jti": "p2" }));
    assert!(block_on(ask(&guard, &bench, &header, Some(&other))).is_ok());

    // Another client cannot use up this one's `jti`.
    let jwk = &proof_header(4)["jwk"];
    let theirs = token(&proof_header(4), &proof_claims(&bound_token(jwk)), 4);
    let header = format!("DPoP {}", bound_token(jwk));
    assert!(block_on(ask(&guard, &bench, &header, Some(&theirs))).is_ok());
}

#[test]
fn only_a_request_that_passes_is_remembered() {
    let bench = Bench::new();
    let guard = bench.guard();
    let good = proof(json!({}), json!({}));
    let bound = bound();
    let header = format!("DPoP {bound}");
    let request = request(Some(&header), Some(&good));
    let refusal = block_on(guard.admit(&request, "notes:write", &bench)).expect_err("no scope");
    assert_eq!(refusal.status, 403);
    let challenge = refusal.challenge.expect("a challenge");
    assert!(
        challenge.starts_with("DPoP error=\"insufficient_scope\""),
        "{challenge}"
    );
    assert!(challenge.ends_with("scope=\"notes:write\""), "{challenge}");
    // A forged token, with a valid proof.
    let (signed, _) = bound.rsplit_once('.').expect("three parts");
    let forged = format!("{signed}.{}", "A".repeat(86));
    let good = token(&proof_header(CLIENT), &proof_claims(&forged), CLIENT);
    let answer = block_on(ask(&guard, &bench, &format!("DPoP {forged}"), Some(&good)));
    assert_refused(answer, "invalid_token", "signature", "forged");
    assert_eq!(bench.used.borrow().len(), 0);
}

#[test]
fn a_secret_makes_nonces_required() {
    let bench = Bench::new();
    let guard = bench.guard().require_nonces(SECRET).expect("a good secret");
    let authorization = format!("DPoP {}", bound());
    let ask = |in_claims| {
        let proof = proof(json!({}), in_claims);
        block_on(ask(&guard, &bench, &authorization, Some(&proof)))
    };
    let required = |in_claims: Value| {
        let case = in_claims.to_string();
        assert_refused(ask(in_claims), "use_dpop_nonce", "DPoP-Nonce", &case).nonce
    };
    for nonce in ["", "x", &format!("{NOW}.AAAA")] {
        assert!(required(json!({ "nonce": nonce })).is_some());
    }
    let nonce = required(json!({})).expect("a nonce");
    bench.now.set(NOW + 200);
    let admission = ask(json!({ "nonce": nonce })).expect("admitted");
    let fresh = admission.nonce.expect("another nonce");
    assert_ne!(fresh, nonce);
    bench.now.set(NOW + 301);
    let in_claims =
        |nonce: &str, jti: &str| json!({ "nonce": nonce, "iat": NOW + 301, "jti": jti });
    assert!(required(in_claims(&nonce, "p2")).is_some());
    assert!(ask(in_claims(&fresh, "p3")).is_ok());

    // Other errors are reported first: a nonce would not help.
    let answer = ask(json!({ "htm": "POST" }));
    let refusal = assert_refused(answer, "invalid_dpop_proof", "htm", "not about nonces");
    assert_eq!(refusal.nonce, None);
    let free = format!("Bearer {}", token(&header(), &claims(), 1));
    let request = request(Some(&free), None);
    let admission = block_on(guard.admit(&request, "notes:read", &bench)).expect("admitted");
    assert_eq!(admission.nonce, None, "a bearer token needs none");
    assert!(bench.guard().require_nonces("short").is_err());
}

#[test]
fn the_proof_is_for_the_url_that_was_called() {
    let bench = Bench::new();
    let guard = bench.guard();
    let header = format!("DPoP {}", bound());
    let good = proof(json!({}), json!({}));
    let called = |method, url| {
        let request = Request {
            method,
            url,
            authorization: Some(&header),
            proof: Some(&good),
        };
        block_on(guard.admit(&request, "notes:read", &bench))
    };
    for (method, url, words) in [
        ("POST", "https://api.example/notes", "htm"),
        ("HEAD", "https://api.example/notes", "htm"),
        ("GET", "https://api.example/other", "htu"),
        ("GET", "http://api.example/notes", "htu"),
    ] {
        assert_refused(called(method, url), "invalid_dpop_proof", words, url);
    }
    assert!(called("GET", "https://api.example/notes?page=2").is_ok());
}

#[test]
fn used_proofs_out_of_reach_are_our_trouble() {
    struct Broken;
    impl UsedProofs for Broken {
        async fn first_use(&self, _: &str, _: u64) -> Result<bool, String> {
            Err("no table".to_owned())
        }
    }
    let bench = Bench::new();
    let header = format!("DPoP {}", bound());
    let good = proof(json!({}), json!({}));
    let request = request(Some(&header), Some(&good));
    let guard = bench.guard();
    let refusal = block_on(guard.admit(&request, "notes:read", &Broken)).expect_err("a refusal");
    assert_eq!((refusal.status, refusal.challenge), (503, None));
    assert_eq!(refusal.trouble.as_deref(), Some("no table"));
}
