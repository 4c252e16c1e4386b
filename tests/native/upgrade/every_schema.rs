//! From every schema that there ever was: the rows of `dumps.sql`, which `dumps.mjs` wrote down after each migration, and the
//! migrations after that one. Everybody keeps what they had, and the server works.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use edgegrant::endpoint::Isolate;
use edgegrant::protocol::token::refresh_token::RefreshToken;
use edgegrant::store::schema::require_newest;
use futures_executor::block_on;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::runtime::World;
use crate::runtime::schema::{apply, count, empty, migrations, rows, tables};
use crate::runtime::visitor::{Visitor, config};

const DUMPS: &str = include_str!("dumps.sql");

/// A migration, the hash of its text, and as SQL, table by table, the rows that a database had when it was the newest.
struct Dump {
    migration: String,
    hash: String,
    rows: BTreeMap<String, String>,
}

fn dumps() -> Vec<Dump> {
    let mut now = BTreeMap::new();
    let sections = DUMPS.split("\n-- migration ").skip(1);
    let read = |section: &str| {
        let mut parts = section.split("\n-- ");
        let title = parts.next().and_then(|title| title.split_once(' '));
        let (migration, hash) = title.expect("a title");
        for part in parts {
            let (title, sql) = part.split_once('\n').unwrap_or((part, ""));
            match title.split_once(' ').expect("a kind and a table") {
                ("table", table) => now.insert(table.to_owned(), sql.to_owned()),
                (_, table) => now.remove(table.trim()),
            };
        }
        Dump {
            migration: migration.to_owned(),
            hash: hash.trim().to_owned(),
            rows: now.clone(),
        }
    };
    sections.map(read).collect()
}

/// The database as it was when this migration was the newest.
fn then(dump: &Dump) -> Connection {
    let mut db = empty();
    for migration in migrations() {
        if migration <= dump.migration {
            apply(&mut db, &migration);
        }
    }
    db.pragma_update(None, "foreign_keys", false)
        .expect("a pragma");
    for sql in dump.rows.values() {
        db.execute_batch(sql).expect("rows that fit");
    }
    db.pragma_update(None, "foreign_keys", true)
        .expect("a pragma");
    db
}

fn upgraded(dump: &Dump) -> Connection {
    let mut db = then(dump);
    for migration in migrations() {
        if migration > dump.migration {
            apply(&mut db, &migration);
        }
    }
    db
}

#[test]
fn there_is_a_dump_of_each_schema_and_no_migration_was_edited_since() {
    let dumped: Vec<_> = dumps().into_iter().map(|it| it.migration).collect();
    assert_eq!(
        dumped,
        migrations(),
        "run node tests/native/upgrade/dumps.mjs"
    );
    for Dump {
        migration, hash, ..
    } in dumps()
    {
        let sql = std::fs::read(format!("migrations/{migration}.sql")).expect("a migration");
        let now = URL_SAFE_NO_PAD.encode(Sha256::digest(sql));
        assert_eq!(
            hash, now,
            "{migration} was edited: databases have it as it was"
        );
    }
}

#[test]
fn every_table_of_every_schema_has_rows() {
    // These are filled one after the other while the families are copied.
    let copies = ["new_token_families", "d1_migrations"];
    for dump in dumps() {
        for (table, sql) in &dump.rows {
            assert!(
                !sql.trim().is_empty() || copies.contains(&table.as_str()),
                "{table} of {}",
                dump.migration
            );
        }
    }
}

#[test]
fn from_every_schema_the_rows_stay_and_the_database_is_sound() {
    for dump in dumps() {
        let (old, new) = (then(&dump), upgraded(&dump));
        let known = tables(&new);
        for table in tables(&old).iter().filter(|table| known.contains(table)) {
            let (was, is) = (rows(&old, table), rows(&new, table));
            // A group that is always there, and who is in it, came with a migration.
            assert_eq!(was.len(), is.len(), "{table} from {}", dump.migration);
        }
        for broken in [
            "SELECT count(*) FROM pragma_foreign_key_check",
            "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
        ] {
            assert_eq!(count(&new, broken), 0, "from {}", dump.migration);
        }
        block_on(require_newest(&World::over(new))).expect("all is there");
    }
}

#[test]
fn from_every_schema_a_refresh_token_of_then_is_good_and_people_sign_in() {
    for dump in dumps() {
        let world = World::over(upgraded(&dump));
        // Those of the dump are sealed with nothing, and these tests can make none for RS256.
        world.execute(
            "DELETE FROM signing_keys; UPDATE clients SET id_token_signed_response_alg = 'ES256'",
        );
        let mut visitor = Visitor {
            world: &world,
            config: config(&[]),
            isolate: Isolate::default(),
            cookies: Vec::new(),
        };
        let token = RefreshToken {
            family: "live".to_owned(),
            generation: 3,
        };
        let token = token.mint(&visitor.config.keys.refresh);
        let (status, json) = visitor.refresh(token.reveal());
        assert_eq!(status, 200, "{json} from {}", dump.migration);

        let code = visitor.code();
        let (status, json) = visitor.redeem(&code);
        assert_eq!(status, 200, "{json} from {}", dump.migration);
        let next = json["refresh_token"].as_str().expect("a refresh token");
        let (status, json) = visitor.refresh(next);
        assert_eq!(status, 200, "{json} from {}", dump.migration);
    }
}
