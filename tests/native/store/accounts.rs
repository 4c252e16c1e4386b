//! Several people who are signed in within one browser, over real SQLite.

use crate::runtime::World;
use crate::runtime::stock::{
    LIFETIME, PERSON, SESSION_LIFETIME, approved, done, granted, load_family, record_consent,
    redeem, redeem_for, registered, scope, sign_in, world,
};
use crate::runtime::visitor::client;
use edgegrant::platform::Platform;
use edgegrant::protocol::authorization::{ApprovedRequest, Session};
use edgegrant::protocol::client::Client;
use edgegrant::protocol::jose::Algorithm;
use edgegrant::protocol::secret::Secret;
use edgegrant::protocol::token::TokenFamily;
use edgegrant::store::clients::{add_client, load_client};
use edgegrant::store::ended_sessions::{Listener, end_sessions};
use edgegrant::store::grants::NewGrant;
use edgegrant::store::user::User;
use edgegrant::store::user_passwords::replace_password;
use edgegrant::store::users::{add_user, remove_user};
use edgegrant::store::visits::{load_sessions, load_visit};
use futures_executor::block_on;

/// A world with a second user.
fn two() -> World {
    let world = world();
    let other = User {
        id: "person-2".to_owned(),
        username: "other".to_owned(),
        ..User::default()
    };
    assert_eq!(done(add_user(&world, &other, "hash")), Some(true));
    world
}

const OTHER: &str = "person-2";

/// Who is signed in with a cookie, the latest first.
fn here(world: &World, cookie: &str) -> Vec<String> {
    let hash = Secret::new(cookie).hash();
    let visit = done(load_visit(world, ("app", None), Some(&hash), None));
    let ids = |session: &Session| (session.session_id.clone(), session.user_id.clone());
    let sessions = done(load_sessions(world, &hash));
    let seen = visit
        .accounts
        .iter()
        .map(|it| (it.user.session_id.clone(), it.user.user_id.clone()));
    assert!(
        seen.eq(sessions.iter().map(ids)),
        "a visit sees who can be signed out"
    );
    sessions
        .into_iter()
        .map(|session| session.user_id)
        .collect()
}

fn session(world: &World, cookie: &str, user: &str) -> Session {
    let sessions = done(load_sessions(world, &Secret::new(cookie).hash()));
    let mut sessions = sessions.into_iter();
    sessions
        .find(|session| session.user_id == user)
        .expect("a session")
}

/// Signs users out of a browser. Gives the clients that want to hear of it.
fn end(world: &World, cookie: &str, users: &[&str]) -> Vec<Listener> {
    let sessions: Vec<_> = users
        .iter()
        .map(|user| session(world, cookie, user).ids())
        .collect();
    done(end_sessions(world, &sessions))
}

/// How many rows `step` writes: what D1 bills.
fn written(world: &World, step: impl FnOnce()) -> u64 {
    let before = world.db.borrow().total_changes();
    step();
    world.db.borrow().total_changes() - before
}

#[test]
fn who_signs_in_joins_the_others_under_another_cookie() {
    let world = two();
    let first = sign_in(&world, "a", PERSON, None);
    world.pass(10);
    let second = sign_in(&world, "b", OTHER, Some("a"));
    assert_ne!(first, second);
    assert_eq!(here(&world, "b"), [OTHER, PERSON], "the latest first");
    assert!(
        here(&world, "a").is_empty(),
        "who saw that cookie sees no more of it"
    );
    world.pass(10);
    // The same person again: the same session, which is fresh.
    let fresh = world.now();
    assert_eq!(sign_in(&world, "c", PERSON, Some("b")), first);
    assert_eq!(here(&world, "c"), [PERSON, OTHER]);
    let hash = Secret::new("c").hash();
    let visit = done(load_visit(&world, ("app", None), Some(&hash), None));
    let times = visit
        .accounts
        .iter()
        .map(|it| fresh.0 - it.user.authenticated_at.0);
    assert_eq!(times.collect::<Vec<_>>(), [0, 10], "only who signed in");
    // Another browser of the same person has a session of its own.
    assert_ne!(sign_in(&world, "elsewhere", PERSON, None), first);
    assert_eq!(here(&world, "c"), [PERSON, OTHER]);
    assert_eq!(here(&world, "elsewhere"), [PERSON]);
    // A cookie of nobody takes nobody along.
    sign_in(&world, "d", OTHER, Some("forged"));
    assert_eq!(here(&world, "d"), [OTHER]);
    assert_eq!(world.ask("SELECT count(*) FROM sessions"), "4");
}

