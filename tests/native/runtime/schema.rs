//! The migrations, and a database of the first release with data in it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::Mutex;

use rusqlite::Connection;
use rusqlite::types::Value;

const ROWS: &str = "
    INSERT INTO users VALUES ('u1', 'person', 'person@example.com', 'A Person', 'hash', 5, 6),
        ('u2', 'other', NULL, NULL, 'hash', 7, 0);
    INSERT INTO clients VALUES
        ('basic', 'App', '[\"https://app.example/cb\"]', 'notes:read', '[\"authorization_code\"]',
            'client_secret_basic', 'hash', 1, 10, 'r1'),
        ('post', 'Post', '[]', '', '[]', 'client_secret_post', 'hash', 0, 11, 'r2'),
        ('public', 'SPA', '[]', '', '[]', 'none', NULL, 0, 12, 'r3');
    INSERT INTO sessions VALUES ('cookie', 'u1', 20, 21);
    INSERT INTO grants VALUES ('u1', 'basic', 'notes:read', 30), ('u2', 'public', '', 31);
    INSERT INTO token_families VALUES
        ('live', 'basic', 'u1', 'notes:read', 40, 3, 41, 42, NULL),
        ('revoked', 'public', 'u2', '', 43, 1, 44, 45, 46);
    INSERT INTO signing_keys VALUES (1, 'kid', '{}', 'sealed', 50);";

/// A database without a schema.
pub fn empty() -> Connection {
    let db = Connection::open_in_memory().expect("SQLite opens");
    // D1 has them on and cannot turn them off in a migration.
    db.pragma_update(None, "foreign_keys", true)
        .expect("a pragma");
    db
}

/// The names of all migrations, in order.
pub fn migrations() -> Vec<String> {
    let files = std::fs::read_dir("migrations").expect("there are migrations");
    let names = files.map(|entry| entry.expect("a readable entry").file_name());
    let mut names: Vec<_> = names
        .filter_map(|name| Some(name.to_str()?.strip_suffix(".sql")?.to_owned()))
        .collect();
    names.sort();
    names
}

/// The first schema, with rows in every table.
pub fn database() -> Connection {
    let mut db = empty();
    apply(&mut db, "0001_schema");
    db.execute_batch(ROWS).expect("rows");
    db
}

/// Applies a migration as D1 does: whole.
pub fn apply(db: &mut Connection, migration: &str) {
    let path = format!("migrations/{migration}.sql");
    let sql = std::fs::read_to_string(path).expect("a readable migration");
    let transaction = db.transaction().expect("a transaction");
    transaction
        .execute_batch(&sql)
        .expect("a migration that applies");
    transaction.commit().expect("it holds");
}

pub type Rows = Vec<BTreeMap<String, Value>>;

/// Every row of a table, by column.
pub fn rows(db: &Connection, table: &str) -> Rows {
    let mut prepared = db
        .prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))
        .expect("a table");
    let names: Vec<String> = prepared.column_names().map(str::to_owned).collect();
    let read = |row: &rusqlite::Row<'_>| {
        let column = |(at, name): (usize, &String)| Ok((name.clone(), row.get(at)?));
        names.iter().enumerate().map(column).collect()
    };
    let rows = prepared.query_map([], read).expect("rows");
    rows.collect::<Result<_, _>>().expect("rows")
}

pub fn tables(db: &Connection) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
    let mut prepared = db.prepare(sql).expect("a query");
    let names = prepared.query_map([], |row| row.get(0)).expect("rows");
    names.collect::<Result<_, _>>().expect("names")
}

pub fn count(db: &Connection, sql: &str) -> i64 {
    db.query_row(sql, [], |row| row.get(0)).expect("a number")
}

pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Adds a statement to the file that `STATEMENTS` names, so that the next version can be tested against it:
/// `tests/native/upgrade` says how.
pub fn write_down(sql: &str) {
    static WRITTEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let Some(path) = std::env::var_os("STATEMENTS") else {
        return;
    };
    if WRITTEN.lock().expect("a lock").insert(sql.to_owned()) {
        let mut options = std::fs::OpenOptions::new();
        let file = options.create(true).append(true).open(path);
        writeln!(file.expect("a file"), "{sql}").expect("a line");
    }
}
