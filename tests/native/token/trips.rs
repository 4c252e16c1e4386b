//! How many trips to the storage follow one another while a client waits, in an isolate that has just done the same and in a new one.

use crate::runtime::World;
use crate::runtime::signer::Signer;
use crate::runtime::stock::done;
use crate::runtime::visitor::{
    CHALLENGE, ISSUER, REDIRECT_URI, VERIFIER, Visitor, answer, authorize, client, config, json,
};
use edgegrant::platform::Platform;
use edgegrant::protocol::client::assertion::TYPE;
use edgegrant::protocol::client::{AuthMethod, Client, ClientKeys};
use edgegrant::protocol::jose::PublicKey;
use edgegrant::protocol::secret::Secret;
use edgegrant::store::clients::add_client;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, Method};
use serde_json::{Value, json};

const DOCUMENT: &str = "https://app.example/client.json";

/// How a client says who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Secret,
    SecretAndProof,
    Assertion,
    AssertionAndProof,
}

const WAYS: [Way; 4] = [
    Way::Secret,
    Way::SecretAndProof,
    Way::Assertion,
    Way::AssertionAndProof,
];

impl Way {
    fn asserts(self) -> bool {
        matches!(self, Self::Assertion | Self::AssertionAndProof)
    }

    fn proves(self) -> bool {
        matches!(self, Self::SecretAndProof | Self::AssertionAndProof)
    }

    fn client(self) -> &'static str {
        if self.asserts() { "jwt" } else { "app" }
    }
}

/// A server that knows a client with a secret and one with a key, and whose person is signed in.
pub(super) fn visitor(world: &World) -> Visitor<'_> {
    let key = PublicKey::parse(&Signer::new(1).jwk()).expect("a key");
    let mut visitor = Visitor::new(world);
    let jwt = Client {
        id: "jwt".to_owned(),
        auth_method: AuthMethod::PrivateKeyJwt,
        secret_hash: None,
        first_party: true,
        keys: ClientKeys::Here(vec![key]),
        ..client()
    };
    assert!(done(add_client(world, &jwt, None)));
    world.execute("UPDATE clients SET first_party = 1");
    visitor.config = config(&[("DPOP_NONCE", "optional")]);
    visitor.sign_in();
    visitor
}

/// Posts a form as the client of this way.
pub(super) fn post(
    visitor: &mut Visitor<'_>,
    way: Way,
    path: &str,
    fields: &[(&str, &str)],
) -> (u16, Value) {
    let (now, jti) = (visitor.world.now().0, visitor.world.random());
    let jti = format!("{jti:?}");
    let assertion = Signer::new(1).sign(
        &json!({ "alg": "ES256" }),
        &json!({ "iss": "jwt", "sub": "jwt", "aud": ISSUER, "jti": &jti[..40], "exp": now + 60 }),
    );
    let key = Signer::new(2);
    let proof = key.sign(
        &json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": key.jwk() }),
        &json!({ "jti": &jti[..40], "htm": "POST", "htu": format!("{ISSUER}{path}"), "iat": now }),
    );
    let mut all = fields.to_vec();
    if way.asserts() {
        all.extend([
            ("client_assertion", assertion.as_str()),
            ("client_assertion_type", TYPE),
        ]);
    } else {
        all.extend([("client_id", "app"), ("client_secret", "secret")]);
    }
    let dpop = (HeaderName::from_static("dpop"), proof.as_str());
    let headers = if way.proves() { vec![dpop] } else { Vec::new() };
    visitor.post(path, &headers, &all)
}

pub(super) fn code(visitor: &mut Visitor<'_>, way: Way) -> String {
    let reply = visitor.open(&authorize(&[("client_id", way.client())]));
    answer(&reply, "code").expect("a code")
}

fn redeem(visitor: &mut Visitor<'_>, way: Way, code: &str) -> Value {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    let (status, json) = post(visitor, way, "/token", &fields);
    assert_eq!(status, 200, "{way:?} {json}");
    json
}

pub(super) fn text(json: &Value, name: &str) -> String {
    json[name].as_str().expect("a text").to_owned()
}

