//! Whether mail has trouble: one row. Everybody is shown the same. A mail that is sent does not end it, so that nobody learns
//! from its end whether somebody was sent one.

use crate::platform::{Fault, Sql, Statement};

/// How often trouble that goes on is noted, in seconds.
const OFTEN: u32 = 300;

/// For how long trouble is shown after it was noted last, in seconds.
const SHOWN: u32 = 900;

/// Notes what the sender said.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn note_trouble(sql: &impl Sql, code: &str) -> Result<(), Fault> {
    let note = "INSERT INTO mail_trouble (id, code, at) VALUES (1, ?1, unixepoch()) \
                ON CONFLICT (id) DO UPDATE SET code = excluded.code, at = excluded.at \
                WHERE mail_trouble.at <= unixepoch() - ?2";
    sql.run(Statement::new(note, [code.into(), OFTEN.into()]))
        .await?;
    Ok(())
}

/// Whether mail has trouble just now.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn has_trouble(sql: &impl Sql) -> Result<bool, Fault> {
    let select = "SELECT 1 FROM mail_trouble WHERE id = 1 AND at > unixepoch() - ?1";
    let outcome = sql.run(Statement::new(select, [SHOWN.into()])).await?;
    Ok(!outcome.rows.is_empty())
}
