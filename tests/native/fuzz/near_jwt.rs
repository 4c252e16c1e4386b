//! Client JWTs that are almost right: headers and claims with a few members changed.

use edgegrant::protocol::secret::{Secret, ServerKeys};
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::protocol::token::dpop::nonce;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fuzz::near::{near_json, values};
use crate::runtime::signer::Signer;
use crate::runtime::visitor::ISSUER;
use crate::runtime::{START, encode};

pub(crate) const NOW: Timestamp = Timestamp(START);
/// A public key (RFC 8037 appendix A.2).
pub(crate) const ED25519: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
pub(crate) const URL: &str = "https://auth.example/token";

pub(crate) fn header(typ: &'static str) -> impl Strategy<Value = Value> {
    let base = json!({ "alg": "ES256", "typ": typ, "kid": "k", "jwk": Signer::new(1).jwk() });
    let rsa = json!({ "kty": "RSA", "n": encode([255; 256]), "e": "AQAB" });
    let mut changes = values(
        "alg",
        &[
            json!("none"),
            json!("HS256"),
            json!("es256"),
            json!("ES384"),
            json!("EdDSA"),
            json!("Ed25519"),
            json!("RS256"),
            json!(null),
            json!(["ES256"]),
        ],
    );
    changes.extend(values(
        "typ",
        &[
            json!(null),
            json!("JWT"),
            json!("at+jwt"),
            json!("DPoP+JWT"),
            json!("application/jwt"),
            json!("oauth-authz-req+jwt"),
            json!("client-authentication+jwt"),
            json!("application/OAuth-ID-JAG+jwt"),
            json!(1),
        ],
    ));
    changes.extend(values("crit", &[json!([]), json!(["exp"]), json!("x")]));
    changes.extend(values("b64", &[json!(false), json!(true)]));
    changes.extend(values("kid", &[json!(null), json!(1), json!("")]));
    changes.extend(values(
        "jwk",
        &[
            json!(null),
            json!("k"),
            rsa,
            json!({ "kty": "oct", "k": "AA" }),
            json!({ "kty": "EC" }),
            json!({ "kty": "OKP", "crv": "Ed25519", "x": ED25519 }),
        ],
    ));
    near_json(base, changes)
}

pub(crate) fn times(name: &'static str) -> Vec<(&'static str, Value)> {
    let around = [-3601, -3600, -301, -300, -1, 0, 1, 60, 61, 3600, 3660, 3661];
    let mut all: Vec<Value> = around.iter().map(|offset| json!(NOW.0 + offset)).collect();
    let near = NOW.0 as f64;
    let odd = [
        json!(null),
        json!("1"),
        json!(1.5),
        json!(near - 0.5),
        json!(near + 0.5),
        json!(near + 60.5),
        json!(near + 1.0),
        json!(-1.5),
        json!(1e16),
        json!(1e300),
        json!([]),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
    ];
    all.extend(odd);
    values(name, &all)
}

pub(crate) fn ids() -> Vec<(&'static str, Value)> {
    let long = |length| json!("j".repeat(length));
    values(
        "jti",
        &[
            json!(null),
            json!(""),
            json!(1),
            json!(" "),
            long(256),
            long(257),
        ],
    )
}

pub(crate) fn audiences() -> Vec<Value> {
    vec![
        json!(null),
        json!(""),
        json!(1),
        json!([]),
        json!(ISSUER),
        json!([ISSUER]),
        json!([ISSUER, URL]),
        json!(URL),
        json!([ISSUER, "https://evil.example"]),
        json!("https://auth.example/"),
        json!([1]),
        json!({ "a": 1 }),
    ]
}

pub(crate) fn near_assertion() -> impl Strategy<Value = Value> {
    let base = json!({ "iss": "app", "sub": "app", "aud": ISSUER, "jti": "1", "exp": NOW.0 + 60 });
    let names = [
        json!(null),
        json!("app"),
        json!("other"),
        json!(""),
        json!(1),
    ];
    let changes = [
        values("iss", &names),
        values("sub", &names),
        values("aud", &audiences()),
        ids(),
        times("exp"),
        times("iat"),
        times("nbf"),
        values("more", &[json!({})]),
    ];
    near_json(base, changes.concat())
}

pub(crate) fn near_proof() -> impl Strategy<Value = Value> {
    let keys = keys();
    let made = |age: i64| json!(nonce(&keys.dpop_nonce, Timestamp(NOW.0 - age)));
    let base = json!({ "jti": "1", "htm": "POST", "htu": URL, "iat": NOW.0, "nonce": made(0), "ath": ath() });
    let changes = [
        ids(),
        times("iat"),
        values(
            "htm",
            &[json!(null), json!("GET"), json!("post"), json!("")],
        ),
        values(
            "htu",
            &[
                json!(null),
                json!("https://auth.example/token?x"),
                json!("HTTPS://AUTH.EXAMPLE:443/token#f"),
                json!("https://auth.example/token/"),
                json!("http://auth.example/token"),
                json!("/token"),
                json!("https://u@auth.example/token"),
                json!("https://auth.example/x/../token"),
                json!(""),
            ],
        ),
        values(
            "nonce",
            &[
                json!(null),
                made(300),
                made(301),
                made(-60),
                made(-61),
                json!(""),
                json!("1.x"),
                json!(1),
            ],
        ),
        values(
            "ath",
            &[json!(null), json!(""), json!(encode([0; 32])), json!(1)],
        ),
    ];
    near_json(base, changes.concat())
}

pub(crate) fn keys() -> ServerKeys {
    ServerKeys::derive(&Secret::new("a secret that is long enough for it")).expect("keys")
}

/// RFC 9449 section 4.2: of the token `token`.
pub(crate) fn ath() -> String {
    Secret::new("token").hash().as_str().to_owned()
}

pub(crate) fn near_object() -> impl Strategy<Value = Value> {
    let base = json!({
        "iss": "app", "aud": ISSUER, "exp": NOW.0 + 60, "client_id": "app",
        "response_type": "code", "state": "s", "scope": "notes:read",
    });
    let names = [json!(null), json!("app"), json!("other"), json!(1)];
    let changes = [
        values("iss", &names),
        values("client_id", &names),
        values("aud", &audiences()),
        times("exp"),
        times("iat"),
        times("nbf"),
        values("sub", &[json!("app"), json!("")]),
        values("request", &[json!("x")]),
        values("request_uri", &[json!("x"), json!(1)]),
        values(
            "state",
            &[
                json!(null),
                json!("a\0"),
                json!("&=%+ \u{e9}"),
                json!(1.5),
                json!({ "a": [1] }),
            ],
        ),
        values(
            "resource",
            &[
                json!("https://api.example"),
                json!(["a", "b"]),
                json!([]),
                json!([1]),
                json!(1),
            ],
        ),
        values("a\0b", &[json!("x")]),
        values("", &[json!("x")]),
        values("&=%+", &[json!("x"), json!(true)]),
    ];
    near_json(base, changes.concat())
}
