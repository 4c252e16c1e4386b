//! What happened on each day, in numbers: added up once, in parts, and only when an hour is over.

use edgegrant::store::daily_totals::add_up;
use edgegrant::store::event::{Event, Kind, Told};
use edgegrant::store::events::add_events;
use edgegrant::store::strangers::Ceiling;
use futures_executor::block_on;

use crate::runtime::stock::done;
use crate::runtime::{START, World};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

fn tell(world: &World, request: &str, kinds: &[Kind]) {
    let told = Told {
        request: request.to_owned(),
        address: None,
        events: kinds.iter().map(|kind| Event::new(*kind)).collect(),
    };
    done(add_events(world, &told, Ceiling(1000)));
}

fn tell_one(world: &World, kind: Kind) {
    tell(world, &world.clock.get().to_string(), &[kind]);
}

/// The numbers of each day, the earliest first.
fn totals(world: &World) -> String {
    world.ask(
        "SELECT coalesce(group_concat((day - 20833) || ': ' || sign_ins || ' ' || failures || ' ' || refusals || ' ' || accounts || ' ' || apps, ', '), '') \
         FROM (SELECT * FROM daily_totals ORDER BY day)",
    )
}

fn upto(world: &World) -> String {
    world.ask("SELECT upto FROM server_counts WHERE name = 'totals'")
}

/// So many sign-ins, each a second after the one before, and the last one at `until`.
fn fill(world: &World, many: i64, until: i64) {
    world.execute(&format!(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {many}) \
         INSERT INTO events (id, at, kind, count, request) \
         SELECT printf('%010d.%06d.0', {until} - n, n), {until} - n, 'signed_in', 1, 'r' FROM numbers"
    ));
}

#[test]
fn each_kind_of_event_counts_where_people_look_for_it() {
    let world = World::new();
    for kind in Kind::ALL.iter() {
        tell(&world, kind.as_str(), &[*kind]);
    }
    world.pass(HOUR);
    done(add_up(&world));
    let known = |word: &str| Kind::ALL.iter().any(|kind| kind.as_str() == word);
    // Kinds of a later version do not count.
    let of_admin = u32::from(known("user_added"));
    let expected = format!(
        "0: 2 4 2 {} {}",
        1 + of_admin,
        1 + u32::from(known("app_added"))
    );
    assert_eq!(totals(&world), expected);
}

#[test]
fn an_hour_counts_once_it_is_over_and_no_event_counts_twice() {
    let world = World::new();
    // 8:00.
    assert_eq!(START % HOUR, 0);
    tell_one(&world, Kind::SignedIn);
    for _ in 0..5 {
        tell(&world, "f", &[Kind::SignInFailed]);
    }
    world.pass(HOUR - 1);
    done(add_up(&world));
    assert_eq!(totals(&world), "", "the row may still count more");
    tell(&world, "f", &[Kind::SignInFailed]);
    world.pass(1);
    tell_one(&world, Kind::SignedIn);
    for _ in 0..3 {
        done(add_up(&world));
        assert_eq!(totals(&world), "0: 1 6 0 0 0");
    }
    assert_eq!(upto(&world), (START + HOUR).to_string());
    world.pass(HOUR);
    done(add_up(&world));
    assert_eq!(totals(&world), "0: 2 6 0 0 0");
}

#[test]
fn days_end_at_midnight_utc() {
    let world = World::new();
    let midnight = (START / DAY + 1) * DAY;
    for at in [midnight - 1, midnight] {
        world.clock.set(at);
        tell_one(&world, Kind::SignedIn);
    }
    world.clock.set(midnight + HOUR);
    done(add_up(&world));
    assert_eq!(totals(&world), "0: 1 0 0 0 0, 1: 1 0 0 0 0");
}

