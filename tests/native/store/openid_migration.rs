//! The migration to OpenID Connect of a database that is in use: nobody is signed out, no token dies, and
//! everybody gets what is new.

use std::collections::{BTreeMap, BTreeSet};

use crate::runtime::schema::{Rows, apply, count, database, rows, tables, text};
use rusqlite::Connection;
use rusqlite::types::Value;

const NAME: &str = "0004_openid_connect";

/// In use since, too: sessions of two, and clients that nobody vouches for.
const SINCE: &str = "
    INSERT INTO sessions VALUES ('other', 'u2', 22, 23), ('second', 'u1', 24, 25);
    INSERT INTO clients (id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method,
        first_party, created_at, registered_by) VALUES
        ('itself', 'I', '[]', 'profile notes:read notes:write', '[]', 'none', 0, 13, 'itself'),
        ('document', 'D', '[]', 'notes:read profile', '[]', 'none', 0, 14, 'document'),
        ('bare', 'B', '[]', 'profile', '[]', 'none', 0, 15, 'itself'),
        ('odd', 'O', '[]', 'profiles my-profile profile:x', '[]', 'none', 0, 16, 'itself');
    INSERT INTO grants VALUES ('u2', 'itself', 'profile', 32, 'r');
    INSERT INTO spent_ids VALUES ('x', 60);";

/// As it is before, and after.
fn migrated() -> (BTreeMap<String, Rows>, Connection) {
    let mut db = database();
    apply(&mut db, "0002_endpoints_around");
    apply(&mut db, "0003_signing_keys");
    db.execute_batch(SINCE).expect("rows");
    let all = tables(&db).into_iter();
    let before = all
        .map(|table| (table.clone(), rows(&db, &table)))
        .collect();
    apply(&mut db, NAME);
    (before, db)
}

#[test]
fn every_row_is_there_again_as_it_was_but_for_the_scope_of_strangers() {
    let (before, db) = migrated();
    assert_eq!(
        tables(&db),
        before.keys().cloned().collect::<Vec<_>>(),
        "no table is left over"
    );
    for (table, before) in &before {
        assert!(!before.is_empty(), "{table} is filled");
        let after = rows(&db, table);
        assert_eq!(after.len(), before.len(), "{table}");
        for (after, before) in after.iter().zip(before) {
            let stranger = before
                .get("registered_by")
                .is_some_and(|by| *by != text("owner"));
            let changed = |column: &str| stranger && column == "scope";
            for (column, value) in before.iter().filter(|(column, _)| !changed(column)) {
                assert_eq!(after.get(column), Some(value), "{table}.{column}");
            }
        }
    }
    assert_eq!(
        count(&db, "SELECT count(*) FROM pragma_foreign_key_check"),
        0
    );
    assert_eq!(
        count(
            &db,
            "SELECT count(*) FROM sqlite_master WHERE name LIKE 'new_%'"
        ),
        0
    );
}

#[test]
fn what_is_new_has_the_value_that_changes_nothing() {
    let (_, db) = migrated();
    for client in rows(&db, "clients") {
        for (column, value) in [
            ("id_token_signed_response_alg", text("ES256")),
            ("userinfo_signed_response_alg", Value::Null),
            ("sector_identifier", Value::Null),
            ("sector_identifier_uri", Value::Null),
            ("default_max_age", Value::Null),
            ("post_logout_redirect_uris", text("[]")),
            ("backchannel_logout_uri", Value::Null),
            ("without_pkce", Value::Integer(0)),
            ("refresh_without_offline_access", Value::Integer(0)),
            ("claims_in_id_token", Value::Integer(0)),
        ] {
            assert_eq!(client[column], value, "{column}");
        }
    }
    for grant in rows(&db, "grants") {
        assert_eq!(grant["claims"], text(""));
    }
    for family in rows(&db, "token_families") {
        assert_eq!(
            family["subject"],
            Value::Null,
            "the user, whom clients know already"
        );
        assert_eq!(
            (&family["claims"], &family["session_id"]),
            (&Value::Null, &Value::Null)
        );
    }
}

/// The distinct values of a column of random texts: 32 hexadecimal digits each.
fn random(rows: &Rows, column: &str) -> usize {
    let values = rows.iter().map(|row| match &row[column] {
        Value::Text(text) => text.clone(),
        other => unreachable!("{other:?}"),
    });
    let values: BTreeSet<String> = values.collect();
    for value in &values {
        assert!(
            value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{value}"
        );
    }
    values.len()
}

