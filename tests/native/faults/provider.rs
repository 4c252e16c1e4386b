//! Storage that fails while somebody comes back from another provider: to sign in, to make an account, to link one, and when they
//! remove it. All of it happens, or nothing, and the page says so.

use edgegrant::endpoint::http::reply::Reply;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method};
use serde_json::json;
use url::Url;

use crate::runtime::faults::sweep;
use crate::runtime::signer::Signer;
use crate::runtime::visitor::{ISSUER, Visitor, answer, authorize, config, form_type, location};

const OP: &str = "https://op.example";
const FORM: &str = "action=\"/login/provider";

/// How many accounts elsewhere, users, sessions and members of groups there are.
const STATE: &str = "SELECT (SELECT count(*) FROM provider_accounts) || (SELECT count(*) FROM users) || \
     (SELECT count(*) FROM sessions) || (SELECT count(*) FROM group_members)";

/// A server with a provider, which everybody may use to make an account.
fn begin(visitor: &mut Visitor<'_>) {
    let providers = json!([{
        "id": "work", "issuer": OP, "name": "Work", "client_id": "us",
        "groups": { "claim": "groups", "map": { "theirs": "ours" } },
    }]);
    visitor.config = config(&[
        ("PROVIDERS", &providers.to_string()),
        ("PROVIDER_SECRET_WORK", "secret"),
        ("SIGN_UP", "open"),
    ]);
    let endpoint = |path: &str| format!("{OP}{path}");
    visitor.world.publish(
        &endpoint("/.well-known/openid-configuration"),
        &json!({
            "issuer": OP, "authorization_endpoint": endpoint("/authorize"),
            "token_endpoint": endpoint("/token"), "jwks_uri": endpoint("/keys"),
        }),
    );
    let keys = json!({ "keys": [Signer::new(3).jwk()] });
    visitor.world.publish(&endpoint("/keys"), &keys);
    let group = "INSERT INTO user_groups (id, name, created_at) VALUES ('g', 'ours', 0)";
    visitor.world.execute(group);
}

/// They sign in there: the address at which they come back.
fn sign_in_there(visitor: &Visitor<'_>, away: &Reply) -> String {
    let to = Url::parse(&location(away).expect("a redirect")).expect("a URL");
    assert!(to.as_str().starts_with(OP), "{to}");
    let sent = |name: &str| answer(away, name).expect("a parameter");
    let now = visitor.world.clock.get();
    let claims = json!({
        "iss": OP, "aud": "us", "sub": "somebody", "nonce": sent("nonce"), "iat": now, "exp": now + 300,
        "email": "elsewhere@example.com", "email_verified": true, "groups": ["theirs"],
    });
    let token = Signer::new(3).sign(&json!({ "alg": "ES256" }), &claims);
    let url = format!("{OP}/token");
    visitor.world.publish(&url, &json!({ "id_token": token }));
    let redirect_uri = sent("redirect_uri");
    let path = redirect_uri.strip_prefix(ISSUER).expect("our address");
    format!("{path}?code=code&state={}", sent("state"))
}

fn link(visitor: &Visitor<'_>) {
    visitor.world.execute(
        "INSERT INTO provider_accounts VALUES ('https://op.example somebody', 'work', 'person-1', 'x', 0)",
    );
}

fn away_from_login(visitor: &mut Visitor<'_>) -> String {
    let page = visitor.open(&authorize(&[]));
    let away = visitor.fill(&page, FORM, &[("provider", "work")]);
    sign_in_there(visitor, &away)
}

