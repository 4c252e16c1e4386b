//! The clients that a person let in, as they see it, and taking it back.

use super::acting::{Acting, acts};
use super::row::{Columns, found};
use crate::platform::{Fault, Row, Sql, Statement};
use crate::protocol::client::RegisteredBy;
use crate::protocol::scope::Scope;
use crate::protocol::timestamp::Timestamp;

/// How many clients a page shows. Each costs five rows to read, and a page reads at most 60, with as many people in the
/// browser as may be.
pub const MOST: u32 = 6;

/// A client that a person let in, or that needed no consent.
#[derive(Debug)]
pub struct App {
    /// `client_id`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who vouches for it.
    pub registered_by: RegisteredBy,
    /// What it may do, as they said; empty where nobody asked them.
    pub scope: Scope,
    /// When they let it in, or first signed in to it.
    pub since: Timestamp,
    /// When they last signed in to it, to the day. `None`: not since this is noted.
    pub last_at: Option<Timestamp>,
}

impl App {
    /// Whether there is anything to take back: what was taken back stays noted, because it must not count again.
    fn has_something(&self) -> bool {
        !self.scope.is_empty() || self.last_at.is_none_or(|at| at.0 > 0)
    }
}

/// Some clients, by `client_id`, and where the next ones begin.
#[derive(Debug)]
pub struct Apps {
    /// At most [`MOST`].
    pub apps: Vec<App>,
    /// The `client_id` of the last one, if there are more.
    pub next: Option<String>,
}

/// The clients that a user let in and that are still registered, after `after` or from the first.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list_apps(sql: &impl Sql, user_id: &str, after: Option<&str>) -> Result<Apps, Fault> {
    // Each of the two tables is read by its key, so many rows and no more.
    let select = "SELECT some.client_id AS place, clients.id, clients.name, clients.registered_by, \
                  coalesce(some.scope, '') AS scope, coalesce(some.granted_at, some.since) AS since, some.last_at FROM (\
                  SELECT client_id, max(scope) AS scope, max(granted_at) AS granted_at, max(since) AS since, \
                  max(last_at) AS last_at FROM (SELECT * FROM (\
                  SELECT client_id, scope, granted_at, NULL AS since, NULL AS last_at FROM grants \
                  WHERE user_id = ?1 AND client_id > ?2 ORDER BY client_id LIMIT ?3) UNION ALL SELECT * FROM (\
                  SELECT client_id, NULL, NULL, since, last_at FROM user_clients \
                  WHERE user_id = ?1 AND client_id > ?2 ORDER BY client_id LIMIT ?3)) \
                  GROUP BY client_id ORDER BY client_id LIMIT ?3) AS some \
                  LEFT JOIN clients ON clients.id = some.client_id ORDER BY some.client_id";
    let values = [
        user_id.into(),
        after.unwrap_or_default().into(),
        (MOST + 1).into(),
    ];
    let outcome = sql.run(Statement::new(select, values)).await?;
    let rows = outcome.rows.get(..MOST as usize).unwrap_or(&outcome.rows);
    let is_there = |row: &Row| row.get("id").is_some_and(|id| !id.is_null());
    let apps = found(rows, |row| is_there(row).then(|| read(row)).transpose())?;
    let last = rows.last().filter(|_| outcome.rows.len() > rows.len());
    Ok(Apps {
        apps: apps.into_iter().filter(App::has_something).collect(),
        next: last.map(|row| Columns(row).text("place")).transpose()?,
    })
}

fn read(row: &Row) -> Result<App, Fault> {
    let row = Columns(row);
    Ok(App {
        id: row.text("id")?,
        name: row.text("name")?,
        registered_by: row.read("registered_by", RegisteredBy::parse)?,
        scope: row.read("scope", |text| Scope::parse(text).ok())?,
        since: row.moment("since")?,
        last_at: row.time("last_at")?,
    })
}

/// Takes back what a person gave a client: the consent, and every token and code that it has. `false`: the session has
/// ended, or the client had nothing, or lost it before.
///
/// # Errors
/// A [`Fault`] of the database; then the client has what it had.
pub async fn revoke_app(sql: &impl Sql, acting: &Acting, client_id: &str) -> Result<bool, Fault> {
    // One row ends all of it: every family and code says how often that had happened before it.
    let revoke = concat!(
        "INSERT INTO user_clients (user_id, client_id, since, last_at, revoked) \
         SELECT ?1, ?4, unixepoch(), 0, 1 WHERE (EXISTS (\
         SELECT 1 FROM user_clients WHERE user_id = ?1 AND client_id = ?4) OR EXISTS (\
         SELECT 1 FROM grants WHERE user_id = ?1 AND client_id = ?4)) AND ",
        acts!(),
        " ON CONFLICT (user_id, client_id) DO UPDATE SET revoked = revoked + 1, last_at = 0 \
         WHERE last_at > 0 OR EXISTS (SELECT 1 FROM grants WHERE user_id = ?1 AND client_id = ?4)"
    );
    let forget = concat!(
        "DELETE FROM grants WHERE user_id = ?1 AND client_id = ?4 AND ",
        acts!()
    );
    let statements =
        [revoke, forget].map(|sql| Statement::new(sql, acting.and([client_id.into()])));
    let outcomes = sql.batch(statements.into()).await?;
    Ok(outcomes.first().is_some_and(|outcome| outcome.changes == 1))
}
