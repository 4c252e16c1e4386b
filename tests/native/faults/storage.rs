//! Storage that fails: in each step of the flow, each storage call fails in turn, once without effect and once
//! with its effect but without an answer. Nothing may be issued twice, nothing half-saved, nothing lost, and
//! the answer must be the right error.

use crate::runtime::faults::{sweep, told};
use crate::runtime::visitor::{Visitor, answer, authorize, config, location};

#[test]
fn authorize_tells_the_person_or_the_client_and_issues_nothing() {
    sweep(
        |visitor| {
            visitor.sign_in();
            visitor.code()
        },
        |visitor, _| visitor.open(&authorize(&[])),
        |visitor, _, reply, met| {
            if let Some(code) = told(&reply, met) {
                return assert_eq!(visitor.redeem(&code).0, 200);
            }
            match reply.status.as_u16() {
                // Before the redirect URI is proved only the person may be told.
                503 => assert_eq!(location(&reply), None),
                303 => {
                    let error = answer(&reply, "error");
                    assert_eq!(error.as_deref(), Some("temporarily_unavailable"));
                    assert_eq!(answer(&reply, "state").as_deref(), Some("a state & more"));
                    assert!(answer(&reply, "iss").is_some());
                }
                other => assert_eq!(other, 503),
            }
            assert!(reply.trouble, "the owner is told");
            assert!(answer(&visitor.open(&authorize(&[])), "code").is_some());
        },
    );
}

#[test]
fn login_signs_nobody_in_by_halves() {
    sweep(
        |visitor| visitor.open(&authorize(&[])),
        |visitor, page| visitor.submit(page, &[("username", "person"), ("password", "password")]),
        |visitor, page, reply, met| {
            let cookie = |visitor: &Visitor| {
                visitor
                    .cookies
                    .iter()
                    .any(|(name, _)| name.contains("session"))
            };
            if !met.fault {
                assert_eq!(reply.status, 303);
                return assert!(cookie(visitor));
            }
            assert_eq!(reply.status, 503);
            assert!(!cookie(visitor), "no cookie without its session");
            let again = visitor.submit(page, &[("username", "person"), ("password", "password")]);
            assert_eq!(again.status, 303, "the same form can be sent again");
        },
    );
}

#[test]
fn consent_is_remembered_only_with_a_code_that_was_told_or_can_never_be_used() {
    sweep(
        |visitor| {
            visitor.sign_in();
            visitor.open(&authorize(&[]))
        },
        |visitor, page| visitor.submit(page, &[("decision", "allow")]),
        |visitor, page, reply, met| {
            let grants = visitor.world.ask("SELECT count(*) FROM grants");
            if let Some(code) = told(&reply, met) {
                assert_eq!(visitor.redeem(&code).0, 200);
                return assert_eq!(grants, "1");
            }
            if !met.lost_answer {
                assert_eq!(grants, "0");
            }
            match reply.status.as_u16() {
                503 => assert_eq!(location(&reply), None),
                _ => assert_eq!(
                    answer(&reply, "error").as_deref(),
                    Some("temporarily_unavailable")
                ),
            }
            assert!(answer(&visitor.submit(page, &[("decision", "allow")]), "code").is_some());
        },
    );
}

