//! Storage that fails while a client gets a token in its own name, and while an API exchanges one: there is a token or an error, and
//! nothing is written either way.

use crate::runtime::faults::sweep;
use crate::runtime::visitor::Visitor;
use serde_json::Value;

const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const API: &str = "https://api.example";

const ROWS: &str =
    "SELECT (SELECT count(*) FROM token_families) || (SELECT count(*) FROM spent_ids)";

fn whole((status, json): &(u16, Value), met: bool) {
    assert_eq!(*status, if met { 503 } else { 200 }, "{json}");
    assert_eq!(json.get("access_token").is_some(), !met);
}

fn own(visitor: &mut Visitor<'_>) -> (u16, Value) {
    let fields = [
        ("grant_type", "client_credentials"),
        ("scope", "notes:read"),
    ];
    visitor.token(&fields)
}

#[test]
fn a_token_of_the_client_itself() {
    sweep(
        |_| (),
        |visitor, ()| own(visitor),
        |visitor, (), answer, met| {
            whole(&answer, met.fault);
            assert_eq!(visitor.world.ask(ROWS), "00");
            whole(&own(visitor), false);
        },
    );
}

#[test]
fn a_token_that_is_exchanged() {
    sweep(
        |visitor| {
            let introspects = format!("UPDATE clients SET introspects = '[\"{API}\"]'");
            visitor.world.execute(&introspects);
            let code = visitor.code();
            let (_, json) = visitor.redeem(&code);
            json["access_token"].as_str().expect("a token").to_owned()
        },
        |visitor, token| exchange(visitor, token),
        |visitor, token, answer, met| {
            whole(&answer, met.fault);
            assert_eq!(visitor.world.ask(ROWS), "10");
            whole(&exchange(visitor, token), false);
        },
    );
}

fn exchange(visitor: &mut Visitor<'_>, token: &str) -> (u16, Value) {
    visitor.token(&[
        ("grant_type", EXCHANGE),
        ("subject_token", token),
        ("subject_token_type", ACCESS_TOKEN),
        ("resource", API),
    ])
}
