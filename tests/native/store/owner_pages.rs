//! What the administrators' pages about groups, signing keys and events read. [`World`] holds each statement to the rule that none goes
//! through a table that grows.

use edgegrant::platform::{Outcome, Sql, Statement};
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::store::group_apps::{COUNTED, group_apps, read_count, read_looked};
use edgegrant::store::groups::{Group, add_group, read_known};
use edgegrant::store::owner_events::{Wanted, called, looked, number, text};
use edgegrant::store::owner_keys::{SHOWN, can_be_revoked, key_with, newest_keys};
use edgegrant::store::signing_keys::read_keys;
use serde_json::Map;

use crate::runtime::World;
use crate::runtime::stock::done;

const ALL: Wanted<'static> = Wanted {
    user: "",
    actor: "",
    client_id: "",
    kind: "",
    since: None,
    until: None,
};

fn read(world: &World, statement: Statement) -> Outcome {
    done(world.run(statement))
}

/// So many events, one each second from second 1 on; every tenth is of the user `u` and the client `app`, every fifth is a denial, and the
/// administrator `boss` did every fourth.
fn events(world: &World, count: u32) {
    world.execute(&format!(
        "INSERT INTO events (id, at, kind, count, request, user_id, client_id, actor) \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         SELECT printf('%010d.x.0', i), i, iif(i % 5, 'signed_in', 'denied'), 1, 'r', iif(i % 10, 'other', 'u'), iif(i % 10, NULL, 'app'), iif(i % 4, NULL, 'boss') FROM n"
    ));
}

/// The times of the events that a page shows, from the newest on, and how many pages there are.
fn pages(world: &World, wanted: &Wanted<'_>) -> (Vec<i64>, u32) {
    let (mut times, mut before, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let found = read(world, wanted.before::<World>(&before));
        assert!(found.rows.len() <= 41);
        let page = looked(&found, wanted.on_a_page());
        times.extend(page.rows.iter().map(|row| number(row, "at")));
        pages += 1;
        match page.last {
            Some(last) => text(last, "id").clone_into(&mut before),
            None => return (times, pages),
        }
    }
}

#[test]
fn events_are_found_by_user_client_kind_and_time_and_none_is_left_out() {
    let world = World::new();
    events(&world, 100);
    let down = |step: usize| (1..=100).rev().filter(move |at| at % step as i64 == 0);
    let times = |wanted: &Wanted<'_>| pages(&world, wanted).0;
    assert_eq!(times(&ALL), down(1).collect::<Vec<_>>());
    let denied = Wanted {
        kind: "denied",
        ..ALL
    };
    assert_eq!(times(&denied), down(5).collect::<Vec<_>>());
    let app = Wanted {
        client_id: "app",
        ..ALL
    };
    assert_eq!(times(&app), down(10).collect::<Vec<_>>());
    let user = Wanted { user: "u", ..ALL };
    assert_eq!(times(&user), down(10).collect::<Vec<_>>());
    let some = Wanted {
        since: Some(Timestamp(40)),
        until: Some(Timestamp(60)),
        ..app
    };
    assert_eq!(times(&some), [50, 40]);
    assert_eq!(pages(&world, &ALL).1, 5);
    assert_eq!(pages(&world, &denied).1, 3);
    let boss = Wanted {
        actor: "boss",
        ..ALL
    };
    assert_eq!(times(&boss), down(4).collect::<Vec<_>>());
    let both = Wanted { user: "u", ..boss };
    assert_eq!(times(&both), down(20).collect::<Vec<_>>());
    let nobody = Wanted {
        user: "nobody",
        ..ALL
    };
    assert_eq!(pages(&world, &nobody), (Vec::new(), 1));
}

#[test]
fn an_id_that_is_no_event_changes_no_bound() {
    let world = World::new();
    events(&world, 10);
    let until = Wanted {
        until: Some(Timestamp(5)),
        ..ALL
    };
    for before in ["9999999999", "zzz", "💥"] {
        let found = read(&world, until.before::<World>(before));
        assert_eq!(looked(&found, 20).rows.len(), 4, "{before}");
    }
    let since = Wanted {
        since: Some(Timestamp(5)),
        ..ALL
    };
    let found = read(&world, since.after::<World>("0000000001"));
    assert_eq!(looked(&found, 500).rows.len(), 6);
}

