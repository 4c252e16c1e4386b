//! Storage that fails under the endpoints around the grant: nothing is issued, nothing is lost, and the
//! answer is 503 until it works again.

use crate::runtime::faults::{sweep, told};
use crate::runtime::signer::Signer;
use crate::runtime::stock::done;
use crate::runtime::visitor::{
    CHALLENGE, ISSUER, REDIRECT_URI, VERIFIER, Visitor, answer, authorize, client, config, json,
    location,
};
use edgegrant::platform::Platform;
use edgegrant::protocol::client::assertion::TYPE;
use edgegrant::protocol::client::{AuthMethod, Client, ClientKeys};
use edgegrant::protocol::jose::PublicKey;
use edgegrant::store::clients::add_client;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Value, json};

const DOCUMENT: &str = "https://app.example/client.json";

fn unavailable(answer: &(u16, Value)) {
    let error = &answer.1["error"];
    assert_eq!((answer.0, error), (503, &"temporarily_unavailable".into()));
    assert_eq!(
        answer.1.as_object().map(|members| members.len()),
        Some(2),
        "{}",
        answer.1
    );
}

fn text(json: &Value, name: &str) -> String {
    json[name].as_str().expect("a text").to_owned()
}

/// The `state` of a request that its reference carries, and of one that is stored.
fn states() -> [String; 2] {
    [1, 1000].map(|length| "s".repeat(length))
}

fn push(visitor: &mut Visitor<'_>, state: &str) -> (u16, Value) {
    let fields = [
        ("response_type", "code"),
        ("client_id", "app"),
        ("redirect_uri", REDIRECT_URI),
        ("scope", "notes:read"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("state", state),
    ];
    visitor.ask("/par", &fields)
}

fn pushed(visitor: &mut Visitor<'_>, state: &str) -> String {
    let (status, json) = push(visitor, state);
    assert_eq!(status, 201);
    target(&json)
}

/// Where the browser goes with the answer to a push.
fn target(json: &Value) -> String {
    let uri = text(json, "request_uri");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("client_id", "app"), ("request_uri", &uri)])
        .finish();
    format!("/authorize?{query}")
}

#[test]
fn a_reference_is_given_out_only_with_what_it_refers_to() {
    for state in states() {
        sweep(
            |_| (),
            |visitor, ()| push(visitor, &state),
            |visitor, (), answer, met| {
                // When it is short, or the store refuses, the reference is the request itself.
                if answer.0 == 201 {
                    assert_eq!(visitor.open(&target(&answer.1)).status, 200);
                    let sealed = text(&answer.1, "request_uri").contains(":sealed.");
                    assert_eq!(sealed, met.fault || state.len() == 1);
                } else {
                    assert!(met.fault);
                    unavailable(&answer);
                }
                let target = pushed(visitor, &state);
                assert_eq!(visitor.open(&target).status, 200);
            },
        );
    }
}

#[test]
fn a_pushed_request_gives_one_answer_at_most() {
    for state in states() {
        sweep(
            |visitor| {
                visitor.sign_in();
                visitor.code();
                pushed(visitor, &state)
            },
            |visitor, target| visitor.open(target),
            |visitor, target, reply, met| {
                let code = told(&reply, met);
                let again = visitor.open(target);
                let other = answer(&again, "code");
                assert!(code.is_none() || other.is_none(), "one answer");
                // Nothing was lost, unless the one call that uses the request up lost its answer only.
                if code.is_none() && !met.lost_answer {
                    assert!(other.is_some());
                }
                let target = pushed(visitor, &state);
                assert!(
                    answer(&visitor.open(&target), "code").is_some(),
                    "it can be pushed anew"
                );
            },
        );
    }
}

#[test]
fn the_consent_to_a_documents_client_is_saved_with_it_or_not_at_all() {
    let target = || authorize(&[("client_id", DOCUMENT)]);
    sweep(
        |visitor| {
            let document = json!({
                "client_id": DOCUMENT, "client_name": "App", "redirect_uris": [REDIRECT_URI],
            });
            visitor.world.publish(DOCUMENT, &document);
            visitor.sign_in();
            visitor.open(&target())
        },
        |visitor, page| visitor.submit(page, &[("decision", "allow")]),
        |visitor, page, reply, met| {
            let known = |table: &str| {
                let column = if table == "clients" {
                    "id"
                } else {
                    "client_id"
                };
                let sql = format!("SELECT count(*) FROM {table} WHERE {column} = '{DOCUMENT}'");
                visitor.world.ask(&sql)
            };
            assert_eq!(known("clients"), known("grants"), "both or none");
            let code = told(&reply, met);
            if code.is_none() && !met.lost_answer {
                assert_eq!(known("clients"), "0");
            }
            if code.is_some() {
                return assert_eq!(known("clients"), "1");
            }
            assert!(answer(&visitor.submit(page, &[("decision", "allow")]), "code").is_some());
            assert!(
                answer(&visitor.open(&target()), "code").is_some(),
                "remembered"
            );
        },
    );
}

