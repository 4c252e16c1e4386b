//! A recovery link that was mailed asks for the second factor, and leaves it on; one that the owner made does neither.

use edgegrant::endpoint::http::reply::Reply;
use edgegrant::protocol::secret::Secret;

use crate::runtime::World;
use crate::runtime::authenticator::create;
use crate::runtime::forms::options;
use crate::runtime::phone::Phone;
use crate::runtime::visitor::{Visitor, location};

const LINK: &str = "/recovery?link=the-secret-of-the-link";
const PHRASE: (&str, &str) = ("password", "seven quiet rivers at noon");
const PASSWORD: &str = "name=\"password\"";
const NEW_PASSKEY: &str = "id=\"new-passkey\"";

/// How many second factors, recovery codes and sessions there are; the version, the places left of the link.
const STATE: &str = "SELECT (SELECT count(*) FROM second_factors) || ' ' || coalesce((SELECT length(recovery_codes) / 44 FROM second_factors), 0) \
                     || ' ' || (SELECT count(*) FROM sessions) || ' ' || credential_version || ' ' || (SELECT uses_left FROM one_time_links) FROM users";
const NOTHING: &str = "1 10 0 1 1";

/// The person with a second factor, who cannot sign in any more and comes with a link that was mailed.
fn at_link(world: &World) -> (Visitor<'_>, Phone, Reply) {
    let mut visitor = Visitor::new(world);
    visitor.sign_in();
    let phone = visitor.turn_on();
    visitor.cookies.clear();
    world.execute("DELETE FROM sessions");
    // The code that set it up was used.
    world.pass(60);
    let hash = Secret::new("the-secret-of-the-link").hash();
    world.execute(&format!(
        "INSERT INTO one_time_links (hash, purpose, user_id, email, uses_left, expires_at, created_at, asks_second_factor) \
         SELECT '{}', 'recovery', id, email, 1, unixepoch() + 36000, 0, 1 FROM users",
        hash.as_str()
    ));
    let page = visitor.open(LINK);
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(
        page.body
            .contains("a link that was sent by email is not enough")
    );
    assert_eq!(world.ask(STATE), NOTHING);
    (visitor, phone, page)
}

fn set(visitor: &mut Visitor<'_>, page: &Reply, code: &str) -> Reply {
    visitor.fill(page, PASSWORD, &[PHRASE, ("code", code)])
}

#[test]
fn it_takes_a_code_of_the_app_or_a_recovery_code_and_stays_on() {
    for recovery in [false, true] {
        let world = World::new();
        let (mut visitor, phone, page) = at_link(&world);
        world.execute(
            "INSERT INTO attempts (day, key, level, at) VALUES (unixepoch() / 86400, 'code:person-1', 4, unixepoch()), \
             (unixepoch() / 86400, 'recovery:person-1', 5.1, unixepoch())",
        );
        let code = if recovery {
            phone.recovery_codes[3].to_uppercase()
        } else {
            phone.code(&world, 0)
        };
        let reply = set(&mut visitor, &page, &code);
        assert_eq!(
            location(&reply).as_deref(),
            Some("/account"),
            "{}",
            reply.body
        );
        let state = if recovery { "1 9 1 2 0" } else { "1 10 1 2 0" };
        assert_eq!(world.ask(STATE), state);
        assert_eq!(world.ask("SELECT method FROM sessions"), "password_otp");
        // The place of a good code was given back.
        let places = "SELECT (SELECT level < 4.5 FROM attempts WHERE key = 'code:person-1') \
                      + (SELECT level < 5.5 FROM attempts WHERE key = 'recovery:person-1')";
        assert_eq!(world.ask(places), "2");
        // The code was used up with the link.
        world.execute("UPDATE one_time_links SET uses_left = 1");
        let page = visitor.open(LINK);
        assert_eq!(set(&mut visitor, &page, &code).status, 400);
    }
}

