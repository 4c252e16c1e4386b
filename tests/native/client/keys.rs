//! The keys of clients: stored here or at an address of theirs, and signatures that count once.

use crate::runtime::World;
use crate::runtime::signer::{Signer, with};
use crate::runtime::stock::{PERSON, done, record_consent};
use crate::runtime::visitor::{ISSUER, REDIRECT_URI, Visitor, client};
use edgegrant::protocol::authorization::Granted;
use edgegrant::protocol::client::assertion::TYPE;
use edgegrant::protocol::client::document;
use edgegrant::protocol::client::{AuthMethod, BadAssertion, Client, ClientKeys};
use edgegrant::protocol::jose::PublicKey;
use edgegrant::store::clients::add_client;
use edgegrant::store::grants::NewGrant;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method};
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

const KEYS: &str = "https://app.example/keys";

fn claims() -> Value {
    json!({ "iss": "jwt", "sub": "jwt", "aud": ISSUER, "exp": crate::runtime::START + 60 })
}

/// The answer of `/revoke` to nothing but an assertion: `token is missing` when it is believed.
fn believed(visitor: &mut Visitor<'_>, assertion: &str) -> (u16, String) {
    let body = Serializer::new(String::new())
        .extend_pairs([
            ("client_assertion", assertion),
            ("client_assertion_type", TYPE),
        ])
        .finish();
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, form)]);
    let reply = visitor.send(Method::POST, "/revoke", headers, &body);
    let json: Value = serde_json::from_str(&reply.body).expect("JSON");
    let text = json["error_description"].as_str().expect("a sentence");
    (reply.status.as_u16(), text.to_owned())
}

const YES: &str = "token is missing.";

fn add_jwt_client(world: &World, keys: ClientKeys) {
    let jwt = Client {
        id: "jwt".to_owned(),
        auth_method: AuthMethod::PrivateKeyJwt,
        secret_hash: None,
        keys,
        ..client()
    };
    assert!(done(add_client(world, &jwt, None)));
}

fn assertion(seed: u8, jti: &str) -> String {
    Signer::new(seed).sign(
        &json!({ "alg": "ES256" }),
        &with(&claims(), &json!({ "jti": jti })),
    )
}

#[test]
fn an_assertion_is_believed_once_and_from_its_own_client() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    let key = PublicKey::parse(&Signer::new(1).jwk()).expect("a key");
    add_jwt_client(&world, ClientKeys::Here(vec![key]));
    let refused = |bad: BadAssertion| (401, bad.sentence().to_owned());
    assert_eq!(
        believed(&mut visitor, &assertion(2, "a")),
        refused(BadAssertion::Signature)
    );
    assert_eq!(
        believed(&mut visitor, &assertion(1, "a")),
        (400, YES.to_owned()),
        "not used up"
    );
    assert_eq!(
        believed(&mut visitor, &assertion(1, "a")),
        refused(BadAssertion::Replayed)
    );
    assert_eq!(
        believed(&mut visitor, &assertion(1, "b")),
        (400, YES.to_owned())
    );
    let other = with(&claims(), &json!({ "iss": "app", "sub": "app" }));
    let other = Signer::new(1).sign(&json!({ "alg": "ES256" }), &other);
    assert_eq!(
        believed(&mut visitor, &other).0,
        401,
        "registered another method"
    );
    assert_eq!(world.ask("SELECT count(*) FROM spent_ids"), "2");
    assert_eq!(world.fetches.get(), 0);
}

#[test]
fn keys_are_fetched_remembered_and_asked_for_again_after_a_minute() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    add_jwt_client(&world, ClientKeys::At(KEYS.to_owned()));
    let publish = |seed| world.publish(KEYS, &json!({ "keys": [Signer::new(seed).jwk()] }));
    let unavailable = BadAssertion::KeysUnavailable.sentence().to_owned();
    assert_eq!(
        believed(&mut visitor, &assertion(1, "a")),
        (401, unavailable),
        "nothing there"
    );
    assert_eq!(world.fetches.get(), 1, "once is enough to know that");
    publish(1);
    assert_ne!(
        believed(&mut visitor, &assertion(1, "b")).1,
        YES,
        "a failure is remembered"
    );
    assert_eq!(
        world.fetches.get(),
        1,
        "so nobody makes this server knock again"
    );
    world.pass(60);
    let fresh = |seed, jti: &str| {
        let times = json!({ "jti": jti, "exp": world.clock.get() + 60 });
        Signer::new(seed).sign(&json!({ "alg": "ES256" }), &with(&claims(), &times))
    };
    assert_eq!(
        believed(&mut visitor, &fresh(1, "b")).1,
        YES,
        "for a minute"
    );
    assert_eq!(believed(&mut visitor, &fresh(1, "c")).1, YES);
    assert_eq!(world.fetches.get(), 2, "remembered");
    publish(2);
    let stranger = believed(&mut visitor, &fresh(2, "d")).1;
    assert_eq!(stranger, BadAssertion::Signature.sentence());
    assert_eq!(
        world.fetches.get(),
        2,
        "a stranger cannot make this server knock"
    );
    world.pass(60);
    assert_eq!(
        believed(&mut visitor, &fresh(2, "e")).1,
        YES,
        "a new key is found"
    );
    assert_eq!(world.fetches.get(), 3);
}

#[test]
fn a_key_that_its_document_dropped_is_not_believed() {
    const ID: &str = "https://app.example/client.json";
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    let describe = |seed| {
        let document = json!({
            "client_id": ID, "client_name": "App", "redirect_uris": [REDIRECT_URI],
            "id_token_signed_response_alg": "ES256",
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks": { "keys": [Signer::new(seed).jwk()] },
        });
        world.publish(ID, &document);
        document
    };
    let (resources, redirects) = (&visitor.config.resources, &visitor.config.redirects);
    let client = document::read(ID, &describe(1), resources, redirects).expect("a client");
    let all = Granted {
        scope: client.scope.clone(),
        ..Granted::default()
    };
    done(record_consent(
        &world,
        &NewGrant {
            revoked: 0,
            user_id: PERSON,
            credential_version: 1,
            client: &client,
            granted: &all,
            client_is_saved: false,
            told: None,
        },
    ));
    let mut ask = |seed, jti: &str| {
        let own = json!({ "iss": ID, "sub": ID, "jti": jti, "exp": world.clock.get() + 60 });
        let sent = Signer::new(seed).sign(&json!({ "alg": "ES256" }), &with(&claims(), &own));
        believed(&mut visitor, &sent).1
    };
    assert_eq!(ask(1, "a"), YES);
    describe(2);
    assert_eq!(
        ask(1, "b"),
        YES,
        "remembered, for as long as its headers say"
    );
    world.pass(300);
    assert_eq!(ask(1, "c"), BadAssertion::Signature.sentence());
    assert_eq!(ask(2, "d"), YES);
}
