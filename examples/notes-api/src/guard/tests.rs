//! The guard against tokens that are made and signed here.

mod bench;
mod binding;
mod keys;
mod proof;
mod rfc;

use futures_executor::block_on;
use serde_json::{Value, json};

use super::{Certainty, Claims, Guard, Refusal, Request};
use bench::{API, Bench, ISSUER, NOW, claims, header, request, token, with};

async fn ask(guard: &Guard<&Bench>, token: &str) -> Result<Claims, Refusal> {
    let header = format!("Bearer {token}");
    let request = request(Some(&header), None);
    // An unbound token never looks at the used proofs.
    let admission = guard.admit(&request, "notes:read", &Bench::new()).await?;
    assert_eq!(admission.nonce, None);
    Ok(admission.claims)
}

fn ask_once(header: &Value, claims: &Value, seed: u8) -> Result<Claims, Refusal> {
    let bench = Bench::new();
    block_on(ask(&bench.guard(), &token(header, claims, seed)))
}

fn error(answer: Result<Claims, Refusal>) -> (u16, &'static str, String) {
    let refusal = answer.expect_err("a refusal");
    (refusal.status, refusal.error, refusal.message.to_owned())
}

#[test]
fn a_good_token_passes() {
    let variants = [
        (json!({}), json!({})),
        (json!({ "typ": "AT+JWT" }), json!({ "aud": API })),
        (
            json!({ "typ": "application/at+jwt" }),
            json!({ "exp": NOW - 4 }),
        ),
        (
            json!({ "jwk": {}, "x5u": "https://evil.example" }),
            json!({ "nbf": NOW + 4 }),
        ),
        (json!({}), json!({ "exp": (NOW as f64) + 0.5 })),
    ];
    for (in_header, in_claims) in variants {
        let answer = ask_once(&with(header(), in_header), &with(claims(), in_claims), 1);
        let claims = answer.expect("admitted");
        assert_eq!(
            (claims.sub.as_str(), claims.client_id.as_str()),
            ("u1", "app")
        );
    }
}

#[test]
fn each_broken_rule_refuses() {
    let in_header = [
        (json!({ "typ": null }), "typ must be at+jwt"),
        (json!({ "typ": "JWT" }), "typ must be at+jwt"),
        (json!({ "alg": "none" }), "ES256"),
        (json!({ "alg": "HS256" }), "ES256"),
        (json!({ "alg": "es256" }), "ES256"),
        (json!({ "alg": null }), "not a JWT"),
        (json!({ "crit": ["exp"], "exp": 1 }), "ES256"),
        (json!({ "kid": null }), "key the issuer does not have"),
        (json!({ "kid": "two" }), "key the issuer does not have"),
        (json!({ "kid": 1 }), "not a JWT"),
    ];
    let in_claims = [
        (
            json!({ "iss": "https://issuer.example/" }),
            "not trusted here",
        ),
        (json!({ "iss": null }), "not a JWT"),
        (json!({ "aud": "https://other.example" }), "another API"),
        (json!({ "aud": [] }), "another API"),
        (json!({ "aud": null }), "not a JWT"),
        (json!({ "aud": [API, 1] }), "not a JWT"),
        (json!({ "exp": NOW - 5 }), "expired"),
        (json!({ "exp": null }), "not a JWT"),
        (json!({ "exp": "never" }), "not a JWT"),
        (json!({ "nbf": NOW + 6 }), "cannot be used yet"),
        (json!({ "sub": "" }), "not a JWT"),
        (json!({ "sub": null }), "not a JWT"),
        (json!({ "client_id": null }), "not a JWT"),
        (json!({ "scope": ["notes:read"] }), "not a JWT"),
    ];
    let cases = in_header
        .into_iter()
        .map(|(changes, words)| (with(header(), changes), claims(), words))
        .chain(
            in_claims
                .into_iter()
                .map(|(changes, words)| (header(), with(claims(), changes), words)),
        );
    for (header, claims, words) in cases {
        let (status, error, message) = error(ask_once(&header, &claims, 1));
        assert_eq!(
            (status, error),
            (401, "invalid_token"),
            "{header} {claims} {message}"
        );
        assert!(message.contains(words), "{header} {claims} {message}");
    }
}

#[test]
fn a_deed_may_take_a_surer_or_more_recent_sign_in() {
    let certainty = Certainty {
        acr_values: &["phr", "phrh"],
        max_age: Some(300),
    };
    let ask = |claims: Value| {
        let bench = Bench::new();
        let header = format!("Bearer {}", token(&header(), &claims, 1));
        let request = request(Some(&header), None);
        let guard = bench.guard();
        block_on(guard.admit_certain(&request, "notes:read", &certainty, &bench)).map(|_| ())
    };
    for (acr, auth_time, admitted) in [
        (json!("phr"), json!(NOW), true),
        (json!("phrh"), json!(NOW - 300), true),
        (json!("phr"), json!(NOW - 301), false),
        (json!("1"), json!(NOW), false),
        (json!("phr phrh"), json!(NOW), false),
        (json!(null), json!(NOW), false),
        (json!("phr"), json!(null), false),
    ] {
        let said = json!({ "acr": acr, "auth_time": auth_time });
        let answer = ask(with(claims(), said.clone()));
        assert_eq!(answer.is_ok(), admitted, "{said}");
        let Err(refusal) = answer else { continue };
        assert_eq!(
            (refusal.status, refusal.error),
            (401, "insufficient_user_authentication")
        );
        let challenge = refusal.challenge.expect("a challenge");
        assert!(challenge.starts_with("Bearer error=\"insufficient_user_authentication\", "));
        assert!(challenge.ends_with(", acr_values=\"phr phrh\", max_age=\"300\""));
    }
}

