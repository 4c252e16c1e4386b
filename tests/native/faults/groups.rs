//! Storage that fails around groups: nobody is let in who is not in one, nothing is half told, and what failed can be
//! tried again.

use http::header::AUTHORIZATION;
use http::{HeaderMap, Method};
use serde_json::{Value, json};

use crate::runtime::faults::sweep;
use crate::runtime::visitor::{Visitor, answer, authorize, json, location};

const ASKED: [(&str, &str); 2] = [("scope", "openid groups"), ("nonce", "n")];

/// A client for a group, and somebody in it.
fn prepare(visitor: &mut Visitor<'_>) {
    visitor.world.execute(
        "INSERT INTO user_groups (id, name, created_at) VALUES ('id-staff', 'staff', 0);
         INSERT INTO group_members VALUES ('person-1', 'id-staff');
         UPDATE clients SET allowed_groups = '[\"id-staff\"]', first_party = 1, scope = 'openid groups', \
         refresh_without_offline_access = 1",
    );
    visitor.sign_in();
}

fn leave(visitor: &Visitor<'_>) {
    visitor.world.execute("DELETE FROM group_members");
}

fn code(visitor: &mut Visitor<'_>) -> String {
    answer(&visitor.open(&authorize(&ASKED)), "code").expect("a code")
}

/// What an ID token says, which nobody verifies here.
fn groups(tokens: &Value) -> Value {
    let token = tokens["id_token"].as_str().expect("an ID token");
    let claims = token.split('.').nth(1).expect("claims");
    let claims = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, claims);
    let claims: Value = serde_json::from_slice(&claims.expect("base64url")).expect("JSON");
    claims["groups"].clone()
}

#[test]
fn a_client_for_a_group_gives_a_code_to_a_member_or_nothing() {
    sweep(
        prepare,
        |visitor, ()| visitor.open(&authorize(&ASKED)),
        |visitor, (), reply, met| {
            if !met.fault {
                assert!(answer(&reply, "code").is_some());
            }
            leave(visitor);
            let page = visitor.open(&authorize(&ASKED));
            assert_eq!((page.status.as_u16(), location(&page)), (403, None));
        },
    );
}

#[test]
fn whoever_is_shut_out_goes_back_with_a_no_or_can_try_again() {
    sweep(
        |visitor| {
            prepare(visitor);
            leave(visitor);
            visitor.open(&authorize(&ASKED))
        },
        |visitor, page| visitor.submit(page, &[("decision", "deny")]),
        |visitor, page, reply, met| {
            let refused = |reply: &_| answer(reply, "error").as_deref() == Some("access_denied");
            if !met.fault {
                assert!(refused(&reply));
                assert_eq!(answer(&reply, "state").as_deref(), Some("a state & more"));
            }
            assert_eq!(answer(&reply, "code"), None);
            let again = visitor.submit(page, &[("decision", "deny")]);
            assert!(refused(&again));
            // No is all that they can say.
            let yes = visitor.submit(page, &[("decision", "allow")]);
            assert!(location(&yes).is_some_and(|to| to.contains("/authorize?")));
            assert_eq!(visitor.world.ask("SELECT count(*) FROM grants"), "0");
        },
    );
}

#[test]
fn an_id_token_names_the_groups_or_there_is_none_and_the_code_is_as_good_as_before() {
    sweep(
        |visitor| {
            prepare(visitor);
            code(visitor)
        },
        |visitor, code| visitor.redeem(code),
        |visitor, code, (status, tokens), met| {
            let families = visitor.world.ask("SELECT count(*) FROM token_families");
            if !met.fault {
                assert_eq!((status, groups(&tokens)), (200, json!(["staff"])));
                return;
            }
            assert_eq!((status, tokens.get("id_token")), (503, None));
            let (again, tokens) = visitor.redeem(code);
            match families.as_str() {
                "0" => assert_eq!((again, groups(&tokens)), (200, json!(["staff"]))),
                _ => assert!(met.lost_answer && again == 400),
            }
        },
    );
}

#[test]
fn a_refresh_names_the_groups_of_now_or_leaves_the_token_as_it_was() {
    sweep(
        |visitor| {
            prepare(visitor);
            let code = code(visitor);
            let (_, tokens) = visitor.redeem(&code);
            visitor
                .world
                .execute("UPDATE user_groups SET name = 'team' WHERE id = 'id-staff'");
            tokens["refresh_token"]
                .as_str()
                .expect("a token")
                .to_owned()
        },
        |visitor, token| visitor.refresh(token),
        |visitor, token, (status, tokens), met| {
            if !met.fault {
                assert_eq!((status, groups(&tokens)), (200, json!(["team"])));
            } else {
                assert_eq!((status, tokens.get("id_token")), (503, None));
                let (again, tokens) = visitor.refresh(token);
                assert_eq!((again, groups(&tokens)), (200, json!(["team"])));
            }
            leave(visitor);
            assert_eq!(visitor.refresh(token).0, 400, "they left");
        },
    );
}

#[test]
fn userinfo_tells_the_groups_or_nothing() {
    let ask = |visitor: &mut Visitor<'_>, token: &String| {
        let mut headers = HeaderMap::new();
        let bearer = format!("Bearer {token}");
        headers.insert(AUTHORIZATION, bearer.parse().expect("a header"));
        json(&visitor.send(Method::GET, "/userinfo", headers, ""))
    };
    sweep(
        |visitor| {
            prepare(visitor);
            let code = code(visitor);
            let (_, tokens) = visitor.redeem(&code);
            tokens["access_token"].as_str().expect("a token").to_owned()
        },
        ask,
        |visitor, token, (status, told), met| {
            if met.fault {
                assert_eq!((status, told.get("groups")), (503, None));
            }
            let (status, told) = ask(visitor, token);
            assert_eq!((status, &told["groups"]), (200, &json!(["staff"])));
            leave(visitor);
            assert_eq!(ask(visitor, token).0, 401);
        },
    );
}
