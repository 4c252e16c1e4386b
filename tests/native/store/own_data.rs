//! What a download reads: of whom, how much, and whether it says that there is more.

use edgegrant::store::own_data::{MOST_APPS, MOST_EVENTS, OwnData, load_own_data};
use serde_json::Value;

use crate::runtime::World;
use crate::runtime::stock::{PERSON, done, world};

/// So many apps of both kinds, half of them in both tables, and so many events of a user.
fn fill(world: &World, user: &str, apps: u32, events: u32) {
    let numbers = |most| {
        format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most}) "
        )
    };
    let numbered = numbers(apps);
    world.execute(&format!(
        "{numbered} INSERT INTO clients (id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method, first_party, created_at) \
         SELECT printf('{user} %05d', i), 'App', '[]', '', '[]', 'none', 0, 0 FROM n"
    ));
    world.execute(&format!(
        "{numbered} INSERT INTO grants (user_id, client_id, registration_id, scope, granted_at) \
         SELECT '{user}', printf('{user} %05d', i), '', 'openid', i FROM n WHERE i % 4 < 3"
    ));
    world.execute(&format!(
        "{numbered} INSERT INTO user_clients (user_id, client_id, since, last_at) \
         SELECT '{user}', printf('{user} %05d', i), i, 0 FROM n WHERE i % 4 > 0"
    ));
    let numbered = numbers(events);
    world.execute(&format!(
        "{numbered} INSERT INTO events (id, at, kind, count, request, user_id) \
         SELECT printf('%010d.{user}', i), i, 'signed_in', 1, 'request', '{user}' FROM n"
    ));
}

fn counted(world: &World) -> (usize, usize, bool) {
    let OwnData {
        apps, events, more, ..
    } = done(load_own_data(world, PERSON));
    (apps.len(), events.len(), more)
}

#[test]
fn it_is_all_of_the_person_and_nothing_of_another() {
    let world = world();
    fill(&world, PERSON, 123, 345);
    world.execute(
        "INSERT INTO users (id, username, password_hash, created_at) VALUES ('other', 'other', '', 0)",
    );
    fill(&world, "other", 7, 7);
    world.execute(
        "INSERT INTO one_time_links (hash, purpose, user_id, email, uses_left, expires_at, created_at) SELECT 'secret hash', 'recovery', 'person-1', 'a@example.com', 1, 9, 5 \
         UNION ALL SELECT 'other hash', 'recovery', 'other', NULL, 1, 9, 5",
    );
    world.execute(
        "INSERT INTO mail_codes (id, browser, user_id, email, code, tries_left, created_at, expires_at) \
         SELECT 'code hash', 'browser hash', 'person-1', 'b@example.com', 'code hash', 5, unixepoch(), unixepoch() + 600 \
         UNION ALL SELECT 'other hash', 'browser hash', 'other', 'c@example.com', 'code hash', 5, unixepoch(), unixepoch() + 600",
    );
    world.execute("UPDATE users SET created_at = 77");
    assert_eq!(counted(&world), (123, 345, false));
    let all = done(load_own_data(&world, PERSON));
    let (account, links) = (Value::from(all.account), Value::from(all.links));
    let (apps, events) = (Value::from(all.apps), Value::from(all.events));
    assert_eq!(account["created_at"], 77);
    assert_eq!(links.as_array().map(Vec::len), Some(2));
    assert_eq!(links[0]["email"], "a@example.com");
    assert_eq!(
        (&links[1]["purpose"], &links[1]["email"]),
        (&"sign_in_code".into(), &"b@example.com".into())
    );
    let text = [&account, &links, &apps, &events]
        .map(Value::to_string)
        .concat();
    assert!(!text.contains("other") && !text.contains("hash"), "{text}");
    // In the order of the ids, from whichever of the two tables.
    let app = &apps[3];
    assert_eq!(app["client_id"], "person-1 00004");
    assert_eq!(
        (&app["scope"], &app["since"]),
        (&"openid".into(), &Value::Null)
    );
    assert_eq!(events[0]["at"], 345, "the latest first");
}

#[test]
fn where_there_is_more_it_stops_and_says_so() {
    let world = world();
    fill(&world, PERSON, MOST_APPS, MOST_EVENTS);
    let (apps, events) = (MOST_APPS as usize, MOST_EVENTS as usize);
    assert_eq!(counted(&world), (apps, events, false));
    world.execute("INSERT INTO events (id, at, kind, count, request, user_id) VALUES ('9999999999.x', 1, 'signed_in', 1, 'x', 'person-1')");
    assert_eq!(counted(&world), (apps, events, true));
    world.execute("DELETE FROM events WHERE request = 'x'");
    assert_eq!(counted(&world), (apps, events, false));
    world.execute("INSERT INTO user_clients (user_id, client_id, since, last_at) VALUES ('person-1', 'zzz', 0, 0)");
    assert_eq!(counted(&world), (apps, events, true));
}
