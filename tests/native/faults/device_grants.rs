//! Storage that fails while a device asks for codes, while a person answers, and while the device fetches its tokens: nothing is
//! given without the person's yes, and the yes is not lost.

use crate::runtime::faults::sweep;
use crate::runtime::visitor::{Visitor, location};
use edgegrant::endpoint::http::reply::Reply;
use serde_json::Value;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// How many devices ask, how many have a yes or a no, and how many families there are.
const STATE: &str = "SELECT (SELECT count(*) FROM device_grants) || (SELECT count(approved) FROM device_grants) || \
     (SELECT count(denied_at) FROM device_grants) || (SELECT count(*) FROM token_families)";

fn ask(visitor: &mut Visitor<'_>) -> (u16, Value) {
    let fields = [("scope", "openid notes:read")];
    visitor.ask("/device_authorization", &fields)
}

fn text(json: &Value, name: &str) -> String {
    json[name].as_str().expect("a text").to_owned()
}

fn poll(visitor: &mut Visitor<'_>, code: &str) -> (u16, Value) {
    visitor.token(&[("grant_type", GRANT), ("device_code", code)])
}

/// The consent page, and the code of the device.
fn at_consent(visitor: &mut Visitor<'_>) -> (Reply, String) {
    let (status, codes) = ask(visitor);
    assert_eq!(status, 200, "{codes}");
    let question = visitor.open(&format!("/device?code={}", text(&codes, "user_code")));
    let back = visitor.fill(&question, "action=\"/authorize", &[]);
    let login = visitor.open(&location(&back).expect("the same as an address"));
    let fields = [("username", "person"), ("password", "password")];
    let done = visitor.submit(&login, &fields);
    let page = visitor.open(&location(&done).expect("back to /authorize"));
    assert!(page.body.contains("name=\"decision\""), "{}", page.body);
    (page, text(&codes, "device_code"))
}

fn decide(visitor: &mut Visitor<'_>, page: &Reply, decision: &str) -> Reply {
    visitor.fill(page, "name=\"decision\"", &[("decision", decision)])
}

#[test]
fn codes_are_given_only_with_what_they_stand_for() {
    sweep(
        |_| (),
        |visitor, ()| ask(visitor),
        |visitor, (), (status, json), met| {
            assert_eq!(status, if met.fault { 503 } else { 200 }, "{json}");
            assert_eq!(json.get("device_code").is_some(), !met.fault);
            assert_eq!(ask(visitor).0, 200, "the device can ask again");
        },
    );
}

#[test]
fn a_yes_counts_whole_or_not_at_all_and_can_be_said_again() {
    sweep(
        at_consent,
        |visitor, (page, _)| decide(visitor, page, "allow"),
        |visitor, (page, code), reply, met| {
            let approved = visitor.world.ask(STATE) == "1100";
            let told = reply.status == 200;
            assert!(approved || !told, "nobody is told what is not so");
            if !met.fault {
                assert!(told && approved, "{}", reply.body);
            } else if !approved {
                assert_eq!(poll(visitor, code).1["error"], "authorization_pending");
                let again = decide(visitor, page, "allow");
                assert_eq!(again.status, 200, "{}", again.body);
            }
            assert_eq!(poll(visitor, code).0, 200);
        },
    );
}

#[test]
fn a_no_that_was_heard_counts() {
    sweep(
        at_consent,
        |visitor, (page, _)| decide(visitor, page, "deny"),
        |visitor, (page, code), reply, met| {
            if met.fault && visitor.world.ask(STATE) == "1000" {
                let heard = location(&reply).is_some_and(|to| to.contains("access_denied"));
                assert!(!heard, "nobody is told what is not so");
                decide(visitor, page, "deny");
            }
            assert_eq!(poll(visitor, code).1["error"], "access_denied");
        },
    );
}

#[test]
fn tokens_are_given_once_and_the_code_is_not_lost() {
    sweep(
        |visitor| {
            let (page, code) = at_consent(visitor);
            assert_eq!(decide(visitor, &page, "allow").status, 200);
            code
        },
        |visitor, code| poll(visitor, code),
        |visitor, code, (status, json), met| {
            assert_eq!(status, if met.fault { 503 } else { 200 }, "{json}");
            let begun = visitor.world.ask(STATE) == "1101";
            let again = poll(visitor, code).0;
            // Only when the one statement took effect and its answer was lost does the device have to begin again.
            assert_eq!(again, if begun { 400 } else { 200 });
            assert!(!begun || !met.fault || met.lost_answer);
        },
    );
}
