//! Somebody signs in, and a replica of the database tells who they are. It has not heard of the latest changes. It may let them in if
//! the primary says the same; every no comes from the primary.

use edgegrant::endpoint::http::reply::Reply;
use edgegrant::protocol::login::Cost;

use crate::runtime::World;
use crate::runtime::authenticator::{create, show};
use crate::runtime::forms::options;
use crate::runtime::visitor::{Visitor, authorize, hash_of};

const SESSIONS: &str = "SELECT count(*) FROM sessions";

/// Somebody who signed in before in this browser, at the login page. The replica knows them.
fn at_login<'a>(world: &'a World) -> (Visitor<'a>, Reply) {
    let mut visitor = Visitor::new(world);
    visitor.code();
    world.execute("DELETE FROM sessions; DELETE FROM attempts");
    ready(visitor)
}

/// The same with a passkey.
fn with_passkey<'a>(world: &'a World) -> (Visitor<'a>, Reply) {
    let mut visitor = Visitor::new(world);
    visitor.sign_in();
    let page = visitor.open("/account/passkey?for=/account/security");
    let mark = "id=\"new-passkey\"";
    let made = create(&options(&page, mark));
    visitor.fill(&page, mark, &[("passkey", &made), ("name", "Phone")]);
    world.execute("DELETE FROM sessions");
    ready(visitor)
}

/// Somebody who was never here before, at the login page. The replica knows their account, and an isolate has met the replica.
fn at_login_elsewhere<'a>(world: &'a World) -> (Visitor<'a>, Reply) {
    ready(Visitor::new(world))
}

fn ready(mut visitor: Visitor<'_>) -> (Visitor<'_>, Reply) {
    visitor.world.bring_replica_up_to_date();
    visitor
        .cookies
        .retain(|(name, _)| !name.contains("session") && !name.ends_with("-bookmark"));
    let page = visitor.open(&authorize(&[]));
    visitor.world.chain.set(0);
    (visitor, page)
}

fn type_in(visitor: &mut Visitor<'_>, page: &Reply, password: &str) -> u16 {
    let fields = [("username", "person"), ("password", password)];
    visitor.submit(page, &fields).status.as_u16()
}

fn show_passkey(visitor: &mut Visitor<'_>, page: &Reply) -> u16 {
    let mark = "id=\"passkey\"";
    let shown = show(&options(page, mark), "person-1");
    visitor
        .fill(page, mark, &[("passkey", &shown)])
        .status
        .as_u16()
}

#[test]
fn the_primary_is_waited_for_once() {
    let world = World::new();
    let (mut visitor, page) = at_login(&world);
    assert_eq!(type_in(&mut visitor, &page, "password"), 303);
    assert_eq!(
        (world.chain.get(), world.ask(SESSIONS)),
        (1, "1".to_owned())
    );
    let world = World::new();
    let (mut visitor, page) = with_passkey(&world);
    assert_eq!(show_passkey(&mut visitor, &page), 303);
    assert_eq!(
        (world.chain.get(), world.ask(SESSIONS)),
        (1, "1".to_owned())
    );
}

#[test]
fn in_a_new_browser_the_primary_is_waited_for_once_too() {
    let world = World::new();
    let (mut visitor, page) = at_login_elsewhere(&world);
    assert_eq!(type_in(&mut visitor, &page, "password"), 303);
    assert_eq!(
        (world.chain.get(), world.ask(SESSIONS)),
        (1, "1".to_owned())
    );
    // Whoever is not let in has waited twice, whether there is such a user or not.
    for username in ["person", "nobody"] {
        let world = World::new();
        let (mut visitor, page) = at_login_elsewhere(&world);
        let fields = [("username", username), ("password", "wrong")];
        assert_eq!(visitor.submit(&page, &fields).status, 400);
        assert_eq!(world.chain.get(), 2, "{username}");
        let rows = "SELECT count(*) || ' ' || CAST(sum(level) AS INTEGER) FROM attempts";
        assert_eq!(world.ask(rows), "4 9", "two places, six rows, and the form");
    }
}

