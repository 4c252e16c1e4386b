//! What people see of their own sessions, and how they end them: only from a session that counts at that moment.

use crate::runtime::World;
use crate::runtime::stock::{
    KEPT, LASTING, PERSON, approved, begin, done, load_family, redeem_for, scope, sign_in, world,
};
use crate::runtime::visitor::client;
use edgegrant::platform::Platform;
use edgegrant::protocol::authorization::ApprovedRequest;
use edgegrant::protocol::client::Client;
use edgegrant::protocol::login::{Agent, Device, Place};
use edgegrant::protocol::secret::{Secret, SecretHash};
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::protocol::token::TokenFamily;
use edgegrant::store::PAGE;
use edgegrant::store::acting::Acting;
use edgegrant::store::clients::{add_client, load_client};
use edgegrant::store::ended_sessions::next_listeners;
use edgegrant::store::sweep::sweep;
use edgegrant::store::user::User;
use edgegrant::store::user_sessions::{
    EndedByUser, UserSessions, end_other_sessions, end_session, list_sessions,
};
use edgegrant::store::users::add_user;
use edgegrant::store::visits::load_sessions;
use futures_executor::block_on;

const DAY: i64 = 24 * 3600;

/// Somebody acts in the session that they began with this cookie.
struct Here {
    id: String,
    hash: SecretHash,
}

impl Here {
    fn new(world: &World, cookie: &str) -> Self {
        Self {
            id: sign_in(world, cookie, PERSON, None),
            hash: Secret::new(cookie).hash(),
        }
    }

    fn acting(&self) -> Acting {
        Acting {
            user_id: PERSON.to_owned(),
            session_id: self.id.clone(),
            browser: self.hash.clone(),
        }
    }

    fn list(&self, world: &World) -> Option<UserSessions> {
        done(list_sessions(world, &self.acting(), PAGE))
    }

    fn end(&self, world: &World, id: &str) -> Option<EndedByUser> {
        done(end_session(world, &self.acting(), id))
    }

    fn end_others(&self, world: &World) -> Option<EndedByUser> {
        done(end_other_sessions(world, &self.acting()))
    }
}

fn signed_in(world: &World, cookie: &str) -> bool {
    !done(load_sessions(world, &Secret::new(cookie).hash())).is_empty()
}

/// A family that lasts only as long as this session, of a client that wants to hear of its end.
fn with_family(world: &World, session: &str, id: &str) {
    let app = Client {
        id: format!("hears-of-{id}"),
        backchannel_logout_uri: Some("https://app.example/back".to_owned()),
        ..client()
    };
    assert!(done(add_client(world, &app, None)));
    let app = done(load_client(world, &app.id)).expect("the client");
    let code = ApprovedRequest {
        client_id: app.id.clone(),
        session_id: Some(session.to_owned()),
        scope: scope("openid notes:read"),
        ..approved(world)
    };
    let family = TokenFamily::begin(id.to_owned(), &code, None, 9_000_000, world.now());
    assert!(done(redeem_for(world, &family, &app)));
}

#[test]
fn people_see_their_sessions_theirs_first_and_then_the_latest() {
    let world = world();
    let device = Device {
        agent: Agent::of("Mozilla/5.0 (Macintosh) Version/18.0 Safari/605.1.15"),
        place: Place::told(None, Some("PT")),
    };
    begin(&world, "laptop", PERSON, None, LASTING, &device);
    world.pass(60);
    let here = Here::new(&world, "here");
    world.pass(60);
    sign_in(&world, "phone", PERSON, None);
    sign_in(&world, "gone", PERSON, None);
    world.execute("UPDATE sessions SET expires_at = unixepoch() WHERE id LIKE '%gone'");
    let other = User {
        id: "person-2".to_owned(),
        username: "other".to_owned(),
        ..User::default()
    };
    assert_eq!(done(add_user(&world, &other, "hash")), Some(true));
    sign_in(&world, "others", "person-2", None);

    let UserSessions { found, more } = here.list(&world).expect("they are signed in");
    assert!(!more);
    let shown: Vec<_> = found.iter().map(|it| (it.id.as_str(), it.this)).collect();
    let expected = ["here", "phone", "laptop"].map(|it| format!("{PERSON} since {it}"));
    let expected: Vec<_> = expected
        .iter()
        .map(|it| (it.as_str(), it.ends_with("here")))
        .collect();
    assert_eq!(shown, expected);
    let laptop = &found[2];
    assert_eq!(laptop.agent.to_string(), "Safari on macOS");
    assert_eq!(laptop.place.as_deref(), Some("PT"));
    assert_eq!(laptop.seen_at, Timestamp(world.clock.get() - 120));
    assert_eq!(
        laptop.ends_at,
        laptop.authenticated_at.plus(LASTING.at_most)
    );
    assert!(laptop.kept);
}

#[test]
fn of_many_sessions_some_are_shown_and_always_the_one_in_which_they_look() {
    let world = world();
    for number in 0..60 {
        sign_in(&world, &format!("c{number}"), PERSON, None);
    }
    let here = Here::new(&world, "zz-the-last-by-its-id");
    let UserSessions { found, more } = here.list(&world).expect("they are signed in");
    assert!(more);
    assert!((20..=22).contains(&found.len()), "{}", found.len());
    assert_eq!(found.iter().filter(|it| it.this).count(), 1);
}

