//! `/health`: anybody may ask, and it costs nearly nothing.

use crate::runtime::World;
use crate::runtime::visitor::{Visitor, config};

/// The status, and how many storage calls it took.
fn ask(visitor: &mut Visitor<'_>) -> (u16, u32) {
    visitor.world.fail_at(None, false);
    let status = visitor.open("/health").status.as_u16();
    (status, visitor.world.calls.get())
}

#[test]
fn it_makes_nothing_and_looks_once_a_minute() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    assert_eq!(ask(&mut visitor), (200, 2));
    assert_eq!(world.ask("SELECT count(*) FROM signing_keys"), "0");
    assert_eq!(ask(&mut visitor), (200, 0), "just asked");
    world.pass(59);
    assert_eq!(ask(&mut visitor), (200, 0));
    world.pass(1);
    assert_eq!(ask(&mut visitor), (200, 2));
}

#[test]
fn trouble_is_told_and_looked_at_again_after_a_minute() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    // The first key, under the right secret.
    assert_eq!(visitor.open("/.well-known/jwks.json").status, 200);
    world.fail_at(Some(0), false);
    assert_eq!(visitor.open("/health").status, 503);
    assert_eq!(ask(&mut visitor), (503, 0), "just asked");
    world.pass(59);
    assert_eq!(ask(&mut visitor), (503, 0), "also in trouble");
    world.pass(1);
    assert_eq!(ask(&mut visitor), (200, 2), "the database is back");
    world.pass(60);
    let secret = ("EDGEGRANT_SECRET", "another secret, and long enough too");
    visitor.config = config(&[secret]);
    assert_eq!(ask(&mut visitor), (503, 2), "the key does not open");
}
