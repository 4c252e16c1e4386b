//! What an owner does about users: they are disabled and enabled, renamed, looked up, made administrators, and signed out.

use crate::runtime::World;
use crate::runtime::stock::{
    LASTING, LIFETIME, PERSON, approved, done, family, load_family, record_consent, redeem,
    redeem_for, registered, rotate, scope, sign_in, world,
};
use crate::runtime::visitor::client;
use edgegrant::platform::{Platform, Sql};
use edgegrant::protocol::authorization::ApprovedRequest;
use edgegrant::protocol::client::Client;
use edgegrant::protocol::login::Device;
use edgegrant::protocol::secret::Secret;
use edgegrant::protocol::token::TokenFamily;
use edgegrant::store::clients::{add_client, load_client};
use edgegrant::store::ended_sessions::next_listeners;
use edgegrant::store::grants::NewGrant;
use edgegrant::store::sessions::{NewSession, Proof, begin_session};
use edgegrant::store::user::User;
use edgegrant::store::user_changes::{Changed, Changes, change_user};
use edgegrant::store::user_details::load_details;
use edgegrant::store::user_search::search_users;
use edgegrant::store::user_standing::{
    Ended, Whose, disable_user, disabling, enable_user, end_some_sessions, ending_sessions,
    make_administrator, read_ended, unmake_administrator,
};
use edgegrant::store::users::{add_user, find_user, is_returned, load_user, remove_user};
use edgegrant::store::visits::{load_sessions, load_visit};
use serde_json::{Map, json};

use crate::runtime::stock::granted;

const DAY: i64 = 24 * 3600;

fn add(world: &World, id: &str, username: &str, email: Option<&str>) -> bool {
    let user = User {
        id: id.to_owned(),
        username: username.to_owned(),
        email: email.map(str::to_owned),
        ..User::default()
    };
    done(add_user(world, &user, "hash")).expect("all names are folded")
}

fn here(world: &World, cookie: &str) -> usize {
    let hash = Secret::new(cookie).hash();
    let visit = done(load_visit(world, ("app", None), Some(&hash), None));
    let sessions = done(load_sessions(world, &hash)).len();
    assert_eq!(visit.accounts.len(), sessions);
    sessions
}

/// Whether somebody who proved the right password is signed in.
fn begins(world: &World, cookie: &str, before: Option<&str>) -> bool {
    let (hash, before) = (
        Secret::new(cookie).hash(),
        before.map(|cookie| Secret::new(cookie).hash()),
    );
    let verified = world.ask("SELECT password_hash FROM users WHERE id = 'person-1'");
    let new = NewSession {
        lasts: LASTING,
        device: &Device::default(),
        user_id: PERSON,
        proof: Proof::Password(&verified),
        id: cookie,
        hash: &hash,
        before: before.as_ref(),
    };
    done(begin_session(world, &new)).is_some()
}

/// A family of a code that was approved in this session.
fn in_session(world: &World, id: &str, session: &str, asked: &str) -> TokenFamily {
    let approved = ApprovedRequest {
        session_id: Some(session.to_owned()),
        scope: scope(asked),
        ..approved(world)
    };
    TokenFamily::begin(id.to_owned(), &approved, None, LIFETIME, world.now())
}

#[test]
fn nothing_of_a_disabled_user_counts_and_nothing_comes_back_when_they_are_enabled() {
    let world = world();
    sign_in(&world, "cookie", PERSON, None);
    assert!(done(redeem(&world, &family(&world, "f"))));
    assert!(done(disable_user(&world, PERSON)));
    assert!(!done(disable_user(&world, PERSON)), "only once");
    let nothing_counts = |when: &str| {
        assert_eq!(here(&world, "cookie"), 0, "{when}");
        assert!(rotate(&world, "f", 1).is_none(), "{when}");
        assert!(load_family(&world, "f").is_some_and(|family| family.ended));
        assert!(!done(redeem(&world, &family(&world, "late"))), "{when}");
    };
    nothing_counts("disabled");
    assert!(!begins(&world, "again", Some("cookie")));
    assert_eq!(world.ask("SELECT count(*) FROM sessions"), "1", "unmoved");
    assert!(done(enable_user(&world, PERSON)));
    assert!(!done(enable_user(&world, PERSON)), "only once");
    nothing_counts("enabled again");
    assert!(begins(&world, "again", None));
    assert_eq!(here(&world, "again"), 1);
}