#[test]
fn a_database_that_is_full_already_is_added_up_in_parts() {
    let world = World::new();
    fill(&world, 40_000, START);
    let mut runs = Vec::new();
    for _ in 0..5 {
        done(add_up(&world));
        runs.push(world.ask("SELECT sum(sign_ins) FROM daily_totals"));
    }
    assert_eq!(runs, ["10000", "20000", "30000", "40000", "40000"]);
    let stored = "SELECT group_concat(n) FROM (SELECT count(*) AS n FROM events GROUP BY substr(id, 1, 10) / 86400 ORDER BY 1)";
    let added = "SELECT group_concat(n) FROM (SELECT sign_ins AS n FROM daily_totals ORDER BY 1)";
    assert_eq!(world.ask(added), world.ask(stored));
}

#[test]
fn a_fault_leaves_nothing_out_and_counts_nothing_twice() {
    for lost_answer in [false, true] {
        for k in 0..3 {
            let world = World::new();
            fill(&world, 12_000, START);
            world.fail_at(Some(k), lost_answer);
            assert!(block_on(add_up(&world)).is_err(), "{k}");
            world.fail_at(None, false);
            for _ in 0..3 {
                done(add_up(&world));
            }
            let sum = world.ask("SELECT sum(sign_ins) FROM daily_totals");
            assert_eq!(sum, "12000", "{k} {lost_answer}");
        }
    }
}

#[test]
fn a_clock_that_goes_back_counts_nothing_twice() {
    let world = World::new();
    tell_one(&world, Kind::SignedIn);
    world.pass(HOUR);
    done(add_up(&world));
    world.pass(-3 * HOUR);
    done(add_up(&world));
    world.pass(4 * HOUR);
    done(add_up(&world));
    assert_eq!(totals(&world), "0: 1 0 0 0 0");
}

#[test]
fn days_are_kept_for_400_days() {
    let world = World::new();
    world.execute(
        "INSERT INTO daily_totals (day) VALUES (unixepoch() / 86400 - 400), (unixepoch() / 86400 - 401)",
    );
    done(add_up(&world));
    assert_eq!(
        world.ask("SELECT unixepoch() / 86400 - day FROM daily_totals"),
        "400"
    );
}

/// How many users there are, as far as it is known, and since when.
fn users(world: &World) -> (String, String) {
    let ask = |what: &str| {
        world.ask(&format!(
            "SELECT {what} FROM server_counts WHERE name = 'users'"
        ))
    };
    (ask("count"), ask("at"))
}

fn add_users(world: &World, from: u32, to: u32) {
    world.execute(&format!(
        "WITH RECURSIVE numbers (n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM numbers WHERE n < {to}) \
         INSERT INTO users (id, username, password_hash, created_at) SELECT 'u' || n, 'u' || n, '', 0 FROM numbers"
    ));
}

#[test]
fn users_are_counted_in_parts_and_counted_again_from_the_beginning() {
    let world = World::new();
    done(add_up(&world));
    assert_eq!(users(&world), ("0".to_owned(), START.to_string()));
    add_users(&world, 1, 12_000);
    world.pass(HOUR);
    let mut counts = Vec::new();
    for _ in 0..4 {
        done(add_up(&world));
        counts.push(users(&world));
        world.pass(HOUR);
    }
    let counts: Vec<_> = counts
        .iter()
        .map(|(count, at)| {
            (
                count.as_str(),
                (at.parse::<i64>().expect("a time") - START) / HOUR,
            )
        })
        .collect();
    assert_eq!(counts, [("0", 0), ("0", 0), ("12000", 3), ("12000", 3)]);
    // Exactly as many as are counted in one part.
    world.execute("DELETE FROM users WHERE CAST(substr(id, 2) AS INTEGER) > 5000");
    for _ in 0..4 {
        done(add_up(&world));
    }
    assert_eq!(users(&world).0, "5000");
    assert_eq!(
        world.ask("SELECT count FROM server_counts WHERE name = 'clients'"),
        "0"
    );
}
