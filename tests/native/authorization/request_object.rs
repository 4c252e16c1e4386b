//! Request objects: authorization requests that their clients signed (RFC 9101).

use crate::runtime::World;
use crate::runtime::signer::{Signer, fake, with};
use crate::runtime::stock::done;
use crate::runtime::visitor::{
    CHALLENGE, ISSUER, REDIRECT_URI, Visitor, answer, authorize, client,
};
use edgegrant::protocol::authorization::{BadRequestObject, RequestObject};
use edgegrant::protocol::client::{Client, ClientKeys, RequestObjects};
use edgegrant::protocol::jose::{Algorithm, PublicKey};
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::store::clients::add_client;
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp(crate::runtime::START);

fn header() -> Value {
    json!({ "alg": "ES256", "typ": "oauth-authz-req+jwt" })
}

fn claims() -> Value {
    json!({
        "iss": "signing", "aud": ISSUER, "exp": NOW.0 + 60,
        "client_id": "signing", "response_type": "code", "redirect_uri": REDIRECT_URI,
        "scope": "notes:read", "state": "signed",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    })
}

fn parse(header: &Value, claims: &Value) -> Result<RequestObject, BadRequestObject> {
    let sent = fake(header, claims, 64);
    RequestObject::parse(&sent, "signing", Algorithm::Es256, ISSUER, NOW)
}

#[test]
fn a_request_object_is_of_its_client_for_this_server_and_now() {
    use BadRequestObject::{Expired, Malformed, Misaddressed, Nested};
    for (changes, expected) in [
        (json!({}), None),
        (json!({ "iss": null }), Some(Misaddressed)),
        (json!({ "iss": "other" }), Some(Misaddressed)),
        (json!({ "iss": 1 }), Some(Misaddressed)),
        (json!({ "client_id": null }), Some(Misaddressed)),
        (json!({ "client_id": "other" }), Some(Misaddressed)),
        (json!({ "aud": null }), Some(Misaddressed)),
        (
            json!({ "aud": "https://other.example" }),
            Some(Misaddressed),
        ),
        (
            json!({ "aud": "https://auth.example/" }),
            Some(Misaddressed),
        ),
        (json!({ "aud": [] }), Some(Misaddressed)),
        (json!({ "aud": { "a": ISSUER } }), Some(Misaddressed)),
        (json!({ "aud": ["https://other.example", ISSUER] }), None),
        // Section 10.8: nothing that could be a client assertion.
        (json!({ "sub": "signing" }), Some(Misaddressed)),
        (json!({ "sub": "" }), Some(Misaddressed)),
        (json!({ "exp": null }), Some(Expired)),
        (json!({ "exp": "later" }), Some(Malformed)),
        (json!({ "exp": NOW.0 }), Some(Expired)),
        (json!({ "exp": NOW.0 + 1 }), None),
        (json!({ "exp": NOW.0 + 3660 }), None),
        (json!({ "exp": NOW.0 + 3661 }), Some(Expired)),
        (json!({ "nbf": NOW.0 + 60 }), None),
        (json!({ "nbf": NOW.0 + 61 }), Some(Expired)),
        (json!({ "nbf": "now" }), Some(Malformed)),
        (json!({ "iat": NOW.0 + 61 }), Some(Expired)),
        (json!({ "iat": 0 }), None),
        // Section 4: neither a request in a request nor a reference to one.
        (json!({ "request": "x" }), Some(Nested)),
        (
            json!({ "request_uri": "urn:ietf:params:oauth:request_uri:x" }),
            Some(Nested),
        ),
        (json!({ "state": "a\0b" }), Some(Malformed)),
        (json!({ "a\0b": "x" }), Some(Malformed)),
        (
            json!({ "resource": ["https://api.example", 1] }),
            Some(Malformed),
        ),
    ] {
        let bad = parse(&header(), &with(&claims(), &changes)).err();
        assert_eq!(bad, expected, "{changes}");
    }
}

#[test]
fn the_algorithm_is_the_registered_one_and_the_type_is_right() {
    for (header, good) in [
        (header(), true),
        (json!({ "alg": "ES256" }), true),
        (json!({ "alg": "ES256", "typ": "JWT" }), true),
        (json!({ "alg": "EdDSA" }), false),
        (json!({ "alg": "none" }), false),
        (json!({ "alg": "HS256" }), false),
        (json!({ "alg": "ES256", "typ": "dpop+jwt" }), false),
        (
            json!({ "alg": "ES256", "typ": "client-authentication+jwt" }),
            false,
        ),
        (json!({ "alg": "ES256", "typ": "at+jwt" }), false),
        (json!({ "alg": "ES256", "crit": ["exp"] }), false),
    ] {
        let expected = (!good).then_some(BadRequestObject::Malformed);
        assert_eq!(parse(&header, &claims()).err(), expected, "{header}");
    }
    for text in ["", "e30.e30.", "https://app.example/request"] {
        let bad = RequestObject::parse(text, "signing", Algorithm::Es256, ISSUER, NOW).err();
        assert_eq!(bad, Some(BadRequestObject::Malformed), "{text}");
    }
}

