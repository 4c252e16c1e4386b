//! The second factor on the account's pages: turned on, used for what is sensitive, and gone with the password.

use edgegrant::protocol::secret::Secret;
use edgegrant::store::acting::load_holder;

use crate::runtime::World;
use crate::runtime::phone::{Phone, SET_UP, codes};
use crate::runtime::stock::{done, sign_in};
use crate::runtime::visitor::{Visitor, location};

const SECURITY: &str = "/account/security";
const CODE: &str = "name=\"code\"";

fn signed_in(world: &World) -> Visitor<'_> {
    let mut visitor = Visitor::new(world);
    visitor.sign_in();
    visitor
}

#[test]
fn it_counts_once_a_code_confirmed_it_and_not_before() {
    let world = World::new();
    let mut visitor = signed_in(&world);
    let page = visitor.open(SET_UP);
    assert!(page.body.contains("<svg class=\"qr\""));
    assert!(
        page.body
            .contains("otpauth://totp/auth%2Eexample:person?secret="),
        "{}",
        page.body
    );
    assert_eq!(world.ask("SELECT count(*) FROM second_factors"), "0");
    let phone = Phone::read(&page);
    let wrong = phone.code(&world, 5);
    let refused = visitor.fill(&page, CODE, &[("code", &wrong)]);
    assert_eq!(refused.status, 400);
    // The same secret: the app that was set up is still good.
    assert_eq!(Phone::read(&refused).secret, phone.secret);
    assert_eq!(world.ask("SELECT count(*) FROM second_factors"), "0");
    let code = phone.code(&world, 0);
    let on = visitor.fill(&refused, CODE, &[("code", &code)]);
    assert_eq!(codes(&on).len(), 10);
    assert!(!world.ask("SELECT secret FROM second_factors").is_empty());
    // Sent again, the form changes nothing.
    let stored = "SELECT secret || recovery_codes FROM second_factors";
    let before = world.ask(stored);
    assert_eq!(visitor.fill(&refused, CODE, &[("code", &code)]).status, 400);
    assert_eq!(world.ask(stored), before);
    // What confirmed it signs nobody in, and the codes are shown nowhere again.
    assert!(codes(&visitor.open(SECURITY)).is_empty());
}

#[test]
fn a_session_with_the_password_alone_is_no_longer_recent() {
    let world = World::new();
    let mut visitor = signed_in(&world);
    sign_in(&world, "elsewhere", "person-1", None);
    let recent = |cookie: &str| {
        let hash = Secret::new(cookie).hash();
        done(load_holder(&world, &hash, None))
            .expect("they are signed in")
            .recent
    };
    assert!(recent("elsewhere"));
    visitor.turn_on();
    assert!(!recent("elsewhere"), "it had the password alone");
    // The one in which it was turned on goes on.
    let here = visitor.open(SECURITY);
    assert!(here.body.contains("/account/second-factor/remove"));
    visitor
        .cookies
        .retain(|(name, _)| !name.contains("session"));
    visitor.cookies.push((
        "__Host-edgegrant-session".to_owned(),
        "elsewhere".to_owned(),
    ));
    let there = visitor.open(SECURITY);
    assert!(!there.body.contains("/account/second-factor/remove"));
    assert!(there.body.contains("confirm that it is you"));
    for path in [SET_UP, "/account/passkey?for=/account/security"] {
        let page = visitor.open(path);
        assert!(
            location(&page).expect("an address").contains("/login?for="),
            "{path}"
        );
    }
    // With a passkey it is.
    world.execute("UPDATE sessions SET method = 'passkey'");
    assert!(
        visitor
            .open(SECURITY)
            .body
            .contains("/account/second-factor/remove")
    );
}

#[test]
fn a_form_of_a_session_that_is_no_longer_enough_changes_nothing() {
    let world = World::new();
    let mut visitor = signed_in(&world);
    visitor.turn_on();
    let page = visitor.open(SECURITY);
    world.execute("UPDATE sessions SET method = 'password'");
    for action in ["second-factor/remove", "recovery-codes", "password"] {
        let mark = format!("/account/{action}\"");
        let refused = visitor.fill(&page, &mark, &[("password", "seven quiet rivers at noon")]);
        assert!(
            location(&refused)
                .expect("an address")
                .contains("/login?for="),
            "{action}"
        );
    }
    assert_eq!(
        world.ask("SELECT (SELECT count(*) FROM second_factors) || credential_version FROM users"),
        "11"
    );
}