#[test]
fn a_signature_must_be_the_issuers() {
    let (status, _, message) = error(ask_once(&header(), &claims(), 2));
    assert_eq!(
        (status, message.as_str()),
        (401, "The signature of the access token is wrong.")
    );
    let good = token(&header(), &claims(), 1);
    let more = token(&header(), &with(claims(), json!({ "sub": "u2" })), 1);
    let (_, signature) = good.rsplit_once('.').expect("three parts");
    let (signed, _) = more.rsplit_once('.').expect("three parts");
    let bench = Bench::new();
    let spliced = format!("{signed}.{signature}");
    assert_eq!(error(block_on(ask(&bench.guard(), &spliced))).0, 401);
}

#[test]
fn what_is_no_jwt_refuses_without_a_fetch() {
    let good = token(&header(), &claims(), 1);
    let bench = Bench::new();
    let guard = bench.guard();
    for text in [
        "x".to_owned(),
        "..".to_owned(),
        "a.b.c".to_owned(),
        good[..good.len() - 1].to_owned(),
        format!("{good}."),
        format!("{good}A"),
        format!("{good}.x"),
        format!("{good}=="),
        good.replacen('.', "", 1),
        token(&json!([]), &json!([]), 1),
        token(&header(), &json!(null), 1),
        "a".repeat(100_000),
    ] {
        let (status, error, _) = error(block_on(ask(&guard, &text)));
        assert_eq!((status, error), (401, "invalid_token"), "{text:.80}");
    }
    assert_eq!(bench.fetched.borrow().len(), 0);
}

#[test]
fn challenges_are_those_of_rfc_6750() {
    let bench = Bench::new();
    let guard = bench.guard();
    let ask = |authorization: Option<&str>, query: &str, scope: &str| {
        let url = format!("{API}/notes?{query}");
        let request = Request {
            url: &url,
            ..request(authorization, None)
        };
        let refusal = block_on(guard.admit(&request, scope, &bench)).expect_err("a refusal");
        (refusal.status, refusal.challenge.unwrap_or_default())
    };
    let metadata = "resource_metadata=\"https://api.example/.well-known/oauth-protected-resource\"";
    assert_eq!(
        ask(None, "", "notes:read"),
        (
            401,
            format!(
                "Bearer {metadata}, scope=\"notes:read\", \
                 DPoP algs=\"ES256 RS256 PS256 EdDSA\", {metadata}, scope=\"notes:read\""
            )
        )
    );
    assert_eq!(
        ask(Some("Bearer a, Bearer b"), "", "notes:read"),
        (
            400,
            format!(
                "Bearer error=\"invalid_request\", error_description=\"The Authorization header \
                 must be Bearer and one access token.\", {metadata}"
            )
        )
    );
    assert_eq!(ask(None, "access_token=a", "notes:read").0, 400);
    assert_eq!(
        ask(Some("Bearer a"), "", "notes:read"),
        (
            401,
            format!(
                "Bearer error=\"invalid_token\", error_description=\"The access token is not a \
                 JWT with the claims of RFC 9068.\", {metadata}"
            )
        )
    );
    let bearer = format!("Bearer {}", token(&header(), &claims(), 1));
    for scope in ["notes:write", "notes", "notes:read profile", ""] {
        assert_eq!(
            ask(Some(&bearer), "", scope),
            (
                403,
                format!(
                    "Bearer error=\"insufficient_scope\", error_description=\"The access token \
                     was not granted the scope that this needs.\", {metadata}, scope=\"{scope}\""
                )
            )
        );
    }
}

#[test]
fn bad_configuration_is_named() {
    let bench = Bench::new();
    for (issuer, resource, word) in [
        ("", API, "issuer"),
        ("http://issuer.example", API, "issuer"),
        (ISSUER, "api.example", "resource"),
    ] {
        let sentence = Guard::new(issuer, resource, &bench).err().expect("refused");
        assert!(sentence.contains(word), "{sentence}");
    }
}

#[test]
fn the_metadata_path_follows_the_resource() {
    let bench = Bench::new();
    for (resource, path) in [
        (API, "/.well-known/oauth-protected-resource"),
        (
            "https://api.example/v1",
            "/.well-known/oauth-protected-resource/v1",
        ),
    ] {
        let guard = Guard::new(ISSUER, resource, &bench).expect("good");
        assert_eq!(guard.metadata_path(), path);
    }
}
