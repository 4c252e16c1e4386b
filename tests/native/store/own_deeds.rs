//! What an account may do on its own pages: the buckets, and that nothing is written beyond them.

use edgegrant::store::attempts::Bucket;
use edgegrant::store::own_deeds::take_places;
use futures_util::future::join_all;

use crate::runtime::World;
use crate::runtime::stock::done;

fn take(world: &World, bucket: &Bucket, places: u32) -> Option<u32> {
    done(take_places(world, bucket, places))
}

fn rows(world: &World) -> String {
    world.ask("SELECT group_concat(day || key || level || at, ' ') FROM attempts")
}

#[test]
fn of_50_forms_at_once_exactly_as_many_get_in_as_fit() {
    let world = World::new();
    let bucket = Bucket::of_account("person-1");
    let all = (0..50).map(|_| take_places(&world, &bucket, 1));
    let taken = futures_executor::block_on(join_all(all));
    let taken = taken
        .into_iter()
        .filter(|taken| matches!(taken, Ok(None)))
        .count();
    assert_eq!(taken, 20);
    assert_eq!(world.ask("SELECT count(*) FROM attempts"), "1");
}

#[test]
fn a_full_bucket_says_how_long_it_takes_and_writes_nothing() {
    let world = World::new();
    let bucket = Bucket::of_account("person-1");
    for _ in 0..20 {
        assert_eq!(take(&world, &bucket, 1), None);
    }
    let before = rows(&world);
    let wait = take(&world, &bucket, 1).expect("it is full");
    assert!((890..=900).contains(&wait), "{wait}");
    let wait = take(&world, &bucket, 5).expect("it is full");
    assert!((4490..=4500).contains(&wait), "{wait}");
    assert_eq!(rows(&world), before);
    // Neither another account nor what keeps others out of this one waits for it.
    assert_eq!(take(&world, &Bucket::of_account("person-2"), 1), None);
    let safety = Bucket::of_safety("person-1");
    for _ in 0..60 {
        assert_eq!(take(&world, &safety, 1), None);
    }
    assert!(take(&world, &safety, 1).is_some());
}

#[test]
fn several_places_are_taken_together_or_not_at_all() {
    let world = World::new();
    let bucket = Bucket::of_account("person-1");
    for _ in 0..3 {
        assert_eq!(take(&world, &bucket, 5), None);
    }
    assert_eq!(take(&world, &bucket, 1), None);
    assert!(take(&world, &bucket, 5).is_some());
    for _ in 0..4 {
        assert_eq!(take(&world, &bucket, 1), None);
    }
    assert!(take(&world, &bucket, 1).is_some());
}

#[test]
fn a_place_leaks_out_every_15_minutes_and_midnight_empties_nothing() {
    let world = World::new();
    let bucket = Bucket::of_account("person-1");
    for _ in 0..20 {
        assert_eq!(take(&world, &bucket, 1), None);
    }
    world.execute("UPDATE attempts SET day = day - 1");
    assert!(take(&world, &bucket, 1).is_some());
    world.execute("UPDATE attempts SET at = at - 1801");
    assert_eq!(take(&world, &bucket, 1), None);
    assert_eq!(take(&world, &bucket, 1), None);
    assert!(
        take(&world, &bucket, 1).is_some(),
        "two leaked out in half an hour"
    );
}