#[test]
fn it_goes_with_the_password_and_stays_with_a_new_one() {
    let world = World::new();
    let mut visitor = signed_in(&world);
    visitor.turn_on();
    world.execute(
        "INSERT INTO passkeys (id, user_id, rp_id, name, public_key, algorithm, counter, backup_eligible, backed_up, \
         aaguid, created_at) SELECT 'passkey', id, 'auth.example', 'Laptop', '{}', 'ES256', 0, 1, 1, '', 1 FROM users",
    );
    let page = visitor.open(SECURITY);
    let changed = visitor.fill(
        &page,
        "/account/password\"",
        &[("password", "seven quiet rivers at noon")],
    );
    assert_eq!(changed.status, 303, "{}", changed.body);
    assert_eq!(world.ask("SELECT count(*) FROM second_factors"), "1");
    let page = visitor.open(SECURITY);
    visitor.fill(&page, "/account/password/remove\"", &[]);
    assert_eq!(world.ask("SELECT count(*) FROM second_factors"), "0");
    let page = visitor.open(SECURITY);
    assert!(
        !page.body.contains("Second factor"),
        "there is no password beside which it could be"
    );
    assert_eq!(location(&visitor.open(SET_UP)).as_deref(), Some(SECURITY));
}

#[test]
fn it_is_replaced_turned_off_and_gets_new_recovery_codes() {
    let world = World::new();
    let mut visitor = signed_in(&world);
    let first = visitor.turn_on();
    let page = visitor.open(SECURITY);
    let renewed = codes(&visitor.fill(&page, "/account/recovery-codes\"", &[]));
    assert_eq!(renewed.len(), 10);
    assert!(
        renewed
            .iter()
            .all(|code| !first.recovery_codes.contains(code))
    );
    assert_eq!(
        world.ask("SELECT length(recovery_codes) FROM second_factors"),
        "440"
    );
    world.pass(60);
    let secret = "SELECT secret FROM second_factors";
    let before = world.ask(secret);
    visitor.turn_on();
    assert_ne!(world.ask(secret), before);
    let page = visitor.open(SECURITY);
    let off = visitor.fill(&page, "/account/second-factor/remove\"", &[]);
    assert_eq!(location(&off).as_deref(), Some(SECURITY));
    assert_eq!(world.ask("SELECT count(*) FROM second_factors"), "0");
    // In a second tab, it is off already.
    let again = visitor.fill(&page, "/account/second-factor/remove\"", &[]);
    assert_eq!(location(&again).as_deref(), Some(SECURITY));
}

#[test]
fn an_owners_link_turns_it_off_and_one_that_asks_for_it_does_not() {
    for (asks, off) in [(0, true), (1, false)] {
        let world = World::new();
        let mut visitor = signed_in(&world);
        visitor.turn_on();
        visitor.cookies.clear();
        let hash = Secret::new("the-secret-of-the-link").hash();
        world.execute(&format!(
            "INSERT INTO one_time_links (hash, purpose, user_id, uses_left, expires_at, created_at, asks_second_factor) \
             VALUES ('{}', 'recovery', 'person-1', 1, unixepoch() + 60, 0, {asks})",
            hash.as_str()
        ));
        let page = visitor.open("/recovery?link=the-secret-of-the-link");
        assert_eq!(page.body.contains("turns your second factor off"), off);
        let fields = [("password", "seven quiet rivers at noon")];
        let reply = visitor.fill(&page, "name=\"password\"", &fields);
        assert_eq!(reply.status == 303, off, "{}", reply.body);
        let state = "SELECT (SELECT count(*) FROM second_factors) || credential_version \
                     || (SELECT uses_left FROM one_time_links) FROM users";
        assert_eq!(world.ask(state), if off { "020" } else { "111" });
    }
}
