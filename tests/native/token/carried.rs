//! Codes that carry their own record, because KV refused it.

use crate::runtime::World;
use crate::runtime::visitor::{Visitor, answer, authorize};

/// Gets a carried code, redeems it, and brings it again after so many seconds. Whether that ended its family.
fn ends_its_family(seconds: i64) -> bool {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    visitor.sign_in();
    let page = visitor.open(&authorize(&[]));
    // One of the storage calls of a yes is KV's.
    let code = (0..10).find_map(|k| {
        world.fail_at(Some(k), false);
        let reply = visitor.submit(&page, &[("decision", "allow")]);
        world.fail_at(None, false);
        answer(&reply, "code").filter(|code| code.starts_with("carried."))
    });
    let code = code.expect("a code that carries its record");
    assert_eq!(visitor.redeem(&code).0, 200);
    world.pass(seconds);
    assert_eq!(visitor.redeem(&code).0, 400);
    world.ask("SELECT revoked_at IS NOT NULL FROM token_families") == "1"
}

#[test]
fn such_a_code_is_known_for_as_long_as_kv_keeps_others() {
    assert!(ends_its_family(0));
    assert!(ends_its_family(119));
    assert!(
        !ends_its_family(121),
        "nothing is asked or written for it any more"
    );
}
