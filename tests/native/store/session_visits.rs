//! Sessions as the endpoints begin them and see them again, and those of the version before.

use crate::runtime::World;
use crate::runtime::schema::{apply, count, database, rows, text};
use crate::runtime::stock::{LASTING, PERSON, SESSION_LIFETIME, done};
use crate::runtime::visitor::{Visitor, answer, authorize, config};
use edgegrant::endpoint::http::afterwards::Afterwards;
use edgegrant::endpoint::http::reply::Reply;
use edgegrant::protocol::path;
use edgegrant::store::session_life::note_seen;
use http::Method;
use rusqlite::types::Value;

const DAY: i64 = 24 * 3600;

/// What a reply has noted afterwards.
fn noted(reply: &Reply) -> usize {
    let tasks = reply.afterwards.iter();
    tasks
        .filter(|it| matches!(it, Afterwards::NoteSeen(_)))
        .count()
}

#[test]
fn a_visit_to_authorize_is_noted_once_a_day_after_the_answer() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    visitor.sign_in();
    let first = visitor.open(&authorize(&[]));
    assert_eq!(noted(&first), 0, "they have just signed in");
    world.pass(DAY);
    let asked = visitor.open(&authorize(&[]));
    assert_eq!(noted(&asked), 1, "who is asked is here");
    let headers = visitor.browser_headers();
    visitor.submit(&asked, &[("decision", "allow")]);
    assert_eq!(
        noted(&visitor.send(Method::HEAD, &authorize(&[]), headers, "")),
        0
    );
    let reply = visitor.open(&authorize(&[("prompt", "none")]));
    assert!(answer(&reply, "code").is_some());
    assert_eq!(noted(&reply), 1);
    done(note_seen(&world, PERSON, "session-1", LASTING.idle));
    assert_eq!(noted(&visitor.open(&authorize(&[]))), 0, "it is noted");
}

#[test]
fn a_visit_to_the_account_is_noted_in_the_same_way() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    visitor.sign_in();
    let pages = path::ACCOUNT_PAGES;
    for page in pages {
        assert_eq!(noted(&visitor.open(page)), 0, "they have just signed in");
    }
    world.pass(DAY);
    for page in pages {
        assert_eq!(noted(&visitor.open(page)), 1, "{page}");
    }
    done(note_seen(&world, PERSON, "session-1", LASTING.idle));
    for page in pages {
        assert_eq!(noted(&visitor.open(page)), 0, "{page}: it is noted");
    }
}

#[test]
fn who_does_not_stay_signed_in_has_a_short_session_and_never_a_longer_one_than_others() {
    for (settings, kept, brief) in [
        (vec![], SESSION_LIFETIME, 12 * 3600),
        (vec![("SESSION_LIFETIME", "1h")], 3600, 3600),
        (
            vec![("SESSION_BRIEF_LIFETIME", "30m")],
            SESSION_LIFETIME,
            1800,
        ),
    ] {
        let right = [
            ("username", "person"),
            ("password", "password"),
            ("keep", "on"),
        ];
        for (fields, lasts) in [(&right[..], kept), (&right[..2], brief)] {
            let world = World::new();
            let mut visitor = Visitor::new(&world);
            visitor.config = config(&settings);
            let page = visitor.open(&authorize(&[]));
            let reply = visitor.submit(&page, fields);
            assert_eq!(reply.status, 303);
            let lives = world.ask("SELECT expires_at - authenticated_at FROM sessions");
            assert_eq!(lives, lasts.to_string(), "{settings:?}");
            let cookies = reply.headers.iter().map(|(_, value)| value);
            let cookie = cookies.filter(|it| it.starts_with("__Host-edgegrant-session="));
            let max_age = format!("; Max-Age={lasts}");
            let cookie: Vec<_> = cookie.map(|it| it.ends_with(&max_age)).collect();
            assert_eq!(cookie, [lasts == kept && fields.len() == 3]);
        }
    }
}

#[test]
fn sessions_of_the_version_before_go_on_and_its_statements_still_run() {
    let mut db = database();
    let mut migrations: Vec<_> = std::fs::read_dir("migrations")
        .expect("there are migrations")
        .map(|entry| entry.expect("a readable entry").path())
        .filter_map(|path| path.file_stem()?.to_str().map(str::to_owned))
        .collect();
    migrations.sort();
    for migration in &migrations[1..] {
        if migration == "0020_sessions" {
            db.execute_batch("UPDATE sessions SET authenticated_at = unixepoch() - 864000, expires_at = unixepoch() + 100")
                .expect("rows");
        }
        apply(&mut db, migration);
    }
    let all = rows(&db, "sessions");
    assert!(!all.is_empty());
    for session in &all {
        assert_eq!(session["kept"], Value::Integer(1));
        assert_eq!(
            (&session["agent"], &session["place"]),
            (&text("/"), &Value::Null)
        );
    }
    // As the version before begins a session, and takes one over.
    db.execute_batch(
        "INSERT INTO sessions (user_id, hash, id, authenticated_at, expires_at, credential_version, method) \
         SELECT users.id, 'new', 'new', unixepoch(), unixepoch() + 10, users.credential_version, 'password' FROM users \
         WHERE true ON CONFLICT (hash, user_id) DO UPDATE SET authenticated_at = excluded.authenticated_at, \
         expires_at = excluded.expires_at, credential_version = excluded.credential_version, method = excluded.method; \
         UPDATE sessions SET hash = 'newer' WHERE hash = 'new' AND expires_at > unixepoch();",
    )
    .expect("statements of the version before");
    let counting = count(
        &db,
        "SELECT count(*) FROM sessions WHERE min(expires_at, max(authenticated_at, last_seen_at) + idle_lifetime) > unixepoch()",
    );
    let users = count(&db, "SELECT count(*) FROM users");
    assert_eq!(counting, i64::try_from(all.len()).expect("few") + users);
}
