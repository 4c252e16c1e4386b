//! Who is signed in in a browser, and the one question every visit to `/authorize` asks.

use std::rc::Rc;
use std::sync::LazyLock;

use super::client_columns::{STANDING, read_row, selected};
use super::group_members::may_use;
use super::hearsay::grant_counts;
use super::row::{Columns, found};
use super::session_life::{session_counts, session_seen, session_stands};
use crate::platform::{Fault, Outcome, Row, Sql, Statement};
use crate::protocol::authorization::{Account, Granted, Session};
use crate::protocol::client::Client;
use crate::protocol::login::Method;
use crate::protocol::scope::Scope;
use crate::protocol::secret::SecretHash;
use crate::protocol::timestamp::Timestamp;

/// The columns of a [`Session`], to be selected from `sessions` and `users`.
macro_rules! account_columns {
    () => {
        concat!(
            "users.id AS user_id, users.username, users.name AS user_name, users.email, users.unverified_email, \
             users.pairwise_salt, users.credential_version, users.administrator, sessions.id AS session_id, \
             sessions.authenticated_at, sessions.method, sessions.provider, ",
            session_seen!("sessions"),
            " AS seen_at"
        )
    };
}

/// A browser at the authorization endpoint.
#[derive(Debug)]
pub struct Visit {
    /// The client that sent it, if it is registered.
    pub client: Option<Rc<Client>>,
    /// Who is signed in there, the latest first, and what they granted to this client. If nobody vouches for
    /// the client, a grant ends when the client changes: the person was asked about the client as it was then.
    pub accounts: Vec<Account>,
    /// The time, by the database's clock, which also says when people signed in.
    pub now: Timestamp,
    /// Whether a replica answered, which may not have the latest changes.
    pub replica: bool,
}

/// Where a visit is read.
#[derive(Debug, Clone, Copy)]
enum Source<'a> {
    Primary,
    /// At a replica that has what was written before this bookmark.
    Near(Option<&'a str>),
}

/// Which client asks, who is signed in, and what was granted: one row for each account, one round trip. Of a client for
/// groups it says whether whoever chose to go on with the session `chosen` is let in, and of nobody else: each costs some rows.
/// If the client is `known`, only what tells whether it is still the same is read. If it is not the same, all is read again.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_visit(
    sql: &impl Sql,
    client: (&str, Option<&Rc<Client>>),
    session: Option<&SecretHash>,
    chosen: Option<&str>,
) -> Result<Visit, Fault> {
    load(sql, Source::Primary, client, session, chosen).await
}

/// The same, perhaps from a replica that has what was written before the bookmark `since`. If anything rests on it, a statement at
/// the primary has to decide it again.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_visit_near(
    sql: &impl Sql,
    since: Option<&str>,
    client: (&str, Option<&Rc<Client>>),
    session: Option<&SecretHash>,
    chosen: Option<&str>,
) -> Result<Visit, Fault> {
    load(sql, Source::Near(since), client, session, chosen).await
}

/// Asks for a visit to a client of which only what tells whether it is still the same is read.
pub(super) static SAME: LazyLock<String> = LazyLock::new(|| select(STANDING));

async fn load(
    sql: &impl Sql,
    source: Source<'_>,
    (client_id, known): (&str, Option<&Rc<Client>>),
    session: Option<&SecretHash>,
    chosen: Option<&str>,
) -> Result<Visit, Fault> {
    static WHOLE: LazyLock<String> = LazyLock::new(|| select(&selected()));
    let values = [
        client_id.into(),
        session.map(|hash| hash.as_str().to_owned()).into(),
        chosen.map(str::to_owned).into(),
    ];
    if let Some(known) = known {
        let outcome = ask(sql, source, Statement::new(&SAME, values.clone())).await?;
        let row = outcome.rows.first().map(Columns);
        let row = row.ok_or_else(|| Fault::new("the database did not tell the time"))?;
        let revision = row.maybe("revision")?;
        let blocked = row.time("blocked_at")?.is_some();
        if revision.as_deref() == Some(&known.revision) && blocked == known.blocked {
            return read_visit(&outcome, Some(Rc::clone(known)));
        }
    }
    let outcome = ask(sql, source, Statement::new(&WHOLE, values)).await?;
    let registered = |row: &&Row| row.get("id").is_some_and(|id| !id.is_null());
    let row = outcome.rows.first().filter(registered);
    read_visit(&outcome, row.map(read_row).transpose()?)
}