/// The trips of a deed, warm and cold. `prepare` makes what it takes.
fn trips<T>(
    way: Way,
    prepare: impl Fn(&mut Visitor<'_>, Way) -> T,
    act: impl Fn(&mut Visitor<'_>, Way, T),
) -> [u32; 2] {
    [false, true].map(|cold| {
        let world = World::new();
        let mut visitor = visitor(&world);
        let before = prepare(&mut visitor, way);
        act(&mut visitor, way, before);
        let prepared = prepare(&mut visitor, way);
        if cold {
            visitor.isolate = Default::default();
        }
        world.chain.set(0);
        act(&mut visitor, way, prepared);
        world.chain.get()
    })
}

/// A client's key that is stored here has to be read before anything may be written because of it.
fn one_more_if_asserted(way: Way, trips: u32) -> u32 {
    trips + u32::from(way.asserts())
}

#[test]
fn a_code_takes_two_trips_including_that_to_kv() {
    for way in WAYS {
        let act = |visitor: &mut Visitor<'_>, way, code: String| drop(redeem(visitor, way, &code));
        assert_eq!(trips(way, code, act), [2, 2], "{way:?}");
    }
}

pub(super) fn obtain(visitor: &mut Visitor<'_>, way: Way, name: &str) -> String {
    let code = code(visitor, way);
    text(&redeem(visitor, way, &code), name)
}

#[test]
fn pushing_a_request_takes_one_trip_if_the_client_is_known() {
    for way in WAYS {
        let fields = [
            ("response_type", "code"),
            ("redirect_uri", REDIRECT_URI),
            ("scope", "notes:read"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let act = |visitor: &mut Visitor<'_>, way, ()| {
            let (status, json) = post(visitor, way, "/par", &fields);
            assert_eq!(status, 201, "{json}");
        };
        let cold = 1 + u32::from(way.asserts() || way.proves());
        assert_eq!(trips(way, |_, _| (), act), [1, cold], "{way:?}");
    }
}

#[test]
fn a_refresh_of_a_client_with_a_document_takes_one_trip_while_the_document_says_the_same() {
    let world = World::new();
    let mut visitor = visitor(&world);
    let document = |name: &str| json!({ "client_id": DOCUMENT, "client_name": name, "redirect_uris": [REDIRECT_URI] });
    world.publish(DOCUMENT, &document("App"));
    let page = visitor.open(&authorize(&[("client_id", DOCUMENT)]));
    let reply = visitor.submit(&page, &[("decision", "allow")]);
    let code = answer(&reply, "code").expect("a code");
    // The runtime of the native tests has no RSA.
    let of_document = format!("WHERE id = '{DOCUMENT}'");
    let revision = world.ask(&format!("SELECT revision FROM clients {of_document}"));
    for change in [
        "id_token_signed_response_alg = 'ES256'",
        &format!("revision = '{revision}'"),
    ] {
        world.execute(&format!("UPDATE clients SET {change} {of_document}"));
    }
    let mut ask = |fields: &[(&str, &str)]| {
        world.chain.set(0);
        let fields = [fields, &[("client_id", DOCUMENT)]].concat();
        let (status, json) = visitor.post("/token", &[], &fields);
        assert_eq!(status, 200, "{json}");
        (text(&json, "refresh_token"), world.chain.get())
    };
    let (token, _) = ask(&[
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ]);
    let mut refresh =
        |token: &str| ask(&[("grant_type", "refresh_token"), ("refresh_token", token)]);
    let (token, trips) = refresh(&token);
    assert_eq!(trips, 1);
    // Another isolate has saved what the document says now.
    world.execute(&format!(
        "UPDATE clients SET revision = 'newer' {of_document}"
    ));
    let (token, trips) = refresh(&token);
    assert_eq!(trips, 3, "D1 refuses what was remembered");
    world.execute(&format!("UPDATE clients SET blocked_at = 1 {of_document}"));
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", &token),
        ("client_id", DOCUMENT),
    ];
    assert_eq!(visitor.post("/token", &[], &fields).0, 400);
}

#[test]
fn giving_a_token_back_takes_one_trip() {
    for way in [Way::Secret, Way::Assertion] {
        for (name, cold) in [("refresh_token", 1), ("access_token", 2)] {
            let prepare = |visitor: &mut Visitor<'_>, way| obtain(visitor, way, name);
            let act = |visitor: &mut Visitor<'_>, way, token: String| {
                let ended = "SELECT count(*) FROM token_families WHERE revoked_at IS NOT NULL \
                             UNION ALL SELECT count(*) FROM spent_ids WHERE id LIKE 'token:%' ORDER BY 1 DESC LIMIT 1";
                let before: u32 = visitor.world.ask(ended).parse().expect("a number");
                let answer = post(visitor, way, "/revoke", &[("token", token.as_str())]);
                assert_eq!(answer, (200, Value::Null));
                assert_eq!(visitor.world.ask(ended), (before + 1).to_string());
            };
            // A client's key, or the key that signed the token, has to be read before anything may be written.
            let cold = cold.max(one_more_if_asserted(way, 1));
            assert_eq!(trips(way, prepare, act), [1, cold], "{way:?} {name}");
        }
    }
}

#[test]
fn asking_about_a_token_takes_one_trip() {
    for way in [Way::Secret, Way::Assertion] {
        let prepare = |visitor: &mut Visitor<'_>, way| {
            let api = "UPDATE clients SET introspects = '[\"https://api.example\"]' WHERE introspects = '[]'";
            visitor.world.execute(api);
            obtain(visitor, way, "access_token")
        };
        let act = |visitor: &mut Visitor<'_>, way, token: String| {
            let (status, json) = post(visitor, way, "/introspect", &[("token", token.as_str())]);
            assert_eq!((status, &json["active"]), (200, &true.into()), "{json}");
        };
        assert_eq!(
            trips(way, prepare, act),
            [1, one_more_if_asserted(way, 1)],
            "{way:?}"
        );
    }
}

