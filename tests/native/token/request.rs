//! The token endpoint in an isolate that remembers a client while its registration changes, and the grace
//! period of a refresh token (RFC 6749 section 6, RFC 9700 section 4.14.2).

use crate::runtime::World;
use crate::runtime::visitor::{Visitor, authorize, config, location};
use edgegrant::protocol::secret::Secret;
use edgegrant::store::client_secrets::{Before, replace_secret};
use edgegrant::store::clients::remove_client;
use edgegrant::store::owner_keys::revoke_key;
use futures_executor::block_on;
use http::Method;
use serde_json::Value;

/// A visitor in front of an isolate that remembers the client, and a refresh token.
fn warm(world: &World) -> (Visitor<'_>, String) {
    let mut visitor = Visitor::new(world);
    let code = visitor.code();
    let (status, json) = visitor.redeem(&code);
    assert_eq!(status, 200);
    (visitor, text(&json, "refresh_token"))
}

fn text(json: &Value, name: &str) -> String {
    json[name].as_str().expect("a text").to_owned()
}

fn refused(answer: &(u16, Value), status: u16, error: &str) {
    assert_eq!((answer.0, &answer.1["error"]), (status, &error.into()));
}

#[test]
fn a_remembered_client_costs_one_statement() {
    let world = World::new();
    let (mut visitor, token) = warm(&world);
    let code = visitor.code();
    world.fail_at(None, false);
    assert_eq!(visitor.redeem(&code).0, 200);
    assert_eq!(world.calls.get(), 3, "one of KV, one signature, one of D1");
    world.fail_at(None, false);
    assert_eq!(visitor.refresh(&token).0, 200);
    assert_eq!(world.calls.get(), 2, "one of D1, one signature");
}

#[test]
fn a_rotated_secret_counts_at_once() {
    let world = World::new();
    let (mut visitor, token) = warm(&world);
    let code = visitor.code();
    let new = Secret::new("another").hash();
    assert!(block_on(replace_secret(&world, "app", &new, Before::Ends)).expect("storage works"));
    refused(&visitor.refresh(&token), 401, "invalid_client");
    refused(&visitor.redeem(&code), 401, "invalid_client");

    visitor.isolate = Default::default();
    refused(&visitor.refresh(&token), 401, "invalid_client");
    let back = Secret::new("secret").hash();
    assert!(block_on(replace_secret(&world, "app", &back, Before::Ends)).expect("storage works"));
    assert_eq!(
        visitor.refresh(&token).0,
        200,
        "what was remembered refuses nobody"
    );
    assert_eq!(
        visitor.redeem(&code).0,
        200,
        "a refusal has not used the code up"
    );
}

/// A refresh that asks for less than everything, in a new isolate, reads client, family and keys, signs, and saves: calls 0 to 2.
const SAVE: u32 = 2;

fn narrowed(visitor: &mut Visitor<'_>, token: &str) -> (u16, Value) {
    visitor.token(&[
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("scope", "notes:read"),
    ])
}

#[test]
fn a_registration_that_changes_while_its_token_is_rotated_is_read_again() {
    let world = World::new();
    let (mut visitor, token) = warm(&world);
    visitor.isolate = Default::default();
    world.meanwhile(SAVE, "UPDATE clients SET name = 'Renamed'");
    let (status, json) = narrowed(&mut visitor, &token);
    assert_eq!(status, 200);
    assert_eq!(world.ask("SELECT name FROM clients"), "Renamed");
    assert_eq!(world.ask("SELECT generation FROM token_families"), "2");
    assert_eq!(visitor.refresh(&text(&json, "refresh_token")).0, 200);
}

#[test]
fn a_secret_that_is_rotated_while_its_token_is_rotated_counts() {
    let world = World::new();
    let (mut visitor, token) = warm(&world);
    visitor.isolate = Default::default();
    world.meanwhile(SAVE, "UPDATE clients SET secret_hash = 'another'");
    refused(&narrowed(&mut visitor, &token), 401, "invalid_client");
    assert_eq!(world.ask("SELECT generation FROM token_families"), "1");
    assert_eq!(world.ask("SELECT revoked_at FROM token_families"), "NULL");
}

#[test]
fn another_request_that_comes_first_has_made_the_one_successor() {
    for (grace, expected) in [(10, 200), (0, 400)] {
        let world = World::new();
        let (mut visitor, token) = warm(&world);
        visitor.config = config(&[("REFRESH_GRACE_SECONDS", &grace.to_string())]);
        visitor.isolate = Default::default();
        world.meanwhile(SAVE, "UPDATE token_families SET generation = 2");
        assert_eq!(narrowed(&mut visitor, &token).0, expected);
        let revoked = world.ask("SELECT revoked_at IS NOT NULL FROM token_families");
        assert_eq!(revoked, if grace == 0 { "1" } else { "0" });
    }
}

#[test]
fn a_scope_that_no_api_defines_any_more_is_not_given() {
    let world = World::new();
    let (mut visitor, token) = warm(&world);
    world.execute("UPDATE token_families SET scope = 'notes:read gone'");
    let (_, json) = visitor.refresh(&token);
    assert_eq!(text(&json, "scope"), "notes:read");
}

#[test]
fn a_removed_client_is_unknown_at_once() {
    let world = World::new();
    let (mut visitor, token) = warm(&world);
    let code = visitor.code();
    assert!(block_on(remove_client(&world, "app")).expect("storage works"));
    refused(&visitor.refresh(&token), 401, "invalid_client");
    refused(&visitor.redeem(&code), 401, "invalid_client");
}

