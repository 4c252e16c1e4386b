//! The nightly sweep: what it looks at, what it deletes, and what it may write.

use edgegrant::store::sweep::sweep;

use crate::runtime::World;
use crate::runtime::stock::{KEPT, done};

/// What the sweep may write on one night.
const BUDGET: i64 = 40_000;

#[test]
fn the_sweep_takes_what_was_tried_before_yesterday() {
    let world = World::new();
    for back in [0, 1, 2, 300] {
        world.execute(&format!(
            "INSERT INTO attempts VALUES (unixepoch() / 86400 - {back}, 'address:x', 1, 0)"
        ));
    }
    done(sweep(&world, KEPT));
    assert_eq!(world.ask("SELECT count(*) FROM attempts"), "2");
}

#[test]
fn the_sweep_goes_through_a_large_table_in_parts_and_begins_anew() {
    let world = World::new();
    world.execute(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 60000) \
         INSERT INTO spent_ids (id, expires_at) SELECT printf('%06d', n), CASE WHEN n % 10 = 0 THEN 0 ELSE 9999999999 END \
         FROM numbers",
    );
    let nights: Vec<u64> = (0..4).map(|_| done(sweep(&world, KEPT))).collect();
    assert_eq!(nights, [2500, 2500, 1000, 0]);
}

#[test]
fn what_is_more_than_one_night_may_write_is_taken_in_its_order_and_leaves_room_for_the_rest() {
    let world = World::new();
    world.execute(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 60000) \
         INSERT INTO spent_ids (id, expires_at) SELECT printf('%06d', n), 0 FROM numbers;
         INSERT INTO ended_sessions (id, expires_at) VALUES ('e', 0)",
    );
    // Its share, the ended session, and from what was left all of the next part.
    assert_eq!(done(sweep(&world, KEPT)), 10_000 + 1 + 25_000);
    let first = number(&world, "SELECT min(CAST(id AS INTEGER)) FROM spent_ids");
    assert_eq!(first, 35_001, "none of them was passed over");
    assert_eq!(done(sweep(&world, KEPT)), 25_000);
}

/// Fills each table that the sweep goes through with so many rows that are over.
fn fill(world: &World, rows: u32) {
    world.execute(&format!(
        "CREATE TEMP TABLE numbers AS WITH RECURSIVE numbers (n) AS \
         (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rows}) \
         SELECT n, printf('%06d', n) AS id FROM numbers;
         INSERT INTO users (id, username, password_hash, created_at) SELECT 'u' || id, 'u' || id, 'hash', 0 FROM numbers;
         INSERT INTO attempts SELECT 1, id, 1, 0 FROM numbers;
         INSERT INTO spent_ids SELECT id, 0 FROM numbers;
         INSERT INTO events (id, at, kind, count, request, user_id) SELECT id, 0, 'signed_in', 1, 'r', 'u' || id FROM numbers;
         INSERT INTO sessions (user_id, id, hash, authenticated_at, expires_at) SELECT 'u' || id, id, id, 0, 0 FROM numbers;
         INSERT INTO session_clients SELECT 'gone' || id, 'c', 'u', 's' FROM numbers;
         INSERT INTO one_time_links (hash, purpose, user_id, email, uses_left, expires_at, created_at) SELECT id, 'invitation', NULL, NULL, 0, 0, 0 FROM numbers;
         INSERT INTO ended_sessions SELECT id, 0, 0 FROM numbers;
         INSERT INTO grants (user_id, client_id, scope, granted_at) SELECT 'u' || id, 'gone', 's', 0 FROM numbers;
         INSERT INTO token_families (id, client_id, user_id, scope, authenticated_at, generation, rotated_at, expires_at) \
         SELECT id, 'gone', 'u' || id, 's', 0, 0, 0, 0 FROM numbers;
         DROP TABLE numbers"
    ));
}

/// How many rows D1 counts when one of `table` is deleted: each of these tables is the index of its key.
fn cost(world: &World, table: &str) -> i64 {
    let indexes = format!("SELECT count(*) FROM pragma_index_list('{table}')");
    number(world, &indexes)
}

fn number(world: &World, sql: &str) -> i64 {
    world.ask(sql).parse().expect("a number")
}

#[test]
fn one_night_writes_no_more_than_its_budget_and_all_nights_together_take_everything() {
    const TABLES: [&str; 9] = [
        "one_time_links",
        "attempts",
        "spent_ids",
        "sessions",
        "session_clients",
        "ended_sessions",
        "grants",
        "token_families",
        "events",
    ];
    let world = World::new();
    fill(&world, 12_000);
    let stored = || -> i64 {
        let cost_of = |table: &str| {
            number(&world, &format!("SELECT count(*) FROM {table}")) * cost(&world, table)
        };
        TABLES.into_iter().map(cost_of).sum()
    };
    let mut nights = Vec::new();
    while stored() > 0 {
        let before = stored();
        done(sweep(&world, KEPT));
        nights.push(before - stored());
        assert!(nights.len() < 10, "{nights:?}");
    }
    assert!(
        nights.iter().all(|written| *written <= BUDGET),
        "{nights:?}"
    );
    assert!(nights[0] > BUDGET - 10, "{nights:?}");
}

#[test]
fn it_is_noted_how_often_in_a_row_the_sweep_left_something_over() {
    let world = World::new();
    let noted = || world.ask("SELECT count || ' ' || at FROM server_counts WHERE name = 'sweep'");
    let now = || world.clock.get();
    done(sweep(&world, KEPT));
    assert_eq!(noted(), format!("0 {}", now()));
    fill(&world, 12_000);
    for (nights, left_over) in [1, 2].into_iter().enumerate() {
        world.pass(24 * 3600);
        done(sweep(&world, KEPT));
        assert_eq!(noted(), format!("{left_over} {}", now()), "{nights}");
    }
    for _ in 0..5 {
        world.pass(24 * 3600);
        done(sweep(&world, KEPT));
    }
    assert_eq!(noted(), format!("0 {}", now()));
    world.fail_at(Some(3), false);
    assert!(futures_executor::block_on(sweep(&world, KEPT)).is_err());
    assert_eq!(noted(), format!("1 {}", now()));
}

#[test]
#[should_panic(expected = "SCAN grants")]
fn clients_that_nobody_allowed_anything_are_found_by_an_index_of_grants() {
    let world = World::new();
    world.execute("DROP INDEX grants_of_strangers");
    done(sweep(&world, KEPT));
}