#[test]
fn a_line_of_the_file_leaves_out_what_there_is_not() {
    let world = World::new();
    world.execute(
        "INSERT INTO events (id, at, kind, count, request, reason, details) VALUES \
         ('0000000001.x.0', 1, 'signed_in', 1, 'r', NULL, NULL), \
         ('0000000002.x.0', 2, 'sign_in_failed', 7, 's', 'a \"b\"', '{\"a\":[1,null]}')",
    );
    let found = read(&world, ALL.after::<World>(""));
    let lines: Vec<&str> = found.rows.iter().map(|row| text(row, "line")).collect();
    assert_eq!(
        lines,
        [
            r#"{"at":1,"what":"signed_in","id":"r"}"#,
            r#"{"at":2,"what":"sign_in_failed","count":7,"id":"s","reason":"a \"b\"","details":"{\"a\":[1,null]}"}"#,
        ]
    );
}

#[test]
fn users_are_called_by_what_they_chose_with_what_is_theirs_alone_beside() {
    let world = World::new();
    world.execute(
        "INSERT INTO users (id, username, username_folded, name, password_hash, created_at) VALUES \
         ('1', 'ada', 'ada', 'Ada L', '', 0), ('2', 'bob', 'bob', NULL, '', 0), ('3', '3', '3', 'Cy', '', 0)",
    );
    let found = read(&world, called(&["2", "nobody", "1", "3"]));
    let names = found
        .rows
        .iter()
        .map(|row| (text(row, "id"), text(row, "name"), number(row, "app")));
    assert_eq!(
        names.collect::<Vec<_>>(),
        [("2", "bob", 0), ("1", "Ada L (ada)", 0), ("3", "Cy", 0)]
    );
}

#[test]
fn clients_that_are_limited_to_a_group_are_found_in_parts() {
    let world = World::new();
    let group = Group {
        id: "0a".to_owned(),
        name: "staff".to_owned(),
        claims: Map::new(),
    };
    assert!(done(add_group(&world, &group)));
    world.execute(
        "INSERT INTO clients (id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method, first_party, created_at, \
         registration_id, allowed_groups) WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 59) \
         SELECT 'c' || i, 'Client ' || i, '[]', '', '[]', 'none', 0, 0, i, \
         CASE i % 10 WHEN 0 THEN '[\"b\",\"0a\"]' WHEN 1 THEN '[\"0a0\",\"00a\"]' WHEN 2 THEN NULL ELSE '[]' END FROM n",
    );
    world.execute(
        "INSERT INTO users (id, username, username_folded, password_hash, created_at) \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30) SELECT i, 'u' || i, 'u' || i, '', 0 FROM n",
    );
    world.execute("INSERT INTO group_members (user_id, group_id) SELECT id, '0a' FROM users");
    let (mut found, mut after, mut looks) = (Vec::new(), String::new(), 0);
    loop {
        let outcomes = done(world.batch(group_apps("0a", &after)));
        assert_eq!(read_count(&outcomes[0]).expect("a count"), COUNTED + 1);
        let known = read_known(&outcomes[2..]).expect("a row").expect("a group");
        assert_eq!(known.group, group);
        let (looked, more) = read_looked(&outcomes[1]).expect("rows");
        looks += 1;
        if let Some((last, _)) = looked.last() {
            last.clone_into(&mut after);
        }
        found.extend(
            looked
                .into_iter()
                .filter_map(|(id, name)| Some((id, name?))),
        );
        if !more {
            break;
        }
    }
    let expected = [10, 20, 30, 40, 50].map(|i| (format!("c{i}"), format!("Client {i}")));
    assert_eq!(found, expected);
    assert_eq!(looks, 3);
}

#[test]
fn the_newest_keys_of_each_algorithm_are_shown_the_latest_first() {
    let world = World::new();
    let jwk = r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#;
    for algorithm in ["ES256", "RS256"] {
        world.execute(&format!(
            "INSERT INTO signing_keys (kid, algorithm, sequence, public_jwk, private_key, created_at, signs_from) \
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30) \
             SELECT '{algorithm}' || i, '{algorithm}', i, '{jwk}', '', 0, i FROM n"
        ));
    }
    let ring = read_keys(&read(&world, newest_keys())).expect("keys");
    assert_eq!(ring.keys.len(), 2 * SHOWN as usize);
    let of_it = ring
        .keys
        .iter()
        .filter(|key| key.algorithm.as_str() == "RS256");
    let sequences: Vec<u32> = of_it.map(|key| key.sequence).collect();
    assert_eq!(sequences, (30 - SHOWN + 1..=30).rev().collect::<Vec<_>>());
    world.execute("UPDATE signing_keys SET revoked_at = 1 WHERE kid = 'ES2561'");
    let can = |kid: &str| can_be_revoked(&[read(&world, key_with(kid))]).expect("a row");
    assert_eq!(
        [can("ES2562"), can("ES2561"), can("nobody's")],
        [Some(true), Some(false), None]
    );
}
