//! Storage and signing that fail under OpenID Connect: no token is issued, nobody is half signed in or out, and
//! what failed can be tried again.

use crate::runtime::faults::{Met, sweep, told};
use crate::runtime::stock::done;
use crate::runtime::visitor::{Visitor, answer, authorize, location};
use edgegrant::endpoint::Server;
use edgegrant::endpoint::backchannel_logout::deliver;
use edgegrant::endpoint::http::afterwards::Afterwards;
use edgegrant::endpoint::http::reply::Reply;
use edgegrant::store::user::User;
use edgegrant::store::users::add_user;
use futures_executor::block_on;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Method};
use serde_json::Value;

const OUT: &str = "https://app.example/out";
const LIVE: &str = "SELECT count(*) FROM token_families WHERE NOT EXISTS (SELECT 1 FROM ended_sessions WHERE id = ends_with)";
const SESSIONS: &str = "SELECT count(*) FROM sessions";

/// A client that uses all there is.
fn prepare(visitor: &Visitor<'_>) {
    visitor.world.execute(
        "UPDATE clients SET first_party = 1, scope = 'openid email notes:read', \
         id_token_signed_response_alg = 'EdDSA', userinfo_signed_response_alg = 'ES256', \
         claims_in_id_token = 1, post_logout_redirect_uris = '[\"https://app.example/out\"]', \
         backchannel_logout_uri = 'https://app.example/back'",
    );
}

fn openid(more: &[(&str, &str)]) -> String {
    let claims = r#"{"id_token":{"name":null},"userinfo":{"email":null}}"#;
    let asked = [
        ("scope", "openid email notes:read"),
        ("claims", claims),
        ("nonce", "n"),
    ];
    authorize(&[&asked, more].concat())
}

/// A code for whoever is signed in.
fn code(visitor: &mut Visitor<'_>) -> String {
    answer(&visitor.open(&openid(&[])), "code").expect("a code")
}

fn tokens(visitor: &mut Visitor<'_>) -> Value {
    prepare(visitor);
    visitor.sign_in();
    let code = code(visitor);
    let (status, tokens) = visitor.redeem(&code);
    assert_eq!(status, 200, "{tokens}");
    tokens
}

fn text(json: &Value, name: &str) -> String {
    json[name].as_str().expect("a text").to_owned()
}

/// Another person signs in over the login page, in the same browser.
fn other(visitor: &mut Visitor<'_>) -> Reply {
    visitor.open(&openid(&[]).replace("/authorize", "/login"))
}

fn add_other(visitor: &Visitor<'_>) {
    let user = User {
        id: "person-2".to_owned(),
        username: "other".to_owned(),
        ..User::default()
    };
    let (world, sql) = (visitor.world, "SELECT password_hash FROM users");
    assert_eq!(done(add_user(world, &user, &world.ask(sql))), Some(true));
}

fn cookie(visitor: &Visitor<'_>, name: &str) -> Option<String> {
    let mut cookies = visitor.cookies.iter();
    let cookie = cookies.find(|(known, value)| known.contains(name) && !value.is_empty());
    cookie.map(|(_, value)| value.clone())
}

fn unavailable(reply: &Reply, met: Met) {
    assert!(met.fault);
    assert_eq!((reply.status.as_u16(), location(reply)), (503, None));
    assert!(reply.trouble, "the owner is told");
}

#[test]
fn an_id_token_is_issued_with_everything_else_or_the_code_is_as_good_as_before() {
    sweep(
        |visitor| {
            prepare(visitor);
            visitor.sign_in();
            code(visitor)
        },
        |visitor, code| visitor.redeem(code),
        |visitor, code, (status, json), met| {
            let families = visitor.world.ask("SELECT count(*) FROM token_families");
            if !met.fault {
                assert_eq!((status, families.as_str()), (200, "1"));
                return assert!(json["id_token"].is_string() && json["access_token"].is_string());
            }
            assert_eq!(
                (status, &json["error"]),
                (503, &"temporarily_unavailable".into())
            );
            assert_eq!(
                (json.get("id_token"), json.get("access_token")),
                (None, None)
            );
            let (again, json) = visitor.redeem(code);
            match families.as_str() {
                "0" => assert!(again == 200 && json["id_token"].is_string()),
                _ => assert!(met.lost_answer && again == 400),
            }
        },
    );
}

