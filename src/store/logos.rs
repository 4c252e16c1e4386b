//! Logos, by their hash. The owner and administrators put them here.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::row::Columns;
use crate::platform::{Fault, Sql, Statement};
use crate::protocol::brand::{Logo, hash_of};

/// For how long a logo that nothing needs is kept, in seconds: the version before may come back, and shows it.
const KEPT: u32 = 90 * 24 * 3600;

/// The condition that no client has a logo.
macro_rules! nobody_has {
    () => {
        "NOT EXISTS (SELECT 1 FROM clients WHERE clients.logo = logos.hash)"
    };
}

/// A logo.
#[derive(Debug)]
pub struct StoredLogo {
    /// `image/png` or `image/webp`.
    pub content_type: String,
    /// The file.
    pub file: Vec<u8>,
}

/// The logo with this hash.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_logo(sql: &impl Sql, hash: &str) -> Result<Option<StoredLogo>, Fault> {
    let select = "SELECT content_type, file FROM logos WHERE hash = ?1";
    let outcome = sql.run(Statement::new(select, [hash.into()])).await?;
    let Some(row) = outcome.rows.first().map(Columns) else {
        return Ok(None);
    };
    let decoded = |text: &str| STANDARD.decode(text).ok();
    Ok(Some(StoredLogo {
        content_type: row.text("content_type")?,
        file: row.read("file", decoded)?,
    }))
}

/// Puts a file here, which `logo` was read from. Gives its hash.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn put_logo(sql: &impl Sql, logo: Logo, file: &[u8]) -> Result<String, Fault> {
    let hash = hash_of(file);
    sql.run(putting_logo(&hash, logo, &STANDARD.encode(file)))
        .await?;
    Ok(hash)
}

/// The statement of [`put_logo`], for the file with this `hash`, in base64.
#[must_use]
pub fn putting_logo(hash: &str, logo: Logo, file: &str) -> Statement {
    let put = "INSERT INTO logos (hash, content_type, file, put_at) VALUES (?1, ?2, ?3, unixepoch()) \
               ON CONFLICT (hash) DO UPDATE SET put_at = excluded.put_at";
    let values = [hash.into(), logo.content_type.into(), file.into()];
    Statement::new(put, values)
}

/// The statement that removes a logo at once, unless a client has it, or it is `own`: that of the server. It follows the statement after
/// which the client that had it has it no longer.
pub(crate) fn dropping_logo(hash: &str, own: &str) -> Statement {
    let delete = concat!(
        "DELETE FROM logos WHERE hash = ?1 AND hash <> ?2 AND ",
        nobody_has!()
    );
    Statement::new(delete, [hash.into(), own.into()])
}

/// Removes the logos that nothing has needed for long. `own` is that of the server, or empty: each day that this is asked for, the server
/// needs it.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn forget_old_logos(sql: &impl Sql, own: &str) -> Result<(), Fault> {
    let needed = "UPDATE logos SET put_at = unixepoch() WHERE hash = ?1";
    let delete = concat!(
        "DELETE FROM logos WHERE put_at < unixepoch() - ?1 AND ",
        nobody_has!()
    );
    let mut statements = vec![Statement::new(delete, [KEPT.into()])];
    if !own.is_empty() {
        statements.insert(0, Statement::new(needed, [own.into()]));
    }
    sql.batch(statements).await?;
    Ok(())
}
