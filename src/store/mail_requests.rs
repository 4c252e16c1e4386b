//! People who ask for a mail, before anybody knows whether there is somebody to send it to. Whatever they type, the same rows
//! are read and written.

use super::attempts::{Bucket, level, values};
use super::row::Columns;
use super::strangers::{Ceiling, Deed, below_ceiling, count_deed, has_room, today};
use crate::platform::{Fault, Sql, SqlValue, Statement};
use crate::protocol::address::Address;
use crate::protocol::login::FoldedName;
use crate::protocol::secret::{MacKey, SecretHash};

/// How long a code can be used, in seconds, and how often it can be tried.
const LIFETIME: u32 = 600;
const TRIES: u32 = 5;

impl Bucket {
    /// For links that are asked for with what was typed as username.
    #[must_use]
    pub fn of_mail(key: &MacKey, login: &FoldedName) -> Self {
        let mac = key.mac(&[b"mail asked for", login.as_str().as_bytes()]);
        Self::of_group("mail", mac, (5, 10 * 60))
    }

    /// For codes that are asked for so: who asks for many keeps nobody from a link.
    #[must_use]
    pub fn of_mail_code(key: &MacKey, login: &FoldedName) -> Self {
        let mac = key.mac(&[b"mail asked for", login.as_str().as_bytes()]);
        Self::of_group("mail-code", mac, (5, 10 * 60))
    }

    /// One of 65,536, of which this authentication code says which.
    fn of_group(kind: &str, mac: [u8; 32], (capacity, seconds): (u32, u32)) -> Self {
        Self {
            key: format!("{kind}:{:02x}{:02x}", mac[0], mac[1]),
            capacity,
            seconds,
        }
    }

    /// One of an account.
    fn of_one(kind: &str, user_id: &str, (capacity, seconds): (u32, u32)) -> Self {
        Self {
            key: [kind, ":", user_id].concat(),
            capacity,
            seconds,
        }
    }

    /// For the address that mail is asked for from.
    #[must_use]
    pub fn of_mail_from(address: &Address) -> Self {
        Self {
            key: format!("mail-from:{address}"),
            capacity: 20,
            seconds: 5 * 60,
        }
    }

    /// For an address that somebody says is theirs and has not proved.
    #[must_use]
    pub fn of_mail_to(key: &MacKey, address: &str) -> Self {
        let mac = key.mac(&[b"mail to", address.to_ascii_lowercase().as_bytes()]);
        Self::of_group("mail-to", mac, (3, 20 * 60))
    }

    /// For an account that gets recovery links by mail.
    #[must_use]
    pub fn of_recovery(user_id: &str) -> Self {
        Self::of_one("recovery-mail", user_id, (3, 20 * 60))
    }

    /// For an account that has links sent to addresses which it says are its own.
    #[must_use]
    pub fn of_verification(user_id: &str) -> Self {
        Self::of_one("verification-mail", user_id, (3, 60 * 60))
    }

    /// For an account that is told of browsers that are new to it.
    #[must_use]
    pub fn of_new_browsers(user_id: &str) -> Self {
        Self::of_one("browser-mail", user_id, (5, 60 * 60))
    }
}

/// Whether somebody may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// They may, and it is counted.
    Now,
    /// They have asked with this very form: a browser sends one again when its page is loaded again.
    Before,
    /// Too many were asked for with this name or from this address; for so many seconds.
    Full(u32),
    /// The ceiling of the day is reached for this.
    Ceiling(Deed),
}

macro_rules! levels {
    () => {
        concat!(
            "WITH wanted (key, seconds, capacity) AS (VALUES (?1, ?2, ?3), (?4, ?5, ?6)), \
             levels AS MATERIALIZED (SELECT key, seconds, capacity, 1 + ",
            level!("wanted.key", "wanted.seconds"),
            " AS level FROM wanted) "
        )
    };
}

/// A code that is asked for: by which form, in which browser.
#[derive(Debug, Clone, Copy)]
pub struct CodeAsked<'a> {
    /// The hash of the form, which becomes the id.
    pub id: &'a SecretHash,
    /// The hash of the browser's cookie.
    pub browser: &'a SecretHash,
}

/// Takes a place in both buckets and counts the deed. One statement decides it, so however many requests come at once, no more
/// of them get in than fit. With `code`, there is a row for a code from then on.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was taken.
pub async fn ask_for_mail(
    sql: &impl Sql,
    buckets: [&Bucket; 2],
    ceiling: Ceiling,
    code: Option<CodeAsked<'_>>,
) -> Result<Asked, Fault> {
    const TAKE: &str = concat!(
        levels!(),
        "INSERT INTO attempts (day, key, level, at) SELECT ",
        today!(),
        ", key, level, unixepoch() FROM levels \
         WHERE NOT EXISTS (SELECT 1 FROM levels WHERE level > capacity) AND ",
        below_ceiling!("?7"),
        " AND NOT EXISTS (SELECT 1 FROM mail_codes WHERE id = ?8) \
         ON CONFLICT (day, key) DO UPDATE SET level = excluded.level, at = excluded.at"
    );
    const ADD: &str = "INSERT INTO mail_codes (id, browser, tries_left, created_at, expires_at) \
                       SELECT ?1, ?2, ?3, unixepoch(), unixepoch() + ?4 WHERE changes() > 0";
    const WHY: &str = concat!(
        levels!(),
        "SELECT EXISTS (SELECT 1 FROM mail_codes WHERE id = ?7) AS before, coalesce((\
         SELECT max(max(1, CAST((level - capacity) * seconds + 0.999 AS INTEGER))) FROM levels \
         WHERE level > capacity), 0) AS wait"
    );
    let id = code.map_or("", |code| code.id.as_str());
    let asked = |more: &[SqlValue]| [&buckets.map(values).concat()[..], more].concat();
    let deed = code.map_or(Deed::Mail, |_| Deed::MailCode);
    let room = ceiling.before_program(deed);
    let take = Statement::new(TAKE, asked(&[room, id.into()]));
    let add = code.map(|code| {
        let values: [SqlValue; 4] = [
            id.into(),
            code.browser.as_str().into(),
            TRIES.into(),
            LIFETIME.into(),
        ];
        Statement::new(ADD, values)
    });
    let mut statements = vec![take, count_deed(deed)];
    statements.extend(add);
    let outcomes = sql.batch(statements).await?;
    if outcomes.first().is_some_and(|outcome| outcome.changes > 0) {
        return Ok(Asked::Now);
    }
    let why = sql.run(Statement::new(WHY, asked(&[id.into()]))).await?;
    let why = why.rows.first().map(Columns);
    let why = why.ok_or_else(|| Fault::new("the database did not say why"))?;
    if why.flag("before")? {
        return Ok(Asked::Before);
    }
    match why.number("wait")? {
        0 if !has_room(sql, deed, ceiling).await? => Ok(Asked::Ceiling(deed)),
        // A bucket was full, and has leaked since.
        wait => Ok(Asked::Full(wait.max(1))),
    }
}
