//! Identity assertions: each is read exactly when the rules, written a second time here, say so.

use edgegrant::protocol::scope::Scope;
use edgegrant::protocol::token::IdentityAssertion;
use edgegrant::protocol::token::identity_assertion::Expected;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fuzz::near::{near_json, values};
use crate::fuzz::near_jwt::{NOW, audiences, header, ids, times};
use crate::fuzz::signed::{header_is_right, id_is_right, seconds, time_is_right, token};
use crate::runtime::visitor::ISSUER;

const TYPE: &str = "oauth-id-jag+jwt";

fn near_assertion() -> impl Strategy<Value = Value> {
    let base = json!({
        "iss": "https://op.example", "sub": "s", "aud": ISSUER, "client_id": "app", "jti": "1",
        "iat": NOW.0, "exp": NOW.0 + 60, "scope": "notes:read",
    });
    let names = [
        json!(null),
        json!("app"),
        json!(""),
        json!("a\u{85}"),
        json!("x".repeat(256)),
        json!(1),
    ];
    let changes = [
        values("iss", &names),
        values("sub", &names),
        values("client_id", &names),
        values("aud", &audiences()),
        ids(),
        times("exp"),
        times("iat"),
        times("nbf"),
        times("auth_time"),
        values(
            "scope",
            &[
                json!(null),
                json!(""),
                json!("a b"),
                json!(" a"),
                json!("\""),
                json!(["a"]),
            ],
        ),
        values(
            "resource",
            &[
                json!("x"),
                json!(["x", "y"]),
                json!([]),
                json!([1]),
                json!({}),
            ],
        ),
        values(
            "cnf",
            &[
                json!({ "jkt": "k" }),
                json!({ "jkt": "other" }),
                json!({}),
                json!("k"),
            ],
        ),
        values("act", &[json!({})]),
        values("tenant", &[json!("t")]),
        values("authorization_details", &[json!([])]),
        values("more", &[json!({})]),
    ];
    near_json(base, changes.concat())
}

proptest! {
    #[test]
    fn an_identity_assertion_is_read_exactly_when_it_keeps_every_rule(header in header(TYPE), claims in near_assertion(), proved in any::<bool>()) {
        let key = proved.then_some("k");
        let expected = Expected { audience: ISSUER, client_id: "app", key };
        let parsed = IdentityAssertion::parse(&token(&header, &claims), expected, NOW);
        let text = |name: &str| claims[name].as_str();
        let resource = match claims.get("resource") {
            Some(Value::Array(all)) => !all.is_empty() && all.iter().all(Value::is_string),
            resource => resource.is_none_or(Value::is_string),
        };
        let lifetime = seconds(&claims["exp"]).zip(seconds(&claims["iat"]));
        let right = header_is_right(&header, &[TYPE], false)
            && text("iss").is_some_and(|iss| !iss.is_empty())
            && text("sub").is_some_and(|sub| !sub.is_empty() && sub.len() < 256 && !sub.contains(char::is_control))
            && text("client_id") == Some("app")
            && (claims["aud"] == ISSUER || claims["aud"] == json!([ISSUER]))
            && id_is_right(&claims)
            && claims.get("scope").is_none_or(|scope| scope.as_str().is_some_and(|scope| Scope::requested(scope).is_ok()))
            && resource
            && time_is_right(&claims, "exp", -59, i64::MAX, false)
            && time_is_right(&claims, "iat", i64::MIN, 60, false)
            && time_is_right(&claims, "nbf", i64::MIN, 60, true)
            && time_is_right(&claims, "auth_time", i64::MIN, 60, true)
            && lifetime.is_some_and(|(exp, iat)| i128::from(exp) - i128::from(iat) <= 1200)
            && claims.get("cnf").is_none_or(|cnf| proved && cnf["jkt"] == "k")
            && ["act", "tenant", "authorization_details"].iter().all(|name| claims.get(name).is_none());
        prop_assert_eq!(parsed.is_ok(), right, "{:?} {} {}", parsed.err(), header, claims);
    }
}
