//! Signing in with a password and a code: what is asked, what is used up, and what happens meanwhile.

use edgegrant::endpoint::http::reply::Reply;

use crate::runtime::World;
use crate::runtime::phone::Phone;
use crate::runtime::visitor::{Visitor, authorize, location};

const CODE: &str = "name=\"code\"";
const RECOVERY: &str = "name=\"recovery_code\"";
const SESSIONS: &str = "SELECT count(*) FROM sessions";

/// The person with a second factor, signed out, in the same browser.
fn with_second_factor(world: &World) -> (Visitor<'_>, Phone) {
    let mut visitor = Visitor::new(world);
    visitor.sign_in();
    let phone = visitor.turn_on();
    visitor.cookies.clear();
    world.execute("DELETE FROM sessions");
    // The code that set it up was used.
    world.pass(60);
    (visitor, phone)
}

/// The page that comes after the password.
fn after_password(visitor: &mut Visitor<'_>) -> Reply {
    let login = visitor.open(&authorize(&[]));
    let page = visitor.submit(&login, &[("username", "person"), ("password", "password")]);
    assert_eq!(page.status, 200, "{}", page.body);
    page
}

fn give(visitor: &mut Visitor<'_>, page: &Reply, code: &str) -> Reply {
    visitor.fill(page, CODE, &[("code", code)])
}

fn give_recovery_code(visitor: &mut Visitor<'_>, page: &Reply, code: &str) -> Reply {
    visitor.fill(page, RECOVERY, &[("recovery_code", code)])
}

#[test]
fn a_right_password_signs_nobody_in_until_there_is_a_code() {
    let world = World::new();
    let (mut visitor, phone) = with_second_factor(&world);
    let page = after_password(&mut visitor);
    assert_eq!(world.ask(SESSIONS), "0");
    assert!(
        !visitor
            .cookies
            .iter()
            .any(|(name, _)| name.contains("session"))
    );
    assert!(
        !visitor
            .cookies
            .iter()
            .any(|(name, _)| name.contains("known"))
    );
    let done = give(&mut visitor, &page, &phone.code(&world, 0));
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(location(&done).expect("an address").contains("/authorize?"));
    assert_eq!(world.ask("SELECT method FROM sessions"), "password_otp");
}

#[test]
fn a_code_is_good_once_and_so_is_a_recovery_code() {
    let world = World::new();
    let (mut visitor, phone) = with_second_factor(&world);
    let code = phone.code(&world, 0);
    let page = after_password(&mut visitor);
    assert_eq!(give(&mut visitor, &page, &code).status, 303);
    // The same form, and a new one; one step before it too, which was good until then.
    let page_again = after_password_elsewhere(&mut visitor);
    for (page, code) in [
        (&page, &code),
        (&page_again, &code),
        (&page_again, &phone.code(&world, -1)),
    ] {
        let used = give(&mut visitor, page, code);
        assert_eq!(used.status, 400);
        assert!(used.body.contains("has already been used"), "{}", used.body);
    }
    let recovery_code = &phone.recovery_codes[3];
    let done = give_recovery_code(&mut visitor, &page_again, recovery_code);
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(
        location(&done)
            .expect("an address")
            .contains("/account/recovery-code-used?")
    );
    let used = give_recovery_code(&mut visitor, &page_again, recovery_code);
    assert_eq!(used.status, 400);
    assert!(used.body.contains("or has already been used"));
    let other = give_recovery_code(&mut visitor, &page_again, &phone.recovery_codes[4]);
    assert_eq!(other.status, 303);
    assert_eq!(
        world.ask("SELECT length(recovery_codes) / 44 FROM second_factors"),
        "8"
    );
}

fn after_password_elsewhere(visitor: &mut Visitor<'_>) -> Reply {
    let login = visitor.open(&authorize(&[]).replace("/authorize", "/login"));
    visitor.submit(&login, &[("username", "person"), ("password", "password")])
}

#[test]
fn two_requests_with_one_code_sign_in_once() {
    for recovery in [false, true] {
        for k in 0..8 {
            let world = World::new();
            let (mut visitor, phone) = with_second_factor(&world);
            let page = after_password(&mut visitor);
            // As the other request would.
            world.meanwhile(
                k,
                "UPDATE second_factors SET last_step = last_step + 10, recovery_codes = '', used_by = 'another'",
            );
            let reply = if recovery {
                give_recovery_code(&mut visitor, &page, &phone.recovery_codes[0])
            } else {
                give(&mut visitor, &page, &phone.code(&world, 0))
            };
            if world.calls.get() <= k {
                assert_eq!(reply.status, 303);
                break;
            }
            let in_time = world.ask(SESSIONS) == "1";
            assert_eq!(reply.status, if in_time { 303 } else { 400 }, "call {k}");
        }
    }
}

#[test]
fn a_code_is_worth_nothing_once_the_account_has_changed() {
    for change in [
        "UPDATE users SET password_hash = 'x', credential_version = credential_version + 1",
        "UPDATE users SET disabled_at = unixepoch(), credential_version = credential_version + 1",
        "DELETE FROM second_factors",
        "DELETE FROM users",
    ] {
        for k in 0..8 {
            let world = World::new();
            let (mut visitor, phone) = with_second_factor(&world);
            let page = after_password(&mut visitor);
            world.meanwhile(k, change);
            let reply = give(&mut visitor, &page, &phone.code(&world, 0));
            if world.calls.get() <= k {
                break;
            }
            if world.ask(SESSIONS) == "0" {
                assert_eq!(reply.status, 400, "{change} at {k}: {}", reply.body);
                assert!(
                    reply.body.contains("was changed while you signed in"),
                    "{change} at {k}"
                );
                assert!(
                    reply.body.contains("name=\"password\""),
                    "the next step is there"
                );
            } else {
                assert_eq!(reply.status, 303);
            }
        }
    }
}

