//! All that is known of a user, for the owner.

use super::PAGE;
use super::row::Columns;
use super::session_life::{session_counts, session_ends, session_seen, session_stands};
use super::user::{User, read_user, user_columns};
use crate::platform::{Fault, Outcome, Sql, Statement};
use crate::protocol::json;
use crate::protocol::login::{Agent, Method};
use crate::protocol::scope::Scope;
use crate::protocol::timestamp::Timestamp;

/// Everything about a user that somebody else can change, as JSON: whoever saw something else saw another user.
macro_rules! user_state {
    () => {
        "json_array(users.username, users.email, users.unverified_email, users.name, users.claims, users.own_claims, \
         users.disabled_at, users.administrator)"
    };
}
pub(super) use user_state;

/// What is known of a user.
#[derive(Debug)]
pub struct UserDetails {
    /// Who they are.
    pub user: Box<User>,
    /// [`user_state`] of them.
    pub state: String,
    /// The directory that made them, if one did.
    pub directory: Option<String>,
    /// When they were added.
    pub created_at: Timestamp,
    /// When they were disabled, if they are.
    pub disabled_at: Option<Timestamp>,
    /// Some of the browsers in which they are signed in, the latest first.
    pub sessions: Few<SignedIn>,
    /// Some of the clients that they allowed something.
    pub clients: Few<Allowed>,
}

/// How many of what a user has are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Most {
    /// Sessions.
    pub sessions: u32,
    /// Clients that they allowed something.
    pub clients: u32,
}

/// Some of something.
#[derive(Debug)]
pub struct Few<T> {
    /// Those that were found.
    pub found: Vec<T>,
    /// Whether there may be more.
    pub more: bool,
}

/// A browser in which a user is signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// Its id.
    pub id: String,
    /// How they signed in.
    pub method: Method,
    /// When they did.
    pub authenticated_at: Timestamp,
    /// When they were last here. It is noted once a day.
    pub seen_at: Timestamp,
    /// When it ends, unless they come again before: then perhaps later.
    pub ends_at: Timestamp,
    /// In which browser it began.
    pub agent: Agent,
    /// At which place, if that is known.
    pub place: Option<String>,
}

/// A client that a user allowed something.
#[derive(Debug)]
pub struct Allowed {
    /// `client_id`.
    pub client_id: String,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// Since when.
    pub granted_at: Timestamp,
    /// The ids of the groups that it is for. `None`: it is for everybody.
    pub groups: Option<Vec<String>>,
}

/// What is known of the user with this id.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_details(sql: &impl Sql, id: &str) -> Result<Option<UserDetails>, Fault> {
    let most = Most {
        sessions: PAGE,
        clients: PAGE,
    };
    read_details(&sql.batch(details_of(id, most)).await?, most)
}

/// The statements of [`load_details`] that look at so much of what the user has, which [`read_details`] understands.
#[must_use]
pub fn details_of(id: &str, most: Most) -> Vec<Statement> {
    let user = concat!(
        "SELECT created_at, disabled_at, directory, ",
        user_state!(),
        " AS state, ",
        user_columns!(),
        " FROM users WHERE id = ?1"
    );
    // However many rows have ended and were not swept yet, only so many are looked at.
    let sessions = concat!(
        "SELECT some.id, some.method, some.authenticated_at, some.agent, some.place, ",
        session_seen!("some"),
        " AS seen_at, ",
        session_ends!("some"),
        " AS ends_at, ",
        session_counts!("some"),
        " AND ",
        session_stands!("some", "users"),
        " AS counts \
         FROM (SELECT * FROM sessions WHERE user_id = ?1 LIMIT ?2) AS some \
         JOIN users ON users.id = ?1 ORDER BY seen_at DESC"
    );
    let clients = "SELECT some.client_id, clients.name, some.scope, some.granted_at, \
                   clients.id IS NOT NULL AS counts, clients.allowed_groups \
                   FROM (SELECT * FROM grants WHERE user_id = ?1 LIMIT ?2) AS some \
                   LEFT JOIN clients ON clients.id = some.client_id \
                   AND some.registration_id IN ('', clients.registration_id)";
    let user = Statement::new(user, [id.into()]);
    let mut statements = vec![user];
    for (sql, most) in [(sessions, most.sessions), (clients, most.clients)] {
        let one_more = if most == 0 { 0 } else { most + 1 };
        statements.push(Statement::new(sql, [id.into(), one_more.into()]));
    }
    statements
}

/// What [`details_of`] found. `None`: there is no such user.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_details(outcomes: &[Outcome], most: Most) -> Result<Option<UserDetails>, Fault> {
    let [user, sessions, clients, ..] = outcomes else {
        return Err(Fault::new("the database left out what was asked for"));
    };
    let Some(row) = user.rows.first() else {
        return Ok(None);
    };
    let user = Columns(row);
    Ok(Some(UserDetails {
        user: read_user(row)?,
        state: user.text("state")?,
        directory: user.maybe("directory")?,
        created_at: user.moment("created_at")?,
        disabled_at: user.time("disabled_at")?,
        sessions: few(sessions, most.sessions, |row| {
            Ok(SignedIn {
                id: row.text("id")?,
                method: row.read("method", Method::parse)?,
                authenticated_at: row.moment("authenticated_at")?,
                seen_at: row.moment("seen_at")?,
                ends_at: row.moment("ends_at")?,
                agent: Agent::parse(&row.text("agent")?),
                place: row.maybe("place")?,
            })
        })?,
        clients: few(clients, most.clients, |row| {
            Ok(Allowed {
                client_id: row.text("client_id")?,
                name: row.text("name")?,
                scope: row.read("scope", |text| Scope::parse(text).ok())?,
                granted_at: row.moment("granted_at")?,
                groups: row.maybe_read("allowed_groups", names)?,
            })
        })?,
    }))
}

/// A JSON array of texts.
fn names(text: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for name in json::parse(text)?.as_array()? {
        names.push(name.as_str()?.to_owned());
    }
    Some(names)
}

/// Those rows that count, each read by `read`.
fn few<T>(
    outcome: &Outcome,
    most: u32,
    read: impl Fn(&Columns<'_>) -> Result<T, Fault>,
) -> Result<Few<T>, Fault> {
    let mut found = Vec::new();
    for row in outcome.rows.iter().map(Columns) {
        if row.flag("counts")? {
            found.push(read(&row)?);
        }
    }
    found.truncate(most as usize);
    let more = outcome.rows.len() > most as usize;
    Ok(Few { found, more })
}
