//! Codes are swept once they are no longer counted.

use edgegrant::store::sweep::{Kept, sweep};
use futures_executor::block_on;

use super::afterwards::{MAIL, ask, finish};
use crate::runtime::World;
use crate::runtime::visitor::{Visitor, config};

#[test]
fn a_code_goes_an_hour_after_it_was_asked_for_and_with_its_user() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    visitor.config = config(&MAIL);
    let sweep = || {
        block_on(sweep(
            &world,
            Kept {
                idle: 1_000_000,
                events: 1_000_000,
            },
        ))
        .expect("a sweep")
    };
    let count = "SELECT count(*) FROM mail_codes";
    for typed in ["person", "nobody"] {
        let reply = ask(&mut visitor, "/login/mail-code?for=/account", typed);
        finish(&visitor, &reply);
    }
    sweep();
    assert_eq!(world.ask(count), "2");
    world.pass(3661);
    // It goes on from where it was.
    sweep();
    sweep();
    assert_eq!(world.ask(count), "0");
    let reply = ask(&mut visitor, "/login/mail-code?for=/account", "person");
    finish(&visitor, &reply);
    world.execute("PRAGMA foreign_keys = ON; DELETE FROM users");
    assert_eq!(world.ask(count), "0");
}