/// A step: what is before it, and what is after it, as [`STATE`] has it.
struct Step {
    before: fn(&mut Visitor<'_>) -> String,
    undone: &'static str,
    done: &'static str,
}

const STEPS: [Step; 3] = [
    Step {
        before: |visitor| {
            link(visitor);
            away_from_login(visitor)
        },
        undone: "1100",
        done: "1111",
    },
    // Who is nobody's goes on to make an account, and nothing is saved.
    Step {
        before: away_from_login,
        undone: "0100",
        done: "0100",
    },
    Step {
        before: |visitor| {
            visitor.sign_in();
            let page = visitor.open("/account/security");
            let away = visitor.fill(&page, "action=\"/account/provider\"", &[]);
            sign_in_there(visitor, &away)
        },
        undone: "0110",
        done: "1110",
    },
];

#[test]
fn whoever_comes_back_is_signed_in_or_linked_whole_or_not_at_all() {
    for step in &STEPS {
        sweep(
            |visitor| {
                begin(visitor);
                let back = (step.before)(visitor);
                assert_eq!(visitor.world.ask(STATE), step.undone);
                back
            },
            |visitor, back| visitor.open(back),
            |visitor, back, reply, met| {
                let state = visitor.world.ask(STATE);
                if !met.fault {
                    assert_eq!(reply.status, 303, "{}", reply.body);
                    assert_eq!(state, step.done);
                    return;
                }
                assert_eq!(reply.status, 503, "{}", reply.body);
                assert!(reply.trouble, "the owner is told");
                if met.lost_answer && state == step.done {
                    return;
                }
                assert_eq!(state, step.undone);
                assert_eq!(visitor.open(back).status, 303);
                assert_eq!(visitor.world.ask(STATE), step.done);
            },
        );
    }
}

#[test]
fn an_account_is_made_with_its_link_its_groups_and_its_session_or_not_at_all() {
    sweep(
        |visitor| {
            begin(visitor);
            let back = away_from_login(visitor);
            let reply = visitor.open(&back);
            visitor.open(&location(&reply).expect("to the page"))
        },
        |visitor, page| visitor.fill(page, "action=\"/sign-up", &[]),
        |visitor, page, reply, met| {
            let state = visitor.world.ask(STATE);
            if !met.fault {
                assert_eq!(reply.status, 303, "{}", reply.body);
                assert_eq!(state, "1211");
                return;
            }
            assert_eq!(reply.status, 503, "{}", reply.body);
            if met.lost_answer && state == "1211" {
                return;
            }
            assert_eq!(state, "0100");
            let again = visitor.fill(page, "action=\"/sign-up", &[]);
            assert_eq!(again.status, 303, "{}", again.body);
            assert_eq!(visitor.world.ask(STATE), "1211");
        },
    );
}

#[test]
fn a_link_goes_whole_or_not_at_all() {
    sweep(
        |visitor| {
            begin(visitor);
            link(visitor);
            visitor.sign_in();
            visitor.open("/account/security")
        },
        |visitor, page| visitor.fill(page, "action=\"/account/provider/remove", &[]),
        |visitor, page, reply, met| {
            let state = visitor.world.ask(STATE);
            if !met.fault {
                assert_eq!(reply.status, 303, "{}", reply.body);
                assert_eq!(state, "0110");
                return;
            }
            assert_eq!(reply.status, 503, "{}", reply.body);
            if met.lost_answer && state == "0110" {
                return;
            }
            assert_eq!(state, "1110");
            let again = visitor.fill(page, "action=\"/account/provider/remove", &[]);
            assert_eq!(again.status, 303, "{}", again.body);
        },
    );
}

#[test]
fn a_link_that_goes_while_somebody_comes_back_signs_nobody_in() {
    for k in 0..8 {
        let world = crate::runtime::World::new();
        let mut visitor = Visitor::new(&world);
        begin(&mut visitor);
        link(&visitor);
        let back = away_from_login(&mut visitor);
        world.meanwhile(k, "DELETE FROM provider_accounts");
        visitor.open(&back);
        let state = world.ask(STATE);
        assert!(
            state == "0100" || state == "0111" || state == "1111",
            "{k}: {state}"
        );
    }
}

/// What the provider sends about somebody who signed out there.
fn logout_token(visitor: &Visitor<'_>) -> String {
    let now = visitor.world.clock.get();
    let event = "http://schemas.openid.net/event/backchannel-logout";
    let claims = json!({
        "iss": OP, "aud": "us", "sub": "somebody", "iat": now, "jti": "one", "events": { event: {} },
    });
    Signer::new(3).sign(&json!({ "alg": "ES256", "typ": "logout+jwt" }), &claims)
}

fn tell(visitor: &mut Visitor<'_>, token: &String) -> Reply {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, form_type());
    let body = format!("logout_token={token}");
    visitor.send(Method::POST, "/login/provider/work/logout", headers, &body)
}

#[test]
fn whoever_signs_out_there_is_signed_out_here_or_the_provider_may_tell_it_again() {
    sweep(
        |visitor| {
            begin(visitor);
            link(visitor);
            let back = away_from_login(visitor);
            assert_eq!(visitor.open(&back).status, 303);
            assert_eq!(visitor.world.ask(STATE), "1111");
            logout_token(visitor)
        },
        tell,
        |visitor, token, reply, met| {
            if !met.fault {
                assert_eq!(reply.status, 200, "{}", reply.body);
                assert_eq!(visitor.world.ask(STATE), "1101");
                return;
            }
            assert_eq!(reply.status, 503, "{}", reply.body);
            if !met.lost_answer {
                assert_eq!(visitor.world.ask(STATE), "1111");
            }
            let again = tell(visitor, token);
            assert_eq!(again.status, 200, "{}", again.body);
            assert_eq!(visitor.world.ask(STATE), "1101");
        },
    );
}
