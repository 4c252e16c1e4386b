//! A replica of the database that has not heard of the latest changes. It may let in only people whom the primary would let in. The
//! statement at the primary that decides may still say no, and every other no comes from the primary too.

use edgegrant::endpoint::http::reply::Reply;
use serde_json::Value;

use crate::runtime::World;
use crate::runtime::visitor::{Visitor, answer, authorize, location};

/// Changes that the replica has not heard of. Each ends something that a code rests on. `session-1` is the person's session.
const ENDS: &[(&str, &str)] = &[
    (
        "a new password",
        "UPDATE users SET credential_version = credential_version + 1",
    ),
    (
        "the user is disabled",
        "UPDATE users SET disabled_at = unixepoch()",
    ),
    ("the user is removed", "DELETE FROM users"),
    (
        "a sign-out",
        "INSERT INTO ended_sessions (id, expires_at, notify_until) SELECT id, unixepoch() + 9999, 0 FROM sessions; DELETE FROM sessions",
    ),
    (
        "a sign-out everywhere",
        "UPDATE users SET signed_out_at = unixepoch(), signed_out_in = NULL",
    ),
    ("a session that is gone", "DELETE FROM sessions"),
    (
        "a session that is over",
        "UPDATE sessions SET expires_at = unixepoch()",
    ),
    (
        "another sign-in in the browser, which has another cookie since",
        "UPDATE sessions SET hash = 'another'",
    ),
    (
        "the app's access was taken back",
        "INSERT INTO user_clients (user_id, client_id, since, last_at, revoked) VALUES ('person-1', 'app', 0, 0, 1) ON CONFLICT DO UPDATE SET revoked = revoked + 1; DELETE FROM grants",
    ),
    ("a yes that is gone", "DELETE FROM grants"),
    (
        "the registration changed",
        "UPDATE clients SET redirect_uris = '[\"https://elsewhere.example/\"]'",
    ),
    (
        "the client is blocked",
        "UPDATE clients SET blocked_at = unixepoch()",
    ),
    ("the client is removed", "DELETE FROM clients"),
    (
        "the client is for groups",
        "UPDATE clients SET allowed_groups = '[\"staff\"]'",
    ),
];

/// A person who signed in and said yes to the app. The replica knows this.
fn known<'a>(world: &'a World) -> Visitor<'a> {
    let mut visitor = Visitor::new(world);
    visitor.sign_in();
    visitor.code();
    world.execute("DELETE FROM token_families");
    world.bring_replica_up_to_date();
    visitor
        .cookies
        .retain(|(name, _)| !name.ends_with("-bookmark"));
    visitor
}

/// How many trips to the primary and to KV followed one another.
fn trips<T>(world: &World, run: impl FnOnce() -> T) -> (u32, T) {
    world.chain.set(0);
    let done = run();
    (world.chain.get(), done)
}

fn families(world: &World) -> String {
    world.ask("SELECT count(*) FROM token_families")
}

fn refused((status, json): &(u16, Value)) -> bool {
    let error = json["error"].as_str().unwrap_or_default();
    matches!(
        (status, error),
        (400, "invalid_grant" | "unauthorized_client") | (401, "invalid_client")
    )
}

fn shows_login(page: &Reply) -> bool {
    page.status == 200 && page.body.contains("name=\"password\"")
}

fn asks(page: &Reply) -> bool {
    page.status == 200 && page.body.contains("name=\"decision\"")
}

#[test]
fn a_replica_lets_in_somebody_whom_the_primary_lets_in() {
    let world = World::new();
    let mut visitor = known(&world);
    let (trips, page) = trips(&world, || visitor.open(&authorize(&[])));
    assert_eq!(trips, 1, "the code, which KV keeps");
    let code = answer(&page, "code").expect("a code");
    let (status, json) = visitor.redeem(&code);
    assert_eq!(status, 200, "{json}");
    assert_eq!(
        visitor
            .refresh(json["refresh_token"].as_str().expect("a token"))
            .0,
        200
    );
}

#[test]
fn a_pushed_request_is_answered_in_one_trip_unless_it_is_long() {
    for (length, expected) in [(1, 1), (1000, 2)] {
        let world = World::new();
        let mut visitor = known(&world);
        let state = "s".repeat(length);
        let fields = authorize(&[("state", &state)]);
        let (_, query) = fields.split_once('?').expect("a query");
        let fields: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let (status, json) = visitor.ask("/par", &fields);
        assert_eq!(status, 201, "{json}");
        let uri = json["request_uri"].as_str().expect("a reference");
        let target = format!("/authorize?client_id=app&request_uri={uri}");
        let (trips, page) = trips(&world, || visitor.open(&target));
        assert_eq!(answer(&page, "state").as_deref(), Some(&*state));
        assert_eq!(trips, expected);
        // It is good for one answer.
        assert_eq!(answer(&visitor.open(&target), "code"), None);
        let (status, json) = visitor.redeem(&answer(&page, "code").expect("a code"));
        assert_eq!(status, 200, "{json}");
    }
}