#[test]
fn each_statement_itself_knows_that_a_user_is_disabled() {
    let world = world();
    sign_in(&world, "cookie", PERSON, None);
    assert!(done(redeem(&world, &family(&world, "f"))));
    // Without another version: what is asked here is the column alone.
    world.execute("UPDATE users SET disabled_at = 1");
    assert_eq!(here(&world, "cookie"), 0);
    assert!(rotate(&world, "f", 1).is_none());
    assert!(!done(redeem(&world, &family(&world, "late"))));
    assert!(!begins(&world, "again", None));
    let app = registered(&world);
    let grant = NewGrant {
        revoked: 0,
        user_id: PERSON,
        credential_version: 1,
        client: &app,
        granted: &granted("notes:read"),
        client_is_saved: true,
        told: None,
    };
    assert!(!done(record_consent(&world, &grant)));
    assert_eq!(world.ask("SELECT count(*) FROM grants"), "0");
    world.execute("UPDATE users SET disabled_at = NULL");
    assert_eq!(here(&world, "cookie"), 1);
    assert!(rotate(&world, "f", 1).is_some());
    assert!(done(record_consent(&world, &grant)));
    // What they took back meanwhile does not come back with an answer to an older question.
    world.execute("INSERT INTO user_clients VALUES ('person-1', 'app', 0, 0, 1) ON CONFLICT DO UPDATE SET revoked = 1");
    world.execute("DELETE FROM grants");
    assert!(!done(record_consent(&world, &grant)));
    let again = NewGrant {
        revoked: 1,
        ..grant
    };
    assert!(done(record_consent(&world, &again)));
}

#[test]
fn a_yes_of_somebody_who_has_another_version_since_is_saved_neither_for_a_client_nor_its_document()
{
    let world = world();
    let document = Client {
        id: "https://app.example/client.json".to_owned(),
        revision: "r1".to_owned(),
        registered_by: edgegrant::protocol::client::RegisteredBy::Document,
        ..client()
    };
    let yes = granted("notes:read");
    let grant = |credential_version| NewGrant {
        revoked: 0,
        user_id: PERSON,
        credential_version,
        client: &document,
        granted: &yes,
        client_is_saved: false,
        told: None,
    };
    assert!(!done(record_consent(&world, &grant(2))));
    let clients = "SELECT count(*) FROM clients WHERE registered_by = 'document'";
    assert_eq!(world.ask(clients), "0");
    assert!(done(record_consent(&world, &grant(1))));
    assert_eq!(world.ask(clients), "1");
    assert_eq!(world.ask("SELECT count(*) FROM grants"), "1");
}

#[test]
fn one_administrator_who_may_sign_in_always_stays() {
    let world = world();
    assert!(add(&world, "b", "bob", None));
    assert!(done(make_administrator(&world, PERSON)));
    let kept = || {
        assert!(!done(unmake_administrator(&world, PERSON)));
        assert!(!done(disable_user(&world, PERSON)));
        assert!(!done(remove_user(&world, "person")));
        let user = done(load_user(&world, PERSON)).expect("the user");
        assert!(user.administrator && !user.disabled);
    };
    kept();
    // One who is disabled does not count, and can go.
    assert!(done(make_administrator(&world, "b")));
    assert!(done(disable_user(&world, "b")));
    assert!(!done(make_administrator(&world, "b")), "disabled");
    kept();
    assert!(done(unmake_administrator(&world, "b")));
    assert!(done(enable_user(&world, "b")));
    kept();
    assert!(done(make_administrator(&world, "b")));
    assert!(done(unmake_administrator(&world, PERSON)));
    assert!(done(disable_user(&world, PERSON)));
    assert!(done(remove_user(&world, "person")));
}