#[test]
fn each_session_ends_in_its_own_time() {
    let world = two();
    sign_in(&world, "a", PERSON, None);
    world.pass(i64::from(SESSION_LIFETIME) / 2);
    sign_in(&world, "b", OTHER, Some("a"));
    world.pass(i64::from(SESSION_LIFETIME) / 2 - 1);
    assert_eq!(here(&world, "b"), [OTHER, PERSON]);
    world.pass(1);
    assert_eq!(here(&world, "b"), [OTHER]);
    // Taken along, but not brought back to life.
    sign_in(&world, "c", OTHER, Some("b"));
    assert_eq!(here(&world, "c"), [OTHER]);
    sign_in(&world, "d", PERSON, Some("c"));
    assert_eq!(here(&world, "d"), [PERSON, OTHER]);
}

#[test]
fn a_visit_knows_what_each_of_them_granted() {
    let world = two();
    sign_in(&world, "a", PERSON, None);
    world.pass(1);
    sign_in(&world, "b", OTHER, Some("a"));
    let mut yes = granted("notes:read");
    yes.claims = scope("birthdate");
    let app = registered(&world);
    done(record_consent(
        &world,
        &NewGrant {
            revoked: 0,
            user_id: PERSON,
            credential_version: 1,
            client: &app,
            granted: &yes,
            client_is_saved: true,
            told: None,
        },
    ));
    let hash = Secret::new("b").hash();
    let visit = done(load_visit(&world, ("app", None), Some(&hash), None));
    assert_eq!(
        visit.client.as_ref().map(|client| client.id.as_str()),
        Some("app")
    );
    let seen = visit.accounts.iter().map(|it| {
        it.granted
            .as_ref()
            .map(|it| (it.scope.to_string(), it.claims.to_string()))
    });
    let expected = Some(("notes:read".to_owned(), "birthdate".to_owned()));
    assert_eq!(seen.collect::<Vec<_>>(), [None, expected]);
    let salts: Vec<&str> = visit
        .accounts
        .iter()
        .map(|it| it.user.salt.as_str())
        .collect();
    assert!(
        salts.iter().all(|salt| salt.len() == 32) && salts[0] != salts[1],
        "{salts:?}"
    );
    // For a client that nobody knows they are signed in all the same.
    let unknown = done(load_visit(&world, ("nobody", None), Some(&hash), None));
    assert!(unknown.client.is_none());
    assert_eq!(unknown.accounts.len(), 2);
    assert!(unknown.accounts.iter().all(|it| it.granted.is_none()));
    world.execute("UPDATE grants SET claims = '\"'");
    assert!(
        block_on(load_visit(&world, ("app", None), Some(&hash), None)).is_err(),
        "damaged"
    );
}

/// A family of a code that was approved in a session.
fn family(world: &World, id: &str, session: &str, user: &str, asked: &str) -> TokenFamily {
    let approved = ApprovedRequest {
        user_id: user.to_owned(),
        subject: format!("{user} for app"),
        session_id: Some(session.to_owned()),
        scope: scope(asked),
        ..approved(world)
    };
    TokenFamily::begin(id.to_owned(), &approved, None, LIFETIME, world.now())
}

#[test]
fn a_session_ends_alone_with_what_was_for_as_long_as_it_lasts() {
    let world = two();
    let first = sign_in(&world, "a", PERSON, None);
    let second = sign_in(&world, "b", OTHER, Some("a"));
    let elsewhere = sign_in(&world, "elsewhere", PERSON, None);
    let cases = [
        ("openid", &first, PERSON, false),
        ("notes:read openid profile", &first, PERSON, false),
        ("openid offline_access", &first, PERSON, true),
        ("notes:read", &first, PERSON, true),
        ("openid_not openid-connect", &first, PERSON, true),
        ("openid", &second, OTHER, true),
        ("openid", &elsewhere, PERSON, true),
    ];
    for (number, (asked, session, user, _)) in cases.iter().enumerate() {
        let family = family(&world, &format!("f{number}"), session, user, asked);
        assert!(done(redeem(&world, &family)));
    }
    end(&world, "b", &[PERSON]);
    assert_eq!(here(&world, "b"), [OTHER]);
    assert_eq!(here(&world, "elsewhere"), [PERSON]);
    for (number, (asked, session, _, lives)) in cases.iter().enumerate() {
        let kept = load_family(&world, &format!("f{number}")).expect("a family");
        assert_eq!(!kept.ended, *lives, "{asked} in {session}");
    }
    // A code of it that is on its way becomes nothing, whatever it was for.
    for (id, asked) in [
        ("g1", "openid"),
        ("g2", "openid offline_access"),
        ("g3", "notes:read"),
    ] {
        let late = family(&world, id, &first, PERSON, asked);
        assert!(!done(redeem(&world, &late)), "{asked}");
    }
    let others = family(&world, "g4", &second, OTHER, "openid");
    assert!(done(redeem(&world, &others)));
    assert_ne!(
        sign_in(&world, "c", PERSON, Some("b")),
        first,
        "another session"
    );
}

