//! ID tokens (OpenID Connect Core section 2): what they say, and what comes back as a hint.

use crate::runtime::signer::{Signer, fake, with};
use crate::runtime::visitor::{ISSUER, Visitor, answer, authorize};
use crate::runtime::{World, decode, encode};
use edgegrant::platform::Platform;
use edgegrant::protocol::issuer::Issuer;
use edgegrant::protocol::jose::Algorithm;
use edgegrant::protocol::jose::key_ring::{ALGORITHMS, signing_algorithm};
use edgegrant::protocol::login::{Acr, Method};
use edgegrant::protocol::openid::UnverifiedHint;
use edgegrant::protocol::openid::id_token::{Authentication, left_half};
use edgegrant::protocol::timestamp::Timestamp;
use serde_json::{Map, Value, json};
use sha2::Digest;
use std::sync::LazyLock;

const NOW: Timestamp = Timestamp(1_000);

static ISSUER_PARSED: LazyLock<Issuer> =
    LazyLock::new(|| Issuer::parse(ISSUER).expect("an issuer"));

fn authentication() -> Authentication<'static> {
    Authentication {
        method: Method::Password,
        acr: Acr::OneFactor,
        issuer: &ISSUER_PARSED,
        client_id: "app",
        subject: "u1",
        authenticated_at: Timestamp(900),
        session: Some("sid".to_owned()),
        nonce: Some("n"),
        at_hash: "hash".to_owned(),
        lifetime: 600,
    }
}

#[test]
fn an_id_token_tells_of_the_sign_in_and_no_claim_of_the_user_replaces_that() {
    let expected = json!({
        "iss": ISSUER, "sub": "u1", "aud": "app", "azp": "app", "iat": 1000, "exp": 1600,
        "auth_time": 900, "acr": "1", "amr": ["pwd"], "at_hash": "hash", "sid": "sid", "nonce": "n",
    });
    let claims = authentication().claims(Map::new(), NOW);
    assert_eq!(Value::Object(claims), expected);
    let mut user = expected.as_object().cloned().expect("an object");
    for value in user.values_mut() {
        *value = json!("forged");
    }
    user.insert("name".to_owned(), json!("A Person"));
    let claims = authentication().claims(user, NOW);
    let named = with(&expected, &json!({ "name": "A Person" }));
    assert_eq!(Value::Object(claims), named);
    let bare = Authentication {
        session: None,
        nonce: None,
        ..authentication()
    };
    let without = with(&expected, &json!({ "sid": null, "nonce": null }));
    assert_eq!(Value::Object(bare.claims(Map::new(), NOW)), without);
}

#[test]
fn an_id_token_is_signed_with_what_a_relying_party_must_support() {
    for name in ["ES256", "RS256", "EdDSA"] {
        assert_eq!(signing_algorithm(name).map(Algorithm::as_str), Some(name));
    }
    for name in ["none", "HS256", "PS256", "Ed25519", "es256", ""] {
        assert_eq!(signing_algorithm(name), None, "{name}");
    }
    assert_eq!(ALGORITHMS.len(), 3);
}

#[test]
fn the_hash_of_an_access_token_is_the_left_half() {
    // OpenID Connect Core appendix A.3, whose access token and `at_hash` are these.
    let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    assert_eq!(
        left_half(&sha2::Sha256::digest(token)),
        "77QmUPtjPfzWtF2AnpK9RQ"
    );
    let half = decode(&left_half(&sha2::Sha512::digest(token))).expect("base64url");
    assert_eq!(half, sha2::Sha512::digest(token)[..32]);
}

fn hint(header: &Value, claims: &Value) -> Option<(String, Option<String>)> {
    let header = with(&json!({ "alg": "ES256", "kid": "k", "typ": "JWT" }), header);
    let usual = json!({
        "iss": ISSUER, "sub": "u1", "aud": "app", "sid": "s", "auth_time": 1, "exp": 1, "iat": 1,
    });
    let sent = Signer::new(1).sign(&header, &with(&usual, claims));
    let hint = UnverifiedHint::parse(&sent, ISSUER)?;
    assert_eq!(hint.kid, "k");
    let said = hint.said();
    assert_eq!(said.subject, "u1");
    Some((said.client_id, said.session))
}

