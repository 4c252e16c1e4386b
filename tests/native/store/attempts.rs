//! The buckets of guesses, and the ceiling of what strangers can cause.

use edgegrant::platform::Platform;
use edgegrant::protocol::address::Address;
use edgegrant::protocol::login::FoldedName;
use edgegrant::protocol::secret::{Secret, SecretHash, ServerKeys};
use edgegrant::store::attempts::{Bucket, use_up};
use edgegrant::store::places::{Slot, Taken, Wanted, give_back, take};
use edgegrant::store::spent_ids::{Kind, Spent, spend_of_stranger};
use edgegrant::store::strangers::{Ceiling, Deed};
use futures_util::future::join_all;

use crate::runtime::World;
use crate::runtime::stock::done;

const ENOUGH: Ceiling = Ceiling(1000);

fn login(name: &str) -> Bucket {
    let secret = Secret::new("a secret that is long enough for it");
    let keys = ServerKeys::derive(&secret).expect("a secret");
    Bucket::of_login(&keys.form, &FoldedName::new(name, str::to_lowercase))
}

fn address(number: u32) -> Bucket {
    Bucket::of_address(&Address::parse(Some(&format!("192.0.2.{number}"))))
}

fn guess(world: &World, login: &Bucket, address: &Bucket, ceiling: Ceiling) -> Taken {
    let form = Secret::mint(world.random()).hash();
    done(take(world, &wanted([login, address], &form, ceiling)))
}

fn wanted<'a>(buckets: [&'a Bucket; 2], form: &'a SecretHash, ceiling: Ceiling) -> Wanted<'a> {
    Wanted {
        buckets,
        form,
        ceiling,
    }
}

fn slot(taken: Taken) -> Option<Slot> {
    match taken {
        Taken::Slot(slot) => Some(slot),
        Taken::Full(_) | Taken::FormUsed | Taken::Ceiling => None,
    }
}

fn rows(world: &World) -> String {
    world.ask("SELECT group_concat(key || '=' || CAST(round(level, 3) AS TEXT), ' ') FROM attempts ORDER BY key")
}

#[test]
fn of_50_guesses_at_once_exactly_as_many_get_in_as_fit() {
    let world = World::new();
    let (login, forms) = (
        login("person"),
        [(); 50].map(|()| Secret::mint(world.random()).hash()),
    );
    // From so many addresses that only the account limits them.
    let addresses: Vec<Bucket> = (0..50).map(address).collect();
    let all: Vec<_> = forms
        .iter()
        .zip(&addresses)
        .map(|(form, address)| wanted([&login, address], form, ENOUGH))
        .collect();
    let all = all.iter().map(|wanted| take(&world, wanted));
    let taken = futures_executor::block_on(join_all(all));
    let slots = taken
        .into_iter()
        .filter_map(|taken| slot(taken.expect("storage works")));
    assert_eq!(slots.count(), 10);
    assert_eq!(world.ask("SELECT count(*) FROM attempts"), "12");
    assert_eq!(
        world.ask("SELECT level FROM attempts WHERE key = 'guesses'"),
        "60"
    );
}

#[test]
fn a_full_bucket_takes_nothing_and_writes_nothing() {
    let world = World::new();
    let (person, here) = (login("person"), address(1));
    for _ in 0..10 {
        assert!(slot(guess(&world, &person, &here, ENOUGH)).is_some());
    }
    let before = rows(&world);
    let full = guess(&world, &person, &here, ENOUGH);
    assert!(matches!(full, Taken::Full(890..=900)), "{full:?}");
    assert_eq!(rows(&world), before);
    // The address still has room for other people's names, 30 in all.
    for number in 0..20 {
        let other = login(&format!("other {}", number / 5));
        assert!(slot(guess(&world, &other, &here, ENOUGH)).is_some());
    }
    let full = guess(&world, &login("one more"), &here, ENOUGH);
    assert!(matches!(full, Taken::Full(110..=120)), "{full:?}");
}

#[test]
fn right_passwords_never_fill_a_bucket_and_give_back_only_what_gets_scarce() {
    let world = World::new();
    let (person, here) = (login("person"), address(1));
    let sign_in = || {
        let taken = slot(guess(&world, &person, &here, ENOUGH)).expect("a place");
        done(give_back(&world, &taken));
    };
    let levels = || {
        world.ask("SELECT group_concat(CAST(level AS INTEGER), ' ') FROM (SELECT level FROM attempts ORDER BY key)")
    };
    sign_in();
    assert_eq!(
        levels(),
        "1 6 1",
        "a bucket that is nearly empty leaks by itself"
    );
    for _ in 0..40 {
        sign_in();
    }
    assert_eq!(levels(), "15 246 5", "address, all, login");
    for _ in 0..5 {
        assert!(slot(guess(&world, &person, &here, ENOUGH)).is_some());
    }
    assert!(slot(guess(&world, &person, &here, ENOUGH)).is_none());
}

