//! Migrating a database that is in use: every row is still there, and still belongs to what it belonged to.

use std::collections::BTreeMap;

use crate::runtime::schema::{Rows, apply, count, database, rows, tables, text};
use rusqlite::Connection;
use rusqlite::types::Value;

fn migrate(db: &mut Connection) {
    apply(db, "0002_endpoints_around");
}

#[test]
fn every_row_is_there_again_with_defaults_for_what_is_new() {
    let mut db = database();
    let before: BTreeMap<String, Rows> = tables(&db)
        .into_iter()
        .map(|table| (table.clone(), rows(&db, &table)))
        .collect();
    for (table, rows) in &before {
        assert!(!rows.is_empty(), "{table} is filled");
    }
    migrate(&mut db);
    for (table, before) in &before {
        let after = rows(&db, table);
        assert_eq!(after.len(), before.len(), "{table}");
        for (after, before) in after.iter().zip(before) {
            for (column, value) in before {
                assert_eq!(after.get(column), Some(value), "{table}.{column}");
            }
        }
    }
    for client in rows(&db, "clients") {
        for (column, value) in [
            ("jwks", Value::Null),
            ("jwks_uri", Value::Null),
            ("request_object_signing_alg", Value::Null),
            ("require_signed_request_object", Value::Integer(0)),
            ("require_pushed_authorization_requests", Value::Integer(0)),
            ("dpop_bound_access_tokens", Value::Integer(0)),
            ("introspects", text("[]")),
            ("registered_by", text("owner")),
            ("registration_token_hash", Value::Null),
        ] {
            assert_eq!(client[column], value, "{column}");
        }
    }
    for family in rows(&db, "token_families") {
        assert_eq!(
            (&family["resources"], &family["dpop_jkt"]),
            (&text(""), &Value::Null)
        );
    }
    let mut expected: Vec<String> = before.into_keys().collect();
    expected.push("spent_ids".to_owned());
    expected.sort();
    assert_eq!(tables(&db), expected, "no table is left over");
}

#[test]
fn what_belonged_to_a_client_or_a_user_still_does() {
    let mut db = database();
    migrate(&mut db);
    let mut check = db.prepare("PRAGMA foreign_key_check").expect("a pragma");
    assert!(
        check
            .query([])
            .expect("rows")
            .next()
            .expect("a row")
            .is_none()
    );
    drop(check);
    for orphan in [
        "INSERT INTO grants VALUES ('u1', 'nobody', '', 0)",
        "INSERT INTO grants VALUES ('nobody', 'basic', '', 0)",
        "INSERT INTO token_families (id, client_id, user_id, scope, authenticated_at, generation, \
         rotated_at, expires_at) VALUES ('x', 'nobody', 'u1', '', 0, 1, 0, 0)",
        "INSERT INTO token_families (id, client_id, user_id, scope, authenticated_at, generation, \
         rotated_at, expires_at) VALUES ('x', 'basic', 'nobody', '', 0, 1, 0, 0)",
    ] {
        assert!(db.execute(orphan, []).is_err(), "{orphan}");
    }
    db.execute("DELETE FROM clients WHERE id = 'basic'", [])
        .expect("a deletion");
    assert_eq!(count(&db, "SELECT count(*) FROM grants"), 1);
    assert_eq!(count(&db, "SELECT count(*) FROM token_families"), 1);
    db.execute("DELETE FROM users WHERE id = 'u2'", [])
        .expect("a deletion");
    assert_eq!(count(&db, "SELECT count(*) FROM grants"), 0);
    assert_eq!(count(&db, "SELECT count(*) FROM token_families"), 0);
    assert_eq!(count(&db, "SELECT count(*) FROM clients"), 2);
}

