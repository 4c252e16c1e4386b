//! JWTs of clients: each is accepted exactly when the rules, written a second time here, say so.

use edgegrant::platform::Crypto;
use edgegrant::protocol::authorization::RequestObject;
use edgegrant::protocol::client::ClientAssertion;
use edgegrant::protocol::jose::{Algorithm, Jws, PublicKey};
use edgegrant::protocol::params::Params;
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::protocol::token::dpop::{Expected, Proof, nonce};
use futures_executor::block_on;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fuzz::near::{near_text, odd_text};
use crate::fuzz::near_jwt::{NOW, URL, header, keys, near_assertion, near_object, near_proof};
use crate::runtime::signer::{Signer, fake};
use crate::runtime::visitor::ISSUER;
use crate::runtime::{World, encode};

/// A token with a signature of the length that `alg` wants.
pub(crate) fn token(header: &Value, claims: &Value) -> String {
    let rsa = header["alg"]
        .as_str()
        .is_some_and(|alg| alg.ends_with("S256") && alg != "ES256");
    fake(header, claims, if rsa { 256 } else { 64 })
}

/// Whether a header is one that may be read at all, and its `typ` one of `types` or left out.
pub(crate) fn header_is_right(header: &Value, types: &[&str], may_lack: bool) -> bool {
    let typ = match header.get("typ") {
        None => may_lack,
        Some(typ) => typ.as_str().is_some_and(|typ| {
            let typ = typ.to_lowercase().replacen("application/", "", 1);
            types.contains(&typ.as_str())
        }),
    };
    let alg = header["alg"]
        .as_str()
        .is_some_and(|alg| ["ES256", "RS256", "PS256", "Ed25519", "EdDSA"].contains(&alg));
    let kid = header.get("kid").is_none_or(Value::is_string);
    typ && alg && kid && header.get("crit").is_none() && header.get("b64").is_none()
}

/// A time in seconds, its fraction dropped.
pub(crate) fn seconds(time: &Value) -> Option<i64> {
    let whole = |time: &f64| time.abs() < 2_f64.powi(53);
    let rounded = time.as_f64().filter(|_| time.is_f64()).filter(whole);
    time.as_i64().or(rounded.map(|time| time.floor() as i64))
}

/// Whether a claim is a time between two offsets from now, or left out if it may be.
pub(crate) fn time_is_right(
    claims: &Value,
    name: &str,
    least: i64,
    most: i64,
    may_lack: bool,
) -> bool {
    match claims.get(name) {
        None => may_lack,
        Some(time) => seconds(time).is_some_and(|time| {
            let offset = time.saturating_sub(NOW.0);
            (least..=most).contains(&offset)
        }),
    }
}

pub(crate) fn id_is_right(claims: &Value) -> bool {
    claims["jti"]
        .as_str()
        .is_some_and(|id| (1..=256).contains(&id.len()))
}

