//! A new isolate reads a client's key, and the key that signed a token, at a replica of the database, which may be late. The primary
//! decides all the same.

use super::trips::{Way, code, obtain, post, text, visitor};
use crate::runtime::signer::Signer;
use crate::runtime::visitor::{REDIRECT_URI, VERIFIER, Visitor, config};
use crate::runtime::{World, decode};
use serde_json::{Value, json};

const GIVEN_BACK: &str = "SELECT count(*) FROM spent_ids WHERE id LIKE 'token:%'";

fn refresh(visitor: &mut Visitor<'_>, token: &str) -> (u16, Value) {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
    post(visitor, Way::Assertion, "/token", &fields)
}

fn give_back(visitor: &mut Visitor<'_>, way: Way, token: &str) {
    let answer = post(visitor, way, "/revoke", &[("token", token)]);
    assert_eq!(answer, (200, Value::Null), "{way:?}");
}

/// From now on the isolate is new.
fn anew(visitor: &mut Visitor<'_>) {
    visitor.isolate = Default::default();
    visitor.world.chain.set(0);
}

#[test]
fn a_new_isolate_waits_for_the_primary_once() {
    let world = World::new();
    let mut visitor = visitor(&world);
    let token = obtain(&mut visitor, Way::Assertion, "refresh_token");
    world.bring_replica_up_to_date();
    anew(&mut visitor);
    let (status, json) = refresh(&mut visitor, &token);
    assert_eq!((status, world.chain.get()), (200, 1), "{json}");
    for (way, ended) in [(Way::Secret, "1"), (Way::Assertion, "2")] {
        let token = obtain(&mut visitor, way, "access_token");
        world.bring_replica_up_to_date();
        anew(&mut visitor);
        give_back(&mut visitor, way, &token);
        assert_eq!(world.chain.get(), 1, "{way:?}");
        assert_eq!(world.ask(GIVEN_BACK), ended, "{way:?}");
    }
}

#[test]
fn a_replica_that_knows_neither_client_nor_key_keeps_nobody_out() {
    let world = World::new();
    world.bring_replica_up_to_date();
    let mut visitor = visitor(&world);
    let token = obtain(&mut visitor, Way::Assertion, "refresh_token");
    anew(&mut visitor);
    let (status, json) = refresh(&mut visitor, &token);
    assert_eq!(status, 200, "{json}");
    anew(&mut visitor);
    give_back(&mut visitor, Way::Assertion, &text(&json, "access_token"));
    assert_eq!(world.ask(GIVEN_BACK), "1");
}

#[test]
fn a_key_that_the_client_replaced_lets_nobody_in() {
    let world = World::new();
    let mut visitor = visitor(&world);
    let token = obtain(&mut visitor, Way::Assertion, "refresh_token");
    let access = obtain(&mut visitor, Way::Assertion, "access_token");
    world.bring_replica_up_to_date();
    let keys = json!({ "keys": [Signer::new(3).jwk()] });
    world.execute(&format!(
        "UPDATE clients SET jwks = '{keys}' WHERE id = 'jwt'"
    ));
    let families = "SELECT group_concat(generation) FROM token_families WHERE revoked_at IS NULL";
    let before = world.ask(families);
    anew(&mut visitor);
    let (status, json) = refresh(&mut visitor, &token);
    assert_eq!((status, &json["error"]), (401, &"invalid_client".into()));
    anew(&mut visitor);
    let (status, _) = post(
        &mut visitor,
        Way::Assertion,
        "/revoke",
        &[("token", &access)],
    );
    assert_eq!(status, 401);
    assert_eq!(world.ask(families), before);
    assert_eq!(world.ask(GIVEN_BACK), "0");
}

#[test]
fn of_a_token_whose_key_was_revoked_nobody_hears_that_it_was_given_back() {
    let world = World::new();
    let mut visitor = visitor(&world);
    let token = obtain(&mut visitor, Way::Secret, "access_token");
    world.bring_replica_up_to_date();
    world.execute("UPDATE signing_keys SET revoked_at = unixepoch()");
    anew(&mut visitor);
    give_back(&mut visitor, Way::Secret, &token);
    let events = "SELECT count(*) FROM events WHERE kind = 'revoked'";
    assert_eq!(world.ask(events), "0");
}

/// A code that carries its record, which a new isolate redeems with a replica that has not heard of `sql`: the answer, and how many
/// trips to the primary it took.
fn redeem_sealed(way: Way, sql: &str) -> ((u16, Value), u32, String) {
    redeem_sealed_in(&World::new(), way, sql)
}

fn redeem_sealed_in(world: &World, way: Way, sql: &str) -> ((u16, Value), u32, String) {
    let mut visitor = visitor(world);
    visitor.config = config(&[("DPOP_NONCE", "optional"), ("SEALED_CODES", "true")]);
    obtain(&mut visitor, way, "access_token");
    let code = code(&mut visitor, way);
    assert!(code.starts_with("carried."), "{code}");
    world.execute("DELETE FROM token_families");
    world.bring_replica_up_to_date();
    world.execute(sql);
    anew(&mut visitor);
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    let answer = post(&mut visitor, way, "/token", &fields);
    (
        answer,
        world.chain.get(),
        world.ask("SELECT count(*) FROM token_families"),
    )
}

#[test]
fn a_new_isolate_redeems_a_code_that_carries_its_record_in_one_trip() {
    for way in [
        Way::Secret,
        Way::SecretAndProof,
        Way::Assertion,
        Way::AssertionAndProof,
    ] {
        let ((status, json), trips, families) = redeem_sealed(way, "");
        assert_eq!(
            (status, trips, families.as_str()),
            (200, 1, "1"),
            "{way:?} {json}"
        );
    }
}

#[test]
fn what_the_replica_has_not_heard_of_redeems_no_code() {
    for sql in [
        "UPDATE users SET credential_version = credential_version + 1",
        "UPDATE users SET disabled_at = unixepoch()",
        "INSERT INTO ended_sessions (id, expires_at, notify_until) SELECT id, unixepoch() + 9999, 0 FROM sessions; DELETE FROM sessions",
        "UPDATE clients SET blocked_at = unixepoch()",
        "UPDATE clients SET secret_hash = 'another' WHERE id = 'app'",
        "DELETE FROM clients",
    ] {
        let ((status, json), _, families) = redeem_sealed(Way::Secret, sql);
        assert!(matches!(status, 400 | 401), "{sql}: {json}");
        assert_eq!(families, "0", "{sql}");
    }
}

#[test]
fn a_signing_key_that_was_revoked_signs_nothing_that_is_given_out() {
    let world = World::new();
    let sql = "UPDATE signing_keys SET revoked_at = unixepoch()";
    let ((status, json), _, families) = redeem_sealed_in(&world, Way::Secret, sql);
    assert_eq!((status, families.as_str()), (200, "1"), "{json}");
    let token = text(&json, "access_token");
    let header = token.split('.').next().and_then(decode).expect("a header");
    let header: Value = serde_json::from_slice(&header).expect("JSON");
    let kid = header["kid"].as_str().expect("a kid");
    let good =
        format!("SELECT count(*) FROM signing_keys WHERE kid = '{kid}' AND revoked_at IS NULL");
    assert_eq!(world.ask(&good), "1", "the key that was made since");
}