#[test]
fn a_replica_shows_the_login_page_if_nobody_is_signed_in() {
    let world = World::new();
    let mut visitor = known(&world);
    visitor.cookies.clear();
    // An isolate looks for passkeys of other hosts once.
    visitor.open(&authorize(&[]));
    let (trips, page) = trips(&world, || visitor.open(&authorize(&[])));
    assert!(shows_login(&page));
    assert_eq!(trips, 0);
}

#[test]
fn a_code_is_worth_nothing_if_what_it_rests_on_has_ended() {
    for (what, sql) in ENDS {
        let world = World::new();
        let mut visitor = known(&world);
        world.execute(sql);
        let page = visitor.open(&authorize(&[]));
        let code = answer(&page, "code").unwrap_or_default();
        assert_ne!(code, "", "{what}: the replica lets in");
        let answered = visitor.redeem(&code);
        assert!(refused(&answered), "{what}: {answered:?}");
        assert_eq!(families(&world), "0", "{what}");
        // Once the replica has heard of it, nobody is let in.
        world.bring_replica_up_to_date();
        let page = visitor.open(&authorize(&[]));
        assert_eq!(answer(&page, "code"), None, "{what}");
    }
}

#[test]
fn what_ends_after_the_code_ends_the_code() {
    for (what, sql) in ENDS {
        let world = World::new();
        let mut visitor = known(&world);
        let code = answer(&visitor.open(&authorize(&[])), "code").expect("a code");
        world.execute(sql);
        let answered = visitor.redeem(&code);
        assert!(refused(&answered), "{what}: {answered:?}");
        assert_eq!(families(&world), "0", "{what}");
    }
}

#[test]
fn a_silent_request_gets_no_code_that_is_worth_anything_either() {
    for (what, sql) in ENDS {
        let world = World::new();
        let mut visitor = known(&world);
        world.execute(sql);
        let page = visitor.open(&authorize(&[("prompt", "none")]));
        if let Some(code) = answer(&page, "code") {
            let answered = visitor.redeem(&code);
            assert!(refused(&answered), "{what}: {answered:?}");
        }
        assert_eq!(families(&world), "0", "{what}");
    }
}

#[test]
fn a_yes_that_rests_on_what_has_ended_is_not_recorded() {
    // A person who took everything back may say yes again.
    let again = ["the app's access was taken back", "a yes that is gone"];
    for (what, sql) in ENDS.iter().filter(|(what, _)| !again.contains(what)) {
        let world = World::new();
        let mut visitor = known(&world);
        let page = visitor.open(&authorize(&[("scope", "notes:read notes:write")]));
        assert!(asks(&page), "{what}");
        visitor
            .cookies
            .retain(|(name, _)| !name.ends_with("-bookmark"));
        world.execute(sql);
        let done = visitor.submit(&page, &[("decision", "allow")]);
        assert_eq!(answer(&done, "code"), None, "{what}");
        let written = world.ask("SELECT count(*) FROM grants WHERE scope LIKE '%notes:write%'");
        assert_eq!(written, "0", "{what}");
    }
}

#[test]
fn a_yes_needs_no_trip_before_it_is_recorded() {
    let world = World::new();
    let mut visitor = known(&world);
    let page = visitor.open(&authorize(&[("scope", "notes:read notes:write")]));
    let (trips, done) = trips(&world, || visitor.submit(&page, &[("decision", "allow")]));
    assert_eq!(trips, 1, "the yes and the code");
    let (status, json) = visitor.redeem(&answer(&done, "code").expect("a code"));
    assert_eq!(status, 200, "{json}");
}

#[test]
fn a_yes_forgets_no_other_that_the_replica_has_not_heard_of() {
    let world = World::new();
    let mut visitor = known(&world);
    let page = visitor.open(&authorize(&[("scope", "notes:read profile")]));
    world
        .execute("UPDATE grants SET scope = 'notes:read notes:write', granted_at = granted_at + 1");
    let done = visitor.submit(&page, &[("decision", "allow")]);
    assert!(answer(&done, "code").is_some());
    let scope = world.ask("SELECT scope FROM grants");
    let all = ["notes:read", "notes:write", "profile"];
    assert!(all.iter().all(|one| scope.contains(one)), "{scope}");
}

