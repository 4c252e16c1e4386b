//! The migration after which a scope that a client registered is only its default.

use crate::runtime::schema::{apply, database, rows, text};

#[test]
fn strangers_have_no_default_scope_and_keep_their_revision_and_the_owners_clients_keep_all() {
    let mut db = database();
    for name in [
        "0002_endpoints_around",
        "0003_signing_keys",
        "0004_openid_connect",
    ] {
        apply(&mut db, name);
    }
    db.execute_batch(
        "INSERT INTO clients (id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method,
            first_party, created_at, registered_by) VALUES
            ('itself', 'I', '[]', 'openid profile address', '[]', 'none', 0, 13, 'itself')",
    )
    .expect("a client");
    apply(&mut db, "0005_ends");
    let before = rows(&db, "clients");
    apply(&mut db, "0015_default_scopes");
    let after = rows(&db, "clients");
    assert_eq!(after.len(), before.len());
    for (after, mut before) in after.into_iter().zip(before) {
        if before["id"] == text("itself") {
            before.insert("scope".to_owned(), text(""));
        }
        assert_eq!(after, before);
    }
    let changed = "UPDATE clients SET name = 'J' WHERE id = 'itself' RETURNING revision";
    let revision: String = db.query_row(changed, [], |row| row.get(0)).expect("a row");
    let now = "SELECT revision FROM clients WHERE id = 'itself'";
    let now: String = db.query_row(now, [], |row| row.get(0)).expect("a row");
    assert_ne!(now, revision, "a change still makes a new revision");
}