#[test]
fn nothing_is_told_about_anybody_that_is_not_signed() {
    let ask = |visitor: &mut Visitor<'_>, token: &String| {
        let mut headers = HeaderMap::new();
        headers.insert(
            AUTHORIZATION,
            format!("Bearer {token}").parse().expect("a header"),
        );
        visitor.send(Method::GET, "/userinfo", headers, "")
    };
    sweep(
        |visitor| text(&tokens(visitor), "access_token"),
        ask,
        |visitor, token, reply, met| {
            let whole = |reply: &Reply| reply.status == 200 && reply.body.split('.').count() == 3;
            if !met.fault {
                return assert!(whole(&reply));
            }
            assert_eq!(reply.status, 503);
            assert!(!reply.body.contains("person"), "{}", reply.body);
            assert!(whole(&ask(visitor, token)));
        },
    );
}

#[test]
fn a_hint_that_cannot_be_verified_decides_nothing() {
    let target = |hint: &String| openid(&[("prompt", "none"), ("id_token_hint", hint)]);
    sweep(
        |visitor| text(&tokens(visitor), "id_token"),
        |visitor, hint| visitor.open(&target(hint)),
        |visitor, hint, reply, met| {
            if told(&reply, met).is_none() {
                let error = answer(&reply, "error");
                assert!(reply.status == 503 || error.as_deref() == Some("temporarily_unavailable"));
            }
            assert!(answer(&visitor.open(&target(hint)), "code").is_some());
        },
    );
}

#[test]
fn who_is_signed_out_is_so_whole_or_not_at_all() {
    let target =
        |hint: &String| format!("/logout?id_token_hint={hint}&post_logout_redirect_uri={OUT}");
    sweep(
        |visitor| text(&tokens(visitor), "id_token"),
        |visitor, hint| visitor.open(&target(hint)),
        |visitor, hint, reply, met| {
            let world = visitor.world;
            let (sessions, live) = (world.ask(SESSIONS), world.ask(LIVE));
            assert_eq!(
                sessions, live,
                "the session and what was for as long as it lasts"
            );
            if met.fault {
                unavailable(&reply, met);
                assert!(met.lost_answer || sessions == "1");
                assert!(cookie(visitor, "session").is_some(), "to try again with");
            } else {
                assert_eq!((sessions.as_str(), reply.afterwards.len()), ("0", 1));
                assert_eq!(location(&reply).as_deref(), Some(OUT));
                assert_eq!(cookie(visitor, "session"), None);
            }
            let again = visitor.open(&target(hint));
            assert_eq!(location(&again).as_deref(), Some(OUT));
            assert_eq!(
                (world.ask(SESSIONS), world.ask(LIVE)),
                ("0".to_owned(), "0".to_owned())
            );
        },
    );
}

#[test]
fn several_people_are_signed_out_together_or_not_at_all() {
    sweep(
        |visitor| {
            tokens(visitor);
            add_other(visitor);
            let page = other(visitor);
            visitor.submit(&page, &[("username", "other"), ("password", "password")]);
            let code = code(visitor);
            assert_eq!(visitor.redeem(&code).0, 200);
            assert_eq!(visitor.world.ask(SESSIONS), "2");
            visitor.open("/logout")
        },
        |visitor, page| visitor.submit(page, &[("decision", "sign-out")]),
        |visitor, page, reply, met| {
            let world = visitor.world;
            let (left, live) = (world.ask(SESSIONS), world.ask(LIVE));
            assert_eq!(
                left, live,
                "the sessions and what was for as long as they last"
            );
            if met.fault {
                assert!(left == "2" || (met.lost_answer && left == "0"), "{left}");
                unavailable(&reply, met);
                visitor.submit(page, &[("decision", "sign-out")]);
            } else {
                assert_eq!((reply.status.as_u16(), reply.afterwards.len()), (200, 2));
            }
            assert_eq!(
                (world.ask(SESSIONS), world.ask(LIVE)),
                ("0".to_owned(), "0".to_owned())
            );
        },
    );
}