#[test]
fn sessions_end_as_if_the_person_had_signed_out_in_each_browser() {
    let world = world();
    let hears = Client {
        id: "hears".to_owned(),
        backchannel_logout_uri: Some("https://app.example/back".to_owned()),
        ..client()
    };
    assert!(done(add_client(&world, &hears, None)));
    assert!(add(&world, "b", "bob", None));
    let session = sign_in(&world, "cookie", PERSON, None);
    sign_in(&world, "of-bob", "b", None);
    for number in 0..44 {
        sign_in(&world, &format!("cookie{number}"), PERSON, None);
    }
    let hears = done(load_client(&world, "hears")).expect("the client");
    for (id, asked) in [("f", "openid"), ("g", "openid offline_access")] {
        let family = TokenFamily {
            client_id: "hears".to_owned(),
            ..in_session(&world, id, &session, asked)
        };
        assert!(done(redeem_for(&world, &family, &hears)));
    }
    world.execute("UPDATE sessions SET expires_at = 1 WHERE id = 'person-1 since cookie7'");
    let mut ended = Vec::new();
    loop {
        let Ended { sessions, more } = done(end_some_sessions(&world, PERSON));
        ended.push(sessions);
        if !more {
            break;
        }
    }
    assert_eq!(ended.len(), 3, "20 at a time");
    assert_eq!(ended.iter().sum::<u32>(), 44, "one had expired");
    assert_eq!(here(&world, "cookie"), 0);
    assert_eq!(here(&world, "of-bob"), 1);
    assert!(!done(redeem(
        &world,
        &in_session(&world, "late", &session, "notes:read")
    )));
    let is_ended = |id| load_family(&world, id).expect("a family").ended;
    assert!(is_ended("f") && !is_ended("g"));
    let told = done(next_listeners(&world));
    let told: Vec<_> = told.iter().map(|it| it.session_id.as_str()).collect();
    assert_eq!(told, [session.as_str()], "the client hears of it");
    assert_eq!(
        world.ask("SELECT credential_version FROM users WHERE id = 'person-1'"),
        "1",
        "browsers that are known stay known"
    );
}

#[test]
fn a_disabling_that_is_refused_ends_no_session() {
    let world = world();
    sign_in(&world, "cookie", PERSON, None);
    world.execute(
        "INSERT INTO device_sign_ins (code, browser, agent, app, asked_at, expires_at, user_id, credential_version) \
         VALUES ('code', 'browser', '', 'app', unixepoch(), unixepoch() + 600, 'person-1', 1)",
    );
    let disable = || {
        let ending = ending_sessions(PERSON, Whose::Disabled);
        let statements = [vec![disabling(PERSON)], ending].concat();
        let outcomes = done(world.batch(statements));
        let ended = read_ended(&outcomes[1..]).expect("it is all there");
        (is_returned(&outcomes), ended.sessions)
    };
    assert!(done(make_administrator(&world, PERSON)));
    assert_eq!(disable(), (false, 0), "the last administrator");
    assert_eq!(here(&world, "cookie"), 1);
    assert_eq!(world.ask("SELECT count(*) FROM device_sign_ins"), "1");
    assert!(add(&world, "b", "bob", None));
    assert!(done(make_administrator(&world, "b")));
    assert_eq!(disable(), (true, 1));
    assert_eq!(world.ask("SELECT count(*) FROM sessions"), "0");
    assert_eq!(world.ask("SELECT count(*) FROM device_sign_ins"), "0");
}

#[test]
fn the_sessions_of_a_user_who_was_just_disabled_are_counted_and_older_ones_are_not() {
    let world = world();
    sign_in(&world, "old", PERSON, None);
    world.execute("UPDATE users SET credential_version = 2");
    sign_in(&world, "cookie", PERSON, None);
    assert!(done(disable_user(&world, PERSON)));
    let ended = done(end_some_sessions(&world, PERSON));
    assert_eq!((ended.sessions, ended.more), (1, false));
    assert_eq!(world.ask("SELECT count(*) FROM sessions"), "0");
}

