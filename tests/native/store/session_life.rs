//! How a session ends when nobody uses it, however often somebody does, and with its browser; and what it says about itself.

use crate::runtime::World;
use crate::runtime::stock::{KEPT, LASTING, PERSON, begin, done, sign_in, world};
use edgegrant::protocol::login::{Agent, Device, Place};
use edgegrant::protocol::secret::Secret;
use edgegrant::store::session_life::{Lasting, note_seen};
use edgegrant::store::sweep::sweep;
use edgegrant::store::user::User;
use edgegrant::store::user_details::load_details;
use edgegrant::store::user_standing::end_some_sessions;
use edgegrant::store::users::add_user;
use edgegrant::store::visits::{load_sessions, load_visit};
use futures_executor::block_on;

const DAY: i64 = 24 * 3600;

/// How far the Workers' clock is from the database's, in seconds.
const SKEWS: [i64; 3] = [-3600, 0, 3600];

/// Three days without a visit, and ten in all.
const SHORT: Lasting = Lasting {
    at_most: 10 * DAY as u32,
    idle: 3 * DAY as u32,
    kept: true,
};

fn hash(cookie: &str) -> edgegrant::protocol::secret::SecretHash {
    Secret::new(cookie).hash()
}

/// Whether the one session counts for everything that asks.
fn counts(world: &World) -> bool {
    let visit = done(load_visit(
        world,
        ("app", None),
        Some(&hash("cookie")),
        None,
    ));
    let here = !visit.accounts.is_empty();
    assert_eq!(
        done(load_sessions(world, &hash("cookie"))).len(),
        usize::from(here)
    );
    let details = done(load_details(world, PERSON)).expect("the user");
    assert_eq!(details.sessions.found.len(), usize::from(here));
    here
}

fn is_swept(world: &World) -> bool {
    done(sweep(world, KEPT));
    world.ask("SELECT count(*) FROM sessions") == "0"
}

fn begun(world: &World, lasts: Lasting) -> String {
    begin(world, "cookie", PERSON, None, lasts, &Device::default()).id
}

fn seen(world: &World, id: &str, idle: u32) {
    done(note_seen(world, PERSON, id, idle));
}

#[test]
fn a_session_that_nobody_uses_ends_by_the_clock_of_the_database() {
    for skew in SKEWS {
        let world = world();
        world.ahead.set(skew);
        begun(&world, SHORT);
        world.pass(3 * DAY - 1);
        assert!(counts(&world), "{skew}");
        assert!(!is_swept(&world), "{skew}");
        world.pass(1);
        assert!(!counts(&world), "{skew}");
        assert_eq!(
            done(end_some_sessions(&world, PERSON)).sessions,
            0,
            "it ended before"
        );
    }
}

#[test]
fn the_sweep_takes_a_session_a_minute_after_it_was_idle_for_too_long() {
    let world = world();
    begun(&world, SHORT);
    world.pass(3 * DAY + 59);
    assert!(!is_swept(&world));
    world.pass(1);
    assert!(is_swept(&world));
}

#[test]
fn a_session_that_is_used_every_day_ends_at_its_time_all_the_same() {
    for skew in SKEWS {
        let world = world();
        world.ahead.set(skew);
        let id = begun(&world, SHORT);
        for day in 1..10 {
            world.pass(DAY);
            assert!(counts(&world), "{skew} {day}");
            seen(&world, &id, SHORT.idle);
        }
        world.pass(DAY - 1);
        assert!(counts(&world), "{skew}");
        world.pass(1);
        assert!(!counts(&world), "{skew}");
    }
}

#[test]
fn a_visit_is_noted_once_a_day_and_never_after_the_end() {
    let world = world();
    let id = begun(&world, SHORT);
    let last = || world.ask("SELECT last_seen_at FROM sessions");
    let first = last();
    world.pass(DAY - 1);
    seen(&world, &id, SHORT.idle);
    assert_eq!(last(), first, "within a day");
    world.pass(1);
    done(note_seen(&world, "somebody else", &id, SHORT.idle));
    assert_eq!(last(), first, "only for its user");
    seen(&world, &id, SHORT.idle);
    let second = last();
    assert_ne!(second, first);
    world.pass(DAY - 1);
    seen(&world, &id, SHORT.idle);
    assert_eq!(last(), second);
    world.pass(2 * DAY + 1);
    seen(&world, &id, SHORT.idle);
    assert_eq!(last(), second, "it has ended");
    assert!(!counts(&world));
}

