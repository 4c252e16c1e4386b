//! Migrating to one-time links a database that is in use.

use crate::runtime::schema::{apply, count, database};

const BEFORE: [&str; 19] = [
    "0002_endpoints_around",
    "0003_signing_keys",
    "0004_openid_connect",
    "0005_ends",
    "0006_attempts",
    "0007_clients",
    "0008_folded_names",
    "0009_families",
    "0010_families_1",
    "0011_families_2",
    "0012_families_3",
    "0013_families_4",
    "0014_families_done",
    "0015_default_scopes",
    "0016_grants_of_strangers",
    "0017_passkeys",
    "0018_events",
    "0019_users",
    "0021_one_time_links",
];

#[test]
fn a_server_with_an_administrator_is_set_up_and_any_other_may_still_be() {
    for (update, made) in [
        ("", 0),
        ("UPDATE users SET administrator = 1 WHERE id = 'u1'", 1),
    ] {
        let mut db = database();
        let (last, before) = BEFORE.split_last().expect("migrations");
        for migration in before {
            apply(&mut db, migration);
        }
        db.execute_batch(update).expect("SQL that applies");
        apply(&mut db, last);
        assert_eq!(count(&db, "SELECT count(*) FROM first_administrator"), made);
        let kept = "SELECT count(*) FROM users WHERE email = 'person@example.com' AND unverified_email IS NULL";
        assert_eq!(count(&db, kept), 1);
        // As a server of before makes one.
        db.execute_batch("UPDATE users SET administrator = 1 WHERE id = 'u2'")
            .expect("SQL that applies");
        assert_eq!(count(&db, "SELECT count(*) FROM first_administrator"), 1);
    }
}
