//! What the administrators' overview is made of.

use edgegrant::platform::Sql;
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::store::daily_totals::add_up;
use edgegrant::store::mail_trouble::note_trouble;
use edgegrant::store::overview::{Overview, overview, read_overview};
use edgegrant::store::strangers::Ceiling;

use crate::runtime::stock::{done, world};
use crate::runtime::{START, World};

const CEILING: Ceiling = Ceiling(1000);

fn load(world: &World) -> Overview {
    let outcomes = done(world.batch(overview(CEILING)));
    read_overview(&outcomes).expect("an overview")
}

#[test]
fn a_server_of_which_nothing_is_known_yet_has_one_too() {
    let it = load(&world());
    assert!(it.days.is_empty() && it.keys.keys.is_empty());
    assert!(it.until.is_none() && it.users.is_none() && it.clients.is_none());
    assert_eq!((it.administrators, it.strangers, it.mail), (0, false, None));
    // The migration says since when the sweep is expected.
    assert_eq!(it.sweep.expect("the sweep").count, 0);
}

#[test]
fn it_has_thirty_days_and_what_was_counted() {
    let world = world();
    world.execute(
        "WITH RECURSIVE days (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM days WHERE n < 60) \
         INSERT INTO daily_totals (day, sign_ins, apps, events_lost) SELECT unixepoch() / 86400 - n, n, 2, 3 FROM days;
         UPDATE users SET administrator = 1",
    );
    done(add_up(&world));
    done(note_trouble(&world, "refused"));
    let it = load(&world);
    let sign_ins: Vec<u32> = it.days.iter().map(|day| day.happened[0]).collect();
    assert_eq!(sign_ins, (0..30).rev().collect::<Vec<_>>());
    assert_eq!(it.days[29].happened, [0, 0, 0, 0, 2]);
    assert_eq!(it.days[29].spent.events_lost, 3);
    assert_eq!(i64::from(it.days[29].day), START / 86_400);
    assert_eq!(it.until, Some(Timestamp(START)));
    let users = it.users.expect("a count");
    assert_eq!((users.count, users.at), (1, Timestamp(START)));
    assert_eq!(it.clients.expect("a count").count, 1);
    assert_eq!(it.administrators, 1);
    assert_eq!(it.mail, Some(("refused".to_owned(), Timestamp(START))));
    world.pass(24 * 3600 + 1);
    assert_eq!(load(&world).mail, None);
}

#[test]
fn strangers_are_noticed_before_they_have_used_up_the_day() {
    for (key, nearly) in [("guesses", 450), ("refusals", 90), ("programs", 360)] {
        let world = world();
        let level = |level: i32| {
            world.execute(&format!(
                "INSERT INTO attempts (day, key, level, at) VALUES (unixepoch() / 86400, '{key}', {level}, 0) \
                 ON CONFLICT DO UPDATE SET level = {level}"
            ));
            load(&world).strangers
        };
        assert!(!level(nearly - 1), "{key}");
        assert!(level(nearly), "{key}");
        world.pass(24 * 3600);
        assert!(!load(&world).strangers, "the next day is another one");
    }
}
