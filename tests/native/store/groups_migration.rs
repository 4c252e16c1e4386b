//! Migrating to groups a database that is in use.

use crate::runtime::schema::{apply, count, database, migrations};

#[test]
fn administrators_of_before_are_in_their_group_and_nobody_else_is() {
    let mut db = database();
    let all = migrations();
    let here = all.iter().position(|name| name == "0026_groups");
    let (before, after) = all[1..].split_at(here.expect("the migration") - 1);
    for migration in before {
        apply(&mut db, migration);
    }
    db.execute_batch("UPDATE users SET administrator = 1 WHERE id = 'u2'")
        .expect("SQL that applies");
    for migration in after {
        apply(&mut db, migration);
    }
    let members = "SELECT count(*) FROM group_members WHERE group_id = 'administrators'";
    assert_eq!(count(&db, members), 1);
    let right = "SELECT count(*) FROM group_members WHERE user_id = 'u2'";
    assert_eq!(count(&db, right), 1);
    // As a server of before makes one, and takes it back.
    db.execute_batch("UPDATE users SET administrator = 1, name = 'Other' WHERE id = 'u1'")
        .expect("SQL that applies");
    assert_eq!(count(&db, members), 2);
    db.execute_batch("UPDATE users SET administrator = 0 WHERE id = 'u2'")
        .expect("SQL that applies");
    assert_eq!(count(&db, members), 1);
    // Nobody has to be in a group for what they use, and nothing else is said of anybody.
    let open = "SELECT count(*) FROM clients WHERE allowed_groups IS NOT NULL";
    assert_eq!(count(&db, open), 0);
    let said = "SELECT count(*) FROM users WHERE own_claims <> '{}'";
    assert_eq!(count(&db, said), 0);
}
