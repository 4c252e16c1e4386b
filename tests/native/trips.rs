//! How many trips to the storage follow one another while a person waits, in a warm isolate and in a cold one. Trips at the same time
//! count as one. A Worker runs near the person, but its database may be far away, so people wait for these trips.

use crate::runtime::World;
use crate::runtime::authenticator::{create, show};
use crate::runtime::forms::options;
use crate::runtime::phone::{Phone, SET_UP};
use crate::runtime::visitor::{CHALLENGE, REDIRECT_URI, Visitor, answer, authorize};
use edgegrant::endpoint::Isolate;
use edgegrant::endpoint::http::reply::Reply;
use edgegrant::protocol::secret::Secret;
use serde_json::Value;
use url::form_urlencoded::Serializer;

const SIGN_IN: [(&str, &str); 2] = [("username", "person"), ("password", "password")];
const OUT: &str = "/logout?client_id=app&post_logout_redirect_uri=https://app.example/out";

/// The trips of what somebody does, in an isolate that has done the same before and in a new one.
fn trips<T, R>(
    prepare: impl Fn(&mut Visitor<'_>) -> T,
    go: impl Fn(&mut Visitor<'_>, &T) -> R,
    works: impl Fn(&R) -> bool,
) -> [u32; 2] {
    [false, true].map(|cold| {
        let world = World::new();
        let mut visitor = Visitor::new(&world);
        world.execute(
            "UPDATE clients SET post_logout_redirect_uris = '[\"https://app.example/out\"]'",
        );
        assert_eq!(visitor.open("/.well-known/jwks.json").status, 200);
        let prepared = prepare(&mut visitor);
        if cold {
            visitor.isolate = Isolate::default();
        }
        world.chain.set(0);
        let done = go(&mut visitor, &prepared);
        assert!(works(&done));
        world.chain.get()
    })
}

fn gives_code(reply: &Reply) -> bool {
    answer(reply, "code").is_some()
}

fn is_sent_on(reply: &Reply) -> bool {
    reply.status == 303
}

fn is_shown(reply: &Reply) -> bool {
    reply.status == 200
}

/// Signs the person out. The browser keeps the cookie that makes it known.
fn sign_out(visitor: &mut Visitor<'_>) {
    visitor
        .cookies
        .retain(|(name, _)| !name.contains("session"));
}

fn pushed(visitor: &mut Visitor<'_>) -> String {
    let fields = [
        ("response_type", "code"),
        ("client_id", "app"),
        ("redirect_uri", REDIRECT_URI),
        ("scope", "notes:read"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let (_, json) = visitor.ask("/par", &fields);
    let query = Serializer::new(String::new())
        .append_pair("client_id", "app")
        .append_pair(
            "request_uri",
            json["request_uri"].as_str().expect("a reference"),
        )
        .finish();
    ["/authorize?", &query].concat()
}

fn add_passkey(visitor: &mut Visitor<'_>) {
    visitor.sign_in();
    let page = visitor.open("/account/passkey?for=/account/security");
    let mark = "id=\"new-passkey\"";
    let made = create(&options(&page, mark));
    visitor.fill(&page, mark, &[("passkey", &made), ("name", "Phone")]);
    visitor.cookies.clear();
}

fn show_passkey(visitor: &mut Visitor<'_>, page: &Reply) -> Reply {
    let mark = "id=\"passkey\"";
    let shown = show(&options(page, mark), "person-1");
    visitor.fill(page, mark, &[("passkey", &shown)])
}

#[test]
fn the_login_page_and_a_password() {
    let page = trips(
        |_| (),
        |visitor, ()| visitor.open(&authorize(&[])),
        is_shown,
    );
    assert_eq!(page, [1, 1]);
    let new_here = trips(
        |visitor| visitor.open(&authorize(&[])),
        |visitor, page| visitor.submit(page, &SIGN_IN),
        is_sent_on,
    );
    assert_eq!(new_here, [2, 2]);
    let known = trips(
        |visitor| {
            visitor.code();
            sign_out(visitor);
            visitor.open(&authorize(&[]))
        },
        |visitor, page| visitor.submit(page, &SIGN_IN),
        is_sent_on,
    );
    assert_eq!(known, [2, 2]);
    let wrong = trips(
        |visitor| visitor.open(&authorize(&[])),
        |visitor, page| visitor.submit(page, &[("username", "person"), ("password", "x")]),
        |reply| reply.status == 400,
    );
    assert_eq!(wrong, [2, 2]);
}

#[test]
fn the_question_and_a_yes() {
    let question = trips(
        |visitor| visitor.sign_in(),
        |visitor, ()| visitor.open(&authorize(&[])),
        is_shown,
    );
    assert_eq!(question, [1, 1]);
    let yes = trips(
        |visitor| {
            visitor.sign_in();
            visitor.open(&authorize(&[]))
        },
        |visitor, page| visitor.submit(page, &[("decision", "allow")]),
        gives_code,
    );
    assert_eq!(yes, [2, 2]);
    let pushed = trips(
        |visitor| {
            visitor.sign_in();
            let target = pushed(visitor);
            visitor.open(&target)
        },
        |visitor, page| visitor.submit(page, &[("decision", "allow")]),
        gives_code,
    );
    assert_eq!(pushed, [2, 2]);
}

#[test]
fn a_code_for_somebody_who_said_yes_before() {
    let plain = trips(
        |visitor| visitor.code(),
        |visitor, _| visitor.open(&authorize(&[])),
        gives_code,
    );
    assert_eq!(plain, [2, 2]);
    let pushed = trips(
        |visitor| {
            visitor.code();
            pushed(visitor)
        },
        |visitor, target| visitor.open(target),
        gives_code,
    );
    assert_eq!(pushed, [2, 2]);
    let hinted = trips(
        |visitor| {
            visitor.world.execute("UPDATE clients SET first_party = 1");
            visitor.sign_in();
            let code = answer(&visitor.open(&authorize(&[("scope", "openid")])), "code");
            let (_, tokens) = visitor.redeem(&code.expect("a code"));
            authorize(&[("scope", "openid"), ("id_token_hint", hint(&tokens))])
        },
        |visitor, target| visitor.open(target),
        gives_code,
    );
    assert_eq!(hinted, [2, 2]);
}

fn hint(tokens: &Value) -> &str {
    tokens["id_token"].as_str().expect("an ID token")
}

#[test]
fn other_ways_in() {
    let passkey = trips(
        |visitor| {
            add_passkey(visitor);
            visitor.open(&authorize(&[]))
        },
        show_passkey,
        is_sent_on,
    );
    assert_eq!(passkey, [2, 2]);
    let second_factor = trips(
        |visitor| {
            visitor.sign_in();
            let page = visitor.open(SET_UP);
            let phone = Phone::read(&page);
            let code = phone.code(visitor.world, 0);
            visitor.fill(&page, "name=\"code\"", &[("code", &code)]);
            visitor.cookies.clear();
            visitor.world.pass(60);
            let login = visitor.open(&authorize(&[]));
            let code = phone.code(visitor.world, 0);
            (visitor.submit(&login, &SIGN_IN), code)
        },
        |visitor, (page, code)| visitor.fill(page, "name=\"code\"", &[("code", code)]),
        is_sent_on,
    );
    assert_eq!(second_factor, [2, 2]);
}

#[test]
fn signing_out() {
    let question = trips(
        |visitor| visitor.sign_in(),
        |visitor, ()| visitor.open(OUT),
        is_shown,
    );
    assert_eq!(question, [1, 1]);
    let yes = trips(
        |visitor| {
            visitor.sign_in();
            visitor.open(OUT)
        },
        |visitor, page| visitor.submit(page, &[("decision", "sign-out")]),
        is_sent_on,
    );
    assert_eq!(yes, [1, 1]);
    let hinted = trips(
        |visitor| {
            visitor.world.execute("UPDATE clients SET first_party = 1");
            visitor.sign_in();
            let name = "__Host-edgegrant-account".to_owned();
            visitor.cookies.push((name, "session-1".to_owned()));
            let code = answer(&visitor.open(&authorize(&[("scope", "openid")])), "code");
            let (_, tokens) = visitor.redeem(&code.expect("a code"));
            format!("{OUT}&id_token_hint={}", hint(&tokens))
        },
        |visitor, target| visitor.open(target),
        is_sent_on,
    );
    assert_eq!(hinted, [1, 2]);
}

#[test]
fn the_pages_that_links_lead_to() {
    // The passkeys of a person can be read only once the person is known.
    for (purpose, path, user, expected) in [
        ("invitation", "/invitation", "NULL", 1),
        ("recovery", "/recovery", "'person-1'", 2),
    ] {
        let page = trips(
            |visitor| {
                let hash = Secret::new("the-secret").hash();
                visitor.world.execute(&format!(
                    "INSERT INTO one_time_links (hash, purpose, user_id, uses_left, expires_at, created_at) \
                     VALUES ('{}', '{purpose}', {user}, 1, unixepoch() + 60, 0)",
                    hash.as_str()
                ));
                let target = authorize(&[("link", "the-secret")]);
                target.replace("/authorize", path)
            },
            |visitor, target| visitor.open(target),
            is_shown,
        );
        assert_eq!(page, [expected; 2], "{path}");
    }
}

#[test]
fn a_device_that_is_confirmed_on_another_one() {
    let shown = |visitor: &mut Visitor<'_>| {
        add_passkey(visitor);
        let login = visitor.open(&authorize(&[]));
        let shown = visitor.fill(&login, "action=\"/login/device", &[]);
        let (_, code) = shown
            .body
            .split_once("name=\"code\" value=\"")
            .expect("a code");
        (format!("/device?code={}", &code[..8]), shown)
    };
    let question = trips(shown, |visitor, (target, _)| visitor.open(target), is_shown);
    assert_eq!(question, [1, 1]);
    let finish = |visitor: &mut Visitor<'_>, page: &Reply| {
        visitor.fill(page, "action=\"/login/device/finish", &[])
    };
    let finished = trips(
        |visitor| {
            let (target, page) = shown(visitor);
            let question = visitor.open(&target);
            show_passkey(visitor, &question);
            finish(visitor, &page)
        },
        finish,
        is_sent_on,
    );
    assert_eq!(finished, [2, 2]);
}
