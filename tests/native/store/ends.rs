//! What ends many is one row, and no clock but the database's decides: not when a statement comes late, and not when
//! the clocks of the machines differ.

use crate::runtime::World;
use crate::runtime::stock::{
    KEPT, LASTING, LIFETIME, PERSON, approved, done, family, load_family, redeem, redeem_for,
    registered, rotate, scope, sign_in, world,
};
use crate::runtime::visitor::{Visitor, authorize, client, location};
use edgegrant::platform::{Platform, Sql};
use edgegrant::protocol::authorization::ApprovedRequest;
use edgegrant::protocol::client::Client;
use edgegrant::protocol::login::Device;
use edgegrant::protocol::secret::Secret;
use edgegrant::protocol::token::TokenFamily;
use edgegrant::store::believed::Believed;
use edgegrant::store::clients::{add_client, list_clients, remove_client};
use edgegrant::store::dynamic_clients::unregister;
use edgegrant::store::ended_families::{GivenBack, giving_back, read_given_back};
use edgegrant::store::ended_sessions::{end_sessions, next_listeners};
use edgegrant::store::sessions::{NewSession, Proof, begin_session};
use edgegrant::store::sweep::sweep;
use edgegrant::store::user::User;
use edgegrant::store::user_passwords::replace_password;
use edgegrant::store::users::{add_user, list_users};
use edgegrant::store::visits::{load_sessions, load_visit};

/// How far the clocks of the Workers and the owner are from the database's, in seconds.
const SKEWS: [i64; 4] = [-3600, -5, 5, 3600];

/// The page that asks for the password.
fn at_login(visitor: &mut Visitor<'_>) -> edgegrant::endpoint::http::reply::Reply {
    visitor.open(&authorize(&[]))
}

#[test]
fn a_password_that_is_replaced_while_it_is_verified_signs_nobody_in() {
    // The call with the number 1 loads the password; that with the number 2 begins the session.
    for k in [1, 2] {
        let world = World::new();
        let mut visitor = Visitor::new(&world);
        let page = at_login(&mut visitor);
        world.meanwhile(
            k,
            "UPDATE users SET password_hash = 'another', credential_version = credential_version + 1",
        );
        let reply = visitor.submit(&page, &[("username", "person"), ("password", "password")]);
        assert_eq!(world.ask("SELECT count(*) FROM sessions"), "0", "call {k}");
        assert_eq!(location(&reply), None, "call {k}");
        assert!(
            visitor
                .cookies
                .iter()
                .all(|(name, _)| !name.contains("session")),
            "call {k}"
        );
    }
}

#[test]
fn a_new_password_ends_codes_sessions_and_tokens_whatever_the_clocks_say() {
    for skew in SKEWS {
        let world = world();
        world.ahead.set(skew);
        let session = sign_in(&world, "cookie", PERSON, None);
        let code = ApprovedRequest {
            session_id: Some(session),
            ..approved(&world)
        };
        assert!(done(redeem(&world, &family(&world, "f"))));
        assert!(done(replace_password(&world, "person", "new")));
        world.pass(30);
        let late = TokenFamily::begin("late".to_owned(), &code, None, LIFETIME, world.now());
        assert!(!done(redeem(&world, &late)), "{skew}: a code on its way");
        assert!(rotate(&world, "f", 1).is_none(), "{skew}: a refresh token");
        let hash = Secret::new("cookie").hash();
        assert!(done(load_sessions(&world, &hash)).is_empty(), "{skew}");
        assert!(
            done(load_visit(&world, ("app", None), Some(&hash), None))
                .accounts
                .is_empty()
        );

        // Who signs in with it is not kept waiting.
        sign_in(&world, "fresh", PERSON, None);
        let fresh = done(load_visit(
            &world,
            ("app", None),
            Some(&Secret::new("fresh").hash()),
            None,
        ));
        let user = &fresh.accounts[0].user;
        assert_eq!(
            (user.credential_version, user.authenticated_at),
            (2, fresh.now)
        );
        let since = TokenFamily {
            credential_version: user.credential_version,
            ..family(&world, "since")
        };
        assert!(done(redeem(&world, &since)), "{skew}: signed in since");
    }
}