#[test]
fn a_changed_registration_still_gets_another_revision() {
    let mut db = database();
    migrate(&mut db);
    let revisions = || -> Vec<Value> {
        let clients = rows(&db, "clients");
        clients
            .into_iter()
            .map(|client| client["revision"].clone())
            .collect()
    };
    let before = revisions();
    db.execute("UPDATE clients SET name = 'Renamed' WHERE id = 'basic'", [])
        .expect("an update");
    let after = revisions();
    assert_ne!(after[0], before[0]);
    assert_eq!(after[1..], before[1..], "the others keep theirs");
    db.execute(
        "UPDATE clients SET name = 'B', revision = 'given' WHERE id = 'post'",
        [],
    )
    .expect("an update");
    assert_eq!(revisions()[1], Value::Text("given".to_owned()));
}

#[test]
fn a_registration_that_contradicts_itself_is_not_stored() {
    let mut db = database();
    migrate(&mut db);
    let insert = |columns: &str, values: &str| {
        let sql = format!(
            "INSERT INTO clients (id, name, redirect_uris, scope, grant_types, created_at, {columns}) \
             VALUES (hex(randomblob(4)), 'App', '[]', '', '[]', 0, {values})"
        );
        db.execute(&sql, []).is_ok()
    };
    let usual = "token_endpoint_auth_method, secret_hash, first_party";
    for (method, secret, stored) in [
        ("client_secret_basic", "'hash'", true),
        ("client_secret_basic", "NULL", false),
        ("client_secret_post", "'hash'", true),
        ("client_secret_post", "NULL", false),
        ("none", "NULL", true),
        ("none", "'hash'", false),
        ("private_key_jwt", "NULL", true),
        ("private_key_jwt", "'hash'", false),
    ] {
        assert_eq!(
            insert(usual, &format!("'{method}', {secret}, 0")),
            stored,
            "{method} {secret}"
        );
    }
    for (columns, values, stored) in [
        ("jwks, jwks_uri", "'{}', NULL", true),
        ("jwks, jwks_uri", "'{}', 'https://app.example/keys'", false),
        ("registered_by", "'document'", true),
        ("registered_by", "'nobody'", false),
        ("dpop_bound_access_tokens", "2", false),
        ("require_pushed_authorization_requests", "2", false),
        ("require_signed_request_object", "2", false),
    ] {
        let columns = format!("{usual}, {columns}");
        let values = format!("'none', NULL, 0, {values}");
        assert_eq!(insert(&columns, &values), stored, "{columns} {values}");
    }
    let first_party = |by: &str| {
        insert(
            &format!("{usual}, registered_by"),
            &format!("'none', NULL, 1, '{by}'"),
        )
    };
    assert!(first_party("owner"));
    assert!(
        !first_party("itself") && !first_party("document"),
        "nobody vouches for them"
    );
}

#[test]
fn the_signing_key_that_was_in_use_goes_on_signing() {
    let mut db = database();
    migrate(&mut db);
    apply(&mut db, "0003_signing_keys");
    let expected: BTreeMap<String, Value> = [
        ("kid", text("kid")),
        ("algorithm", text("ES256")),
        ("sequence", Value::Integer(1)),
        ("public_jwk", text("{}")),
        ("private_key", text("sealed")),
        ("created_at", Value::Integer(50)),
        ("signs_from", Value::Integer(50)),
        ("rotate_asked_at", Value::Null),
        ("revoked_at", Value::Null),
    ]
    .map(|(column, value)| (column.to_owned(), value))
    .into();
    assert_eq!(rows(&db, "signing_keys"), [expected]);
    let insert = |algorithm: &str, sequence: u32| {
        let sql = format!(
            "INSERT INTO signing_keys (kid, algorithm, sequence, public_jwk, private_key, \
             created_at, signs_from) VALUES (hex(randomblob(4)), '{algorithm}', {sequence}, '', '', 0, 0)"
        );
        db.execute(&sql, []).is_ok()
    };
    assert!(!insert("ES256", 1), "that one is made");
    assert!(insert("ES256", 2) && insert("RS256", 1) && insert("EdDSA", 1));
    assert!(!insert("HS256", 1));
}