fn change(world: &World, id: &str, changes: &Changes) -> Option<User> {
    match done(change_user(world, id, changes)) {
        Changed::To(user) => Some(*user),
        other => {
            assert!(matches!(other, Changed::Taken), "all names are folded");
            None
        }
    }
}

fn renamed(username: &str) -> Changes {
    Changes {
        username: Some(username.to_owned()),
        ..Changes::default()
    }
}

fn readdressed(email: Option<&str>) -> Changes {
    Changes {
        email: Some(email.map(str::to_owned)),
        ..Changes::default()
    }
}

#[test]
fn a_user_is_changed_and_stays_who_they_are() {
    let world = world();
    sign_in(&world, "cookie", PERSON, None);
    let before = done(load_user(&world, PERSON)).expect("the user");
    world.pass(DAY);
    let user = change(&world, PERSON, &renamed("Zoë")).expect("changed");
    assert_eq!((user.id.as_str(), user.username.as_str()), (PERSON, "Zoë"));
    assert_eq!(user.pairwise_salt, before.pairwise_salt);
    assert_eq!((&user.email, &user.name), (&before.email, &before.name));
    assert_eq!(user.claims["updated_at"], json!(world.clock.get()));
    assert_eq!(here(&world, "cookie"), 1, "still signed in");
    assert!(done(find_user(&world, "zoe\u{308}")).is_some_and(|it| it.id == PERSON));
    assert!(
        done(find_user(&world, "person")).is_none(),
        "the name is free"
    );
    assert!(add(&world, "b", "person", None));

    let user = change(&world, PERSON, &readdressed(Some("Zoë@example.com"))).expect("changed");
    assert_eq!(user.email.as_deref(), Some("Zoë@example.com"));
    assert!(!add(&world, "c", "c", Some("ZOË@example.com")));
    let user = change(&world, PERSON, &readdressed(None)).expect("changed");
    assert_eq!(user.email, None);
    assert!(add(&world, "c", "c", Some("ZOË@example.com")), "it is free");

    let mut claims = Map::new();
    claims.insert("given_name".to_owned(), json!("Zoë"));
    let changes = Changes {
        name: Some("Z".to_owned()),
        claims: Some(claims),
        ..Changes::default()
    };
    let user = change(&world, PERSON, &changes).expect("changed");
    assert_eq!(
        (user.username.as_str(), user.name.as_deref()),
        ("Zoë", Some("Z"))
    );
    assert_eq!(user.claims["given_name"], json!("Zoë"));
}

#[test]
fn a_name_that_is_taken_or_folds_like_one_that_is_changes_nothing() {
    let world = world();
    assert!(add(&world, "b", "Zoë", Some("Zoë@example.com")));
    let before = world
        .ask("SELECT quote(username) || quote(email) || claims FROM users WHERE id = 'person-1'");
    for changes in [
        renamed("Zoë"),
        renamed("ZOE\u{308}"),
        readdressed(Some("ZOË@example.com")),
        Changes {
            name: Some("Another".to_owned()),
            ..renamed("zoë")
        },
    ] {
        assert!(change(&world, PERSON, &changes).is_none(), "{changes:?}");
    }
    assert!(change(&world, "nobody", &renamed("free")).is_none());
    assert_eq!(
        world.ask(
            "SELECT quote(username) || quote(email) || claims FROM users WHERE id = 'person-1'"
        ),
        before
    );
    assert_eq!(
        world.ask("SELECT name FROM users WHERE id = 'person-1'"),
        "A Person"
    );
    // Their own name in another form is theirs.
    let user = change(&world, "b", &renamed("zoë")).expect("changed");
    assert_eq!(user.username, "zoë");
}

#[test]
fn nobody_is_renamed_while_names_were_not_compared() {
    let world = world();
    for number in 0..25 {
        world.execute(&format!(
            "INSERT INTO users (id, username, password_hash, created_at) VALUES ('o{number}', 'Ö{number}', 'hash', 0)"
        ));
    }
    let outcome = done(change_user(&world, PERSON, &renamed("ö24")));
    assert!(matches!(outcome, Changed::Uncompared), "{outcome:?}");
    let outcome = done(change_user(&world, PERSON, &renamed("ö24")));
    assert!(matches!(outcome, Changed::Taken), "{outcome:?}");
}