#[test]
fn lifetimes_are_counted_by_the_clock_of_the_database() {
    for skew in SKEWS {
        let world = world();
        world.ahead.set(skew);
        sign_in(&world, "cookie", PERSON, None);
        assert!(done(redeem(&world, &family(&world, "f"))));
        let by_database = (world.clock.get() + skew).to_string();
        assert_eq!(
            world.ask("SELECT authenticated_at FROM sessions"),
            by_database
        );
        assert_eq!(
            world.ask("SELECT rotated_at FROM token_families"),
            by_database
        );
        assert!(rotate(&world, "f", 1).is_some());
        done(sweep(&world, KEPT));
        assert_eq!(world.ask("SELECT count(*) FROM token_families"), "1");
    }
}

#[test]
fn a_session_begins_only_with_the_password_that_was_verified_and_moves_nobody_otherwise() {
    let world = world();
    sign_in(&world, "before", PERSON, None);
    let (before, hash) = (Secret::new("before").hash(), Secret::new("after").hash());
    let new = NewSession {
        lasts: LASTING,
        device: &Device::default(),
        user_id: PERSON,
        proof: Proof::Password("not the stored hash"),
        id: "id",
        hash: &hash,
        before: Some(&before),
    };
    assert_eq!(done(begin_session(&world, &new)), None);
    assert_eq!(done(load_sessions(&world, &before)).len(), 1);
    assert!(done(load_sessions(&world, &hash)).is_empty());
}

#[test]
fn a_browser_holds_eight_people_and_the_cookie_before_shows_none() {
    let world = world();
    let mut before: Option<String> = None;
    for number in 0..12 {
        let user = User {
            id: format!("u{number}"),
            username: format!("user{number}"),
            ..User::default()
        };
        assert_eq!(done(add_user(&world, &user, "hash")), Some(true));
        let cookie = format!("cookie{number}");
        sign_in(&world, &cookie, &user.id, before.as_deref());
        world.pass(1);
        if let Some(before) = &before {
            let hash = Secret::new(before.as_str()).hash();
            assert!(done(load_sessions(&world, &hash)).is_empty(), "{before}");
        }
        before = Some(cookie);
    }
    let here = done(load_sessions(&world, &Secret::new("cookie11").hash()));
    let users: Vec<&str> = here
        .iter()
        .map(|session| session.user_id.as_str())
        .collect();
    assert_eq!(users, ["u11", "u10", "u9", "u8", "u7", "u6", "u5", "u4"]);
    assert_eq!(world.ask("SELECT count(*) FROM sessions"), "8");
    // Whoever was too many is signed out, with everything that lasts only as long as the session.
    assert_eq!(world.ask("SELECT count(*) FROM ended_sessions"), "4");
    // One of the eight signs in again, and nobody is too many.
    sign_in(&world, "cookie12", "u7", Some("cookie11"));
    assert_eq!(world.ask("SELECT count(*) FROM sessions"), "8");
    assert_eq!(world.ask("SELECT count(*) FROM ended_sessions"), "4");
    // What ended with a password takes nobody's place.
    world.execute("UPDATE users SET credential_version = 2 WHERE id IN ('u4', 'u5')");
    let user = User {
        id: "u12".to_owned(),
        username: "user12".to_owned(),
        ..User::default()
    };
    assert_eq!(done(add_user(&world, &user, "hash")), Some(true));
    sign_in(&world, "cookie13", "u12", Some("cookie12"));
    let here = done(load_sessions(&world, &Secret::new("cookie13").hash()));
    let mut users: Vec<&str> = here.iter().map(|it| it.user_id.as_str()).collect();
    users.sort_unstable();
    assert_eq!(users, ["u10", "u11", "u12", "u6", "u7", "u8", "u9"]);
}