#[test]
fn a_token_that_could_not_be_revoked_can_be_revoked_again() {
    for name in ["refresh_token", "access_token"] {
        sweep(
            |visitor| {
                visitor.sign_in();
                let code = visitor.code();
                let tokens = visitor.redeem(&code).1;
                text(&tokens, name)
            },
            |visitor, token| visitor.ask("/revoke", &[("token", token)]),
            |visitor, token, answer, met| {
                if met.fault {
                    unavailable(&answer);
                    assert_eq!(visitor.ask("/revoke", &[("token", token)]).0, 200);
                } else {
                    assert_eq!(answer, (200, Value::Null));
                }
                let sql = match name {
                    "refresh_token" => "SELECT revoked_at IS NOT NULL FROM token_families",
                    _ => "SELECT count(*) FROM spent_ids",
                };
                assert_eq!(visitor.world.ask(sql), "1", "{name}");
            },
        );
    }
}

#[test]
fn no_token_is_called_good_without_asking() {
    sweep(
        |visitor| {
            let world = visitor.world;
            world.execute("UPDATE clients SET introspects = '[\"https://api.example\"]'");
            visitor.sign_in();
            let code = visitor.code();
            let tokens = visitor.redeem(&code).1;
            text(&tokens, "access_token")
        },
        |visitor, token| visitor.ask("/introspect", &[("token", token)]),
        |visitor, token, answer, met| {
            if met.fault {
                unavailable(&answer);
            } else {
                assert_eq!(answer.1["active"], true);
            }
            visitor
                .world
                .execute("UPDATE token_families SET revoked_at = 1");
            let (status, json) = visitor.ask("/introspect", &[("token", token)]);
            assert_eq!((status, json), (200, json!({ "active": false })));
        },
    );
}

/// A request about registrations, with a registration token or without.
fn registration(
    visitor: &mut Visitor<'_>,
    method: Method,
    path: &str,
    token: Option<&str>,
    metadata: &Value,
) -> (u16, Value) {
    visitor.config = config(&[("REGISTRATION", "open")]);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(token) = token {
        let value = format!("Bearer {token}").parse().expect("a header");
        headers.insert(AUTHORIZATION, value);
    }
    json(&visitor.send(method, path, headers, &metadata.to_string()))
}

fn metadata(name: &str) -> Value {
    json!({
        "client_name": name, "redirect_uris": [REDIRECT_URI],
        // The runtime of the native tests has no RSA.
        "id_token_signed_response_alg": "ES256",
    })
}

fn register(visitor: &mut Visitor<'_>) -> (u16, Value) {
    registration(visitor, Method::POST, "/register", None, &metadata("First"))
}

#[test]
fn a_registration_that_failed_can_be_sent_again() {
    sweep(
        |_| (),
        |visitor, ()| register(visitor),
        |visitor, (), answer, met| {
            if met.fault {
                unavailable(&answer);
            } else {
                assert_eq!(answer.0, 201);
            }
            let (status, json) = register(visitor);
            assert_eq!(status, 201);
            let path = format!("/register/{}", text(&json, "client_id"));
            let token = text(&json, "registration_access_token");
            let read = registration(visitor, Method::GET, &path, Some(&token), &json!({}));
            assert_eq!((read.0, &read.1["client_name"]), (200, &"First".into()));
        },
    );
}

#[test]
fn a_registration_is_changed_or_removed_whole_or_stays() {
    for method in [Method::PUT, Method::DELETE] {
        sweep(
            |visitor| {
                let json = register(visitor).1;
                (
                    text(&json, "client_id"),
                    text(&json, "registration_access_token"),
                )
            },
            |visitor, (id, token)| {
                let mut changed = metadata("Second");
                changed["client_id"] = json!(id);
                let path = format!("/register/{id}");
                registration(visitor, method.clone(), &path, Some(token), &changed)
            },
            |visitor, (id, token), answer, met| {
                let path = format!("/register/{id}");
                let read = registration(visitor, Method::GET, &path, Some(token), &json!({}));
                if met.fault {
                    unavailable(&answer);
                    if !met.lost_answer {
                        assert_eq!((read.0, &read.1["client_name"]), (200, &"First".into()));
                    }
                } else if method == Method::PUT {
                    assert_eq!((answer.0, &read.1["client_name"]), (200, &"Second".into()));
                } else {
                    assert_eq!((answer, read.0), ((204, Value::Null), 401));
                }
            },
        );
    }
}

