//! One batch settles a guess and begins a session. A guess that may not be answered begins nothing.

use edgegrant::platform::{Fault, Platform};
use edgegrant::protocol::address::Address;
use edgegrant::protocol::login::Device;
use edgegrant::protocol::secret::{Secret, SecretHash};
use edgegrant::store::attempts::Bucket;
use edgegrant::store::known_browsers::{Room, settle};
use edgegrant::store::password_sign_ins::{give_back_and_begin, settle_and_begin, take_and_begin};
use edgegrant::store::places::{Taken, Wanted, take};
use edgegrant::store::sessions::{Begun, KnownPassword, NewSession, Proof};
use edgegrant::store::strangers::Ceiling;

use futures_util::future::join_all;

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
    with_new(&hash, |new| {
        done(settle_and_begin(world, guess, (new, None)))
    })
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
        let done = done(settle_and_begin(&world, guess, (new, None)));
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
        let wanted = Wanted {
            buckets: [&login, &address],
            form: &form,
            ceiling: Ceiling(1000),
        };
        match done(take(&world, &wanted)) {
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

/// A guess of a stranger, from an address of its own, whose password was verified before there were places.
async fn verified_first(
    world: &World,
    (number, form): (usize, &SecretHash),
    right: bool,
) -> Result<(Taken, Option<Begun>), Fault> {
    let hash = world.ask("SELECT password_hash FROM users");
    let [login, address] = ["192.0.2.1".to_owned(), format!("198.51.100.{number}")]
        .map(|address| Bucket::of_address(&Address::parse(Some(&address))));
    let wanted = Wanted {
        buckets: [&login, &address],
        form,
        ceiling: Ceiling(10_000),
    };
    let [cookie, id] = [(); 2].map(|()| Secret::mint(world.random()));
    let new = NewSession {
        user_id: PERSON,
        proof: Proof::Password(&hash),
        id: id.reveal(),
        lasts: LASTING,
        device: &Device::default(),
        hash: &cookie.hash(),
        before: None,
    };
    take_and_begin(world, &wanted, right, (&new, None)).await
}

#[test]
fn of_50_passwords_that_were_verified_at_once_as_many_are_answered_as_there_are_places() {
    // The bucket has room for 30, and the right password comes as one of those, or too late.
    for (right, expected) in [(29, "1"), (30, "0"), (49, "0")] {
        let world = world();
        let forms = [(); 50].map(|()| form(&world));
        let all = forms.iter().enumerate().map(|guess| {
            let right = guess.0 == right;
            verified_first(&world, guess, right)
        });
        let answers = futures_executor::block_on(join_all(all));
        let answers: Vec<_> = answers
            .into_iter()
            .map(|it| it.expect("an answer"))
            .collect();
        let had = |(taken, _): &&(Taken, _)| matches!(taken, Taken::Slot(_));
        // A right one gives its place back.
        let most = if expected == "1" { 31 } else { 30 };
        assert_eq!(answers.iter().filter(had).count(), most, "{right}");
        let without = &answers[49];
        assert!(matches!(without.0, Taken::Full(119 | 120)), "{without:?}");
        assert_eq!(world.ask("SELECT count(*) FROM sessions"), expected);
        // Of those without a place nothing is left, whether they were right or wrong.
        let level =
            "SELECT CAST(round(level) AS INTEGER) FROM attempts WHERE key = 'address:192.0.2.1'";
        assert_eq!(world.ask(level), "30");
        let forms = "SELECT count(*) FROM attempts WHERE key LIKE 'form:%'";
        assert_eq!(world.ask(forms), "30");
    }
}

#[test]
fn a_form_that_was_used_up_answers_no_password_that_was_verified_already() {
    let world = world();
    let form = form(&world);
    let guess = |number, right| done(verified_first(&world, (number, &form), right));
    assert!(matches!(guess(1, false), (Taken::Slot(_), None)));
    assert!(matches!(guess(2, true), (Taken::FormUsed, None)));
    assert_eq!(world.ask("SELECT count(*) FROM sessions"), "0");
}

#[test]
fn a_password_that_was_verified_first_is_stored_with_its_session_or_not_at_all() {
    let stored = "SELECT (SELECT count(*) FROM attempts) || ' ' || (SELECT count(*) FROM sessions)";
    for (right, expected) in [(true, "3 1"), (false, "4 0")] {
        let world = world();
        let form = form(&world);
        world.fail_at(Some(0), false);
        let failed = futures_executor::block_on(verified_first(&world, (1, &form), right));
        assert!(failed.is_err());
        assert_eq!(world.ask(stored), "0 0");
        done(verified_first(&world, (1, &form), right));
        assert_eq!(world.ask(stored), expected);
    }
}

#[test]
fn a_right_password_gives_its_places_back_once_they_get_scarce() {
    let world = world();
    let level = || {
        world.ask(
            "SELECT CAST(round(level) AS INTEGER) FROM attempts WHERE key = 'address:192.0.2.1'",
        )
    };
    for number in 1..=100 {
        let form = form(&world);
        let (taken, begun) = done(verified_first(&world, (number, &form), true));
        assert!(
            matches!(taken, Taken::Slot(_)) && begun.is_some(),
            "{number}"
        );
        assert_eq!(level(), number.min(15).to_string());
    }
}
