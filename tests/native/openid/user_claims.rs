//! What the owner says of people: which scope tells it, to which client, and what a claim of one's own may be.

use edgegrant::protocol::authorization::Asking;
use edgegrant::protocol::claim_names::is_reserved;
use edgegrant::protocol::claim_scope::{ClaimScope, may_be_own};
use edgegrant::protocol::client::{Client, RegisteredBy};
use edgegrant::protocol::group::Membership;
use edgegrant::protocol::openid::ClaimsRequest;
use edgegrant::protocol::openid::claims::supported;
use edgegrant::protocol::openid::{Place, UserClaims};
use edgegrant::protocol::resource::Resources;
use edgegrant::store::user::User;
use serde_json::{Map, Value, json};

use crate::runtime::stock::scope;
use crate::runtime::visitor::{client, config};

const SCOPES: &str = r#"{"plan":{"claims":["plan","seats"],"words":"See your plan"},
    "rank":{"claims":["plan","rank"],"words":"See your rank"}}"#;

fn resources() -> Resources {
    config(&[("CLAIM_SCOPES", SCOPES)]).resources
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().expect("an object").clone()
}

fn membership(group: &str, claims: Value) -> Membership {
    Membership {
        group: group.to_owned(),
        claims: object(claims),
    }
}

fn about<'a>(
    registered: &'a edgegrant::protocol::scope::Scope,
    known: &'a Resources,
) -> UserClaims<'a> {
    let user = User {
        id: "u".to_owned(),
        username: "u".to_owned(),
        name: Some("Ann".to_owned()),
        // Whatever lies there: it is not how somebody gets into a group.
        claims: object(json!({ "groups": ["administrators"], "plan": "forged" })),
        own_claims: object(json!({ "plan": "pro", "secret": 1 })),
        ..User::default()
    };
    let groups = vec![
        membership("a", json!({ "plan": "free", "seats": 5 })),
        membership("b", json!({ "seats": 9, "rank": [1, true] })),
    ];
    user.claims_for(groups, registered, known)
}

#[test]
fn groups_and_own_claims_are_told_by_their_scope_while_the_client_is_registered_with_it() {
    let known = resources();
    let all = "openid profile groups plan rank";
    let groups = json!(["a", "b"]);
    for (registered, asked, expected) in [
        (all, "openid", json!({})),
        (all, "openid groups", json!({ "groups": groups })),
        (all, "openid plan", json!({ "plan": "pro", "seats": 5 })),
        (
            all,
            "openid rank",
            json!({ "plan": "pro", "rank": [1, true] }),
        ),
        (
            all,
            "plan rank groups",
            json!({ "groups": groups, "plan": "pro", "seats": 5, "rank": [1, true] }),
        ),
        // The owner took the scope away from the client after it was granted.
        ("openid profile", "openid groups plan", json!({})),
        (
            "openid groups",
            "openid groups plan",
            json!({ "groups": groups }),
        ),
    ] {
        let registered = scope(registered);
        let told = about(&registered, &known).of_owner(&scope(asked));
        assert_eq!(Value::Object(told), expected, "{asked}");
        let told = about(&registered, &known).of_scope(&scope(asked));
        assert_eq!(Value::Object(told), expected, "{asked}");
    }
    let registered = scope(all);
    let told = about(&registered, &known).of_scope(&scope("profile groups"));
    assert_eq!(
        Value::Object(told),
        json!({ "name": "Ann", "groups": groups })
    );
}

#[test]
fn the_claims_parameter_may_ask_for_groups_as_for_any_standard_claim_and_never_for_own_ones() {
    let known = resources();
    let asked = r#"{"userinfo":{"groups":null,"plan":null,"secret":null,"name":null}}"#;
    let mut asked = ClaimsRequest::parse(asked, &config(&[]).issuer).expect("a request");
    assert_eq!(asked.beyond(&scope("openid")), scope("groups name"));
    let registered = scope("openid groups");
    let mut told = Map::new();
    asked.select(Place::UserInfo, &about(&registered, &known).all, &mut told);
    assert_eq!(told["groups"], json!(["a", "b"]));
    assert!(!told.contains_key("plan"));
    asked.keep_within(&scope("openid profile"));
    assert_eq!(asked.beyond(&scope("openid")), scope("name"));
}