#[test]
fn a_client_is_told_of_an_end_with_a_token_that_is_signed_or_not_at_all() {
    sweep(
        |visitor| {
            let hint = text(&tokens(visitor), "id_token");
            let mut reply = visitor.open(&format!("/logout?id_token_hint={hint}"));
            visitor.world.post_answers.replace(vec![Some(200)]);
            let notice = match reply.afterwards.remove(0) {
                Afterwards::NotifyLogout(notice) => Some(notice),
                Afterwards::AddEvents(_)
                | Afterwards::Rehash(_)
                | Afterwards::NoteSeen(_)
                | Afterwards::Mail(_)
                | Afterwards::Report(_) => None,
            };
            notice.expect("a notice")
        },
        |visitor, notice| {
            let server = Server::new(&visitor.config, visitor.world, &visitor.isolate);
            block_on(deliver(&server, notice))
        },
        |visitor, _, delivery, met| {
            let posted = visitor.world.posted.borrow();
            assert_eq!(delivery.fault.is_some(), met.fault);
            assert_eq!(delivery.delivered, posted.len() == 1);
            assert_eq!(delivery.attempts, posted.len());
            // Who was told is forgotten last: at worst they are told twice, never not at all.
            let waiting = visitor.world.ask("SELECT count(*) FROM session_clients");
            match (delivery.delivered, met.fault) {
                (true, false) => assert_eq!(waiting, "0"),
                (true, true) => assert!(waiting == "1" || met.lost_answer),
                (false, _) => assert_eq!(waiting, "1"),
            }
        },
    );
}

#[test]
fn an_account_is_chosen_or_asked_for_again() {
    sweep(
        |visitor| {
            prepare(visitor);
            visitor.sign_in();
            visitor.open(&openid(&[("prompt", "select_account")]))
        },
        |visitor, page| visitor.submit(page, &[("session", "session-1")]),
        |visitor, page, reply, met| {
            let marks = [cookie(visitor, "account"), cookie(visitor, "answer")];
            assert!(
                marks.iter().all(|mark| mark.is_some() != met.fault),
                "{marks:?}"
            );
            if met.fault {
                unavailable(&reply, met);
            }
            let again = visitor.submit(page, &[("session", "session-1")]);
            let back = visitor.open(&location(&again).expect("back to /authorize"));
            assert!(answer(&back, "code").is_some());
            assert_eq!(visitor.world.ask(SESSIONS), "1");
        },
    );
}

#[test]
fn who_joins_others_in_a_browser_takes_all_of_them_along_or_nobody() {
    let fields = [("username", "other"), ("password", "password")];
    sweep(
        |visitor| {
            prepare(visitor);
            add_other(visitor);
            visitor.sign_in();
            (other(visitor), cookie(visitor, "session"))
        },
        |visitor, (page, _)| visitor.submit(page, &fields),
        |visitor, (page, before), reply, met| {
            let world = visitor.world;
            let hashes = world.ask("SELECT count(DISTINCT hash) FROM sessions");
            assert_eq!(hashes, "1", "all of them have one cookie");
            let sessions = world.ask(SESSIONS);
            if !met.fault {
                assert_eq!((reply.status.as_u16(), sessions.as_str()), (303, "2"));
                return assert_ne!(&cookie(visitor, "session"), before);
            }
            unavailable(&reply, met);
            assert_eq!(&cookie(visitor, "session"), before);
            assert!(cookie(visitor, "answer").is_none());
            assert!(met.lost_answer || sessions == "1");
            assert_eq!(visitor.submit(page, &fields).status, 303);
            let joined = visitor.open(&openid(&[("prompt", "select_account")]));
            // With a lost answer nobody knows the cookie that was made, and the browser begins anew.
            let both = ["A Person", "other"]
                .iter()
                .all(|name| joined.body.contains(name));
            assert_eq!(both, sessions == "1");
        },
    );
}