#[test]
fn each_claim_is_the_parameter_that_it_stands_for() {
    let more = json!({
        "jti": "1", "iat": NOW.0, "nbf": NOW.0, "max_age": 60, "flag": true,
        "resource": ["https://api.example", "https://auth.example"],
        "claims": { "userinfo": {} }, "empty": "",
    });
    let mut sent = with(&claims(), &more);
    sent["nothing"] = Value::Null;
    let params = parse(&header(), &sent)
        .expect("a request object")
        .verified();
    for (name, value) in [
        ("client_id", Some("signing")),
        ("state", Some("signed")),
        ("max_age", Some("60")),
        ("flag", Some("true")),
        ("claims", Some(r#"{"userinfo":{}}"#)),
        ("empty", None),
        ("nothing", None),
        ("iss", None),
        ("aud", None),
        ("exp", None),
        ("nbf", None),
        ("iat", None),
        ("jti", None),
    ] {
        assert_eq!(params.one(name), Ok(value), "{name}");
    }
    let resources: Vec<&str> = params.every("resource").collect();
    assert_eq!(resources, ["https://api.example", "https://auth.example"]);
    let one = with(&claims(), &json!({ "resource": "https://api.example" }));
    let params = parse(&header(), &one).expect("a request object").verified();
    assert_eq!(params.one("resource"), Ok(Some("https://api.example")));
}

fn add_signing(world: &World, required: bool) {
    let key = PublicKey::parse(&Signer::new(1).jwk()).expect("a key");
    let signing = Client {
        id: "signing".to_owned(),
        keys: ClientKeys::Here(vec![key]),
        request_objects: Some(RequestObjects {
            algorithm: Algorithm::Es256,
            required,
        }),
        ..client()
    };
    assert!(done(add_client(world, &signing, None)));
}

fn target(object: &str, more: &[(&str, &str)]) -> String {
    let mut changes = vec![("client_id", "signing"), ("request", object)];
    changes.extend(more);
    authorize(&changes)
}

#[test]
fn what_is_signed_counts_and_what_stands_beside_it_does_not() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    add_signing(&world, false);
    let wrong = Signer::new(1).sign(&header(), &with(&claims(), &json!({ "scope": "admin" })));
    let reply = visitor.open(&target(
        &wrong,
        &[("scope", "notes:read"), ("state", "beside")],
    ));
    assert_eq!(answer(&reply, "error").as_deref(), Some("invalid_scope"));
    assert_eq!(answer(&reply, "state").as_deref(), Some("signed"));
    // A redirect URI beside it may not lead the answer away.
    let evil = visitor.open(&target(
        &wrong,
        &[("redirect_uri", "https://evil.example/")],
    ));
    assert_eq!(answer(&evil, "error").as_deref(), Some("invalid_scope"));
    let right = Signer::new(1).sign(&header(), &claims());
    let asked = visitor.open(&target(&right, &[("response_type", "token")]));
    assert_eq!(asked.status, 200);
}

#[test]
fn a_request_that_nobody_signed_is_a_page() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    add_signing(&world, true);
    let stranger = Signer::new(2).sign(&header(), &claims());
    let confused = fake(&json!({ "alg": "HS256" }), &claims(), 32);
    let unsigned = fake(&json!({ "alg": "none" }), &claims(), 0);
    let other = Signer::new(1).sign(&header(), &with(&claims(), &json!({ "client_id": "app" })));
    for object in [&stranger, &confused, &unsigned, &other] {
        let reply = visitor.open(&target(object, &[]));
        assert_eq!(reply.status, 400, "{object}");
        assert_eq!(answer(&reply, "error"), None, "{object}");
    }
    let twice = format!("{}&request=x", target(&stranger, &[]));
    assert_eq!(visitor.open(&twice).status, 400);
    let plain = visitor.open(&authorize(&[("client_id", "signing")]));
    assert_eq!(answer(&plain, "error").as_deref(), Some("invalid_request"));
    let not_registered = visitor.open(&authorize(&[("request", &stranger)]));
    let error = answer(&not_registered, "error");
    assert_eq!(error.as_deref(), Some("request_not_supported"));
}

#[test]
fn keys_that_cannot_be_fetched_are_told_apart_from_a_wrong_signature() {
    const KEYS: &str = "https://app.example/keys";
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    add_signing(&world, true);
    world.execute(&format!(
        "UPDATE clients SET jwks = NULL, jwks_uri = '{KEYS}' WHERE id = 'signing'"
    ));
    let right = Signer::new(1).sign(&header(), &claims());
    let mut told = |object: &str, bad: BadRequestObject| {
        let reply = visitor.open(&target(object, &[]));
        reply.status == 400 && reply.body.contains(bad.sentence())
    };
    assert!(told(&right, BadRequestObject::KeysUnavailable));
    world.publish(KEYS, &json!({ "keys": [Signer::new(2).jwk()] }));
    assert!(
        told(&right, BadRequestObject::KeysUnavailable),
        "a failure is remembered"
    );
    world.pass(61);
    let later = with(&claims(), &json!({ "exp": world.clock.get() + 60 }));
    let later = Signer::new(1).sign(&header(), &later);
    assert!(told(&later, BadRequestObject::Signature));
    world.publish(KEYS, &json!({ "keys": [Signer::new(1).jwk()] }));
    world.pass(61);
    let later = with(&claims(), &json!({ "exp": world.clock.get() + 60 }));
    let later = Signer::new(1).sign(&header(), &later);
    assert_eq!(visitor.open(&target(&later, &[])).status, 200);
}

#[test]
fn every_reason_has_a_sentence() {
    use BadRequestObject::*;
    let all = [
        Malformed,
        Misaddressed,
        Expired,
        Nested,
        Signature,
        KeysUnavailable,
    ];
    for bad in all {
        let same = |other: &&BadRequestObject| other.sentence() == bad.sentence();
        assert_eq!(all.iter().filter(same).count(), 1, "{bad:?}");
    }
}
