//! The migrations that take the foreign keys from token families, on a database that is in use: nobody is signed out, no
//! token dies, and the copy can be made in parts while the server goes on.

use crate::runtime::schema::{apply, count, database, rows, text};
use rusqlite::Connection;
use rusqlite::types::Value;

const SINCE: &str = "
    UPDATE sessions SET expires_at = unixepoch() + 1000;
    DELETE FROM token_families;
    INSERT INTO token_families (id, client_id, user_id, scope, authenticated_at, generation, rotated_at, expires_at,
        session_id, revoked_at) VALUES
        ('-first', 'basic', 'u1', 'openid', 1, 3, unixepoch(), unixepoch() + 1000, 's1', NULL),
        ('Gsecond', 'basic', 'u1', 'openid offline_access', 1, 1, unixepoch(), unixepoch() + 1000, 's1', NULL),
        ('_third', 'public', 'u2', 'notes:read', 1, 1, unixepoch(), unixepoch() + 1000, 's2', 46),
        ('zfourth', 'public', 'u2', 'my-openid', 1, 1, unixepoch(), unixepoch() + 1000, NULL, NULL),
        ('expired', 'public', 'u2', '', 1, 1, 0, 1, NULL, NULL);";

const PARTS: [&str; 6] = [
    "0009_families",
    "0010_families_1",
    "0011_families_2",
    "0012_families_3",
    "0013_families_4",
    "0014_families_done",
];

fn before() -> Connection {
    let mut db = database();
    for migration in [
        "0002_endpoints_around",
        "0003_signing_keys",
        "0004_openid_connect",
    ] {
        apply(&mut db, migration);
    }
    db.execute_batch(SINCE).expect("rows");
    apply(&mut db, "0005_ends");
    db
}

#[test]
fn sessions_and_grants_stay_and_belong_to_the_registration_of_today() {
    let db = before();
    assert_eq!(
        count(
            &db,
            "SELECT count(*) FROM sessions WHERE credential_version = 1"
        ),
        1
    );
    assert_eq!(
        count(
            &db,
            "SELECT count(DISTINCT registration_id) FROM clients WHERE length(registration_id) = 16"
        ),
        3
    );
    assert_eq!(
        count(
            &db,
            "SELECT count(*) FROM grants JOIN clients ON clients.id = client_id \
             WHERE grants.registration_id = clients.registration_id"
        ),
        2
    );
    let revisions = rows(&db, "clients");
    let revisions: Vec<&Value> = revisions.iter().map(|client| &client["revision"]).collect();
    assert_eq!(
        revisions,
        [&text("r1"), &text("r2"), &text("r3")],
        "no other client because of it"
    );
}

#[test]
fn every_family_that_has_not_expired_is_there_again() {
    let mut db = before();
    let mut families = rows(&db, "token_families");
    families.retain(|family| family["id"] != text("expired"));
    for part in PARTS {
        apply(&mut db, part);
    }
    let after = rows(&db, "token_families");
    assert_eq!(after.len(), families.len());
    for (after, before) in after.iter().zip(&families) {
        for (column, value) in before {
            assert_eq!(after.get(column), Some(value), "{column}");
        }
    }
    let ends: Vec<&Value> = after.iter().map(|family| &family["ends_with"]).collect();
    assert_eq!(
        ends,
        [&text("s1"), &Value::Null, &Value::Null, &Value::Null]
    );
    let theirs = "SELECT count(*) FROM token_families JOIN clients ON clients.id = client_id \
                  WHERE token_families.registration_id = clients.registration_id";
    assert_eq!(count(&db, theirs), 4);
    assert_eq!(
        count(
            &db,
            "SELECT count(*) FROM pragma_foreign_key_list('token_families')"
        ),
        0
    );
}

#[test]
fn what_happens_between_the_parts_is_not_lost() {
    let mut db = before();
    for part in &PARTS[..5] {
        apply(&mut db, part);
        // The server that is deployed keeps using the old table.
        db.execute_batch(
            "UPDATE token_families SET generation = generation + 1, rotated_at = rotated_at + 1",
        )
        .expect("a refresh");
    }
    db.execute_batch(
        "UPDATE token_families SET revoked_at = 50 WHERE id = '-first';
         INSERT INTO token_families (id, client_id, user_id, scope, authenticated_at, generation, rotated_at, expires_at)
         VALUES ('-late', 'basic', 'u1', '', 1, 1, unixepoch(), unixepoch() + 1000);",
    )
    .expect("a revocation and a sign-in");
    let old = rows(&db, "token_families");
    apply(&mut db, PARTS[5]);
    for before in old.iter().filter(|family| family["id"] != text("expired")) {
        let after = rows(&db, "token_families");
        let after = after
            .iter()
            .find(|family| family["id"] == before["id"])
            .expect("the family");
        for column in ["generation", "rotated_at", "revoked_at"] {
            assert_eq!(
                after[column], before[column],
                "{column} of {:?}",
                before["id"]
            );
        }
    }
}

#[test]
fn a_client_that_is_removed_between_the_parts_takes_its_families_with_it() {
    let mut db = before();
    for part in &PARTS[..5] {
        apply(&mut db, part);
    }
    db.execute_batch("DELETE FROM clients WHERE id = 'basic'")
        .expect("a removal");
    apply(&mut db, PARTS[5]);
    let living = "SELECT count(*) FROM token_families JOIN clients ON clients.id = client_id \
                  AND token_families.registration_id IN ('', clients.registration_id)";
    assert_eq!(count(&db, living), 2);
}
