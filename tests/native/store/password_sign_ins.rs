//! One batch settles a guess and begins a session. A guess that may not be answered begins nothing.

use edgegrant::platform::Platform;
use edgegrant::protocol::address::Address;
use edgegrant::protocol::login::Device;
use edgegrant::protocol::secret::{Secret, SecretHash};
use edgegrant::store::attempts::{Bucket, Taken, take};
use edgegrant::store::known_browsers::{Room, settle};
use edgegrant::store::password_sign_ins::{give_back_and_begin, settle_and_begin};
use edgegrant::store::sessions::{Begun, KnownPassword, NewSession, Proof};
use edgegrant::store::strangers::Ceiling;

use crate::runtime::World;
use crate::runtime::stock::{LASTING, PERSON, done, sign_in, world};

fn form(world: &World) -> SecretHash {
    Secret::mint(world.random()).hash()
}

/// What a sign-in in the browser with the cookie `before` stores.
fn with_new<T>(hash: &str, run: impl FnOnce(&NewSession<'_>) -> T) -> T {
    let [cookie, before] = ["new", "before"].map(|cookie| Secret::new(cookie).hash());
    run(&NewSession {
        user_id: PERSON,
        proof: Proof::Password(hash),
        id: "the new session",
        lasts: LASTING,
        device: &Device::default(),
        hash: &cookie,
        before: Some(&before),
    })
}

fn guess(world: &World, form: &SecretHash, right: bool) -> (Room, Option<Begun>) {
    let hash = world.ask("SELECT password_hash FROM users");
    let bucket = Bucket::of_browser("b");
    let guess = KnownPassword {
        hash: &hash,
        right,
        bucket: &bucket,
        form,
    };
    with_new(&hash, |new| done(settle_and_begin(world, guess, new)))
}

fn sessions(world: &World) -> String {
    let before = Secret::new("before").hash();
    let before = before.as_str();
    world.ask(&format!(
        "SELECT count(*) || ' ' || sum(hash = '{before}') FROM sessions"
    ))
}

#[test]
fn in_a_known_browser_a_right_password_begins_a_session_and_a_wrong_one_is_counted() {
    let world = world();
    sign_in(&world, "before", PERSON, None);
    let (room, begun) = guess(&world, &form(&world), false);
    assert_eq!((room, begun), (Room::Free, None));
    assert_eq!(sessions(&world), "1 1");
    assert_eq!(world.ask("SELECT count(*) FROM attempts"), "2");
    let (room, begun) = guess(&world, &form(&world), true);
    assert_eq!(room, Room::Free);
    // It is the same person in the same browser: their session goes on, with the new cookie.
    assert!(begun.is_some());
    assert_eq!(sessions(&world), "1 0");
    assert_eq!(world.ask("SELECT count(*) FROM attempts"), "2");
}

#[test]
fn without_room_a_right_password_begins_nothing_and_ends_nothing() {
    for full in [true, false] {
        let world = world();
        sign_in(&world, "before", PERSON, None);
        let (browser, used) = (Bucket::of_browser("b"), form(&world));
        if full {
            for _ in 0..10 {
                done(settle(&world, &browser, &form(&world), false));
            }
        } else {
            done(settle(&world, &browser, &used, false));
        }
        let expected = if full { Room::Full } else { Room::FormUsed };
        assert_eq!(guess(&world, &used, true), (expected, None));
        assert_eq!(sessions(&world), "1 1", "the browser keeps what it had");
    }
}

#[test]
fn a_password_that_was_replaced_meanwhile_begins_nothing_and_no_hash_fits_a_wrong_one() {
    let world = world();
    for hash in ["", "wrong"] {
        world.execute(&format!("UPDATE users SET password_hash = '{hash}'"));
        assert_eq!(guess(&world, &form(&world), false), (Room::Free, None));
    }
    with_new("another hash", |new| {
        let bucket = Bucket::of_browser("b");
        let form = form(&world);
        let guess = KnownPassword {
            hash: "another hash",
            right: true,
            bucket: &bucket,
            form: &form,
        };
        let done = done(settle_and_begin(&world, guess, new));
        assert_eq!(done, (Room::Free, None));
    });
}

#[test]
fn elsewhere_the_places_are_given_back_with_the_session_or_not_at_all() {
    let world = world();
    let hash = world.ask("SELECT password_hash FROM users");
    let [login, address] = ["192.0.2.1", "192.0.2.2"]
        .map(|address| Bucket::of_address(&Address::parse(Some(address))));
    let levels = || world.ask("SELECT CAST(sum(level) AS INTEGER) FROM attempts");
    let mut last = None;
    for _ in 0..20 {
        let form = form(&world);
        match done(take(&world, [&login, &address], &form, Ceiling(1000))) {
            Taken::Slot(slot) => last = Some(slot),
            other => assert!(matches!(other, Taken::Slot(_)), "{other:?}"),
        }
    }
    let slot = last.expect("a place");
    let before = levels();
    world.fail_at(Some(0), false);
    with_new(&hash, |new| {
        let failed = futures_executor::block_on(give_back_and_begin(&world, &slot, new));
        assert!(failed.is_err());
    });
    assert_eq!(levels(), before);
    let begun = with_new(&hash, |new| done(give_back_and_begin(&world, &slot, new)));
    assert!(begun.is_some());
    assert_ne!(levels(), before);
}