#[test]
fn a_no_of_the_person_is_recorded_once_and_by_the_primary() {
    let world = World::new();
    let mut visitor = known(&world);
    let page = visitor.open(&authorize(&[("scope", "notes:read notes:write")]));
    let done = visitor.submit(&page, &[("decision", "deny")]);
    assert_eq!(answer(&done, "error").as_deref(), Some("access_denied"));
    world.execute("DELETE FROM sessions");
    let done = visitor.submit(&page, &[("decision", "deny")]);
    assert_eq!(answer(&done, "error"), None, "nobody is signed in");
}

#[test]
fn a_replica_that_does_not_know_something_yet_says_no_to_nothing() {
    // A sign-in.
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    world.bring_replica_up_to_date();
    visitor.sign_in();
    assert!(asks(&visitor.open(&authorize(&[]))));
    // The first yes.
    let code = visitor.code();
    assert_eq!(visitor.redeem(&code).0, 200);
    assert!(answer(&visitor.open(&authorize(&[])), "code").is_some());
    // A redirect URI.
    let world = World::new();
    let mut visitor = known(&world);
    world.execute("UPDATE clients SET redirect_uris = '[\"https://app.example/callback\",\"https://app.example/new\"]'");
    let page = visitor.open(&authorize(&[("redirect_uri", "https://app.example/new")]));
    assert!(
        location(&page).is_some_and(|to| to.starts_with("https://app.example/new?")),
        "{}",
        page.body
    );
    // A client.
    let world = World::new();
    world.bring_replica_up_to_date();
    let mut visitor = Visitor::new(&world);
    assert!(shows_login(&visitor.open(&authorize(&[]))));
    // A client that is not blocked any more.
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    world.execute("UPDATE clients SET blocked_at = 1");
    world.bring_replica_up_to_date();
    world.execute("UPDATE clients SET blocked_at = NULL");
    assert!(shows_login(&visitor.open(&authorize(&[]))));
    // A user who is not disabled any more.
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    visitor.sign_in();
    visitor.code();
    world.execute("UPDATE users SET disabled_at = 1");
    world.bring_replica_up_to_date();
    world.execute("UPDATE users SET disabled_at = NULL");
    assert!(answer(&visitor.open(&authorize(&[])), "code").is_some());
}

#[test]
fn a_browser_finds_what_it_did_itself() {
    let world = World::new();
    let mut visitor = known(&world);
    // Somebody takes back what they gave the app.
    let page = visitor.open("/account/apps");
    let done = visitor.fill(&page, "/account/apps/revoke", &[]);
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(
        visitor
            .cookies
            .iter()
            .any(|(name, _)| name == "__Host-edgegrant-bookmark")
    );
    assert!(asks(&visitor.open(&authorize(&[]))), "and is asked again");
}

#[test]
fn an_invented_bookmark_is_ignored() {
    let world = World::new();
    let mut visitor = known(&world);
    for bad in [
        "first-primary",
        "",
        "x",
        "00000000;00000001",
        &"0".repeat(101),
        &"a".repeat(4000),
        "é",
    ] {
        let cookies = visitor.cookies.clone();
        visitor
            .cookies
            .push(("__Host-edgegrant-bookmark".to_owned(), bad.to_owned()));
        let (trips, page) = trips(&world, || visitor.open(&authorize(&[])));
        assert!(answer(&page, "code").is_some(), "{bad}");
        assert_eq!(trips, 1, "{bad}");
        visitor.cookies = cookies;
    }
    // A bookmark from the future: the primary answers.
    visitor
        .cookies
        .push(("__Host-edgegrant-bookmark".to_owned(), "f".repeat(59)));
    let (trips, page) = trips(&world, || visitor.open(&authorize(&[])));
    assert!(answer(&page, "code").is_some());
    assert_eq!(trips, 2);
}

/// Somebody who has just signed in with a password, of which the replica has not heard, and where the browser goes on to.
fn just_signed_in<'a>(world: &'a World, said_yes: bool) -> (Visitor<'a>, String) {
    let mut visitor = if said_yes {
        known(world)
    } else {
        Visitor::new(world)
    };
    world.execute("DELETE FROM sessions");
    world.bring_replica_up_to_date();
    visitor.cookies.clear();
    let page = visitor.open(&authorize(&[]));
    let fields = [("username", "person"), ("password", "password")];
    let done = visitor.submit(&page, &fields);
    let onward = location(&done).expect("back to the request");
    assert!(visitor.cookies.iter().any(|(name, _)| name == VISIT));
    // As the tests above call it.
    world.execute("UPDATE users SET signed_out_in = NULL");
    (visitor, onward)
}