proptest! {
    #[test]
    fn an_assertion_is_read_exactly_when_it_keeps_every_rule(header in header("client-authentication+jwt"), claims in near_assertion()) {
        let audiences = [ISSUER, URL].map(str::to_owned);
        let parsed = ClientAssertion::parse(&token(&header, &claims), &audiences, NOW);
        let meant = |aud: &Value| aud.as_str().is_some_and(|aud| aud == ISSUER || aud == URL);
        let aud = match claims.get("aud") {
            Some(Value::Array(all)) => !all.is_empty() && all.iter().all(meant),
            Some(one) => meant(one),
            None => false,
        };
        let same = claims["iss"].is_string() && claims["iss"] == claims["sub"] && claims["sub"] != "";
        let right = header_is_right(&header, &["jwt", "client-authentication+jwt"], true)
            && same && aud && id_is_right(&claims)
            && time_is_right(&claims, "exp", 1, 3660, false)
            && time_is_right(&claims, "iat", -3600, 60, true)
            && time_is_right(&claims, "nbf", i64::MIN, 60, true);
        prop_assert_eq!(parsed.is_ok(), right, "{:?} {} {}", parsed.err(), header, claims);
        if let Ok(assertion) = ClientAssertion::parse(&token(&header, &claims), &audiences, NOW) {
            prop_assert_eq!(&json!(assertion.client_id), &claims["sub"]);
            prop_assert_eq!(&json!(assertion.id), &claims["jti"]);
            prop_assert_eq!(Some(assertion.expires_at.0), seconds(&claims["exp"]));
        }
    }

    #[test]
    fn a_proof_is_read_exactly_when_it_keeps_every_rule(header in header("dpop+jwt"), claims in near_proof(), required in any::<bool>(), at_resource in any::<bool>()) {
        let keys = keys();
        let expected = Expected {
            method: "POST",
            url: URL,
            access_token: at_resource.then_some("token"),
            nonces: &keys.dpop_nonce,
            nonce_required: required,
        };
        let parsed = Proof::parse(&token(&header, &claims), &expected, NOW);
        let key = header.get("jwk").and_then(|jwk| PublicKey::parse(jwk).ok());
        let algorithm = header["alg"].as_str().and_then(Algorithm::parse);
        let suits = key.as_ref().zip(algorithm).is_some_and(|(key, algorithm)| key.suits(algorithm));
        let good: Vec<Value> = [-60, 0, 300].iter().map(|age| json!(nonce(&keys.dpop_nonce, Timestamp(NOW.0 - age)))).collect();
        let nonce = claims.get("nonce").map_or(!required, |nonce| good.contains(nonce));
        let ath = claims.get("ath");
        let ath = ath.is_none_or(Value::is_string) && (!at_resource || ath == Some(&json!(super::near_jwt::ath())));
        let url = claims["htu"].as_str().is_some_and(|url| [
            URL, "https://auth.example/token?x", "HTTPS://AUTH.EXAMPLE:443/token#f", "https://auth.example/x/../token",
        ].contains(&url));
        let right = header_is_right(&header, &["dpop+jwt"], false) && suits && nonce && ath && url
            && claims["htm"] == "POST" && id_is_right(&claims) && time_is_right(&claims, "iat", -300, 60, false);
        prop_assert_eq!(parsed.is_ok(), right, "{:?} {} {}", parsed.err(), header, claims);
    }

    #[test]
    fn a_request_object_is_read_exactly_when_it_keeps_every_rule(header in header("oauth-authz-req+jwt"), claims in near_object()) {
        let parsed = RequestObject::parse(&token(&header, &claims), "app", Algorithm::Es256, ISSUER, NOW);
        let aud = match claims.get("aud") {
            Some(Value::Array(all)) => all.iter().all(Value::is_string) && all.contains(&json!(ISSUER)),
            Some(one) => one == ISSUER,
            None => false,
        };
        let nul = claims.get("a\0b").is_some() || claims["state"] == "a\0";
        let right = header_is_right(&header, &["jwt", "oauth-authz-req+jwt"], true)
            && header["alg"] == "ES256" && aud && !nul
            && claims["iss"] == "app" && claims["client_id"] == "app"
            && ["sub", "request", "request_uri"].iter().all(|name| claims.get(name).is_none())
            && claims.get("resource") != Some(&json!([1]))
            && time_is_right(&claims, "exp", 1, 3660, false)
            && time_is_right(&claims, "iat", i64::MIN, 60, true)
            && time_is_right(&claims, "nbf", i64::MIN, 60, true);
        prop_assert_eq!(parsed.is_ok(), right, "{:?} {} {}", parsed.err(), header, claims);
        let parsed = RequestObject::parse(&token(&header, &claims), "app", Algorithm::Es256, ISSUER, NOW);
        if let Ok(params) = parsed.map(RequestObject::verified) {
            // It can be pushed: written down and read again it says the same.
            let form = params.form_without(&[]);
            let again = Params::parse(form.as_bytes()).expect("what is pushed can be read");
            prop_assert_eq!(again.form_without(&[]), form);
            for name in ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"] {
                prop_assert_eq!(params.one(name), Ok(None));
            }
            for name in ["client_id", "scope", "state", "", "&=%+"] {
                let sent = claims.get(name).map(|value| value.as_str().map_or(value.to_string(), str::to_owned));
                prop_assert_eq!(params.one(name), Ok(sent.as_deref()), "{}", name);
            }
            prop_assert!(!params.any_repeated());
        }
    }

    #[test]
    fn a_message_is_taken_apart_without_loss(text in prop_oneof![
        near_text(fake(&json!({ "alg": "ES256" }), &json!({ "a": "b" }), 64)), odd_text(),
        "[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{86}",
    ]) {
        if let Some(jws) = Jws::parse(&text) {
            prop_assert_eq!(format!("{}.{}", jws.signed, encode(&jws.signature)), text.as_str());
            prop_assert_eq!(text.split('.').count(), 3);
            prop_assert!(Algorithm::ALL.contains(&jws.algorithm));
        }
    }

    #[test]
    fn nothing_that_was_changed_verifies(text in near_text(Signer::new(1).sign(
        &json!({ "alg": "ES256", "typ": "JWT" }),
        &json!({ "iss": "app", "sub": "app", "aud": ISSUER, "jti": "1", "exp": NOW.0 + 60 }),
    )), seed in 1_u8..4) {
        let signer = Signer::new(1);
        let whole = signer.sign(
            &json!({ "alg": "ES256", "typ": "JWT" }),
            &json!({ "iss": "app", "sub": "app", "aud": ISSUER, "jti": "1", "exp": NOW.0 + 60 }),
        );
        if let Some(jws) = Jws::parse(&text) {
            let key = PublicKey::parse(&Signer::new(seed).jwk()).expect("a key");
            // Signatures are not made with chance here, so that the right one is one text.
            thread_local!(static WORLD: World = World::new());
            let verified = WORLD.with(|world| {
                block_on(world.verify(&key, jws.algorithm, jws.signed.as_bytes(), &jws.signature))
            });
            let verified = verified.expect("ES256 is served");
            prop_assert_eq!(verified, seed == 1 && text == whole);
        }
    }
}
