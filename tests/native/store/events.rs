//! The table of events: what is written, what is counted, and how it is read in pages.

use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::store::event::{Event, Kind, Told};
use edgegrant::store::events::{
    EventPage, add_events, events_after, events_before, events_counted, list_events, moment,
};
use edgegrant::store::strangers::{Ceiling, REFUSAL};
use edgegrant::store::sweep::{Kept, sweep};
use futures_executor::block_on;

use crate::runtime::stock::{KEPT, done};
use crate::runtime::{START, World};

const ENOUGH: Ceiling = Ceiling(1000);

fn told(request: &str, events: Vec<Event>) -> Told {
    Told {
        request: request.to_owned(),
        address: Some("192.0.2.0/24".to_owned()),
        events,
    }
}

fn add(world: &World, request: &str, events: Vec<Event>) {
    done(add_events(world, &told(request, events), ENOUGH));
}

fn sign_in(user: &str) -> Event {
    Event::new(Kind::SignedIn).client("app").user(user)
}

fn requests(page: &EventPage) -> Vec<&str> {
    let events = page.events.iter();
    events.map(|event| event.request.as_str()).collect()
}

fn count(world: &World) -> String {
    world.ask("SELECT count(*) FROM events")
}

#[test]
fn an_event_is_kept_as_it_was_told() {
    let world = World::new();
    let event = Event::new(Kind::CodeReused).client("app").user("u");
    let event = event
        .family("0123456789")
        .key("k")
        .because("a reason".to_owned());
    add(&world, "r", vec![event]);
    let page = done(list_events(&world, None, None));
    assert_eq!(page.next, None);
    assert_eq!(page.events.len(), 1);
    let stored = &page.events[0];
    assert_eq!(stored.at, Timestamp(START));
    assert_eq!(stored.count, 1);
    assert_eq!(stored.id, format!("{START}.r.0"));
    let texts = [&stored.kind, &stored.request];
    assert_eq!(texts, ["code_reused", "r"]);
    let named = [
        &stored.address,
        &stored.user_id,
        &stored.client_id,
        &stored.family,
        &stored.kid,
        &stored.reason,
    ];
    let named = named.map(|text| text.as_deref().unwrap_or_default());
    assert_eq!(
        named,
        ["192.0.2.0/24", "u", "app", "01234567", "k", "a reason"]
    );
}

#[test]
fn the_events_of_a_request_stay_in_order_and_are_written_together_or_not_at_all() {
    let world = World::new();
    let both = vec![
        Event::new(Kind::SignedOut).user("a"),
        Event::new(Kind::SignedOut).user("b"),
    ];
    world.fail_at(Some(0), false);
    assert!(block_on(add_events(&world, &told("r", both.clone()), ENOUGH)).is_err());
    world.fail_at(None, false);
    assert_eq!(count(&world), "0");
    add(&world, "r", both);
    assert_eq!(world.calls.get(), 1, "one batch");
    let users =
        world.ask("SELECT group_concat(user_id) FROM (SELECT user_id FROM events ORDER BY id)");
    assert_eq!(users, "a,b");
    add(&world, "r", Vec::new());
    assert_eq!(world.calls.get(), 1, "nothing is asked for nothing");
}