fn found(world: &World, prefix: &str) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = done(search_users(world, prefix, after.as_deref()));
        assert!(page.users.len() <= 20);
        all.extend(page.users.into_iter().map(|user| user.username));
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

#[test]
fn users_are_found_by_the_beginning_of_their_username_or_address_once_each() {
    let world = World::new();
    for number in 0..50 {
        let name = format!("Ada{number:02}");
        assert!(add(
            &world,
            &name,
            &name,
            Some(&format!("{name}@example.com"))
        ));
    }
    assert!(add(&world, "b", "Bob", Some("ada25b@example.com")));
    assert!(add(&world, "z", "Zoë", None));
    assert!(add(&world, "p", "percent", Some("%_'@example.com")));
    let mut expected: Vec<String> = (0..50).map(|number| format!("Ada{number:02}")).collect();
    expected.push("Bob".to_owned());
    assert_eq!(found(&world, "aDa"), expected);
    assert_eq!(found(&world, "ada25"), ["Ada25", "Bob"]);
    assert_eq!(found(&world, "ada25@"), ["Ada25"]);
    assert_eq!(found(&world, "ZOE\u{308}"), ["Zoë"]);
    assert_eq!(found(&world, "%_'"), ["percent"]);
    assert_eq!(found(&world, "%"), ["percent"]);
    assert!(found(&world, "da").is_empty());
    assert_eq!(found(&world, "").len(), 53);
}

#[test]
fn what_is_known_of_a_user_is_what_still_counts_and_no_more_than_twenty_of_each() {
    let world = world();
    world.pass(5);
    sign_in(&world, "first", PERSON, None);
    world.pass(5);
    sign_in(&world, "second", PERSON, None);
    let app = registered(&world);
    assert!(done(record_consent(
        &world,
        &NewGrant {
            revoked: 0,
            user_id: PERSON,
            credential_version: 1,
            client: &app,
            granted: &granted("notes:read"),
            client_is_saved: true,
            told: None,
        },
    )));
    world.execute("INSERT INTO grants (user_id, client_id, scope, granted_at) VALUES ('person-1', 'gone', 'x', 1)");
    let details = done(load_details(&world, PERSON)).expect("the user");
    let now = world.now();
    assert_eq!(
        (details.created_at.0, details.disabled_at),
        (now.0 - 10, None)
    );
    let since = details
        .sessions
        .found
        .iter()
        .map(|it| now.0 - it.authenticated_at.0);
    assert_eq!(since.collect::<Vec<_>>(), [0, 5]);
    let apps = &details.clients.found;
    let apps = apps.iter().map(|it| {
        (
            it.client_id.as_str(),
            it.name.as_str(),
            it.scope.to_string(),
            it.granted_at,
        )
    });
    assert_eq!(
        apps.collect::<Vec<_>>(),
        [("app", "App", "notes:read".to_owned(), now)]
    );
    assert!(!details.sessions.more && !details.clients.more);

    for number in 0..30 {
        sign_in(&world, &format!("cookie{number}"), PERSON, None);
    }
    let details = done(load_details(&world, PERSON)).expect("the user");
    assert!(details.sessions.more && details.sessions.found.len() == 20);
    world.execute("UPDATE sessions SET credential_version = 7");
    let details = done(load_details(&world, PERSON)).expect("the user");
    assert!(details.sessions.found.is_empty(), "of another password");
    world.execute("UPDATE sessions SET credential_version = 2");
    assert!(done(disable_user(&world, PERSON)));
    let details = done(load_details(&world, PERSON)).expect("the user");
    assert!(details.sessions.found.is_empty());
    assert_eq!(details.disabled_at, Some(now));
    assert!(done(load_details(&world, "nobody")).is_none());
}

#[test]
fn a_new_database_has_no_account_of_anybody() {
    let world = World::new();
    assert_eq!(world.ask("SELECT count(*) FROM users"), "0");
    assert_eq!(world.ask("SELECT count(*) FROM clients"), "0");
}