#[test]
fn everybody_has_a_salt_of_their_own_and_every_session_an_id_that_is_no_cookie() {
    let (_, db) = migrated();
    let (users, sessions) = (rows(&db, "users"), rows(&db, "sessions"));
    assert_eq!((users.len(), random(&users, "pairwise_salt")), (2, 2));
    assert!(users.iter().all(|user| user["claims"] == text("{}")));
    assert_eq!((sessions.len(), random(&sessions, "id")), (3, 3));
    assert!(
        sessions
            .iter()
            .all(|session| session["id"] != session["hash"])
    );
}

#[test]
fn who_registered_itself_may_ask_for_all_there_is_and_the_others_for_what_they_might() {
    let (before, db) = migrated();
    let scope = |rows: &Rows, id: &str| {
        let row = rows
            .iter()
            .find(|row| row["id"] == text(id))
            .expect("a client");
        (row["scope"].clone(), row["revision"].clone())
    };
    let (old, new) = (&before["clients"], rows(&db, "clients"));
    // What a metadata document says is read anew.
    for id in ["basic", "post", "public", "document"] {
        assert_eq!(scope(&new, id), scope(old, id), "{id}");
    }
    let more = "openid profile email address phone offline_access";
    for (id, rest) in [
        ("itself", " notes:read notes:write"),
        ("bare", ""),
        ("odd", " profiles my-profile profile:x"),
    ] {
        let Value::Text(scope) = scope(&new, id).0 else {
            unreachable!("{id}");
        };
        assert_eq!(scope.trim(), format!("{more}{rest}"), "{id}");
        assert!(
            edgegrant::protocol::scope::Scope::parse(&scope).is_ok(),
            "{scope:?}"
        );
    }
}

#[test]
fn several_people_are_signed_in_with_one_cookie_and_go_with_their_user() {
    let (_, db) = migrated();
    let insert = |hash: &str, user: &str| {
        let sql = format!("INSERT INTO sessions VALUES ('{hash}', '{user}', 'id', 1, 2)");
        db.execute(&sql, []).is_ok()
    };
    assert!(!insert("cookie", "u1"), "once each");
    assert!(insert("cookie", "u2"));
    assert!(!insert("cookie", "nobody"));
    db.execute("DELETE FROM users WHERE id = 'u1'", [])
        .expect("a deletion");
    assert_eq!(count(&db, "SELECT count(*) FROM sessions"), 2);
}

#[test]
fn what_contradicts_itself_is_not_stored() {
    let (_, db) = migrated();
    let update = |change: &str| {
        let sql = format!("UPDATE clients SET {change} WHERE id = 'basic'");
        db.execute(&sql, []).is_ok()
    };
    for (change, stored) in [
        ("id_token_signed_response_alg = 'EdDSA'", true),
        ("id_token_signed_response_alg = 'HS256'", false),
        ("id_token_signed_response_alg = NULL", false),
        ("userinfo_signed_response_alg = 'RS256'", true),
        ("userinfo_signed_response_alg = 'none'", false),
        ("default_max_age = 0", true),
        ("default_max_age = -1", false),
        ("without_pkce = 2", false),
        ("refresh_without_offline_access = 2", false),
        ("claims_in_id_token = 2", false),
        ("post_logout_redirect_uris = NULL", false),
    ] {
        assert_eq!(update(change), stored, "{change}");
    }
}

/// A registration that changes gets another revision, whatever changes: codes and consents hang on it.
#[test]
fn every_new_column_of_a_registration_is_a_part_of_its_revision() {
    let (_, db) = migrated();
    let revision = || {
        let mut clients = rows(&db, "clients").into_iter();
        let basic = clients.find(|client| client["id"] == text("basic"));
        basic.expect("a client")["revision"].clone()
    };
    for change in [
        "id_token_signed_response_alg = 'EdDSA'",
        "userinfo_signed_response_alg = 'RS256'",
        "sector_identifier = 'app.example'",
        "default_max_age = 60",
        "post_logout_redirect_uris = '[\"https://app.example/out\"]'",
        "backchannel_logout_uri = 'https://app.example/back'",
        "without_pkce = 1",
        "refresh_without_offline_access = 1",
        "claims_in_id_token = 1",
    ] {
        let before = revision();
        db.execute_batch(&format!("UPDATE clients SET {change} WHERE id = 'basic'"))
            .expect("an update");
        assert_ne!(revision(), before, "{change}");
    }
}
