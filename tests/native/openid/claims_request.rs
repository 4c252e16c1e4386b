//! The `claims` parameter (OpenID Connect Core section 5.5), and what can be told about a user.

use crate::runtime::stock::scope;
use crate::runtime::visitor::ISSUER;
use edgegrant::page::words::en::EN;
use edgegrant::page::words::find;
use edgegrant::protocol::issuer::Issuer;
use edgegrant::protocol::login::{Acr, Method};
use edgegrant::protocol::openid::claims::{is_covered, is_standard, of_scope, of_user, supported};
use edgegrant::protocol::openid::{BadClaims, ClaimsRequest, Place};
use edgegrant::protocol::scope::{OFFLINE_ACCESS, STANDARD};
use serde_json::{Map, Value, json};

fn issuer() -> Issuer {
    Issuer::parse(ISSUER).expect("an issuer")
}

fn parse(claims: &Value) -> Result<ClaimsRequest, BadClaims> {
    ClaimsRequest::parse(&claims.to_string(), &issuer())
}

fn read(claims: Value) -> ClaimsRequest {
    parse(&claims).expect("claims")
}

fn object(json: Value) -> Map<String, Value> {
    json.as_object().cloned().expect("an object")
}

#[test]
fn what_is_no_claims_request_is_refused() {
    for text in [
        "",
        "{",
        "null",
        "[]",
        "\"x\"",
        "1",
        "{}x",
        "{\"id_token\":{}",
        "\u{feff}{}",
    ] {
        assert_eq!(
            ClaimsRequest::parse(text, &issuer()),
            Err(BadClaims::Malformed),
            "{text}"
        );
    }
    let wish = |wish: Value| parse(&json!({ "userinfo": { "name": wish } })).err();
    for bad in [
        json!(true),
        json!("x"),
        json!(1),
        json!([]),
        json!({ "essential": "true" }),
        json!({ "essential": 1 }),
        json!({ "values": "x" }),
        json!({ "values": { "a": 1 } }),
        json!({ "value": "x", "values": ["x"] }),
    ] {
        assert_eq!(wish(bad.clone()), Some(BadClaims::Malformed), "{bad}");
    }
    for good in [
        json!(null),
        json!({}),
        json!({ "essential": true }),
        json!({ "essential": false, "value": { "any": ["thing"] } }),
        json!({ "values": [] }),
        json!({ "unknown": 1 }),
    ] {
        assert_eq!(wish(good.clone()), None, "{good}");
    }
    for place in ["id_token", "userinfo"] {
        for bad in [json!([]), json!("x"), json!(true)] {
            assert_eq!(
                parse(&json!({ place: bad })).err(),
                Some(BadClaims::Malformed),
                "{place}"
            );
        }
        // A claim that is passed over must be well-formed all the same.
        let bad = json!({ place: { "unknown": 1 } });
        assert_eq!(parse(&bad).err(), Some(BadClaims::Malformed));
    }
    let long = |length: usize| format!("{{\"x\":\"{}\"}}", "a".repeat(length - 8));
    assert!(ClaimsRequest::parse(&long(4096), &issuer()).is_ok());
    assert_eq!(
        ClaimsRequest::parse(&long(4097), &issuer()),
        Err(BadClaims::TooLong)
    );
    // Deep enough to end a parser that knows no end.
    let deep = format!("{}{}", "{\"id_token\":".repeat(300), "}".repeat(300));
    assert_eq!(
        ClaimsRequest::parse(&deep, &issuer()),
        Err(BadClaims::Malformed)
    );
}

#[test]
fn what_is_unknown_or_empty_is_passed_over() {
    for nothing in [
        json!({}),
        json!({ "id_token": null, "userinfo": null }),
        json!({ "id_token": {}, "userinfo": {} }),
        json!({ "id_token": { "unknown": null, "name#de": null, "auth_time": { "essential": true } } }),
        json!({ "other": { "name": null }, "ID_TOKEN": 1 }),
        json!({ "id_token": { "acr": null, "sub": null } }),
        json!({ "id_token": { "acr": { "value": "2" } } }),
        json!({ "id_token": { "acr": { "essential": true } } }),
    ] {
        let request = read(nothing.clone());
        assert_eq!(request, ClaimsRequest::default(), "{nothing}");
        assert_eq!(request.stored(), None);
        assert!(!request.wants(Place::IdToken) && !request.wants(Place::UserInfo));
    }
}

#[test]
fn an_essential_acr_that_nobody_has_is_told_in_either_place() {
    for place in ["id_token", "userinfo"] {
        for values in [
            json!({ "value": "2" }),
            json!({ "value": 1 }),
            json!({ "values": [] }),
            json!({ "values": ["0", "2"] }),
        ] {
            let mut wish = values.clone();
            wish["essential"] = json!(true);
            assert!(
                read(json!({ place: { "acr": wish } })).unmet_acr,
                "{place} {values}"
            );
            wish["essential"] = json!(false);
            assert!(
                !read(json!({ place: { "acr": wish } })).unmet_acr,
                "{place} {values}"
            );
        }
    }
}

