//! Somebody signs out, and a replica of the database tells who they are. It has not heard of the latest changes. It is enough to ask
//! whether to sign out. The primary decides what ends, and where the browser goes.

use edgegrant::endpoint::http::reply::Reply;
use http::{HeaderMap, Method};

use crate::runtime::World;
use crate::runtime::visitor::{Visitor, answer, authorize, location};

const OUT: &str = "https://app.example/out";
const SESSIONS: &str = "SELECT count(*) FROM sessions";
const ENDED: &str = "SELECT count(*) FROM ended_sessions";

/// Somebody who signed in to the app, and their ID token. The replica knows of this sign-in.
fn signed_in<'a>(world: &'a World) -> (Visitor<'a>, String) {
    let mut visitor = Visitor::new(world);
    world.execute(
        "UPDATE clients SET first_party = 1, post_logout_redirect_uris = '[\"https://app.example/out\"]'",
    );
    visitor.code();
    let code = answer(&visitor.open(&authorize(&[("scope", "openid")])), "code");
    let (_, tokens) = visitor.redeem(&code.expect("a code"));
    let hint = tokens["id_token"].as_str().expect("an ID token").to_owned();
    world.bring_replica_up_to_date();
    forget(&mut visitor, "-bookmark");
    world.chain.set(0);
    (visitor, hint)
}

fn forget(visitor: &mut Visitor<'_>, cookie: &str) {
    visitor.cookies.retain(|(name, _)| !name.ends_with(cookie));
}

fn hinted(hint: &str) -> String {
    format!("/logout?id_token_hint={hint}&post_logout_redirect_uri={OUT}")
}

fn asks(page: &Reply) -> bool {
    page.status == 200 && page.body.contains("value=\"sign-out\"")
}

#[test]
fn the_question_waits_for_no_primary() {
    let world = World::new();
    let (mut visitor, _) = signed_in(&world);
    let with_client = format!("/logout?client_id=app&post_logout_redirect_uri={OUT}");
    for target in [
        "/logout",
        "/logout?state=x",
        "/logout?client_id=app",
        &with_client,
    ] {
        world.chain.set(0);
        assert!(asks(&visitor.open(target)), "{target}");
        assert_eq!(world.chain.get(), 0, "{target}");
    }
}

#[test]
fn a_yes_waits_once_and_ends_what_the_primary_knows() {
    for sql in [
        "",
        "DELETE FROM sessions",
        "UPDATE clients SET post_logout_redirect_uris = '[]'",
        "DELETE FROM clients",
    ] {
        let world = World::new();
        let (mut visitor, _) = signed_in(&world);
        world.execute(sql);
        let target = format!("/logout?client_id=app&post_logout_redirect_uri={OUT}");
        let page = visitor.open(&target);
        assert!(asks(&page), "{sql}: the replica has not heard of it");
        world.chain.set(0);
        let done = visitor.submit(&page, &[("decision", "sign-out")]);
        assert_eq!(world.chain.get(), 1, "{sql}");
        assert_eq!(world.ask(SESSIONS), "0", "{sql}");
        let registered = !sql.contains("clients");
        assert_eq!(
            location(&done).as_deref(),
            registered.then_some(OUT),
            "{sql}"
        );
    }
}

#[test]
fn only_the_primary_says_that_nobody_is_signed_in() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    world.bring_replica_up_to_date();
    visitor.sign_in();
    assert!(
        asks(&visitor.open("/logout")),
        "the replica has not heard of them"
    );
    world.execute("DELETE FROM sessions");
    let page = visitor.open("/logout");
    assert!(page.status == 200 && !asks(&page), "nobody is signed in");
    // An address that the replica has not heard of.
    let world = World::new();
    let (mut visitor, hint) = signed_in(&world);
    world.execute("UPDATE clients SET post_logout_redirect_uris = '[\"https://app.example/new\"]'");
    let new = "post_logout_redirect_uri=https://app.example/new";
    let page = visitor.open(&format!("/logout?client_id=app&{new}"));
    assert!(asks(&page) && !page.body.contains("not registered"));
    let done = visitor.open(&format!("/logout?id_token_hint={hint}&{new}"));
    assert_eq!(location(&done).as_deref(), Some("https://app.example/new"));
}