#[test]
fn a_grant_type_that_was_taken_away_is_not_served() {
    let world = World::new();
    let (mut visitor, token) = warm(&world);
    let code = visitor.code();
    world.execute("UPDATE clients SET grant_types = '[\"authorization_code\"]'");
    refused(&visitor.refresh(&token), 400, "unauthorized_client");
    let (status, json) = visitor.redeem(&code);
    assert_eq!(status, 200);
    assert_eq!(json.get("refresh_token"), None);
}

#[test]
fn within_the_grace_the_successor_is_repeated_and_after_it_the_family_ends() {
    for (grace, wait, repeated) in [
        (10, 0, true),
        (10, 10, true),
        (10, 11, false),
        (0, 0, false),
    ] {
        let world = World::new();
        let (mut visitor, first) = warm(&world);
        visitor.config = config(&[("REFRESH_GRACE_SECONDS", &grace.to_string())]);
        let (_, json) = visitor.refresh(&first);
        let second = text(&json, "refresh_token");
        world.pass(wait);
        let again = visitor.refresh(&first);
        if repeated {
            assert_eq!(text(&again.1, "refresh_token"), second, "{grace} {wait}");
            assert_eq!(visitor.refresh(&second).0, 200);
        } else {
            refused(&again, 400, "invalid_grant");
            refused(&visitor.refresh(&second), 400, "invalid_grant");
        }
    }
}

#[test]
fn a_token_two_generations_old_ends_the_family_even_within_the_grace() {
    let world = World::new();
    let (mut visitor, first) = warm(&world);
    let second = text(&visitor.refresh(&first).1, "refresh_token");
    let third = text(&visitor.refresh(&second).1, "refresh_token");
    refused(&visitor.refresh(&first), 400, "invalid_grant");
    refused(&visitor.refresh(&third), 400, "invalid_grant");
}

#[test]
fn a_narrower_scope_is_given_for_once_and_a_wider_one_never() {
    let world = World::new();
    let (mut visitor, token) = warm(&world);
    world.execute("UPDATE token_families SET scope = 'notes:read notes:write'");
    let mut ask = |token: &str, scope| {
        visitor.token(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
            ("scope", scope),
        ])
    };
    refused(&ask(&token, "notes:read profile"), 400, "invalid_scope");
    let (status, json) = ask(&token, "notes:write");
    assert_eq!(
        (status, text(&json, "scope")),
        (200, "notes:write".to_owned())
    );
    let next = text(&json, "refresh_token");
    let (_, json) = visitor.refresh(&next);
    assert_eq!(text(&json, "scope"), "notes:read notes:write");
}

#[test]
fn a_wrong_secret_loses_no_token() {
    let world = World::new();
    let (mut visitor, token) = warm(&world);
    visitor.config = config(&[("EDGEGRANT_SECRET", "another secret that is long enough")]);
    visitor.isolate = Default::default();
    refused(&visitor.refresh(&token), 503, "temporarily_unavailable");
    visitor.config = config(&[]);
    visitor.isolate = Default::default();
    assert_eq!(visitor.refresh(&token).0, 200);
}

#[test]
fn a_replay_that_comes_too_late_ends_what_the_code_produced() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    let code = visitor.code();
    let token = text(&visitor.redeem(&code).1, "refresh_token");
    world.pass(61);
    world.execute("UPDATE clients SET secret_hash = 'another'");
    refused(&visitor.redeem(&code), 401, "invalid_client");
    let right = Secret::new("secret").hash();
    assert!(block_on(replace_secret(&world, "app", &right, Before::Ends)).expect("storage works"));
    assert_eq!(world.ask("SELECT revoked_at FROM token_families"), "NULL");
    refused(&visitor.redeem(&code), 400, "invalid_grant");
    refused(&visitor.refresh(&token), 400, "invalid_grant");
}

#[test]
fn head_makes_no_code() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    visitor.code();
    let codes = world.kv.borrow().len();
    let headers = visitor.browser_headers();
    let reply = visitor.send(Method::HEAD, &authorize(&[]), headers, "");
    assert_eq!((reply.status.as_u16(), location(&reply)), (200, None));
    assert_eq!(world.kv.borrow().len(), codes);
}

#[test]
fn a_replaced_secret_and_revoked_keys_end_every_token_and_no_session() {
    let world = World::new();
    let (mut visitor, token) = warm(&world);
    let code = visitor.code();
    visitor.config = config(&[("EDGEGRANT_SECRET", "another secret that is long enough")]);
    visitor.isolate = Default::default();
    assert_eq!(
        visitor.refresh(&token).0,
        503,
        "its client keeps it for now"
    );
    let kid = world.ask("SELECT kid FROM signing_keys");
    assert!(block_on(revoke_key(&world, &kid)).expect("storage works"));
    visitor.isolate = Default::default();
    refused(&visitor.refresh(&token), 400, "invalid_grant");
    assert_eq!(visitor.redeem(&code).0, 200, "a code in flight is not lost");
    let page = visitor.open(&authorize(&[]));
    assert_eq!(page.status, 303, "still signed in");
    let live = "SELECT count(*) FROM signing_keys WHERE revoked_at IS NULL";
    assert_eq!(world.ask(live), "1");
}
