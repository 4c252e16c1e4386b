//! Identity assertions: each rule of draft-ietf-oauth-identity-assertion-authz-grant-04 that needs no storage.

use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::protocol::token::identity_assertion::{Expected, LONGEST};
use edgegrant::protocol::token::{BadIdentityAssertion as Bad, IdentityAssertion, TokenError};
use serde_json::{Value, json};

use crate::runtime::START;
use crate::runtime::signer::{Signer, fake, with};
use crate::runtime::visitor::ISSUER;

const NOW: Timestamp = Timestamp(START);
const EXPECTED: Expected<'_> = Expected {
    audience: ISSUER,
    client_id: "app",
    key: None,
};

fn claims() -> Value {
    json!({
        "iss": "https://op.example", "sub": "somebody", "aud": ISSUER, "client_id": "app", "jti": "1",
        "iat": START, "exp": START + 300, "scope": "notes:read",
    })
}

fn parse(
    header: &Value,
    changes: &Value,
    expected: Expected<'_>,
) -> Result<IdentityAssertion, Bad> {
    let usual = json!({ "alg": "ES256", "typ": "oauth-id-jag+jwt", "kid": "k" });
    let sent = Signer::new(1).sign(&with(&usual, header), &with(&claims(), changes));
    IdentityAssertion::parse(&sent, expected, NOW)
}

fn said(changes: &Value) -> Result<IdentityAssertion, Bad> {
    parse(&json!({}), changes, EXPECTED)
}

#[test]
fn what_it_says_is_read() {
    let read = said(&json!({ "auth_time": START - 9, "resource": "https://api.example", "x": {} }));
    let read = read.expect("an assertion");
    assert_eq!(read.issuer(), "https://op.example");
    assert_eq!(read.account, "https://op.example somebody");
    assert_eq!(read.auth_time(), Some(Timestamp(START - 9)));
    assert_eq!(read.resources(), ["https://api.example"]);
    assert_eq!(read.scope().expect("a scope").to_string(), "notes:read");
    let read = said(&json!({ "scope": null, "aud": [ISSUER], "resource": ["a", "b"] }));
    let read = read.expect("an assertion");
    assert_eq!(read.scope(), None);
    assert_eq!(read.resources(), ["a", "b"]);
}

#[test]
fn it_says_what_it_is_and_how_it_is_signed() {
    for header in [
        json!({ "typ": null }),
        json!({ "typ": "JWT" }),
        json!({ "typ": "at+jwt" }),
        json!({ "typ": "id-jag+jwt" }),
        json!({ "typ": "oauth-id-jag+jwt " }),
        json!({ "alg": "none" }),
        json!({ "alg": "HS256" }),
        json!({ "alg": "ES384" }),
        json!({ "alg": null }),
        json!({ "crit": ["exp"] }),
    ] {
        let read = parse(&header, &json!({}), EXPECTED);
        assert_eq!(read.err(), Some(Bad::Type), "{header}");
    }
    let unsigned = fake(
        &json!({ "alg": "none", "typ": "oauth-id-jag+jwt" }),
        &claims(),
        0,
    );
    for sent in ["", "a.b.c", &unsigned] {
        let read = IdentityAssertion::parse(sent, EXPECTED, NOW);
        assert_eq!(read.err(), Some(Bad::Type), "{sent}");
    }
}

#[test]
fn each_claim_is_there_and_of_its_kind() {
    for changes in [
        json!({ "iss": null }),
        json!({ "iss": 1 }),
        json!({ "iss": "" }),
        json!({ "sub": null }),
        json!({ "sub": "" }),
        json!({ "sub": "a\nb" }),
        json!({ "sub": "s".repeat(256) }),
        json!({ "jti": null }),
        json!({ "jti": "" }),
        json!({ "jti": "j".repeat(257) }),
        json!({ "scope": "" }),
        json!({ "scope": "a\"b" }),
        json!({ "scope": ["notes:read"] }),
        json!({ "resource": [] }),
        json!({ "resource": [1] }),
        json!({ "resource": {} }),
    ] {
        assert_eq!(said(&changes).err(), Some(Bad::Malformed), "{changes}");
    }
}