#[test]
fn a_client_that_proves_whom_it_means_waits_once() {
    for forgotten in ["-bookmark", "-account"] {
        let world = World::new();
        let (mut visitor, hint) = signed_in(&world);
        forget(&mut visitor, forgotten);
        let done = visitor.open(&hinted(&hint));
        assert_eq!(location(&done).as_deref(), Some(OUT), "{forgotten}");
        assert_eq!(world.chain.get(), 1, "{forgotten}");
        assert_eq!([SESSIONS, ENDED].map(|sql| world.ask(sql)), ["0", "1"]);
    }
}

#[test]
fn a_client_that_changed_ends_nothing_and_the_browser_goes_nowhere() {
    for sql in [
        "UPDATE clients SET post_logout_redirect_uris = '[\"https://elsewhere.example/\"]'",
        "DELETE FROM clients",
    ] {
        let world = World::new();
        let (mut visitor, hint) = signed_in(&world);
        world.execute(sql);
        let page = visitor.open(&hinted(&hint));
        assert!(asks(&page), "{sql}");
        assert_eq!(
            [SESSIONS, ENDED].map(|sql| world.ask(sql)),
            ["1", "0"],
            "{sql}"
        );
    }
    // An address that was never registered.
    let world = World::new();
    let (mut visitor, hint) = signed_in(&world);
    let page = visitor.open(&format!(
        "/logout?id_token_hint={hint}&post_logout_redirect_uri=https://elsewhere.example/"
    ));
    assert!(asks(&page));
    assert_eq!(world.ask(SESSIONS), "1");
}

#[test]
fn an_id_token_ends_no_session_of_another_browser() {
    let world = World::new();
    let (mut visitor, hint) = signed_in(&world);
    // Somebody else, who knows the ID token and even the session's id.
    world.execute(
        "INSERT INTO sessions (user_id, hash, id, authenticated_at, expires_at, credential_version, method, last_seen_at, \
         idle_lifetime, kept, agent) SELECT user_id, 'elsewhere', 'session-2', authenticated_at, expires_at, credential_version, \
         method, last_seen_at, idle_lifetime, kept, agent FROM sessions",
    );
    world.execute("UPDATE sessions SET hash = 'the first' WHERE hash <> 'elsewhere'");
    world.execute(&format!(
        "UPDATE sessions SET hash = '{}' WHERE id = 'session-2'",
        hash_of_cookie(&visitor)
    ));
    let page = visitor.open(&hinted(&hint));
    assert!(asks(&page), "{}", page.body);
    assert_eq!([SESSIONS, ENDED].map(|sql| world.ask(sql)), ["2", "0"]);
}

fn hash_of_cookie(visitor: &Visitor<'_>) -> String {
    let mut cookies = visitor.cookies.iter();
    let found = cookies.find(|(name, _)| name.ends_with("-session"));
    let (_, cookie) = found.expect("a cookie");
    edgegrant::protocol::secret::Secret::new(cookie)
        .hash()
        .as_str()
        .to_owned()
}

#[test]
fn of_two_people_who_are_signed_in_only_the_one_who_is_meant_signs_out() {
    let world = World::new();
    let (mut visitor, hint) = signed_in(&world);
    world.execute(
        "INSERT INTO users (id, username, password_hash, credential_version, pairwise_salt, created_at) \
         SELECT 'person-2', 'second', password_hash, credential_version, 'salt', 0 FROM users; \
         INSERT INTO sessions (user_id, hash, id, authenticated_at, expires_at, credential_version, method, last_seen_at, \
         idle_lifetime, kept, agent) SELECT 'person-2', hash, 'session-2', authenticated_at, expires_at, credential_version, \
         method, last_seen_at, idle_lifetime, kept, agent FROM sessions",
    );
    let done = visitor.open(&hinted(&hint));
    assert_eq!(location(&done).as_deref(), Some(OUT));
    assert_eq!(
        world.ask("SELECT group_concat(id) FROM sessions"),
        "session-2"
    );
    assert!(
        visitor
            .cookies
            .iter()
            .any(|(name, _)| name.ends_with("-session"))
    );
}

#[test]
fn head_signs_nobody_out() {
    let world = World::new();
    let (mut visitor, hint) = signed_in(&world);
    let headers: HeaderMap = visitor.browser_headers();
    let reply = visitor.send(Method::HEAD, &hinted(&hint), headers, "");
    assert_eq!(reply.status, 200);
    assert_eq!(world.ask(SESSIONS), "1");
}