#[test]
fn what_is_asked_of_the_sign_in_is_kept_with_the_tokens_and_the_first_that_it_is_counts() {
    let two = format!("{ISSUER}/acr/two-factors");
    let cases = [
        (json!(["2", "1"]), vec![Acr::OneFactor], "1", "1", "1"),
        (
            json!(["phr"]),
            vec![Acr::PhishingResistant],
            "1",
            "2",
            "phr",
        ),
        (json!([two]), vec![Acr::TwoFactors], "1", "2", "2"),
        (
            json!([two, "phr"]),
            vec![Acr::TwoFactors, Acr::PhishingResistant],
            "1",
            "2",
            "2",
        ),
        (
            json!(["phr", two]),
            vec![Acr::PhishingResistant, Acr::TwoFactors],
            "1",
            "2",
            "phr",
        ),
    ];
    for (values, acr, password, both, passkey) in cases {
        for essential in [true, false] {
            let wish = json!({ "essential": essential, "values": values });
            let request = read(json!({ "id_token": { "acr": wish } }));
            assert_eq!((&request.acr, request.unmet_acr), (&acr, false), "{wish}");
            assert_eq!(Some(request.least_acr()), acr.iter().copied().min());
            let told = [Method::Password, Method::PasswordOtp, Method::Passkey]
                .map(|method| request.acr(method).name());
            assert_eq!(told, [password, both, passkey], "{wish}");
            let stored = request.stored();
            let mut kept = request.clone();
            kept.essential_acr = false;
            assert_eq!(ClaimsRequest::restore(stored.as_deref()), Some(kept));
            assert!(!request.wants(Place::IdToken));
            assert!(request.beyond(&scope("openid")).is_empty());
        }
    }
    assert_eq!(
        ClaimsRequest::restore(Some(r#"{"id_token":{"acr":["9"]}}"#)),
        None
    );
}

#[test]
fn an_essential_wish_goes_before_another_and_claims_before_acr_values() {
    let read = |place: &str, other: &str| {
        read(json!({
            place: { "acr": { "essential": true, "value": "phr" } }, other: { "acr": { "value": "1" } },
        }))
    };
    for mut request in [read("id_token", "userinfo"), read("userinfo", "id_token")] {
        request.wish_for_acr(["1"].into_iter(), false, &issuer());
        assert_eq!(request.acr, [Acr::PhishingResistant]);
    }
    let twice = |first: &str, then: &str| {
        let mut request = ClaimsRequest::default();
        for value in [first, then] {
            request.wish_for_acr([value].into_iter(), true, &issuer());
        }
        request.acr
    };
    assert_eq!(twice("1", "phr"), [Acr::PhishingResistant], "the surer one");
    assert_eq!(twice("phr", "1"), [Acr::PhishingResistant]);
    let mut request = ClaimsRequest::default();
    request.wish_for_acr("x  phr".split(' '), false, &issuer());
    assert_eq!(
        (request.acr, request.unmet_acr),
        (vec![Acr::PhishingResistant], false)
    );
}

#[test]
fn a_sub_with_a_value_says_who_is_meant() {
    let sub = |place: &str, wish: Value| json!({ place: { "sub": wish } });
    for place in ["id_token", "userinfo"] {
        for (wish, expected) in [
            (json!({ "value": "u1" }), Ok(Some("u1"))),
            (json!({ "values": ["u1"] }), Ok(Some("u1"))),
            (json!({ "essential": true }), Ok(None)),
            (json!({ "value": 1 }), Err(BadClaims::Malformed)),
            (json!({ "values": [] }), Err(BadClaims::Malformed)),
            (json!({ "values": ["u1", "u2"] }), Err(BadClaims::Malformed)),
        ] {
            let read = parse(&sub(place, wish.clone())).map(|request| request.subject);
            assert_eq!(
                read,
                expected.map(|it| it.map(str::to_owned)),
                "{place} {wish}"
            );
        }
    }
    let both = |a: &str, b: &str| {
        let wish = |sub: &str| json!({ "sub": { "value": sub } });
        parse(&json!({ "id_token": wish(a), "userinfo": wish(b) }))
    };
    assert!(both("u1", "u1").is_ok());
    assert_eq!(both("u1", "u2"), Err(BadClaims::TwoSubjects));
}

#[test]
fn a_claim_is_told_where_it_was_asked_for_and_only_with_the_value_that_was_asked_for() {
    let all = object(json!({
        "name": "A Person", "email": "p@example.com", "email_verified": false,
        "address": { "locality": "Bern" },
    }));
    let selected = |claims: Value, place| {
        let mut into = object(json!({ "kept": 1 }));
        let request = read(claims);
        request.select(place, &all, &mut into);
        let restored = ClaimsRequest::restore(request.stored().as_deref());
        let restored = restored.expect("what was stored is whole");
        let mut again = object(json!({ "kept": 1 }));
        restored.select(place, &all, &mut again);
        assert_eq!(into, again, "what is stored is what was asked");
        assert_eq!(into.remove("kept"), Some(json!(1)));
        Value::Object(into)
    };
    let asked =
        json!({ "id_token": { "name": null }, "userinfo": { "email": { "essential": true } } });
    assert_eq!(
        selected(asked.clone(), Place::IdToken),
        json!({ "name": "A Person" })
    );
    assert_eq!(
        selected(asked, Place::UserInfo),
        json!({ "email": "p@example.com" })
    );
    for (name, wish, told) in [
        ("name", json!({ "value": "A Person" }), true),
        ("name", json!({ "value": "Another" }), false),
        ("name", json!({ "values": ["Another", "A Person"] }), true),
        ("name", json!({ "values": [] }), false),
        ("name", json!({ "value": ["A Person"] }), false),
        // Essential is no command: what is not so is left out, and no error (section 5.5.1).
        (
            "name",
            json!({ "essential": true, "value": "Another" }),
            false,
        ),
        ("email_verified", json!({ "value": false }), true),
        ("email_verified", json!({ "value": "false" }), false),
        ("address", json!({ "value": { "locality": "Bern" } }), true),
        ("address", json!({ "value": {} }), false),
        ("birthdate", json!(null), false),
        ("birthdate", json!({ "value": null }), false),
    ] {
        let told = told
            .then(|| json!({ name: all[name] }))
            .unwrap_or(json!({}));
        let claims = json!({ "userinfo": { name: wish } });
        assert_eq!(selected(claims, Place::UserInfo), told, "{name} {wish}");
    }
}

#[test]
fn the_person_is_asked_for_what_no_scope_asks_for() {
    let request = read(json!({
        "id_token": { "email": null, "phone_number": null },
        "userinfo": { "email": null, "name": null, "address": null },
    }));
    for (asked, beyond) in [
        ("", "email phone_number address name"),
        ("openid", "email phone_number address name"),
        ("openid email", "phone_number address name"),
        ("profile email phone address", ""),
    ] {
        let (beyond, names) = (scope(beyond), request.beyond(&scope(asked)));
        assert!(
            beyond.within(&names) && names.within(&beyond),
            "{asked}: {names}"
        );
    }
}

#[test]
fn what_is_stored_and_damaged_is_not_taken_for_nothing() {
    for text in [
        "",
        "x",
        "[]",
        "null",
        "1",
        "{\"userinfo\":[]}",
        "{\"userinfo\":\"name\"}",
        "{\"userinfo\":{\"name\":true}}",
        "{\"x\":{\"name\":null}}",
    ] {
        assert_eq!(ClaimsRequest::restore(Some(text)), None, "{text}");
    }
    let nothing = Some(ClaimsRequest::default());
    assert_eq!(ClaimsRequest::restore(None), nothing);
    assert_eq!(ClaimsRequest::restore(Some("{}")), nothing);
}

#[test]
fn every_claim_has_one_scope_and_words() {
    for name in supported() {
        let words = |name| find(&EN.claims, name);
        let asking = STANDARD
            .iter()
            .filter(|it| is_covered(name, &scope(it)))
            .count();
        assert_eq!(
            (asking == 1, is_standard(name), words(name).is_some()),
            if name == "sub" {
                (false, false, false)
            } else {
                (true, true, true)
            },
            "{name}"
        );
        assert!(!is_covered(
            name,
            &scope("openid offline_access notes:read")
        ));
    }
    assert!(find(&EN.claims, "NAME").is_none() && !is_standard(""));
    // Each scope that people are asked for has its words too.
    for scope in STANDARD.into_iter().chain([OFFLINE_ACCESS]) {
        let told = EN.scopes.iter().filter(|(known, _)| *known == scope);
        assert_eq!(told.count(), 1, "{scope}");
    }
}

#[test]
fn a_user_is_told_about_by_scope_and_columns_come_before_claims() {
    let claims = json!({
        "name": "Other", "preferred_username": "root", "email": "x@example.com",
        "email_verified": true, "phone_number": "+41", "birthdate": "1970-01-01", "role": "admin",
    });
    let all = of_user(
        Some("person"),
        Some("A"),
        (Some("p@example.com"), Some("new@example.com")),
        object(claims.clone()),
    );
    for (asked, expected) in [
        ("openid notes:read", json!({})),
        (
            "email",
            json!({ "email": "p@example.com", "email_verified": true }),
        ),
        ("phone", json!({ "phone_number": "+41" })),
        (
            "profile",
            json!({ "name": "A", "preferred_username": "person", "birthdate": "1970-01-01" }),
        ),
    ] {
        assert_eq!(
            Value::Object(of_scope(&all, &scope(asked))),
            expected,
            "{asked}"
        );
    }
    let bare = of_user(Some("person"), None, (None, None), object(claims));
    for gone in ["name", "email", "email_verified"] {
        assert_eq!(bare.get(gone), None, "{gone}");
    }
}

#[test]
fn an_address_that_was_never_verified_says_so_and_a_username_that_nobody_chose_is_left_out() {
    let claims = object(json!({ "email_verified": true }));
    let all = of_user(None, None, (None, Some("p@example.com")), claims);
    assert_eq!(
        Value::Object(all),
        json!({ "email": "p@example.com", "email_verified": false })
    );
}