#[test]
fn one_session_ends_with_what_lasts_only_as_long_and_its_clients_hear_of_it() {
    let world = world();
    let phone = sign_in(&world, "phone", PERSON, None);
    with_family(&world, &phone, "f");
    let here = Here::new(&world, "here");
    with_family(&world, &here.id, "mine");
    let ended = here.end(&world, &phone).expect("they are signed in");
    assert_eq!(ended.sessions, 1);
    let told: Vec<_> = ended
        .listeners
        .iter()
        .map(|it| it.client_id.as_str())
        .collect();
    assert_eq!(told, ["hears-of-f"]);
    assert!(!signed_in(&world, "phone"));
    assert!(load_family(&world, "f").is_some_and(|family| family.ended));
    assert!(signed_in(&world, "here"));
    assert!(load_family(&world, "mine").is_some_and(|family| !family.ended));
    assert_eq!(
        done(next_listeners(&world)).len(),
        1,
        "it waits until it was told"
    );
    assert_eq!(
        here.end(&world, &phone).map(|ended| ended.sessions),
        Some(0),
        "only once"
    );
    assert_eq!(
        here.end(&world, &here.id).map(|ended| ended.sessions),
        Some(1),
        "their own too"
    );
    assert!(!signed_in(&world, "here"));
    assert!(load_family(&world, "mine").is_some_and(|family| family.ended));
}

#[test]
fn all_other_sessions_end_at_once_however_many_and_the_own_one_goes_on() {
    let world = world();
    for number in 0..13 {
        let id = sign_in(&world, &format!("c{number:02}"), PERSON, None);
        with_family(&world, &id, &format!("f{number:02}"));
    }
    let here = Here::new(&world, "c05-here");
    with_family(&world, &here.id, "mine");
    let ended = here.end_others(&world).expect("they are signed in");
    assert_eq!((ended.sessions, ended.listeners.len()), (5, 5));
    for number in 0..13 {
        assert!(!signed_in(&world, &format!("c{number:02}")), "{number}");
        let family = load_family(&world, &format!("f{number:02}"));
        assert!(family.is_some_and(|family| family.ended), "{number}");
    }
    assert!(signed_in(&world, "c05-here"));
    assert!(load_family(&world, "mine").is_some_and(|family| !family.ended));
    let found = here.list(&world).expect("they are signed in").found;
    assert_eq!(found.len(), 1, "none that ended is shown");
}

#[test]
fn who_signed_out_everywhere_else_signs_in_anew_and_a_code_of_before_is_not_redeemed() {
    let world = world();
    for number in 0..9 {
        sign_in(&world, &format!("c{number}"), PERSON, None);
    }
    let code = ApprovedRequest {
        session_id: Some(format!("{PERSON} since c8")),
        ..approved(&world)
    };
    let app = done(load_client(&world, &code.client_id)).expect("the client");
    let redeem = |id: &str| {
        let family = TokenFamily::begin(id.to_owned(), &code, None, 9_000_000, world.now());
        done(redeem_for(&world, &family, &app))
    };
    assert!(redeem("before"));
    let here = Here::new(&world, "here");
    here.end_others(&world).expect("they are signed in");
    assert!(!redeem("after"));
    assert_eq!(
        load_family(&world, "before").map(|family| family.ended),
        Some(false),
        "it was to outlive its session"
    );
    world.pass(1);
    let again = Here::new(&world, "again");
    assert!(signed_in(&world, "again") && signed_in(&world, "here"));
    again.end_others(&world).expect("they are signed in");
    assert!(signed_in(&world, "again") && !signed_in(&world, "here"));
    assert!(here.list(&world).is_none());
}

#[test]
fn a_session_that_ended_with_the_others_does_not_come_back_with_a_new_sign_in_in_its_browser() {
    let world = world();
    for number in 0..9 {
        sign_in(&world, &format!("c{number}"), PERSON, None);
    }
    let there = Here::new(&world, "z");
    with_family(&world, &there.id, "f");
    Here::new(&world, "here")
        .end_others(&world)
        .expect("they are signed in");
    assert!(!signed_in(&world, "z"));
    world.pass(1);
    // The browser still has its cookie.
    let again = sign_in(&world, "z again", PERSON, Some("z"));
    assert_ne!(again, there.id);
    let again = Here {
        id: again,
        hash: Secret::new("z again").hash(),
    };
    again.end_others(&world).expect("they are signed in");
    assert!(load_family(&world, "f").is_some_and(|family| family.ended));
    assert!(signed_in(&world, "z again"));
}