#[test]
fn a_bucket_leaks_and_goes_on_at_midnight() {
    let world = World::new();
    let (person, here) = (login("person"), address(1));
    for _ in 0..10 {
        assert!(slot(guess(&world, &person, &here, ENOUGH)).is_some());
    }
    world.execute("UPDATE attempts SET day = day - 1 WHERE key <> 'guesses'");
    assert!(
        slot(guess(&world, &person, &here, ENOUGH)).is_none(),
        "midnight empties nothing"
    );
    world.execute("UPDATE attempts SET at = at - 1801");
    assert!(slot(guess(&world, &person, &here, ENOUGH)).is_some());
    assert!(slot(guess(&world, &person, &here, ENOUGH)).is_some());
    assert!(
        slot(guess(&world, &person, &here, ENOUGH)).is_none(),
        "two leaked out in half an hour"
    );
}

#[test]
fn a_form_is_good_for_one_wrong_password() {
    let world = World::new();
    let form = Secret::new("a form").hash();
    let take = |number| {
        let (login, address) = (login("person"), address(number));
        done(take(&world, &wanted([&login, &address], &form, ENOUGH)))
    };
    assert!(slot(take(1)).is_some());
    done(use_up(&world, &form));
    assert!(matches!(take(2), Taken::FormUsed));
    world.execute("UPDATE attempts SET day = day - 1");
    assert!(matches!(take(2), Taken::FormUsed), "nor after midnight");
}

#[test]
fn a_place_that_leaks_between_two_statements_is_not_a_used_form() {
    for (meanwhile, expected) in [
        ("UPDATE attempts SET at = at - 901", "Full(1)"),
        ("UPDATE attempts SET at = at - 2", "Full(898)"),
    ] {
        let world = World::new();
        let (person, here) = (login("person"), address(1));
        for _ in 0..10 {
            assert!(slot(guess(&world, &person, &here, ENOUGH)).is_some());
        }
        // Just before it is asked what was in the way.
        world.meanwhile(1, meanwhile);
        let taken = guess(&world, &person, &here, ENOUGH);
        assert_eq!(format!("{taken:?}"), expected);
    }
}

#[test]
fn all_that_strangers_cause_shares_one_ceiling() {
    let world = World::new();
    // One half is room for a guess, and all but a tenth of the other for three proofs.
    let ceiling = Ceiling(15);
    assert_eq!([Deed::Guess, Deed::Proof].map(Deed::rows), [6, 2]);
    let spend = |id: &str| {
        let until = world.now().plus(60);
        let proof = (Kind::Proof, Deed::Proof);
        done(spend_of_stranger(&world, proof, id, until, ceiling))
    };
    let guess = || guess(&world, &login("person"), &address(1), ceiling);
    assert_eq!(spend("a"), Spent::Now);
    assert_eq!(spend("a"), Spent::Before);
    assert_eq!([spend("b"), spend("c")], [Spent::Now; 2]);
    assert_eq!(spend("d"), Spent::Ceiling);
    assert!(slot(guess()).is_some(), "programs leave room for people");
    assert!(matches!(guess(), Taken::Ceiling));
    assert_eq!(world.ask("SELECT count(*) FROM spent_ids"), "3");
    let level = |counter: &str| {
        world.ask(&format!(
            "SELECT level FROM attempts WHERE key = '{counter}'"
        ))
    };
    assert_eq!(level("programs"), "6", "what wrote nothing was not counted");
    assert_eq!(level("guesses"), "6");
    // The next day is another one.
    world.execute("UPDATE attempts SET day = day - 1");
    assert_eq!(spend("d"), Spent::Now);
}

#[test]
fn names_that_differ_in_case_share_a_bucket_and_nobody_can_tell_which_others_do() {
    assert_eq!(login("person").key(), login("PERSON").key());
    let keys =
        ServerKeys::derive(&Secret::new("another secret that is long enough")).expect("a secret");
    assert_ne!(
        Bucket::of_login(&keys.form, &FoldedName::new("person", str::to_lowercase)).key(),
        login("person").key()
    );
    assert_eq!(login("person").key().len(), "login:0000".len());
}
