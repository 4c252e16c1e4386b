//! An RP ID that is another one than before: no passkey is lost silently, and all else goes on.

use crate::runtime::World;
use crate::runtime::visitor::{Visitor, authorize, config};

const REFUSED: &str = "Passkeys cannot be used here at the moment";
const FORM: &str = "id=\"passkey\"";

/// Gives the person passkeys for a host.
fn add(world: &World, host: &str, count: u32) {
    world.execute(&format!(
        "WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < {count}) \
         INSERT INTO passkeys (id, user_id, rp_id, name, public_key, algorithm, counter, backup_eligible, backed_up, \
         aaguid, created_at) SELECT '{host}' || number, 'person-1', '{host}', '', '', 'ES256', 0, 0, 0, '', 0 FROM numbers"
    ));
}

#[test]
fn the_login_page_has_no_passkeys_and_the_log_says_what_to_do() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    add(&world, "auth.example", 2);
    add(&world, "old.example", 3);
    let page = visitor.open(&authorize(&[]));
    assert_eq!(page.status, 200);
    assert!(!page.body.contains(FORM), "{}", page.body);
    assert!(page.body.contains(REFUSED), "{}", page.body);
    let reason = page.reason.clone().expect("a reason");
    assert!(
        page.trouble && reason.contains("3 passkeys are for \"old.example\""),
        "{reason}"
    );
    // A password signs in as ever, and a wrong one is no trouble.
    let wrong = visitor.submit(&page, &[("username", "person"), ("password", "wrong")]);
    assert!(
        !wrong.trouble && !wrong.body.contains(REFUSED),
        "{}",
        wrong.body
    );
    visitor.sign_in();
    let code = visitor.code();
    assert_eq!(visitor.redeem(&code).0, 200);
}

#[test]
fn a_setting_that_names_every_host_of_before_confirms_it() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    add(&world, "a.example", 1);
    add(&world, "z.example", 1);
    for (before, usable) in [
        ("", false),
        ("a.example", false),
        ("z.example", false),
        ("z.example a.example", true),
        ("a.example b.example z.example", true),
    ] {
        visitor.isolate = Default::default();
        visitor.config = config(&[("RP_ID_BEFORE", before)]);
        let page = visitor.open(&authorize(&[]));
        assert_eq!(page.body.contains(FORM), usable, "{before}");
        assert_eq!(page.trouble, !usable, "{before}");
    }
}

#[test]
fn it_is_looked_up_once_in_an_isolate_and_again_ten_minutes_after_it_was_refused() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    let has_form = |visitor: &mut Visitor<'_>| visitor.open(&authorize(&[])).body.contains(FORM);
    assert!(has_form(&mut visitor));
    add(&world, "old.example", 1);
    assert!(has_form(&mut visitor), "it was looked up");
    visitor.isolate = Default::default();
    assert!(!has_form(&mut visitor));
    world.execute("DELETE FROM passkeys");
    world.pass(599);
    assert!(!has_form(&mut visitor));
    world.pass(1);
    assert!(has_form(&mut visitor));
}

#[test]
fn without_passwords_the_page_says_that_nobody_can_sign_in() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    add(&world, "old.example", 1);
    visitor.config = config(&[("PASSWORDS", "off")]);
    let page = visitor.open(&authorize(&[]));
    assert!(
        page.body.contains("Nobody can sign in here at the moment."),
        "{}",
        page.body
    );
    assert!(!page.body.contains("<form") && !page.body.contains("<script"));
    assert!(page.trouble);
}

#[test]
fn a_replica_may_say_for_ten_minutes_that_there_are_none_and_the_primary_alone_that_there_are() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    let mut has_form = |world: &World, new: bool| {
        if new {
            visitor.isolate = Default::default();
        }
        world.chain.set(0);
        let found = visitor.open(&authorize(&[])).body.contains(FORM);
        (found, world.chain.get())
    };
    world.bring_replica_up_to_date();
    add(&world, "old.example", 1);
    assert_eq!(has_form(&world, true), (true, 0), "the replica knows none");
    world.bring_replica_up_to_date();
    world.pass(599);
    assert_eq!(has_form(&world, false), (true, 0));
    world.pass(1);
    assert_eq!(has_form(&world, false), (false, 1));
    // They are gone, and the replica has not heard of that.
    world.execute("DELETE FROM passkeys");
    assert_eq!(has_form(&world, true), (true, 1));
}