#[test]
fn the_page_is_good_for_ten_minutes_in_one_browser_and_for_one_request() {
    let world = World::new();
    let (mut visitor, phone) = with_second_factor(&world);
    let page = after_password(&mut visitor);
    let cookies = visitor.cookies.clone();
    // Another browser, with a form of its own and the record of this one.
    visitor.cookies.clear();
    let other = after_password(&mut visitor);
    let sealed = page
        .body
        .split_once("name=\"signing_in\" value=\"")
        .expect("it")
        .1;
    let sealed = sealed.split_once('"').expect("its end").0;
    let code = phone.code(&world, 0);
    let refused = visitor.fill(&other, CODE, &[("signing_in", sealed), ("code", &code)]);
    assert_eq!(refused.status, 403);
    let refused = give(&mut visitor, &page, &code);
    assert_eq!(refused.status, 403);
    visitor.cookies = cookies;
    // Another request, in the same browser.
    let mut elsewhere = after_password(&mut visitor);
    elsewhere.body = page.body.replace("notes%3Aread", "notes%3Awrite");
    assert_ne!(elsewhere.body, page.body);
    assert_eq!(give(&mut visitor, &elsewhere, &code).status, 403);
    world.pass(601);
    let late = give(&mut visitor, &page, &phone.code(&world, 0));
    assert_eq!(late.status, 400);
    assert!(late.body.contains("more than ten minutes"));
    assert!(late.body.contains("name=\"password\""));
    assert_eq!(world.ask(SESSIONS), "0");
}

#[test]
fn a_password_that_was_right_before_it_was_turned_on_is_not_enough_any_more() {
    for k in 0..8 {
        let world = World::new();
        let mut visitor = Visitor::new(&world);
        let login = visitor.open(&authorize(&[]));
        world.meanwhile(
            k,
            "INSERT INTO second_factors (user_id, secret, sealed_under, last_step, recovery_codes, created_at) \
             SELECT 'person-1', '', '', count(*), '', 0 FROM sessions",
        );
        visitor.submit(&login, &[("username", "person"), ("password", "password")]);
        if world.calls.get() <= k {
            assert!(k > 2);
            break;
        }
        // How many sessions there were when it was turned on: none begins later.
        let before = world.ask("SELECT last_step FROM second_factors");
        assert_eq!(world.ask(SESSIONS), before, "call {k}");
    }
}

#[test]
fn what_no_code_can_be_is_not_counted_and_says_what_one_is() {
    let world = World::new();
    let (mut visitor, phone) = with_second_factor(&world);
    let page = after_password(&mut visitor);
    for text in ["", "12345", "abcdef", "1234567"] {
        let refused = give(&mut visitor, &page, text);
        assert_eq!(refused.status, 400);
        assert!(refused.body.contains("six digits"));
    }
    let refused = give_recovery_code(&mut visitor, &page, "abcd");
    assert!(refused.body.contains("<details open>"));
    assert_eq!(
        world.ask("SELECT count(*) FROM attempts WHERE key LIKE 'code:%' OR key LIKE 'recovery:%'"),
        "0"
    );
    let spaced = phone.code(&world, 0);
    let spaced = format!(" {} {}", &spaced[..3], &spaced[3..]);
    assert_eq!(give(&mut visitor, &page, &spaced).status, 303);
}

#[test]
fn five_wrong_codes_are_all_and_a_right_password_gives_none_back() {
    let world = World::new();
    let (mut visitor, phone) = with_second_factor(&world);
    let page = after_password(&mut visitor);
    let wrong = (0..).map(|number| format!("{number:06}"));
    let right: Vec<String> = (-2..3).map(|steps| phone.code(&world, steps)).collect();
    let mut wrong = wrong.filter(|code| !right.contains(code));
    for _ in 0..5 {
        let code = wrong.next().expect("a code");
        assert_eq!(give(&mut visitor, &page, &code).status, 400);
    }
    let page = after_password(&mut visitor);
    let refused = give(&mut visitor, &page, &phone.code(&world, 0));
    assert_eq!(refused.status, 429);
    assert!(refused.body.contains("Too many wrong codes"));
    assert_eq!(
        world.ask("SELECT count(*) FROM attempts WHERE key = 'code:person-1'"),
        "1"
    );
    // One more after an hour and a half.
    world.pass(5400);
    let page = after_password(&mut visitor);
    assert_eq!(
        give(&mut visitor, &page, &phone.code(&world, 0)).status,
        303
    );
    // A recovery code does not wait for them.
    world.execute("UPDATE attempts SET level = 5, at = unixepoch() WHERE key = 'code:person-1'");
    let page = after_password_elsewhere(&mut visitor);
    assert_eq!(
        give(&mut visitor, &page, &phone.code(&world, 1)).status,
        429
    );
    assert_eq!(
        give_recovery_code(&mut visitor, &page, &phone.recovery_codes[0]).status,
        303
    );
}

#[test]
fn whoever_does_not_know_the_password_sees_no_difference() {
    let plain = |on: bool| {
        let world = World::new();
        let mut visitor = Visitor::new(&world);
        if on {
            visitor.sign_in();
            visitor.turn_on();
            visitor.cookies.clear();
        }
        let login = visitor.open(&authorize(&[]));
        world.fail_at(None, false);
        let refused = visitor.submit(&login, &[("username", "person"), ("password", "wrong")]);
        let text = refused
            .body
            .split("value=\"")
            .map(|part| part.split_once('"').map_or(part, |it| it.1));
        (refused.status, text.collect::<String>(), world.calls.get())
    };
    assert_eq!(plain(true).0, plain(false).0);
    assert_eq!(plain(true).2, plain(false).2);
}