#[test]
fn what_the_replica_has_not_heard_of_lets_nobody_in_a_new_browser() {
    let second_factor = "INSERT INTO second_factors (user_id, secret, sealed_under, last_step, recovery_codes, created_at) VALUES ('person-1', 'x', '', 0, '', 0)";
    let new = hash_of("another password", Cost::LEAST);
    let new = format!(
        "UPDATE users SET password_hash = '{new}', credential_version = credential_version + 1"
    );
    for (ends, password, status, sessions) in [
        (
            "UPDATE users SET disabled_at = unixepoch()",
            "password",
            400,
            "0",
        ),
        ("DELETE FROM users", "password", 400, "0"),
        (second_factor, "password", 200, "0"),
        (&new, "password", 400, "0"),
        (&new, "another password", 303, "1"),
    ] {
        let world = World::new();
        let (mut visitor, page) = at_login_elsewhere(&world);
        world.execute(ends);
        assert_eq!(type_in(&mut visitor, &page, password), status, "{ends}");
        assert_eq!(world.ask(SESSIONS), sessions, "{ends}");
        let form = "SELECT count(*) FROM attempts WHERE key LIKE 'form:%'";
        let wrong = status == 400 && !ends.contains("disabled");
        let used = wrong || password != "password";
        assert_eq!(world.ask(form), u32::from(used).to_string(), "{ends}");
    }
}

#[test]
fn a_password_that_only_the_replica_takes_for_right_counts_like_any_wrong_one() {
    let world = World::new();
    let (mut visitor, _) = at_login_elsewhere(&world);
    let new = hash_of("another password", Cost::LEAST);
    world.execute(&format!(
        "UPDATE users SET password_hash = '{new}', credential_version = credential_version + 1"
    ));
    let answers: Vec<u16> = (0..12)
        .map(|_| {
            // Whoever guesses shows no bookmark.
            visitor
                .cookies
                .retain(|(name, _)| !name.ends_with("-bookmark"));
            let page = visitor.open(&authorize(&[]));
            type_in(&mut visitor, &page, "password")
        })
        .collect();
    // A few of them count twice: for the replica's yes, and for the primary's no.
    let answered = answers.iter().filter(|status| **status == 400).count();
    assert!((5..=10).contains(&answered), "{answers:?}");
    assert_eq!(answers[answered..], [429; 12][answered..]);
    let level = "SELECT max(CAST(level AS INTEGER)) FROM attempts WHERE key LIKE 'login:%'";
    assert_eq!(world.ask(level), "10");
}

#[test]
fn a_user_whom_the_replica_does_not_know_yet_signs_in() {
    let world = World::new();
    let id = "UPDATE users SET username = 'person'";
    world.execute("UPDATE users SET username = 'another', username_folded = 'another'");
    let (mut visitor, page) = at_login_elsewhere(&world);
    world.execute(id);
    assert_eq!(type_in(&mut visitor, &page, "password"), 303);
    assert_eq!(world.ask(SESSIONS), "1");
}