#[test]
fn a_code_is_redeemed_or_as_good_as_before() {
    sweep(
        |visitor| {
            visitor.sign_in();
            // One before, so that the isolate remembers the client.
            let code = visitor.code();
            assert_eq!(visitor.redeem(&code).0, 200);
            visitor.world.execute("DELETE FROM token_families");
            visitor.code()
        },
        |visitor, code| visitor.redeem(code),
        |visitor, code, (status, json), met| {
            let families = visitor.world.ask("SELECT count(*) FROM token_families");
            if !met.fault {
                assert_eq!(status, 200);
                return assert_eq!(families, "1");
            }
            assert_eq!(
                (status, &json["error"]),
                (503, &"temporarily_unavailable".into())
            );
            assert_eq!(json.get("access_token"), None);
            let (again, json) = visitor.redeem(code);
            match families.as_str() {
                // Nothing was saved: the code is as good as before, for one redemption.
                "0" => {
                    assert_eq!(again, 200);
                    assert_eq!(visitor.redeem(code).0, 400);
                }
                // The write happened and its answer was lost. Nobody holds the tokens; the code
                // counts as used, and the client starts over.
                _ => {
                    assert!(met.lost_answer);
                    assert_eq!((again, &json["error"]), (400, &"invalid_grant".into()));
                    let live = "SELECT count(*) FROM token_families WHERE revoked_at IS NULL";
                    assert_eq!(visitor.world.ask(live), "0");
                }
            }
        },
    );
}

#[test]
fn a_replayed_code_ends_its_family_at_the_latest_when_storage_is_back() {
    sweep(
        |visitor| {
            visitor.sign_in();
            let code = visitor.code();
            assert_eq!(visitor.redeem(&code).0, 200);
            code
        },
        |visitor, code| visitor.redeem(code),
        |visitor, code, (status, _), met| {
            assert_eq!(status, if met.fault { 503 } else { 400 });
            assert_eq!(visitor.redeem(code).0, 400);
            let live = "SELECT count(*) FROM token_families WHERE revoked_at IS NULL";
            assert_eq!(visitor.world.ask(live), "0");
        },
    );
}

#[test]
fn a_refresh_token_is_rotated_or_as_good_as_before() {
    sweep(
        |visitor| {
            visitor.sign_in();
            let code = visitor.code();
            let (_, json) = visitor.redeem(&code);
            json["refresh_token"].as_str().expect("a token").to_owned()
        },
        |visitor, token| visitor.refresh(token),
        |visitor, token, (status, json), met| {
            if !met.fault {
                return assert_eq!(status, 200);
            }
            assert_eq!(
                (status, &json["error"]),
                (503, &"temporarily_unavailable".into())
            );
            assert_eq!(json.get("refresh_token"), None);
            // Whether or not the rotation happened, trying again gives the one successor.
            let (again, first) = visitor.refresh(token);
            assert_eq!(again, 200);
            let (repeated, second) = visitor.refresh(token);
            assert_eq!(repeated, 200);
            assert_eq!(first["refresh_token"], second["refresh_token"]);
            assert_eq!(
                visitor.world.ask("SELECT generation FROM token_families"),
                "2"
            );
        },
    );
}

#[test]
fn reuse_ends_the_family_at_the_latest_when_storage_is_back() {
    sweep(
        |visitor| {
            visitor.sign_in();
            let code = visitor.code();
            let (_, json) = visitor.redeem(&code);
            let token = json["refresh_token"].as_str().expect("a token").to_owned();
            assert_eq!(visitor.refresh(&token).0, 200);
            // Beyond the grace, while the signing keys are still remembered.
            visitor.config = config(&[("REFRESH_GRACE_SECONDS", "10")]);
            visitor.world.pass(30);
            token
        },
        |visitor, token| visitor.refresh(token),
        |visitor, token, (status, _), met| {
            assert_eq!(status, if met.fault { 503 } else { 400 });
            assert_eq!(visitor.refresh(token).0, 400);
            let live = "SELECT count(*) FROM token_families WHERE revoked_at IS NULL";
            assert_eq!(visitor.world.ask(live), "0");
        },
    );
}

#[test]
fn documents_answer_503_while_there_is_no_key_and_recover() {
    sweep(
        |_| (),
        |visitor, ()| visitor.open("/.well-known/jwks.json"),
        |visitor, (), reply, met| {
            assert_eq!(reply.status.as_u16(), if met.fault { 503 } else { 200 });
            assert_eq!(visitor.open("/.well-known/jwks.json").status, 200);
            assert_eq!(visitor.world.ask("SELECT count(*) FROM signing_keys"), "1");
        },
    );
}
