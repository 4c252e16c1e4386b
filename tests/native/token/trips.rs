//! How many trips to the storage follow one another while a client waits: in an isolate that has just done the same, and in a new one.

use crate::runtime::World;
use crate::runtime::signer::Signer;
use crate::runtime::stock::done;
use crate::runtime::visitor::{
    ISSUER, REDIRECT_URI, VERIFIER, Visitor, answer, authorize, client, config,
};
use edgegrant::platform::Platform;
use edgegrant::protocol::client::assertion::TYPE;
use edgegrant::protocol::client::{AuthMethod, Client, ClientKeys};
use edgegrant::protocol::jose::PublicKey;
use edgegrant::store::clients::add_client;
use http::HeaderName;
use serde_json::{Value, json};

/// How a client says who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
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
fn visitor(world: &World) -> Visitor<'_> {
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
fn post(visitor: &mut Visitor<'_>, way: Way, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
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

fn code(visitor: &mut Visitor<'_>, way: Way) -> String {
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

fn text(json: &Value, name: &str) -> String {
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

/// A key that a client keeps here has to be read before anything may be written because of it.
fn one_more_if_asserted(way: Way, trips: u32) -> u32 {
    trips + u32::from(way.asserts())
}

#[test]
fn a_code_takes_two_trips_and_a_sealed_one_takes_one() {
    for way in WAYS {
        let act = |visitor: &mut Visitor<'_>, way, code: String| drop(redeem(visitor, way, &code));
        assert_eq!(
            trips(way, code, act),
            [2, one_more_if_asserted(way, 2)],
            "{way:?}"
        );
    }
}

#[test]
fn a_refresh_takes_one_trip() {
    for way in WAYS {
        let prepare = |visitor: &mut Visitor<'_>, way| {
            let code = code(visitor, way);
            text(&redeem(visitor, way, &code), "refresh_token")
        };
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