#[test]
fn another_setting_counts_from_the_next_visit_that_is_noted() {
    let world = world();
    let id = begun(&world, SHORT);
    world.pass(DAY);
    seen(&world, &id, 5 * DAY as u32);
    world.pass(5 * DAY - 1);
    assert!(counts(&world));
    seen(&world, &id, 2 * DAY as u32);
    world.pass(2 * DAY);
    assert!(!counts(&world));
}

#[test]
fn a_session_that_was_idle_for_too_long_does_not_come_back_with_the_next_sign_in() {
    let world = world();
    let other = User {
        id: "person-2".to_owned(),
        username: "other".to_owned(),
        ..User::default()
    };
    assert_eq!(done(add_user(&world, &other, "hash")), Some(true));
    begun(&world, SHORT);
    world.pass(3 * DAY);
    sign_in(&world, "next", "person-2", Some("cookie"));
    let here = done(load_sessions(&world, &hash("next")));
    assert_eq!(here.len(), 1);
    assert_eq!(
        world.ask("SELECT group_concat(user_id) FROM sessions"),
        "person-2"
    );
}

#[test]
fn a_cookie_outlives_its_browser_only_if_everybody_there_wants_that() {
    let world = world();
    let brief = Lasting {
        kept: false,
        ..LASTING
    };
    for name in ["person-2", "person-3"] {
        let user = User {
            id: name.to_owned(),
            username: name.to_owned(),
            ..User::default()
        };
        assert_eq!(done(add_user(&world, &user, "hash")), Some(true));
    }
    let kept = |cookie, user, before, lasts| {
        begin(&world, cookie, user, before, lasts, &Device::default()).kept
    };
    assert!(kept("a", PERSON, None, LASTING));
    assert!(kept("b", "person-2", Some("a"), LASTING));
    assert!(!kept("c", "person-3", Some("b"), brief));
    assert!(
        !kept("d", "person-2", Some("c"), LASTING),
        "another one does not"
    );
    assert!(
        kept("e", "person-3", Some("d"), LASTING),
        "now all of them do"
    );
    assert!(!kept("f", "person-3", Some("e"), brief));
    assert!(
        kept("elsewhere", "person-2", None, LASTING),
        "another browser"
    );
}

#[test]
fn a_session_says_where_it_began_and_says_it_anew_after_the_next_sign_in() {
    let world = world();
    let device = Device {
        agent: Agent::of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
        place: Place::told(Some("Porto"), Some("PT")),
    };
    begin(&world, "cookie", PERSON, None, SHORT, &device);
    let told = || {
        let details = done(load_details(&world, PERSON)).expect("the user");
        let session = details.sessions.found.first().expect("a session");
        (
            session.agent.to_string(),
            session.place.clone(),
            session.ends_at,
        )
    };
    let ends_at = edgegrant::protocol::timestamp::Timestamp(world.clock.get() + 3 * DAY);
    assert_eq!(
        told(),
        (
            "Firefox on Linux".to_owned(),
            Some("Porto, PT".to_owned()),
            ends_at
        )
    );
    begin(
        &world,
        "next",
        PERSON,
        Some("cookie"),
        SHORT,
        &Device::default(),
    );
    assert_eq!(told(), ("Unknown browser".to_owned(), None, ends_at));
    assert_eq!(world.ask("SELECT count(*) FROM sessions"), "1");
    world.execute("UPDATE sessions SET agent = 'Netscape/Amiga'");
    assert_eq!(told().0, "Unknown browser", "a name of a later version");
}

#[test]
fn a_visit_that_could_not_be_noted_is_noted_by_the_next() {
    for lost_answer in [false, true] {
        let world = world();
        let id = begun(&world, SHORT);
        world.pass(DAY);
        world.fail_at(Some(0), lost_answer);
        assert!(block_on(note_seen(&world, PERSON, &id, SHORT.idle)).is_err());
        world.fail_at(None, false);
        seen(&world, &id, SHORT.idle);
        let expected = world.clock.get().to_string();
        assert_eq!(world.ask("SELECT last_seen_at FROM sessions"), expected);
    }
}
