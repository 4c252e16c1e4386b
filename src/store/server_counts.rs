//! What is counted for the whole server: how many users and clients there are, and whether the sweep gets done.
//!
//! To count a large table takes a row read for each of its rows, so no page does that. The hourly event goes through it a part at a
//! time, and whoever shows the number says how old it is.

use crate::platform::{Fault, Sql, Statement};

/// How many users, and how many clients, are counted in one run.
const STEP: u32 = 5_000;

/// Counts further from where the last run stopped, and keeps the number when it has come to the end.
macro_rules! count {
    ($table:literal) => {
        concat!(
            "INSERT INTO server_counts (name, position, walked, count, at) \
             SELECT '",
            $table,
            "', CASE WHEN found = ?1 THEN last ELSE '' END, \
             CASE WHEN found = ?1 THEN found ELSE 0 END, CASE WHEN found < ?1 THEN found END, \
             CASE WHEN found < ?1 THEN unixepoch() END \
             FROM (SELECT count(*) AS found, max(id) AS last FROM (SELECT id FROM ",
            $table,
            " WHERE id > coalesce((SELECT position FROM server_counts WHERE name = '",
            $table,
            "'), '') ORDER BY id LIMIT ?1)) WHERE true \
             ON CONFLICT (name) DO UPDATE SET position = excluded.position, \
             walked = CASE WHEN excluded.count IS NULL THEN walked + excluded.walked ELSE 0 END, \
             count = CASE WHEN excluded.count IS NULL THEN count ELSE walked + excluded.count END, \
             at = coalesce(excluded.at, at)"
        )
    };
}

/// Counts a part of the users and of the clients.
pub(super) async fn count_further(sql: &impl Sql) -> Result<(), Fault> {
    let tables = [count!("users"), count!("clients")];
    let statements = tables.map(|count| Statement::new(count, [STEP.into()]));
    sql.batch(statements.into()).await?;
    Ok(())
}

/// Notes that the sweep was here, and whether it left something for the next one.
pub(super) fn note_sweep(left_over: bool) -> Statement {
    let note = "UPDATE server_counts SET count = CASE WHEN ?1 THEN count + 1 ELSE 0 END, at = unixepoch() \
                WHERE name = 'sweep'";
    Statement::new(note, [left_over.into()])
}