#[test]
fn pages_go_from_the_newest_to_the_oldest_and_leave_none_out() {
    let world = World::new();
    for number in 0..45 {
        let user = if number % 2 == 0 { "even" } else { "odd" };
        add(&world, &format!("{number}"), vec![sign_in(user)]);
        world.pass(1);
    }
    let every = done(events_before(&world, Some("odd"), None));
    assert_eq!(every.events.len(), 22);
    for (user, expected) in [
        (None, (0..45).rev().collect::<Vec<i32>>()),
        (Some("odd"), (0..45).rev().filter(|n| n % 2 == 1).collect()),
        (Some("nobody"), Vec::new()),
    ] {
        let (mut before, mut all) = (None, Vec::new());
        loop {
            let page = done(list_events(&world, user, before.as_deref()));
            assert!(page.events.len() <= 20);
            all.extend(requests(&page).into_iter().map(str::to_owned));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        let expected: Vec<String> = expected.iter().map(i32::to_string).collect();
        assert_eq!(all, expected, "{user:?}");
    }
}

#[test]
fn all_of_them_are_read_from_the_oldest_in_parts_that_are_bounded() {
    let world = World::new();
    for number in 0..120 {
        add(&world, &format!("{number}"), vec![sign_in("u")]);
        world.pass(1);
    }
    for (user, parts) in [(None, vec![99, 11]), (Some("u"), vec![49, 49, 12])] {
        let mut after = moment(Timestamp(START + 10));
        let mut all = Vec::new();
        for part in parts {
            let page = done(events_after(&world, user, &after));
            assert_eq!(page.events.len(), part);
            all.extend(requests(&page).into_iter().map(str::to_owned));
            after = page.next.unwrap_or_default();
        }
        assert_eq!(after, "", "there are no more");
        let expected: Vec<String> = (10..120).map(|number: i32| number.to_string()).collect();
        assert_eq!(all, expected);
    }
}

#[test]
fn wrong_passwords_are_counted_by_the_hour_and_by_whose_they_were() {
    let world = World::new();
    let failed = || Event::new(Kind::SignInFailed).of_guess();
    for number in 0..50 {
        add(
            &world,
            &format!("{number}"),
            vec![failed().client("app").user("u")],
        );
        add(&world, &format!("n{number}"), vec![failed().client("app")]);
        world.pass(1);
    }
    let hour = START / 3600 * 3600;
    let rows = done(events_counted(&world, Timestamp(START + 50)));
    let rows: Vec<_> = rows
        .iter()
        .map(|row| (row.id.as_str(), row.count, row.request.as_str(), row.at.0))
        .collect();
    assert_eq!(
        rows,
        [
            (
                format!("{hour}-sign_in_failed-*").as_str(),
                50,
                "n49",
                START + 49
            ),
            (
                format!("{hour}-sign_in_failed-u").as_str(),
                50,
                "49",
                START + 49
            ),
        ]
    );
    world.pass(3600);
    add(&world, "later", vec![failed().user("u")]);
    assert_eq!(count(&world), "3");
    let page = done(list_events(&world, Some("u"), None));
    let counts: Vec<u32> = page.events.iter().map(|row| row.count).collect();
    assert_eq!(counts, [1, 50]);
}

#[test]
fn a_row_that_counts_says_what_all_have_in_common() {
    let world = World::new();
    let from = |address: &str, client: &str| {
        let event = Event::new(Kind::SignInFailed).client(client).user("u");
        let told = Told {
            address: Some(address.to_owned()),
            ..told("r", vec![event])
        };
        done(add_events(&world, &told, ENOUGH));
        world.ask("SELECT coalesce(address, '-') || ' ' || coalesce(client_id, '-') FROM events")
    };
    assert_eq!(from("192.0.2.0/24", "app"), "192.0.2.0/24 app");
    assert_eq!(from("192.0.2.0/24", "other"), "192.0.2.0/24 -");
    assert_eq!(from("198.51.100.0/24", "other"), "- -");
    assert_eq!(from("198.51.100.0/24", "other"), "- -");
}

#[test]
fn refusals_have_a_share_of_what_strangers_may_cause_and_nothing_else_is_left_out() {
    let world = World::new();
    // A tenth of it is room for four.
    let ceiling = Ceiling(10 * 4 * REFUSAL);
    let refused = || Event::new(Kind::SignInRefused).because("too many".to_owned());
    for number in 0..10 {
        let events = vec![refused(), sign_in("u")];
        done(add_events(
            &world,
            &told(&format!("{number}"), events),
            ceiling,
        ));
    }
    let refusals = "SELECT count FROM events WHERE kind = 'sign_in_refused'";
    assert_eq!(world.ask(refusals), "4");
    // Nor is there room for a failure that was no guess of a password.
    let failed = vec![Event::new(Kind::SignInFailed)];
    done(add_events(&world, &told("failed", failed), ceiling));
    assert_eq!(count(&world), "11");
    let counted = "SELECT group_concat(key || '=' || CAST(level AS INTEGER)) FROM attempts";
    assert_eq!(world.ask(counted), "refusals=12");
    assert_eq!(
        world.ask("SELECT count(*) FROM events WHERE kind = 'signed_in'"),
        "10"
    );
    world.execute("UPDATE attempts SET day = day - 1");
    done(add_events(&world, &told("next", vec![refused()]), ceiling));
    assert_eq!(world.ask(refusals), "5", "the next day is another one");
}

#[test]
fn the_sweep_takes_what_is_older_than_the_owner_keeps() {
    let world = World::new();
    add(&world, "old", vec![sign_in("u")]);
    world.pass(24 * 3600);
    add(&world, "young", vec![sign_in("u")]);
    assert_eq!(done(sweep(&world, KEPT)), 0);
    world.pass(1);
    let kept = Kept {
        events: 24 * 3600,
        ..KEPT
    };
    assert_eq!(done(sweep(&world, kept)), 1);
    assert_eq!(world.ask("SELECT request FROM events"), "young");
}

#[test]
fn every_kind_has_a_word_of_its_own() {
    let words: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(words.len(), Kind::ALL.len());
}
