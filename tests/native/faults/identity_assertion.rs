//! Storage that fails while a client redeems an identity assertion: there is one token, or an error and the assertion is as good as
//! before.

use edgegrant::protocol::token::access_token::Unverified;
use edgegrant::store::sweep::sweep as sweep_tables;
use serde_json::{Value, json};

use crate::runtime::World;
use crate::runtime::faults::sweep;
use crate::runtime::signer::Signer;
use crate::runtime::stock::{KEPT, done};
use crate::runtime::visitor::{ISSUER, Visitor, config};

const OP: &str = "https://op.example";
const LINK: &str = "INSERT INTO provider_accounts VALUES ('https://op.example somebody', 'work', 'person-1', 'x', 0)";
const ROWS: &str = "SELECT (SELECT count(*) FROM token_families) || (SELECT count(*) FROM spent_ids) || (SELECT count(*) FROM user_clients)";

/// A server that trusts the assertions of a provider, and one of them for somebody who has linked their account there.
fn begin(visitor: &mut Visitor<'_>) -> String {
    let providers = json!([{
        "id": "work", "issuer": OP, "name": "Work", "client_id": "us", "identity_assertion": true,
    }]);
    visitor.config = config(&[
        ("PROVIDERS", &providers.to_string()),
        ("PROVIDER_SECRET_WORK", "secret"),
    ]);
    let endpoint = |path: &str| format!("{OP}{path}");
    visitor.world.publish(
        &endpoint("/.well-known/openid-configuration"),
        &json!({
            "issuer": OP, "authorization_endpoint": endpoint("/authorize"),
            "token_endpoint": endpoint("/token"), "jwks_uri": endpoint("/keys"),
        }),
    );
    let keys = json!({ "keys": [Signer::new(3).jwk()] });
    visitor.world.publish(&endpoint("/keys"), &keys);
    visitor.world.execute(LINK);
    let now = visitor.world.clock.get();
    let claims = json!({
        "iss": OP, "aud": ISSUER, "sub": "somebody", "client_id": "app", "jti": "1", "iat": now, "exp": now + 300,
        "scope": "notes:read", "resource": "https://api.example",
    });
    Signer::new(3).sign(
        &json!({ "alg": "ES256", "typ": "oauth-id-jag+jwt" }),
        &claims,
    )
}

fn redeem(visitor: &mut Visitor<'_>, assertion: &str) -> (u16, Value) {
    visitor.token(&[
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", assertion),
    ])
}

#[test]
fn an_assertion_becomes_one_token_or_none() {
    sweep(
        begin,
        |visitor, assertion| redeem(visitor, assertion),
        |visitor, assertion, (status, json), met| {
            let rows = visitor.world.ask(ROWS);
            if !met.fault {
                assert_eq!(status, 200, "{json}");
                assert_eq!(rows, "101");
                let token = json["access_token"].as_str().expect("a token");
                assert!(Unverified::parse(token).is_some());
                let (status, json) = redeem(visitor, assertion);
                assert_eq!((status, &json["error"]), (400, &json!("invalid_grant")));
                return;
            }
            assert_eq!(status, 503, "{json}");
            assert_eq!(json.get("access_token"), None);
            if met.lost_answer && rows == "101" {
                // It was used up, and nobody got its token.
                let (status, json) = redeem(visitor, assertion);
                assert_eq!((status, &json["error"]), (400, &json!("invalid_grant")));
                return;
            }
            assert_eq!(rows, "000");
            assert_eq!(redeem(visitor, assertion).0, 200);
            assert_eq!(visitor.world.ask(ROWS), "101");
        },
    );
}

#[test]
fn whatever_ends_it_at_the_last_moment_leaves_no_token() {
    for end in [
        "DELETE FROM provider_accounts; UPDATE users SET credential_version = credential_version + 1",
        "UPDATE users SET disabled_at = 1",
        "DELETE FROM users",
        "DELETE FROM clients",
        "UPDATE clients SET allowed_groups = '[\"g\"]'",
        "INSERT INTO user_clients (user_id, client_id, since, last_at, revoked) VALUES ('person-1', 'app', 0, 0, 1)",
    ] {
        for k in 0..6 {
            let world = World::new();
            let mut visitor = Visitor::new(&world);
            let assertion = begin(&mut visitor);
            world.meanwhile(k, end);
            let (status, json) = redeem(&mut visitor, &assertion);
            // Then it ended after the token was there, and introspection says so.
            if status == 200 {
                let token = json["access_token"].as_str().expect("a token");
                world.execute("UPDATE clients SET introspects = '[\"https://api.example\"]'");
                let (_, told) = visitor.ask("/introspect", &[("token", token)]);
                let again = end.starts_with("INSERT") && told["active"] == true;
                assert!(told["active"] != true || again, "{end} {k}: {told}");
            } else {
                assert!(matches!(status, 400 | 401 | 503), "{end} {k}: {json}");
                let families = world.ask("SELECT count(*) FROM token_families");
                assert_eq!(families, "0", "{end} {k}");
            }
        }
    }
}

#[test]
fn the_note_that_it_was_used_stays_as_long_as_it_is_good() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    let assertion = begin(&mut visitor);
    assert_eq!(redeem(&mut visitor, &assertion).0, 200);
    // What the token rests on is gone, which alone would let the row of a code go.
    world.execute("UPDATE users SET credential_version = credential_version + 1");
    for (seconds, rows) in [(200, "1"), (100, "1"), (400, "0")] {
        world.pass(seconds);
        for _ in 0..2 {
            done(sweep_tables(&world, KEPT));
        }
        assert_eq!(world.ask("SELECT count(*) FROM token_families"), rows);
        if rows == "1" && seconds == 200 {
            assert_eq!(redeem(&mut visitor, &assertion).0, 400);
        }
    }
}