#[test]
fn a_token_of_the_clients_own_takes_one_trip() {
    for way in WAYS {
        let prepare = |visitor: &mut Visitor<'_>, _| {
            let grants = "UPDATE clients SET grant_types = '[\"client_credentials\",\"authorization_code\"]' \
                          WHERE grant_types NOT LIKE '[\"client_credentials%'";
            visitor.world.execute(grants);
        };
        let act = |visitor: &mut Visitor<'_>, way, ()| {
            let fields = [
                ("grant_type", "client_credentials"),
                ("scope", "notes:read"),
            ];
            let (status, json) = post(visitor, way, "/token", &fields);
            assert_eq!(status, 200, "{json}");
        };
        assert_eq!(
            trips(way, prepare, act),
            [1, one_more_if_asserted(way, 1)],
            "{way:?}"
        );
    }
}

#[test]
fn asking_who_signed_in_takes_one_trip() {
    for way in [Way::Secret, Way::SecretAndProof] {
        let prepare = |visitor: &mut Visitor<'_>, way: Way| {
            let reply = visitor.open(&authorize(&[("scope", "openid")]));
            let code = answer(&reply, "code").expect("a code");
            text(&redeem(visitor, way, &code), "access_token")
        };
        let act = |visitor: &mut Visitor<'_>, way: Way, token: String| {
            let (status, json) = userinfo(visitor, way, &token);
            assert_eq!((status, &json["sub"]), (200, &"person-1".into()), "{json}");
        };
        // Until the keys are there, nobody knows whether the token is worth a row for its proof.
        let cold = 1 + u32::from(way.proves());
        assert_eq!(trips(way, prepare, act), [1, cold], "{way:?}");
    }
}

fn userinfo(visitor: &mut Visitor<'_>, way: Way, token: &str) -> (u16, Value) {
    let (now, jti) = (
        visitor.world.now().0,
        format!("{:?}", visitor.world.random()),
    );
    let key = Signer::new(2);
    let hash = Secret::new(token).hash();
    let proof = key.sign(
        &json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": key.jwk() }),
        &json!({
            "jti": &jti[..40], "htm": "GET", "htu": format!("{ISSUER}/userinfo"), "iat": now, "ath": hash.as_str(),
        }),
    );
    let mut headers = HeaderMap::new();
    let scheme = if way.proves() { "DPoP" } else { "Bearer" };
    headers.insert(
        AUTHORIZATION,
        format!("{scheme} {token}").parse().expect("a header"),
    );
    if way.proves() {
        headers.insert("dpop", proof.parse().expect("a header"));
    }
    json(&visitor.send(Method::GET, "/userinfo", headers, ""))
}

#[test]
fn a_refresh_takes_one_trip() {
    for way in WAYS {
        let prepare = |visitor: &mut Visitor<'_>, way| obtain(visitor, way, "refresh_token");
        let act = |visitor: &mut Visitor<'_>, way, token: String| {
            let fields = [
                ("grant_type", "refresh_token"),
                ("refresh_token", token.as_str()),
            ];
            let (status, json) = post(visitor, way, "/token", &fields);
            assert_eq!(status, 200, "{way:?} {json}");
        };
        assert_eq!(
            trips(way, prepare, act),
            [1, one_more_if_asserted(way, 1)],
            "{way:?}"
        );
    }
}
