//! What requests cost: what an isolate reports, how often, and what is kept when it cannot.

use edgegrant::endpoint::spending::{Spending, report_spending};
use edgegrant::platform::Platform;
use edgegrant::store::spending::{LEAST, Spent};
use futures_executor::block_on;

use crate::runtime::World;

const REQUEST: Spent = Spent {
    requests: 1,
    rows_read: 10,
    rows_written: 2,
    kv_reads: 1,
    kv_writes: 1,
    events_lost: 0,
};

/// An isolate answers a request, and reports if it is time.
fn answer(world: &World, isolate: &Spending) {
    isolate.add(REQUEST, world.now());
    if let Some(spent) = isolate.due(world.now()) {
        let _ = block_on(report_spending(world, isolate, spent, LEAST));
    }
}

fn number(world: &World, column: &str) -> u32 {
    let sum = format!("SELECT coalesce(sum({column}), 0) FROM daily_totals");
    world.ask(&sum).parse().expect("a number")
}

#[test]
fn a_hundred_requests_at_once_write_one_row() {
    let (world, isolate) = (World::new(), Spending::default());
    for _ in 0..99 {
        answer(&world, &isolate);
    }
    assert_eq!(world.calls.get(), 0);
    answer(&world, &isolate);
    assert_eq!(world.calls.get(), 1);
    let columns = [
        "requests",
        "rows_read",
        "rows_written",
        "kv_reads",
        "kv_writes",
        "reports",
    ];
    let numbers = columns.map(|column| number(&world, column));
    assert_eq!(numbers, [100, 1000, 200, 100, 100, 1]);
}

#[test]
fn a_few_requests_are_reported_after_a_minute_but_not_all_day_long() {
    let (world, isolate) = (World::new(), Spending::default());
    for _ in 0..3 {
        answer(&world, &isolate);
        world.pass(59);
    }
    assert_eq!(number(&world, "requests"), 3);
    // Somebody who comes every minute.
    for _ in 0..900 {
        world.pass(60);
        answer(&world, &isolate);
    }
    let (requests, reports) = (number(&world, "requests"), number(&world, "reports"));
    assert!((100..=110).contains(&reports), "{reports}");
    assert!(requests > 800, "{requests}");
}

#[test]
fn what_was_spent_is_reported_on_the_day_or_soon_after_it() {
    let (world, isolate) = (World::new(), Spending::default());
    // Many requests so far: it reports rarely.
    world.execute("INSERT INTO daily_totals (day, requests) VALUES (unixepoch() / 86400, 1000000)");
    for _ in 0..100 {
        answer(&world, &isolate);
    }
    for _ in 0..200 {
        answer(&world, &isolate);
        world.pass(60);
    }
    assert_eq!(number(&world, "reports"), 1);
    world.pass(24 * 3600);
    answer(&world, &isolate);
    assert_eq!(number(&world, "requests"), 1_000_301);
}

#[test]
fn a_flood_makes_isolates_report_more_rarely_and_there_is_an_end() {
    let world = World::new();
    let isolates: Vec<Spending> = (0..20).map(|_| Spending::default()).collect();
    for round in 0..10_000 {
        for isolate in &isolates {
            answer(&world, isolate);
        }
        if round % 10 == 0 {
            world.pass(1);
        }
    }
    let (requests, reports) = (number(&world, "requests"), number(&world, "reports"));
    // 200,000 requests, of which each isolate still keeps some.
    assert!(requests > 180_000, "{requests}");
    assert!(reports < 1_000, "{reports}");
    world.execute("UPDATE daily_totals SET reports = 2000");
    for _ in 0..1_000 {
        answer(&world, &Spending::default());
        answer(&world, &isolates[0]);
    }
    assert_eq!(number(&world, "reports"), 2000);
}

#[test]
fn what_cannot_be_reported_is_kept() {
    let (world, isolate) = (World::new(), Spending::default());
    world.fail_at(Some(0), false);
    for _ in 0..100 {
        answer(&world, &isolate);
    }
    assert!(world.failed());
    assert_eq!(number(&world, "requests"), 0);
    world.fail_at(None, false);
    answer(&world, &isolate);
    assert_eq!(number(&world, "requests"), 101);
    answer(&world, &isolate);
    assert_eq!(number(&world, "requests"), 101, "nothing is reported twice");
}
