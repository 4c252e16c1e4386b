//! A person who is disabled in the middle of something: whichever storage call comes next, nobody is signed in, no token
//! is given, nothing is half-saved, and what the person sees leads on.

use crate::runtime::World;
use crate::runtime::visitor::{Visitor, answer, authorize, location};
use edgegrant::endpoint::http::reply::Reply;

const DISABLE: &str =
    "UPDATE users SET disabled_at = unixepoch(), credential_version = credential_version + 1";

/// Runs `act` once for each of its storage calls, each time in a new world in which the person is disabled just before
/// that call. `begin` comes before, and `look` afterwards.
fn meanwhile<B, A>(
    begin: impl Fn(&mut Visitor<'_>) -> B,
    act: impl Fn(&mut Visitor<'_>, &B) -> A,
    look: impl Fn(&mut Visitor<'_>, &B, A, u32),
) {
    for k in 0.. {
        let world = World::new();
        let mut visitor = Visitor::new(&world);
        let begun = begin(&mut visitor);
        world.meanwhile(k, DISABLE);
        let acted = act(&mut visitor, &begun);
        if world.calls.get() <= k {
            assert!(k > 0, "it asks the storage something");
            return;
        }
        look(&mut visitor, &begun, acted, k);
    }
}

fn count(visitor: &Visitor<'_>, table: &str) -> String {
    visitor.world.ask(&format!("SELECT count(*) FROM {table}"))
}

/// The right password, after all: the page says what is the matter, and asks for another account.
fn assert_told(visitor: &mut Visitor<'_>, page: &Reply) {
    let page = visitor.submit(page, &[("username", "person"), ("password", "password")]);
    assert_eq!(page.status, 400);
    assert!(
        page.body.contains("This account is disabled."),
        "{}",
        page.body
    );
    assert!(page.body.contains("name=\"password\""), "{}", page.body);
}

fn sign_in(visitor: &mut Visitor<'_>, page: &Reply) -> Reply {
    visitor.submit(page, &[("username", "person"), ("password", "password")])
}

#[test]
fn while_they_sign_in() {
    meanwhile(
        |visitor| visitor.open(&authorize(&[])),
        sign_in,
        |visitor, _, reply, k| {
            let after = visitor.open(&authorize(&[]));
            if location(&reply).is_none() {
                assert_eq!(reply.status, 400, "call {k}");
                assert_eq!(count(visitor, "sessions"), "0", "call {k}");
            }
            assert_eq!(location(&after), None, "call {k}");
            assert_told(visitor, &after);
        },
    );
}

#[test]
fn while_they_are_asked_and_say_yes() {
    meanwhile(
        |visitor| {
            visitor.sign_in();
            visitor.open(&authorize(&[]))
        },
        |visitor, page| visitor.submit(page, &[("decision", "allow")]),
        |visitor, _, reply, k| {
            // A code that they got just before is worth nothing.
            if let Some(code) = answer(&reply, "code") {
                let (status, json) = visitor.redeem(&code);
                assert_eq!((status, &json["error"]), (400, &"invalid_grant".into()));
                return;
            }
            assert_eq!(count(visitor, "grants"), "0", "call {k}");
            assert_eq!(count(visitor, "token_families"), "0", "call {k}");
            let back = location(&reply).expect("back to the question");
            let page = visitor.open(&back);
            assert_told(visitor, &page);
        },
    );
}

#[test]
fn while_a_code_of_theirs_is_redeemed() {
    meanwhile(
        |visitor| visitor.code(),
        |visitor, code| visitor.redeem(code),
        |visitor, code, (status, json), k| {
            if status == 200 {
                let token = json["refresh_token"].as_str().expect("a token");
                assert_eq!(visitor.refresh(token).0, 400, "call {k}");
                return;
            }
            assert_eq!((status, &json["error"]), (400, &"invalid_grant".into()));
            assert_eq!(count(visitor, "token_families"), "0", "call {k}");
            assert_eq!(visitor.redeem(code).0, 400, "call {k}");
        },
    );
}

#[test]
fn while_a_token_of_theirs_is_refreshed() {
    meanwhile(
        |visitor| {
            let code = visitor.code();
            let (_, json) = visitor.redeem(&code);
            json["refresh_token"].as_str().expect("a token").to_owned()
        },
        |visitor, token| visitor.refresh(token),
        |visitor, token, (status, json), k| {
            if status != 200 {
                assert_eq!((status, &json["error"]), (400, &"invalid_grant".into()));
            }
            assert_eq!(visitor.refresh(token).0, 400, "call {k}");
        },
    );
}