#[test]
fn it_is_for_this_server_alone_and_for_the_client_that_sends_it() {
    for aud in [
        json!(null),
        json!(""),
        json!("https://auth.example/"),
        json!("https://auth.example/token"),
        json!([]),
        json!([ISSUER, ISSUER]),
        json!([ISSUER, "https://other.example"]),
        json!([[ISSUER]]),
        json!(1),
    ] {
        let read = said(&json!({ "aud": aud }));
        assert_eq!(read.err(), Some(Bad::Audience), "{aud}");
    }
    for client_id in [json!(null), json!("other"), json!("App"), json!(["app"])] {
        let read = said(&json!({ "client_id": client_id }));
        assert_eq!(read.err(), Some(Bad::Client), "{client_id}");
    }
}

#[test]
fn it_is_valid_now_and_not_for_long() {
    let longest = i64::from(LONGEST);
    for (changes, good) in [
        (json!({ "exp": START - 59, "iat": START - 300 }), true),
        (json!({ "exp": START - 60, "iat": START - 300 }), false),
        (json!({ "iat": START + 60 }), true),
        (json!({ "iat": START + 61 }), false),
        (json!({ "exp": null }), false),
        (json!({ "exp": "soon" }), false),
        (json!({ "auth_time": "now" }), false),
        (json!({ "iat": null }), false),
        (json!({ "iat": "1" }), false),
        (json!({ "exp": START + longest }), true),
        (json!({ "exp": START + longest + 1 }), false),
        (json!({ "iat": START - 300, "exp": START + longest }), false),
        (json!({ "exp": i64::MAX }), false),
        (json!({ "exp": i64::MAX, "iat": i64::MAX }), false),
        (json!({ "nbf": START + 60 }), true),
        (json!({ "nbf": START + 61 }), false),
        (json!({ "nbf": "1" }), false),
        (json!({ "auth_time": START + 61 }), false),
    ] {
        let expected = (!good).then_some(Bad::Time);
        assert_eq!(said(&changes).err(), expected, "{changes}");
    }
}

#[test]
fn what_cannot_be_honored_is_refused_and_not_left_out() {
    for changes in [
        json!({ "authorization_details": [{ "type": "t" }] }),
        json!({ "authorization_details": [] }),
        json!({ "act": { "sub": "agent" } }),
        json!({ "tenant": "t" }),
        json!({ "aud_tenant": "t" }),
    ] {
        assert_eq!(said(&changes).err(), Some(Bad::NotHonored), "{changes}");
    }
}

#[test]
fn one_that_is_bound_to_a_key_needs_that_key() {
    let with_key = |key| Expected { key, ..EXPECTED };
    for (cnf, key, good) in [
        (json!({ "jkt": "k" }), Some("k"), true),
        (json!({ "jkt": "k" }), Some("other"), false),
        (json!({ "jkt": "k" }), None, false),
        (json!({ "jkt": null }), None, false),
        (json!({ "x5t#S256": "k" }), Some("k"), false),
        (json!({}), None, false),
        (json!("k"), Some("k"), false),
        (json!(null), Some("k"), true),
        (json!(null), None, true),
    ] {
        let read = parse(&json!({}), &json!({ "cnf": cnf }), with_key(key));
        let expected = (!good).then_some(Bad::Key);
        assert_eq!(read.err(), expected, "{cnf} {key:?}");
    }
}

#[test]
fn its_family_is_that_of_no_code_and_the_same_each_time() {
    let read = |changes: Value| said(&changes).expect("an assertion");
    let first = read(json!({}));
    // The hash of a code is base64url.
    assert!(first.family().starts_with("jag:"), "{}", first.family());
    assert_eq!(first.family().len(), 47);
    assert_eq!(first.until(), Timestamp(START + 300 + 60));
    let same = read(json!({ "sub": "other", "exp": START + 9 }));
    assert_eq!(same.family(), first.family());
    for other in [
        json!({ "jti": "2" }),
        json!({ "iss": "https://op.example/" }),
    ] {
        assert_ne!(read(other).family(), first.family());
    }
}

#[test]
fn all_of_it_is_invalid_grant() {
    assert_eq!(TokenError::from(Bad::NotLinked).error(), "invalid_grant");
    assert!(
        Bad::NotLinked
            .sentence()
            .contains("link it on the page of their account")
    );
}