#[test]
fn a_client_that_nobody_vouches_for_gets_none_of_it_whatever_people_say() {
    let known = resources();
    for registered_by in [RegisteredBy::Itself, RegisteredBy::Document] {
        let stranger = Client {
            registered_by,
            scope: scope("openid groups plan"),
            ..client()
        };
        let asking = Asking {
            client: &stranger,
            resources: &known,
            named: &[],
        };
        let asked = scope("openid profile groups plan");
        assert_eq!(asking.scope(Some(&asked)), Ok(scope("openid profile")));
        assert_eq!(asking.scope(None), Ok(scope("openid")));
        let refused = asking
            .scope(Some(&scope("groups")))
            .expect_err("nothing is left");
        assert_eq!(
            refused.sentence(),
            "The scope groups is not registered for this client."
        );
    }
    let owners = Client {
        scope: scope("openid groups plan"),
        ..client()
    };
    let asking = Asking {
        client: &owners,
        resources: &known,
        named: &[],
    };
    assert_eq!(asking.scope(None), Ok(scope("openid groups plan")));
}

#[test]
fn no_claim_of_ones_own_is_called_like_one_that_means_something() {
    for reserved in supported().chain([
        "iss", "aud", "exp", "acr", "amr", "nonce", "sid", "cnf", "groups",
    ]) {
        assert!(is_reserved(reserved), "{reserved}");
        assert!(may_be_own(reserved).is_err(), "{reserved}");
    }
    for bad in ["", "a b", "a=b", "\"", "ä", &"a".repeat(65)] {
        assert!(may_be_own(bad).is_err(), "{bad}");
    }
    for good in ["plan", "https://example.com/plan", "seats-2"] {
        assert_eq!(may_be_own(good), Ok(()), "{good}");
    }
}

#[test]
fn a_wrong_setting_is_refused_with_what_is_wrong() {
    let of = |claims: &[&str]| json!({ "claims": claims, "words": "See it" });
    let many: Vec<String> = (0..21).map(|number| format!("c{number}")).collect();
    for (setting, expected) in [
        (json!([]), "it is not a table of scopes"),
        (json!({ "a b": of(&["plan"]) }), "\"a b\" cannot be a scope"),
        (
            json!({ "groups": of(&["plan"]) }),
            "the scope groups is one of this server's own",
        ),
        (
            json!({ "offline_access": of(&["plan"]) }),
            "is one of this server's own",
        ),
        (json!({ "plan": of(&[]) }), "the scope plan needs claims"),
        (
            json!({ "plan": { "claims": "plan", "words": "See it" } }),
            "the scope plan needs claims",
        ),
        (
            json!({ "plan": { "claims": ["plan"] } }),
            "the scope plan has no words",
        ),
        (
            json!({ "plan": { "claim": ["plan"] } }),
            "\"claim\" of plan is neither claims nor words",
        ),
        (
            json!({ "plan": of(&["email"]) }),
            "the scope plan asks for \"email\", which means something already",
        ),
        (
            json!({ "plan": { "claims": many, "words": "See it" } }),
            "more than 20 claims",
        ),
    ] {
        let wrong = ClaimScope::list(&setting)
            .expect_err("it is refused")
            .to_string();
        assert!(wrong.contains(expected), "{wrong}");
    }
    let taken = ClaimScope::list(&json!({ "notes:read": of(&["plan"]) })).expect("a list");
    let wrong = config(&[])
        .resources
        .with_claims(taken)
        .expect_err("it is refused");
    assert!(wrong.to_string().contains("is one of an API in RESOURCES"));
}
