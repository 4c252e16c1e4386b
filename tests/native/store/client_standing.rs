//! Clients that are blocked, and clients that the owner vouches for.

use edgegrant::protocol::client::RegisteredBy;
use edgegrant::store::client_standing::{block_client, unblock_client, vouch_for};
use edgegrant::store::clients::load_client;

use crate::runtime::stock::{
    done, family, load_client_and_family, redeem, registered, rotate, scope, world,
};

#[test]
fn a_blocked_client_gets_nothing_however_it_is_remembered() {
    let world = world();
    let client = registered(&world);
    let one = family(&world, "one");
    assert!(done(redeem(&world, &one)));
    assert!(done(block_client(&world, &client.id)));
    assert!(!done(block_client(&world, &client.id)), "it is already");
    assert!(rotate(&world, "one", 1).is_none());
    assert!(!done(redeem(&world, &family(&world, "two"))));
    let found = done(load_client_and_family(&world, &client.id, "one"));
    assert!(found.client.is_some_and(|client| client.blocked));
    assert!(found.family.is_some_and(|family| family.ended));

    assert!(done(unblock_client(&world, &client.id)));
    assert!(!done(unblock_client(&world, &client.id)));
    assert!(rotate(&world, "one", 1).is_some());
}

#[test]
fn blocking_changes_the_revision_except_of_a_document() {
    let world = world();
    let id = registered(&world).id;
    let revision = || {
        done(load_client(&world, &id))
            .expect("a client")
            .revision
            .clone()
    };
    for (by, changes) in [("owner", true), ("itself", true), ("document", false)] {
        world.execute(&format!("UPDATE clients SET registered_by = '{by}'"));
        let before = revision();
        assert!(done(block_client(&world, &id)));
        assert_eq!(revision() != before, changes, "{by}");
        assert!(done(unblock_client(&world, &id)));
        assert_eq!(revision() != before, changes, "{by}");
    }
    let before = revision();
    world.execute("UPDATE clients SET name = 'Another'");
    assert_ne!(revision(), before, "whatever else changes");
}

#[test]
fn who_vouches_vouches_for_what_they_saw() {
    let world = world();
    let id = registered(&world).id;
    world.execute("UPDATE clients SET registered_by = 'itself', registration_token_hash = 'token'");
    let seen = done(load_client(&world, &id)).expect("a client");
    world.execute("UPDATE clients SET name = 'Another'");
    assert!(!done(vouch_for(&world, &seen, &scope("openid"))));
    let seen = done(load_client(&world, &id)).expect("a client");
    assert!(done(vouch_for(&world, &seen, &scope("openid"))));
    let client = done(load_client(&world, &id)).expect("a client");
    assert_eq!(client.registered_by, RegisteredBy::Owner);
    assert_eq!(client.scope, scope("openid"));
    assert_eq!(
        world.ask("SELECT registration_token_hash FROM clients"),
        "NULL"
    );
    assert!(!done(vouch_for(&world, &client, &scope("openid"))));
}