#[test]
fn the_sweep_tells_the_clients_of_sessions_that_one_row_ended() {
    type End = fn(&World);
    let ends: [(&str, End, usize); 2] = [
        (
            "signed out everywhere else",
            |world| {
                world.pass(1);
                let here = Here::new(world, "here");
                here.end_others(world).expect("they are signed in");
            },
            3,
        ),
        (
            "a new password",
            |world| world.execute("UPDATE users SET credential_version = 2"),
            8,
        ),
    ];
    for (why, end, left) in ends {
        let world = world();
        for number in 0..8 {
            let id = sign_in(&world, &format!("c{number}"), PERSON, None);
            with_family(&world, &id, &format!("f{number}"));
        }
        end(&world);
        let waiting = "SELECT count(*) FROM ended_sessions WHERE notify_until IS NOT NULL";
        let already: usize = world.ask(waiting).parse().expect("a number");
        assert_eq!(already, 8 - left, "{why}");
        done(sweep(&world, KEPT));
        assert_eq!(world.ask(waiting), "8", "{why}");
        assert_eq!(done(next_listeners(&world)).len(), 8, "{why}");
        let there = world.ask("SELECT count(*) FROM sessions WHERE hash LIKE '%'");
        let stays = done(load_sessions(&world, &Secret::new("here").hash())).len();
        assert_eq!(there, stays.to_string(), "{why}");
    }
}

#[test]
fn who_is_no_longer_signed_in_sees_nothing_and_ends_nothing() {
    type End = fn(&World);
    let ends: [(&str, End); 6] = [
        ("signed out", |world| {
            world.execute("DELETE FROM sessions WHERE id LIKE '%here'")
        }),
        ("expired", |world| {
            world.execute("UPDATE sessions SET expires_at = unixepoch() WHERE id LIKE '%here'")
        }),
        ("idle", |world| {
            world.execute("UPDATE sessions SET idle_lifetime = 0 WHERE id LIKE '%here'")
        }),
        ("another cookie", |world| {
            world.execute("UPDATE sessions SET hash = 'x' WHERE id LIKE '%here'")
        }),
        ("a new password", |world| {
            world.execute("UPDATE users SET credential_version = 2")
        }),
        ("disabled", |world| {
            world.execute("UPDATE users SET disabled_at = 1")
        }),
    ];
    for (why, end) in ends {
        let world = world();
        let phone = sign_in(&world, "phone", PERSON, None);
        let here = Here::new(&world, "here");
        end(&world);
        let before = world.ask("SELECT count(*) FROM sessions");
        assert!(here.list(&world).is_none(), "{why}");
        assert!(here.end(&world, &phone).is_none(), "{why}");
        assert!(here.end_others(&world).is_none(), "{why}");
        assert_eq!(world.ask("SELECT count(*) FROM sessions"), before, "{why}");
        assert_eq!(
            world.ask("SELECT count(*) FROM ended_sessions"),
            "0",
            "{why}"
        );
    }
}

#[test]
fn nobody_ends_a_session_of_somebody_else() {
    let world = world();
    let other = User {
        id: "person-2".to_owned(),
        username: "other".to_owned(),
        ..User::default()
    };
    assert_eq!(done(add_user(&world, &other, "hash")), Some(true));
    let theirs = sign_in(&world, "theirs", "person-2", None);
    let here = Here::new(&world, "here");
    assert_eq!(
        here.end(&world, &theirs).map(|ended| ended.sessions),
        Some(0)
    );
    assert_eq!(here.end_others(&world).map(|ended| ended.sessions), Some(0));
    assert!(signed_in(&world, "theirs"));
    assert_eq!(world.ask("SELECT count(*) FROM ended_sessions"), "0");
    // Nor with the cookie of one person, as another one.
    let posing = Acting {
        user_id: "person-2".to_owned(),
        session_id: theirs.clone(),
        browser: here.hash.clone(),
    };
    assert!(done(list_sessions(&world, &posing, PAGE)).is_none());
    assert!(done(end_session(&world, &posing, &theirs)).is_none());
}

#[test]
fn sessions_that_expired_end_with_the_others_for_a_refresh_token_may_outlive_them() {
    let world = world();
    let old = sign_in(&world, "old", PERSON, None);
    with_family(&world, &old, "f");
    world.pass(i64::from(LASTING.at_most) + DAY);
    let here = Here::new(&world, "here");
    assert!(load_family(&world, "f").is_some_and(|family| !family.ended));
    let ended = here.end_others(&world).expect("they are signed in");
    assert_eq!(ended.sessions, 0, "it did not count");
    assert!(load_family(&world, "f").is_some_and(|family| family.ended));
}

#[test]
fn when_storage_fails_either_all_of_it_happened_or_nothing() {
    for lost_answer in [false, true] {
        let world = world();
        let phone = sign_in(&world, "phone", PERSON, None);
        with_family(&world, &phone, "f");
        let here = Here::new(&world, "here");
        world.fail_at(Some(0), lost_answer);
        assert!(block_on(end_session(&world, &here.acting(), &phone)).is_err());
        world.fail_at(None, false);
        assert_eq!(signed_in(&world, "phone"), !lost_answer);
        assert_eq!(
            load_family(&world, "f").map(|family| family.ended),
            Some(lost_answer)
        );
        let again = here.end(&world, &phone).expect("they are signed in");
        assert_eq!(again.sessions, u32::from(!lost_answer));
        assert!(!signed_in(&world, "phone"));
    }
}