/// Asks for tokens with an assertion and a DPoP proof, both new.
fn token(visitor: &mut Visitor<'_>, fields: &[(&str, &str)], number: u32) -> (u16, Value) {
    let now = visitor.world.now().0;
    let assertion = Signer::new(1).sign(
        &json!({ "alg": "ES256" }),
        &json!({
            "iss": "jwt", "sub": "jwt", "aud": ISSUER, "jti": number.to_string(), "exp": now + 60,
        }),
    );
    let key = Signer::new(2);
    let proof = key.sign(
        &json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": key.jwk() }),
        &json!({
            "jti": number.to_string(), "htm": "POST", "htu": format!("{ISSUER}/token"), "iat": now,
        }),
    );
    visitor.config = config(&[("DPOP_NONCE", "optional")]);
    let mut all = fields.to_vec();
    all.extend([
        ("client_assertion", assertion.as_str()),
        ("client_assertion_type", TYPE),
    ]);
    visitor.post("/token", &[(HeaderName::from_static("dpop"), &proof)], &all)
}

fn redeem(visitor: &mut Visitor<'_>, code: &str, number: u32) -> (u16, Value) {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    token(visitor, &fields, number)
}

fn refresh(visitor: &mut Visitor<'_>, refresh_token: &str, number: u32) -> (u16, Value) {
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token),
    ];
    token(visitor, &fields, number)
}

/// A code for a client with a key.
fn code_with_a_key(visitor: &mut Visitor<'_>) -> String {
    let key = PublicKey::parse(&Signer::new(1).jwk()).expect("a key");
    let jwt = Client {
        id: "jwt".to_owned(),
        auth_method: AuthMethod::PrivateKeyJwt,
        secret_hash: None,
        first_party: true,
        keys: ClientKeys::Here(vec![key]),
        ..client()
    };
    assert!(done(add_client(visitor.world, &jwt, None)));
    visitor.sign_in();
    let reply = visitor.open(&authorize(&[("client_id", "jwt")]));
    assert!(location(&reply).is_some());
    answer(&reply, "code").expect("a code")
}

#[test]
fn a_code_outlives_the_proofs_that_were_lost_with_a_fault() {
    sweep(
        code_with_a_key,
        |visitor, code| redeem(visitor, code, 1),
        |visitor, code, reply, met| {
            if !met.fault {
                assert_eq!((reply.0, &reply.1["token_type"]), (200, &"DPoP".into()));
                let sql = "SELECT count(*) FROM spent_ids";
                return assert_eq!(visitor.world.ask(sql), "2");
            }
            unavailable(&reply);
            let families = visitor.world.ask("SELECT count(*) FROM token_families");
            let again = redeem(visitor, code, 2).0;
            // Only a family that was written, with its answer lost, uses the code up.
            match families.as_str() {
                "0" => assert_eq!(again, 200),
                _ => assert!(met.lost_answer && again == 400),
            }
        },
    );
}

#[test]
fn a_refresh_token_outlives_the_proofs_that_were_lost_with_a_fault() {
    sweep(
        |visitor| {
            let code = code_with_a_key(visitor);
            text(&redeem(visitor, &code, 1).1, "refresh_token")
        },
        |visitor, token| refresh(visitor, token, 2),
        |visitor, token, reply, met| {
            if met.fault {
                unavailable(&reply);
            } else {
                assert_eq!(reply.0, 200);
                let sql = "SELECT count(*) FROM spent_ids";
                assert_eq!(visitor.world.ask(sql), "4");
            }
            // Whether or not the rotation happened, trying again gives the one successor, and nothing counts twice.
            let (status, again) = refresh(visitor, token, 3);
            assert_eq!(status, 200, "{again}");
            assert_eq!(refresh(visitor, token, 3).0, 401, "the same assertion");
            let generation = visitor.world.ask("SELECT generation FROM token_families");
            assert_eq!(generation, "2");
            if !met.fault {
                assert_eq!(reply.1["refresh_token"], again["refresh_token"]);
            }
        },
    );
}
