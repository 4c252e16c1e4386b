//! Storage that fails while a second factor is turned on, used, renewed or turned off: all of it happens, or nothing; the
//! page says so; and the same form is good afterwards.

use crate::runtime::faults::sweep;
use crate::runtime::phone::{Phone, SET_UP, codes};
use crate::runtime::visitor::{Visitor, authorize};
use edgegrant::endpoint::http::reply::Reply;
use edgegrant::protocol::secret::Secret;

const SECURITY: &str = "/account/security";
/// The new password, where there is one.
const PHRASE: (&str, &str) = ("password", "seven quiet rivers at noon");

/// A form: how to get there, what is filled in, and what one text says before and after.
struct Flow {
    name: &'static str,
    before: fn(&mut Visitor<'_>) -> (Reply, String),
    /// What tells the form from the others on its page, and the field that is filled in.
    mark: &'static str,
    field: &'static str,
    state: &'static str,
    undone: &'static str,
    done: &'static str,
    /// Whether it signs the person in.
    signs_in: bool,
}

/// The person turned it on, and is at the page that asks for a code.
fn asked(visitor: &mut Visitor<'_>) -> (Reply, Phone) {
    visitor.sign_in();
    let phone = visitor.turn_on();
    visitor.cookies.clear();
    visitor.world.execute("DELETE FROM sessions");
    visitor.world.pass(60);
    let login = visitor.open(&authorize(&[]));
    let page = visitor.submit(&login, &[("username", "person"), ("password", "password")]);
    (page, phone)
}

fn at_security(visitor: &mut Visitor<'_>) -> (Reply, String) {
    visitor.sign_in();
    visitor.turn_on();
    // As many as nobody has by new ones.
    visitor
        .world
        .execute("UPDATE second_factors SET recovery_codes = ''");
    (visitor.open(SECURITY), String::new())
}

const FLOWS: [Flow; 7] = [
    Flow {
        name: "turning it on",
        before: |visitor| {
            visitor.sign_in();
            let page = visitor.open(SET_UP);
            let code = Phone::read(&page).code(visitor.world, 0);
            (page, code)
        },
        mark: "name=\"code\"",
        field: "code",
        state: "SELECT (SELECT count(*) FROM second_factors) || method FROM sessions",
        undone: "0password",
        done: "1password_new_otp",
        signs_in: false,
    },
    Flow {
        name: "new recovery codes",
        before: at_security,
        mark: "/account/recovery-codes\"",
        field: "none",
        state: "SELECT length(recovery_codes) / 44 FROM second_factors",
        undone: "0",
        done: "10",
        signs_in: false,
    },
    Flow {
        name: "turning it off",
        before: at_security,
        mark: "/account/second-factor/remove\"",
        field: "none",
        state: "SELECT count(*) FROM second_factors",
        undone: "1",
        done: "0",
        signs_in: false,
    },
    Flow {
        name: "a code of the app",
        before: |visitor| {
            let (page, phone) = asked(visitor);
            let code = phone.code(visitor.world, 0);
            (page, code)
        },
        mark: "name=\"code\"",
        field: "code",
        state: "SELECT (SELECT count(*) FROM sessions) || (last_step = unixepoch() / 30) FROM second_factors",
        undone: "00",
        done: "11",
        signs_in: true,
    },
    Flow {
        name: "a recovery code",
        before: |visitor| {
            let (page, phone) = asked(visitor);
            (page, phone.recovery_codes[0].clone())
        },
        mark: "name=\"recovery_code\"",
        field: "recovery_code",
        state: "SELECT (SELECT count(*) FROM sessions) || (length(recovery_codes) / 44) FROM second_factors",
        undone: "010",
        done: "19",
        signs_in: true,
    },
    Flow {
        name: "a recovery link of the owner",
        before: |visitor| {
            asked(visitor);
            let hash = Secret::new("the-secret-of-the-link").hash();
            visitor.world.execute(&format!(
                "INSERT INTO one_time_links (hash, purpose, user_id, uses_left, expires_at, created_at) \
                 VALUES ('{}', 'recovery', 'person-1', 1, unixepoch() + 60, 0)",
                hash.as_str()
            ));
            let page = visitor.open("/recovery?link=the-secret-of-the-link");
            (page, String::new())
        },
        mark: "name=\"password\"",
        field: "none",
        state: "SELECT (SELECT count(*) FROM sessions) || (SELECT count(*) FROM second_factors) || credential_version FROM users",
        undone: "011",
        done: "102",
        signs_in: true,
    },
    Flow {
        name: "a recovery link that was mailed",
        before: |visitor| {
            let (_, phone) = asked(visitor);
            let hash = Secret::new("the-secret-of-the-link").hash();
            visitor.world.execute(&format!(
                "INSERT INTO one_time_links (hash, purpose, user_id, uses_left, expires_at, created_at, asks_second_factor) \
                 VALUES ('{}', 'recovery', 'person-1', 1, unixepoch() + 60, 0, 1)",
                hash.as_str()
            ));
            let page = visitor.open("/recovery?link=the-secret-of-the-link");
            (page, phone.recovery_codes[0].clone())
        },
        mark: "name=\"password\"",
        field: "code",
        state: "SELECT (SELECT count(*) FROM sessions) || (SELECT length(recovery_codes) / 44 FROM second_factors) || credential_version FROM users",
        undone: "0101",
        done: "192",
        signs_in: true,
    },
];

#[test]
fn each_step_happens_whole_or_not_at_all_and_can_be_made_again() {
    for flow in &FLOWS {
        let name = flow.name;
        sweep(
            |visitor| {
                let prepared = (flow.before)(visitor);
                assert_eq!(visitor.world.ask(flow.state), flow.undone, "{name}");
                prepared
            },
            |visitor, (page, typed)| visitor.fill(page, flow.mark, &[PHRASE, (flow.field, typed)]),
            |visitor, (page, typed), reply, met| {
                let state = visitor.world.ask(flow.state);
                let is_in = |visitor: &Visitor<'_>| {
                    let mut cookies = visitor.cookies.iter();
                    cookies.any(|(name, _)| name.contains("session"))
                };
                if !met.fault {
                    assert!(reply.status.as_u16() < 400, "{name}: {}", reply.body);
                    assert_eq!(state, flow.done, "{name}");
                    return;
                }
                assert_eq!(reply.status, 503, "{name}");
                assert!(reply.trouble, "{name}: the owner is told");
                assert!(
                    codes(&reply).len() <= 1,
                    "{name}: no codes without an answer"
                );
                if flow.signs_in {
                    assert!(!is_in(visitor), "{name}: no cookie without an answer");
                }
                if met.lost_answer && state == flow.done {
                    return;
                }
                assert_eq!(state, flow.undone, "{name}");
                let again = visitor.fill(page, flow.mark, &[PHRASE, (flow.field, typed)]);
                assert!(again.status.as_u16() < 400, "{name}: {}", again.body);
                assert_eq!(visitor.world.ask(flow.state), flow.done, "{name}");
                assert!(is_in(visitor), "{name}");
            },
        );
    }
}