const VISIT: &str = "__Host-edgegrant-visit";

#[test]
fn a_visit_after_a_sign_in_needs_no_trip_of_its_own() {
    let world = World::new();
    let (mut visitor, onward) = just_signed_in(&world, false);
    let (visit, page) = trips(&world, || visitor.open(&onward));
    assert!(asks(&page), "{}", page.body);
    assert!(page.body.contains("A Person"));
    let (yes, done) = trips(&world, || visitor.submit(&page, &[("decision", "allow")]));
    assert_eq!((visit, yes), (0, 1));
    let (status, json) = visitor.redeem(&answer(&done, "code").expect("a code"));
    assert_eq!(status, 200, "{json}");
    // What was carried no longer counts: something was written for this browser.
    assert!(answer(&visitor.open(&authorize(&[])), "code").is_some());
    let world = World::new();
    let (mut visitor, onward) = just_signed_in(&world, true);
    let (visit, page) = trips(&world, || visitor.open(&onward));
    let (status, json) = visitor.redeem(&answer(&page, "code").expect("a code"));
    assert_eq!((visit, status), (1, 200), "KV keeps the code: {json}");
}

#[test]
fn what_ends_after_a_sign_in_ends_what_the_browser_carries() {
    for (what, sql) in ENDS {
        let world = World::new();
        let (mut visitor, onward) = just_signed_in(&world, true);
        world.execute(sql);
        let code = answer(&visitor.open(&onward), "code").unwrap_or_default();
        let answered = visitor.redeem(&code);
        assert!(refused(&answered), "{what}: {answered:?}");
        assert_eq!(families(&world), "0", "{what}");
    }
    let again = ["the app's access was taken back", "a yes that is gone"];
    for (what, sql) in ENDS.iter().filter(|(what, _)| !again.contains(what)) {
        let world = World::new();
        let (mut visitor, onward) = just_signed_in(&world, false);
        let page = visitor.open(&onward);
        assert!(asks(&page), "{what}");
        world.execute(sql);
        let done = visitor.submit(&page, &[("decision", "allow")]);
        assert_eq!(answer(&done, "code"), None, "{what}");
        assert_eq!(world.ask("SELECT count(*) FROM grants"), "0", "{what}");
    }
}

#[test]
fn what_a_browser_carries_counts_for_a_moment_there_and_for_nothing_else() {
    type Change = fn(&mut Visitor<'_>);
    fn set(visitor: &mut Visitor<'_>, named: &str, value: &str) {
        let mut cookies = visitor.cookies.iter_mut();
        let cookie = cookies.find(|(name, _)| name.ends_with(named));
        cookie.expect("a cookie").1 = value.to_owned();
    }
    let changes: [(&str, Change); 5] = [
        ("too late", |visitor| visitor.world.pass(20)),
        ("written since", |visitor| {
            set(visitor, "-bookmark", &"f".repeat(59));
        }),
        ("not sealed here", |visitor| set(visitor, "-visit", "AAAA")),
        ("another registration", |visitor| {
            let update = "UPDATE clients SET name = 'Another name'";
            visitor.world.execute(update);
            visitor.world.bring_replica_up_to_date();
            visitor.isolate = edgegrant::endpoint::Isolate::default();
        }),
        ("another session", |visitor| {
            let other = edgegrant::protocol::secret::Secret::new("another");
            let hash = other.hash();
            visitor
                .world
                .execute(&format!("UPDATE sessions SET hash = '{}'", hash.as_str()));
            set(visitor, "-session", "another");
        }),
    ];
    for (what, change) in changes {
        let world = World::new();
        let (mut visitor, onward) = just_signed_in(&world, false);
        change(&mut visitor);
        let (trips, page) = trips(&world, || visitor.open(&onward));
        assert!(asks(&page), "{what}");
        assert!(trips > 0, "{what}: the primary is asked");
    }
    // Another request in the same browser is told the same, but another client is not.
    let world = World::new();
    let (mut visitor, onward) = just_signed_in(&world, false);
    world.execute("UPDATE clients SET id = 'another'");
    let page = visitor.open(&onward.replace("client_id=app", "client_id=another"));
    assert!(
        page.body.contains("A Person") && asks(&page),
        "{}",
        page.body
    );
}
