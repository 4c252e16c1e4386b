//! Between two versions: the one before runs on this schema, from the migrations until the deployment and after a step
//! back; and this one says what is wrong if it meets the schema before.
//!
//! `statements.sql` has every statement of the version before. It was made there with `STATEMENTS=<file> cargo test --test
//! native`, and two statements that only the owner's commands run were added by hand. The schema before is that of
//! `tests/workerd/upgrade/dump.sql`, with the rows.

mod every_schema;

use edgegrant::platform::is_not_migrated;
use edgegrant::store::schema::require_newest;
use futures_executor::block_on;
use rusqlite::Connection;

use crate::runtime::schema::{apply, count, empty, migrations, rows, tables};
use crate::runtime::{World, never_scans};

const STATEMENTS: &str = include_str!("statements.sql");
const DUMP: &str = include_str!("../../workerd/upgrade/dump.sql");

fn statements() -> impl Iterator<Item = &'static str> {
    STATEMENTS.lines()
}

/// The database of the version before, as it was left.
fn before() -> Connection {
    let db = empty();
    db.execute_batch(DUMP).expect("a dump that loads");
    db
}

/// The migrations that it lacks.
fn newer(db: &Connection) -> Vec<String> {
    let applied = |name: &String| {
        let sql = format!("SELECT count(*) FROM d1_migrations WHERE name = '{name}.sql'");
        count(db, &sql) == 1
    };
    migrations()
        .into_iter()
        .filter(|name| !applied(name))
        .collect()
}

fn after() -> Connection {
    let mut db = before();
    for migration in newer(&db) {
        apply(&mut db, &migration);
    }
    db
}

/// Everything that a schema consists of.
fn schema(db: &Connection) -> Vec<String> {
    let all = "SELECT coalesce(sql, '') FROM sqlite_schema ORDER BY name";
    let mut prepared = db.prepare(all).expect("a query");
    let texts = prepared.query_map([], |row| row.get(0)).expect("rows");
    texts.collect::<Result<_, _>>().expect("texts")
}

#[test]
fn the_list_is_of_the_version_before() {
    assert!(statements().count() >= 80);
    let db = before();
    for sql in statements() {
        db.prepare(sql).expect(sql);
    }
}

#[test]
fn the_statements_of_the_version_before_run_on_this_schema_and_scan_no_table() {
    let db = after();
    for sql in statements() {
        db.prepare(sql).expect(sql);
        never_scans(&db, sql).expect("a plan");
    }
}

/// The version before names no new column when it inserts a row.
#[test]
fn no_table_of_before_has_a_new_column_that_must_be_given() {
    let (old, new) = (before(), after());
    for table in tables(&old) {
        let must = format!(
            "SELECT name FROM pragma_table_info('{table}') WHERE \"notnull\" AND dflt_value IS NULL AND name NOT IN \
             (SELECT value FROM json_each(?1))"
        );
        let known = "SELECT json_group_array(name) FROM pragma_table_info(?1)";
        let known: String = old
            .query_row(known, [&table], |row| row.get(0))
            .expect("names");
        let mut prepared = new.prepare(&must).expect("a query");
        assert!(!prepared.exists([known]).expect("an answer"), "{table}");
    }
}

#[test]
fn the_migrations_keep_every_row_and_leave_a_sound_database() {
    let (old, new) = (before(), after());
    for table in tables(&old) {
        let (was, is) = (rows(&old, &table), rows(&new, &table));
        assert_eq!(was.len(), is.len(), "{table}");
        for (was, is) in was.iter().zip(&is) {
            for (column, value) in was {
                assert_eq!(Some(value), is.get(column), "{table}.{column}");
            }
        }
    }
    assert_eq!(
        count(&new, "SELECT count(*) FROM pragma_foreign_key_check"),
        0
    );
    let sound = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'";
    assert_eq!(count(&new, sound), 1);
}

/// `/health` looks for what the newest migration made. If this fails, a migration was added: `NEWEST` in
/// `src/store/schema.rs` must name something of it.
#[test]
fn a_database_that_lacks_only_the_newest_migration_is_told_from_one_that_has_all() {
    let mut db = before();
    let mut stages = Vec::new();
    for migration in newer(&db) {
        stages.push((
            schema(&db),
            block_on(require_newest(&World::over(copy(&db)))),
        ));
        apply(&mut db, &migration);
    }
    let newest = schema(&db);
    let (_, behind) = stages
        .iter()
        .rfind(|(schema, _)| *schema != newest)
        .expect("the schema was changed");
    let fault = behind.as_ref().expect_err("something is missing");
    assert!(is_not_migrated(fault.reason()), "{fault}");
    assert!(block_on(require_newest(&World::over(db))).is_ok());
}

/// Another database with the same schema.
fn copy(db: &Connection) -> Connection {
    let copy = empty();
    let mut prepared = db
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY type = 'table' DESC")
        .expect("a query");
    let texts = prepared.query_map([], |row| row.get::<_, String>(0));
    for sql in texts.expect("rows") {
        copy.execute_batch(&sql.expect("a text")).expect("a table");
    }
    copy
}

#[test]
fn whatever_a_schema_lacks_the_message_of_sqlite_is_recognized() {
    let db = empty();
    db.execute_batch("CREATE TABLE known (id TEXT, other TEXT)")
        .expect("a table");
    for sql in [
        "SELECT id FROM unknown",
        "SELECT known.lacking FROM known",
        "INSERT INTO known (id, lacking) VALUES (1, 2)",
        "UPDATE known SET lacking = 1",
        "DELETE FROM known WHERE lacking IS NULL",
        "SELECT id FROM known INDEXED BY lacking WHERE id = 1",
        "INSERT INTO known (id) VALUES (1) ON CONFLICT (id) DO NOTHING",
    ] {
        let error = db.prepare(sql).expect_err(sql);
        assert!(is_not_migrated(&error.to_string()), "{error}");
    }
    let error = db.prepare("SELEC").expect_err("no statement");
    assert!(!is_not_migrated(&error.to_string()));
}
