//! Guesses in a browser that is known to the user.

use edgegrant::platform::Platform;
use edgegrant::protocol::secret::{Secret, SecretHash};
use edgegrant::store::attempts::Bucket;
use edgegrant::store::known_browsers::{Room, room, settle};
use futures_util::future::join_all;

use crate::runtime::World;
use crate::runtime::stock::done;

fn form(world: &World) -> SecretHash {
    Secret::mint(world.random()).hash()
}

fn rows(world: &World) -> String {
    world.ask("SELECT count(*) || ' ' || CAST(coalesce(max(level), 0) AS INTEGER) FROM attempts")
}

#[test]
fn of_50_wrong_passwords_that_were_verified_at_once_as_many_are_answered_as_fit() {
    let world = World::new();
    let browser = Bucket::of_browser("b");
    let forms: Vec<SecretHash> = (0..50).map(|_| form(&world)).collect();
    // Nobody has settled yet: each finds room, and computes its hash.
    for form in &forms {
        assert_eq!(done(room(&world, &browser, form)), Room::Free);
    }
    let all = forms
        .iter()
        .map(|form| settle(&world, &browser, form, false));
    let settled = futures_executor::block_on(join_all(all));
    let answered = settled.iter().filter(|room| matches!(room, Ok(Room::Free)));
    assert_eq!(answered.count(), 10);
    assert_eq!(rows(&world), "11 10", "the bucket and ten forms");
    let late = form(&world);
    let right = done(settle(&world, &browser, &late, true));
    assert_eq!(
        right,
        Room::Full,
        "nor does a right password tell that it is"
    );
    assert_eq!(done(room(&world, &browser, &late)), Room::Full);
}

#[test]
fn of_50_with_one_form_one_is_answered() {
    let world = World::new();
    let (browser, form) = (Bucket::of_browser("b"), form(&world));
    let all = (0..50).map(|_| settle(&world, &browser, &form, false));
    let settled = futures_executor::block_on(join_all(all));
    let answered = settled.iter().filter(|room| matches!(room, Ok(Room::Free)));
    assert_eq!(answered.count(), 1);
    assert_eq!(rows(&world), "2 1");
    assert_eq!(done(settle(&world, &browser, &form, true)), Room::FormUsed);
    assert_eq!(done(room(&world, &browser, &form)), Room::FormUsed);
    // A form lives for an hour: midnight does not make it a new one.
    world.execute("UPDATE attempts SET day = day - 1");
    assert_eq!(done(room(&world, &browser, &form)), Room::FormUsed);
}

#[test]
fn a_right_password_writes_nothing() {
    let world = World::new();
    let (browser, form) = (Bucket::of_browser("b"), form(&world));
    for _ in 0..20 {
        assert_eq!(done(settle(&world, &browser, &form, true)), Room::Free);
    }
    assert_eq!(rows(&world), "0 0");
}

#[test]
fn a_bucket_leaks_and_is_of_one_browser() {
    let world = World::new();
    let browser = Bucket::of_browser("b");
    for _ in 0..20 {
        done(settle(&world, &browser, &form(&world), false));
    }
    let another = form(&world);
    assert_eq!(done(room(&world, &browser, &another)), Room::Full);
    let elsewhere = Bucket::of_browser("another");
    assert_eq!(done(room(&world, &elsewhere, &another)), Room::Free);
    world.execute("UPDATE attempts SET at = at - 901");
    assert_eq!(
        done(room(&world, &browser, &another)),
        Room::Free,
        "what did not fit was not counted"
    );
}