#[test]
fn a_hint_is_an_id_token_of_this_server_for_one_client_however_old() {
    let whole = Some(("app".to_owned(), Some("s".to_owned())));
    for changes in [
        json!({}),
        json!({ "exp": 0 }),
        json!({ "exp": null, "iat": null }),
    ] {
        assert_eq!(hint(&json!({}), &changes), whole, "{changes}");
    }
    let sid = hint(&json!({}), &json!({ "sid": null }));
    assert_eq!(sid, Some(("app".to_owned(), None)));
    for changes in [
        json!({ "iss": null }),
        json!({ "iss": "https://auth.example/" }),
        json!({ "iss": [ISSUER] }),
        json!({ "sub": null }),
        json!({ "sub": 1 }),
        json!({ "aud": null }),
        json!({ "aud": ["app"] }),
        // A signed answer of the userinfo endpoint tells of no sign-in.
        json!({ "auth_time": null }),
    ] {
        assert_eq!(hint(&json!({}), &changes), None, "{changes}");
    }
    for changes in [
        json!({ "typ": null }),
        // The other tokens of this server.
        json!({ "typ": "at+jwt" }),
        json!({ "typ": "logout+jwt" }),
        json!({ "kid": null }),
        json!({ "alg": "none" }),
        json!({ "alg": "HS256" }),
        json!({ "crit": ["exp"] }),
        json!({ "b64": false }),
    ] {
        assert_eq!(hint(&changes, &json!({})), None, "{changes}");
    }
    let none = encode("{\"alg\":\"none\"}");
    for sent in ["", ".", "..", "a.b.c", "a.b", &format!("{none}.e30.")] {
        assert!(UnverifiedHint::parse(sent, ISSUER).is_none(), "{sent}");
    }
    let header = json!({ "alg": "ES256", "kid": "k", "typ": "JWT" });
    let claims = json!({ "iss": ISSUER, "sub": "u1", "aud": "app", "auth_time": 1 });
    assert!(
        UnverifiedHint::parse(&fake(&header, &claims, 64), ISSUER).is_some(),
        "unverified"
    );
}

/// The claims of a JWT, unverified.
fn claims(token: &Value) -> Value {
    let token = token.as_str().expect("a token");
    let part = token.split('.').nth(1).expect("claims");
    serde_json::from_slice(&decode(part).expect("base64url")).expect("JSON")
}

#[test]
fn an_id_token_comes_with_openid_and_after_a_refresh_is_of_the_same_sign_in() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    world.execute("UPDATE clients SET first_party = 1");
    visitor.sign_in();
    let code = visitor.code();
    assert_eq!(
        visitor.redeem(&code).1.get("id_token"),
        None,
        "nobody asked"
    );
    world.pass(30);
    let asked = authorize(&[
        ("scope", "openid offline_access notes:read"),
        ("nonce", "n"),
    ]);
    let code = answer(&visitor.open(&asked), "code").expect("a code");
    world.pass(30);
    let (_, tokens) = visitor.redeem(&code);
    let first = claims(&tokens["id_token"]);
    assert_eq!(
        (&first["nonce"], &first["auth_time"]),
        (&json!("n"), &json!(world.now().0 - 60))
    );
    assert_eq!(first["iat"], json!(world.now().0));
    world.pass(1000);
    let (_, tokens) = visitor.refresh(tokens["refresh_token"].as_str().expect("a token"));
    let second = claims(&tokens["id_token"]);
    for same in ["iss", "sub", "aud", "azp", "auth_time", "acr", "amr", "sid"] {
        assert_eq!(second[same], first[same], "{same}");
    }
    assert_eq!(second.get("nonce"), None, "section 12.2");
    assert_eq!(second["iat"], json!(world.now().0));
    let hash = sha2::Sha256::digest(tokens["access_token"].as_str().expect("a token"));
    assert_eq!(second["at_hash"], json!(left_half(&hash)));
}