async fn ask(sql: &impl Sql, source: Source<'_>, statement: Statement) -> Result<Outcome, Fault> {
    match source {
        Source::Primary => sql.run(statement).await,
        Source::Near(since) => sql.run_near(statement, since).await,
    }
}

fn select(columns: &str) -> String {
    format!(
        "SELECT {columns}, {}, CASE WHEN clients.allowed_groups IS NULL THEN 1 WHEN sessions.id = ?3 THEN {} END AS let_in, \
         grants.scope AS granted, grants.claims AS granted_claims, grants.granted_at, \
         coalesce(user_clients.revoked, 0) AS revoked, \
         unixepoch() AS now FROM (SELECT 1) LEFT JOIN clients ON clients.id = +?1 \
         LEFT JOIN sessions ON sessions.hash = +?2 AND {} \
         LEFT JOIN users ON users.id = sessions.user_id AND {} \
         LEFT JOIN user_clients ON user_clients.user_id = users.id AND user_clients.client_id = ?1 \
         LEFT JOIN grants ON grants.user_id = users.id AND grants.client_id = ?1 \
         AND {} \
         ORDER BY sessions.authenticated_at DESC, sessions.id",
        account_columns!(),
        may_use!("clients", "users.id"),
        session_counts!("sessions"),
        session_stands!("sessions", "users"),
        grant_counts!()
    )
}

/// The visit that rows tell, of this client.
pub(super) fn read_visit(outcome: &Outcome, client: Option<Rc<Client>>) -> Result<Visit, Fault> {
    let first = outcome.rows.first().map(Columns);
    let now = first.ok_or_else(|| Fault::new("the database did not tell the time"))?;
    Ok(Visit {
        client,
        now: now.moment("now")?,
        accounts: found(&outcome.rows, read_account)?,
        replica: outcome.replica,
    })
}

fn read_account(row: &Row) -> Result<Option<Account>, Fault> {
    let Some(user) = read_user(row)? else {
        return Ok(None);
    };
    let row = Columns(row);
    let scope = |text: &str| Scope::parse(text).ok();
    let granted = match row.maybe_read("granted", scope)? {
        None => None,
        Some(granted) => Some(Granted {
            scope: granted,
            claims: row.read("granted_claims", scope)?,
        }),
    };
    Ok(Some(Account {
        user,
        granted,
        granted_at: row.time("granted_at")?,
        revoked: row.number("revoked")?,
        let_in: row.small("let_in")?.map(|let_in| let_in == 1),
    }))
}

/// Reads a user from a row that holds [`account_columns`] among others, if there is one.
fn read_user(row: &Row) -> Result<Option<Session>, Fault> {
    let row = Columns(row);
    let Some(user_id) = row.maybe("user_id")? else {
        return Ok(None);
    };
    Ok(Some(Session {
        user_id,
        username: row.text("username")?,
        name: row.maybe("user_name")?,
        email: row.maybe("email")?,
        unverified_email: row.maybe("unverified_email")?,
        salt: row.text("pairwise_salt")?,
        credential_version: row.number("credential_version")?,
        session_id: row.text("session_id")?,
        authenticated_at: row.moment("authenticated_at")?,
        method: row.read("method", Method::parse)?,
        seen_at: row.moment("seen_at")?,
        provider: row.maybe("provider")?,
        administrator: row.flag("administrator")?,
    }))
}

/// Everybody who is signed in within one browser.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_sessions(sql: &impl Sql, hash: &SecretHash) -> Result<Vec<Session>, Fault> {
    read_sessions(&sql.run(sessions(hash)).await?)
}

/// The statement of [`load_sessions`].
pub(super) fn sessions(hash: &SecretHash) -> Statement {
    let select = concat!(
        "SELECT ",
        account_columns!(),
        " FROM sessions JOIN users ON users.id = sessions.user_id AND ",
        session_stands!("sessions", "users"),
        " WHERE sessions.hash = ?1 AND ",
        session_counts!("sessions"),
        " ORDER BY sessions.authenticated_at DESC, sessions.id"
    );
    Statement::new(select, [hash.as_str().into()])
}

/// What the statement [`sessions`] found.
pub(super) fn read_sessions(outcome: &Outcome) -> Result<Vec<Session>, Fault> {
    found(&outcome.rows, read_user)
}