#[test]
fn without_a_place_nobody_hears_whether_a_password_was_right() {
    let mut answers = Vec::new();
    for password in ["password", "wrong"] {
        let world = World::new();
        let (mut visitor, page) = at_login_elsewhere(&world);
        assert_eq!(type_in(&mut visitor, &page, "wrong"), 400);
        world.bring_replica_up_to_date();
        // There were nine more, of which the replica has not heard.
        world.execute("UPDATE attempts SET level = 10 WHERE key LIKE 'login:%'");
        let page = visitor.open(&authorize(&[]));
        visitor
            .cookies
            .retain(|(name, _)| !name.ends_with("-bookmark"));
        world.chain.set(0);
        let fields = [("username", "person"), ("password", password)];
        let answer = visitor.submit(&page, &fields);
        assert_eq!((answer.status.as_u16(), world.chain.get()), (429, 2));
        let left =
            "SELECT (SELECT count(*) FROM sessions) || ' ' || (SELECT count(*) FROM attempts)";
        assert_eq!(world.ask(left), "0 4", "what is of the first guess");
        // From now on nothing is verified for which there is no place, though the replica knows of none.
        world.execute("DELETE FROM attempts");
        let page = visitor.open(&authorize(&[]));
        world.chain.set(0);
        assert_eq!(type_in(&mut visitor, &page, "password"), 303);
        assert_eq!(world.chain.get(), 2, "the places, and the session");
        answers.push(answer.body.clone());
    }
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn what_the_replica_has_not_heard_of_lets_nobody_in() {
    let second_factor = "INSERT INTO second_factors (user_id, secret, sealed_under, last_step, recovery_codes, created_at) VALUES ('person-1', 'x', '', 0, '', 0)";
    for (ends, status) in [
        ("UPDATE users SET disabled_at = unixepoch()", 400),
        ("DELETE FROM users", 400),
        (
            "UPDATE users SET password_hash = 'another', credential_version = 2",
            400,
        ),
        // The password is right, and a code is asked for.
        (second_factor, 200),
    ] {
        let world = World::new();
        let (mut visitor, page) = at_login(&world);
        world.execute(ends);
        assert_eq!(type_in(&mut visitor, &page, "password"), status, "{ends}");
        assert_eq!(world.ask(SESSIONS), "0", "{ends}");
    }
    for ends in [
        "UPDATE users SET disabled_at = unixepoch()",
        "DELETE FROM users",
        "DELETE FROM passkeys",
        "UPDATE passkeys SET challenged_at = unixepoch() + 1, last_used_at = unixepoch()",
    ] {
        let world = World::new();
        let (mut visitor, page) = with_passkey(&world);
        world.execute(ends);
        assert_eq!(show_passkey(&mut visitor, &page), 400, "{ends}");
        assert_eq!(world.ask(SESSIONS), "0", "{ends}");
    }
}

#[test]
fn what_the_replica_has_not_heard_of_keeps_nobody_out() {
    let world = World::new();
    let (mut visitor, page) = at_login(&world);
    let new = hash_of("another password", Cost::LEAST);
    world.execute(&format!(
        "UPDATE users SET password_hash = '{new}', credential_version = credential_version + 1"
    ));
    assert_eq!(type_in(&mut visitor, &page, "another password"), 303);
    assert_eq!(world.ask(SESSIONS), "1");
}

#[test]
fn a_wrong_password_is_counted_once_and_a_right_one_not_at_all() {
    let world = World::new();
    let (mut visitor, page) = at_login(&world);
    let level =
        "SELECT CAST(coalesce(sum(level), 0) AS INTEGER) FROM attempts WHERE key LIKE 'browser:%'";
    assert_eq!(type_in(&mut visitor, &page, "wrong"), 400);
    assert_eq!(world.ask(level), "1");
    // Its form is used up.
    assert_eq!(type_in(&mut visitor, &page, "password"), 303);
    assert_eq!(world.ask(SESSIONS), "0");
    let page = visitor.open(&authorize(&[]));
    assert_eq!(type_in(&mut visitor, &page, "password"), 303);
    assert_eq!(
        (world.ask(SESSIONS), world.ask(level)),
        ("1".to_owned(), "1".to_owned())
    );
}

#[test]
fn after_too_many_wrong_ones_meanwhile_nobody_learns_whether_one_was_right() {
    let world = World::new();
    let (mut visitor, page) = at_login(&world);
    // The replica has heard of none of these.
    let known = visitor
        .cookies
        .iter()
        .find(|(name, _)| name.contains("known"));
    let id = known
        .expect("a cookie")
        .1
        .split('.')
        .next()
        .expect("an id")
        .to_owned();
    world.execute(&format!(
        "INSERT INTO attempts (day, key, level, at) SELECT unixepoch() / 86400, 'browser:{id}', 10, unixepoch()"
    ));
    // The browser counts as unknown now, so the guess takes places like a stranger's.
    world.over_limit.set(Some("login:"));
    let answers = ["password", "wrong"].map(|password| type_in(&mut visitor, &page, password));
    assert_eq!(answers, [429, 429]);
    assert_eq!(world.ask(SESSIONS), "0");
}
