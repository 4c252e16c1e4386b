//! An old hash becomes a new one after a right password, and nothing else changes with it.

use crate::runtime::World;
use crate::runtime::faults::sweep;
use crate::runtime::stock::done;
use crate::runtime::visitor::{Visitor, authorize, hash_of};
use edgegrant::endpoint::Server;
use edgegrant::endpoint::http::afterwards::Afterwards;
use edgegrant::endpoint::http::reply::Reply;
use edgegrant::endpoint::rehash::rehash;
use edgegrant::platform::Fault;
use edgegrant::protocol::login::Cost;
use edgegrant::store::user_passwords::{rehash_password, replace_password};
use futures_executor::block_on;

const HASH: &str = "SELECT password_hash FROM users";
const RIGHT: [(&str, &str); 2] = [("username", "person"), ("password", "password")];

fn old() -> String {
    hash_of("password", Cost::parse("m=64,t=1", true).expect("a cost"))
}

/// From now on, the person's hash is that of an earlier version.
fn make_old(world: &World) {
    world.execute(&format!("UPDATE users SET password_hash = '{}'", old()));
}

/// Does what a reply leaves to be done.
fn finish(visitor: &Visitor<'_>, reply: &Reply) -> Result<(), Fault> {
    let server = Server::new(&visitor.config, visitor.world, &visitor.isolate);
    reply.afterwards.iter().try_for_each(|task| match task {
        Afterwards::Rehash(stale) => block_on(rehash(&server, stale)),
        Afterwards::NotifyLogout(_)
        | Afterwards::AddEvents(_)
        | Afterwards::NoteSeen(_)
        | Afterwards::Mail(_)
        | Afterwards::Report(_) => Ok(()),
    })
}

#[test]
fn a_right_password_with_an_old_hash_is_hashed_anew_after_the_answer_and_once() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    make_old(&world);
    let page = visitor.open(&authorize(&[]));
    let reply = visitor.submit(&page, &RIGHT);
    assert_eq!((reply.status.as_u16(), reply.afterwards.len()), (303, 1));
    assert!(!format!("{:?}", reply.afterwards).contains("password: \"pass"));
    assert_eq!(world.ask(HASH), old(), "not before the answer");
    let version = world.ask("SELECT credential_version FROM users");
    finish(&visitor, &reply).expect("it is hashed");
    let stored = world.ask(HASH);
    assert!(
        stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{stored}"
    );
    assert_eq!(world.ask("SELECT credential_version FROM users"), version);
    // They are still signed in, and the next time there is nothing left to do.
    assert!(
        visitor
            .open(&authorize(&[]))
            .body
            .contains("name=\"decision\"")
    );
    let page = visitor.open(&authorize(&[("prompt", "login")]));
    let reply = visitor.submit(&page, &RIGHT);
    assert_eq!((reply.status.as_u16(), reply.afterwards.len()), (303, 0));
    assert_eq!(world.ask(HASH), stored);
}

#[test]
fn a_wrong_password_is_not_hashed() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    make_old(&world);
    let page = visitor.open(&authorize(&[]));
    let reply = visitor.submit(&page, &[("username", "person"), ("password", "wrong")]);
    assert_eq!((reply.status.as_u16(), reply.afterwards.len()), (400, 0));
}

#[test]
fn a_new_password_that_comes_between_is_not_undone() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    make_old(&world);
    let page = visitor.open(&authorize(&[]));
    let reply = visitor.submit(&page, &RIGHT);
    assert!(done(replace_password(&world, "person", "new")));
    finish(&visitor, &reply).expect("the database answers");
    assert_eq!(world.ask(HASH), "new");
    assert!(!done(rehash_password(&world, "person-1", "old", "other")));
    assert_eq!(world.ask(HASH), "new");
}

#[test]
fn whoever_signs_in_while_another_sign_in_hashes_anew_is_signed_in() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    make_old(&world);
    let page = visitor.open(&authorize(&[]));
    world.meanwhile(
        2,
        "UPDATE users SET password_hash = 'the same, hashed anew'",
    );
    let reply = visitor.submit(&page, &RIGHT);
    assert_eq!(reply.status, 303);
    assert_eq!(world.ask("SELECT count(*) FROM sessions"), "1");
    // Its own hash comes too late.
    finish(&visitor, &reply).expect("the database answers");
    assert_eq!(world.ask(HASH), "the same, hashed anew");
}

#[test]
fn when_the_database_fails_the_old_hash_serves_on() {
    sweep(
        |visitor| {
            make_old(visitor.world);
            let page = visitor.open(&authorize(&[]));
            visitor.submit(&page, &RIGHT)
        },
        |visitor, reply| finish(visitor, reply),
        |visitor, _, done, met| {
            assert_eq!(done.is_err(), met.fault);
            let page = visitor.open(&authorize(&[("prompt", "login")]));
            assert_eq!(visitor.submit(&page, &RIGHT).status, 303);
        },
    );
}

#[test]
fn while_passwords_are_off_there_is_no_form_and_no_password_is_looked_at() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    let page = visitor.open(&authorize(&[]));
    visitor.config = crate::runtime::visitor::config(&[("PASSWORDS", "off")]);
    let off = visitor.open(&authorize(&[]));
    assert_eq!(off.status, 200);
    assert!(!off.body.contains("type=\"password\""));
    assert!(off.body.contains("You need a passkey to sign in here"));
    let reply = visitor.submit(&page, &RIGHT);
    assert_eq!(reply.status, 403);
    assert_eq!(reply.reason.as_deref(), Some("passwords are off"));
    assert_eq!(world.ask("SELECT count(*) FROM sessions"), "0");
    assert_eq!(world.ask("SELECT count(*) FROM attempts"), "0");
}