#[test]
fn the_clients_of_a_session_that_want_to_hear_of_its_end_are_told_once_each() {
    let world = two();
    let back = "https://app.example/back";
    for (id, uri) in [("hears", Some(back)), ("silent", None)] {
        let client = Client {
            id: id.to_owned(),
            backchannel_logout_uri: uri.map(str::to_owned),
            id_token_algorithm: Algorithm::EdDsa,
            ..client()
        };
        assert!(done(add_client(&world, &client, None)));
    }
    let first = sign_in(&world, "a", PERSON, None);
    let second = sign_in(&world, "b", OTHER, Some("a"));
    let elsewhere = sign_in(&world, "elsewhere", PERSON, None);
    let families = [
        ("hears", &first, "openid"),
        ("hears", &first, "openid offline_access"),
        ("silent", &first, "openid"),
        ("hears", &second, "notes:read"),
        ("hears", &elsewhere, "openid"),
    ];
    for (number, (client, session, asked)) in families.into_iter().enumerate() {
        let id = format!("f{number}");
        let family = TokenFamily {
            client_id: client.to_owned(),
            ..family(&world, &id, session, PERSON, asked)
        };
        let client = done(load_client(&world, client)).expect("the client");
        assert!(done(redeem_for(&world, &family, &client)));
    }
    let told = end(&world, "b", &[OTHER, PERSON]);
    assert_eq!(told.len(), 1);
    let Listener {
        session_id,
        client_id,
        uri,
        algorithm,
        subject,
    } = &told[0];
    assert_eq!(session_id, &first);
    assert_eq!((client_id.as_str(), uri.as_str()), ("hears", back));
    assert!(matches!(algorithm, Ok(Algorithm::EdDsa)));
    assert_eq!(subject, "person-1 for app");
    assert!(here(&world, "b").is_empty());
    assert_eq!(here(&world, "elsewhere"), [PERSON]);
    assert!(load_family(&world, "f4").is_some_and(|family| !family.ended));
}

#[test]
fn a_session_ends_though_a_login_in_another_tab_has_just_moved_it() {
    let world = two();
    sign_in(&world, "a", PERSON, None);
    let ending = session(&world, "a", PERSON);
    sign_in(&world, "b", OTHER, Some("a"));
    done(end_sessions(&world, &[ending.ids()]));
    assert_eq!(here(&world, "b"), [OTHER]);
}

#[test]
fn a_password_or_a_user_that_goes_takes_nobody_else_out_of_the_browser() {
    let world = two();
    sign_in(&world, "a", PERSON, None);
    sign_in(&world, "b", OTHER, Some("a"));
    assert!(done(replace_password(&world, "person", "new")));
    assert_eq!(here(&world, "b"), [OTHER]);
    assert!(done(remove_user(&world, "other")));
    assert!(here(&world, "b").is_empty());
}

#[test]
fn signing_in_and_out_writes_few_rows() {
    let world = two();
    let first = written(&world, || drop(sign_in(&world, "a", PERSON, None)));
    assert_eq!(first, 1);
    let joined = written(&world, || drop(sign_in(&world, "b", OTHER, Some("a"))));
    assert_eq!(joined, 2, "the new session, and the one that moves");
    let again = written(&world, || drop(sign_in(&world, "c", OTHER, Some("b"))));
    assert_eq!(again, 3, "both move, and one is fresh");
    let out = written(&world, || drop(end(&world, "c", &[OTHER])));
    assert_eq!(out, 2, "the session, and that its codes are worth nothing");
}
