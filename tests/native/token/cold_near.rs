//! A new isolate reads a client's key, and the key that signed a token, at a replica of the database, which may be late. The primary
//! decides all the same.

use super::trips::{Way, obtain, post, text, visitor};
use crate::runtime::World;
use crate::runtime::signer::Signer;
use crate::runtime::visitor::Visitor;
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