#[test]
fn a_refresh_token_is_given_back_by_its_client_alone() {
    let world = world();
    assert!(done(redeem(&world, &family(&world, "f"))));
    let revision = registered(&world).revision;
    let give_back = |family: &str, client: &str, revision: &str| {
        let statements = giving_back(family, client, Believed::At(revision), false);
        read_given_back(&done(world.batch(statements.into())))
    };
    assert_eq!(give_back("f", "other", &revision), GivenBack::OfAnother);
    assert_eq!(give_back("f", "app", "another"), GivenBack::Before);
    assert!(load_family(&world, "f").is_some_and(|family| !family.ended));
    assert_eq!(give_back("f", "app", &revision), GivenBack::Ended);
    assert!(load_family(&world, "f").is_some_and(|family| family.ended));
    for before in ["f", "nothing"] {
        assert_eq!(give_back(before, "app", &revision), GivenBack::Before);
    }
}

#[test]
fn a_registration_ends_by_its_own_token_in_one_statement() {
    let world = world();
    let token = Secret::new("token").hash();
    let own = Client {
        id: "own".to_owned(),
        ..client()
    };
    assert!(done(add_client(&world, &own, Some(&token))));
    assert!(!done(unregister(&world, "own", &Secret::new("x").hash())));
    assert!(!done(unregister(&world, "app", &token)));
    assert!(done(unregister(&world, "own", &token)));
    assert!(!done(unregister(&world, "own", &token)));
}

#[test]
fn clients_that_are_too_many_for_one_request_hear_later_and_those_that_are_gone_never() {
    let world = world();
    let session = sign_in(&world, "cookie", PERSON, None);
    for number in 0..20 {
        let client = Client {
            id: format!("c{number:02}"),
            backchannel_logout_uri: Some("https://app.example/back".to_owned()),
            ..client()
        };
        assert!(done(add_client(&world, &client, None)));
        let approved = ApprovedRequest {
            client_id: client.id.clone(),
            session_id: Some(session.clone()),
            scope: scope("openid"),
            ..approved(&world)
        };
        let family =
            TokenFamily::begin(format!("f{number}"), &approved, None, LIFETIME, world.now());
        let registered = done(edgegrant::store::clients::load_client(&world, &client.id));
        let registered = registered.expect("the client");
        assert!(done(redeem_for(&world, &family, &registered)));
    }
    assert!(done(next_listeners(&world)).is_empty(), "while it lasts");
    let hash = Secret::new("cookie").hash();
    let ending = done(load_sessions(&world, &hash)).remove(0);
    let now = done(end_sessions(&world, &[ending.ids()]));
    assert_eq!(now.len(), 15);
    for told in &now {
        done(edgegrant::store::ended_sessions::forget_listener(
            &world,
            &told.session_id,
            &told.client_id,
        ));
    }
    assert!(done(remove_client(&world, "c19")));
    let left: Vec<String> = done(next_listeners(&world))
        .into_iter()
        .map(|listener| listener.client_id)
        .collect();
    assert_eq!(left, ["c15", "c16", "c17", "c18"]);
    done(sweep(&world, KEPT));
    assert_eq!(
        done(next_listeners(&world)).len(),
        4,
        "they are still to be told"
    );
    world.pass(3 * 24 * 3600);
    assert!(done(next_listeners(&world)).is_empty(), "given up");
    done(sweep(&world, KEPT));
    assert_eq!(world.ask("SELECT count(*) FROM session_clients"), "0");
}

#[test]
fn lists_come_in_pages_that_follow_each_other() {
    let world = World::new();
    for number in 0..45 {
        let user = User {
            id: format!("u{number}"),
            username: format!("user{:02}", (number * 7) % 45),
            ..User::default()
        };
        assert_eq!(done(add_user(&world, &user, "hash")), Some(true));
        let client = Client {
            id: format!("id{number}"),
            name: format!("Name {}", number % 3),
            ..client()
        };
        assert!(done(add_client(&world, &client, None)));
    }
    let (mut users, mut clients) = (Vec::new(), Vec::new());
    let mut after = None;
    loop {
        let page = done(list_users(&world, after.as_deref()));
        assert!(page.users.len() <= 20);
        users.extend(page.users.into_iter().map(|user| user.username));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    loop {
        let page = done(list_clients(&world, after.as_deref()));
        assert!(page.clients.len() <= 20);
        clients.extend(
            page.clients
                .into_iter()
                .map(|client| (client.name.clone(), client.id.clone())),
        );
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((users.len(), clients.len()), (45, 45));
    assert!(users.is_sorted() && clients.is_sorted());
}