#[test]
fn without_a_code_or_with_a_wrong_one_nothing_happens() {
    let world = World::new();
    let (mut visitor, phone, page) = at_link(&world);
    let wrong = [
        (String::new(), "or a recovery code."),
        ("12345".to_owned(), "or a recovery code."),
        (phone.code(&world, 7), "That code is wrong or too old"),
        (
            "aaaa-bbbb-cccc-dddd".to_owned(),
            "That recovery code is wrong",
        ),
        // It set the app up.
        (phone.code(&world, -2), "That code"),
    ];
    for (code, sentence) in wrong {
        let reply = set(&mut visitor, &page, &code);
        assert_eq!(reply.status, 400, "{code}");
        assert!(reply.body.contains(sentence), "{code}: {}", reply.body);
        assert_eq!(world.ask(STATE), NOTHING, "{code}");
    }
    let passkey = create(&options(&page, NEW_PASSKEY));
    let fields = [("passkey", &*passkey)];
    assert_eq!(visitor.fill(&page, NEW_PASSKEY, &fields).status, 400);
    assert_eq!(world.ask(STATE), NOTHING);
    assert_eq!(set(&mut visitor, &page, &phone.code(&world, 0)).status, 303);
}

#[test]
fn a_bad_password_costs_no_try_and_tries_are_counted_with_those_of_signing_in() {
    let world = World::new();
    let (mut visitor, phone, page) = at_link(&world);
    let good = phone.code(&world, 0);
    let tries = "SELECT count(*) FROM attempts WHERE key LIKE 'code:%'";
    let short = [("password", "short"), ("code", &*good)];
    assert_eq!(visitor.fill(&page, PASSWORD, &short).status, 400);
    assert_eq!(world.ask(tries), "0");
    for _ in 0..5 {
        let wrong = phone.code(&world, 7);
        assert_eq!(set(&mut visitor, &page, &wrong).status, 400);
    }
    let late = set(&mut visitor, &page, &good);
    assert_eq!(late.status, 429);
    assert!(late.body.contains("Too many wrong codes"));
    assert_eq!(world.ask(STATE), NOTHING);
    assert_eq!(
        world.ask("SELECT level >= 5 FROM attempts WHERE key = 'code:person-1'"),
        "1"
    );
    // A recovery code does not wait for them.
    let recovery_code = &phone.recovery_codes[0];
    assert_eq!(set(&mut visitor, &page, recovery_code).status, 303);
}

#[test]
fn a_new_passkey_takes_a_code_too_and_without_a_password_there_is_no_second_factor() {
    for (former, state) in [("", "1 10 1 2 0"), ("go", "0 0 1 2 0")] {
        let world = World::new();
        let (mut visitor, phone, page) = at_link(&world);
        let passkey = create(&options(&page, NEW_PASSKEY));
        let code = phone.code(&world, 0);
        let fields = [("passkey", &*passkey), ("code", &*code), ("former", former)];
        let reply = visitor.fill(&page, NEW_PASSKEY, &fields);
        assert_eq!(reply.status, 303, "{}", reply.body);
        assert_eq!(world.ask(STATE), state);
        assert_eq!(world.ask("SELECT method FROM sessions"), "new_passkey");
    }
}

#[test]
fn what_happens_meanwhile_leaves_all_of_it_or_nothing() {
    for change in [
        "UPDATE second_factors SET last_step = last_step + 10, recovery_codes = '', used_by = 'another'",
        "UPDATE users SET credential_version = credential_version + 1",
        "UPDATE second_factors SET secret = 'another', recovery_codes = ''",
        "UPDATE users SET disabled_at = unixepoch()",
        "UPDATE one_time_links SET uses_left = 0",
    ] {
        for recovery in [false, true] {
            for k in 0..12 {
                let world = World::new();
                let (mut visitor, phone, page) = at_link(&world);
                let code = if recovery {
                    phone.recovery_codes[0].clone()
                } else {
                    phone.code(&world, 0)
                };
                let password = "SELECT password_hash FROM users";
                let before = world.ask(password);
                let used = "SELECT coalesce(used_by, '') FROM second_factors";
                let used_before = world.ask(used);
                world.meanwhile(k, change);
                let reply = set(&mut visitor, &page, &code);
                if world.calls.get() <= k {
                    assert_eq!(reply.status, 303);
                    break;
                }
                let is_in = reply.status == 303;
                assert_eq!(world.ask("SELECT count(*) FROM sessions") == "1", is_in);
                assert_eq!(world.ask(password) != before, is_in, "{change}, call {k}");
                if !is_in {
                    // By whoever was faster, or not at all.
                    let used = world.ask(used);
                    assert!(
                        used == used_before || used == "another",
                        "{change}, call {k}"
                    );
                }
            }
        }
    }
}
