//! What an owner looks up about users: who has a name that begins so, and all that is known of one of them.

use super::PAGE;
use super::row::Columns;
use super::session_life::{session_counts, session_ends, session_seen, session_stands};
use super::users::{User, UserPage, read_user, user_columns};
use crate::platform::{Fault, Outcome, Sql, Statement, Unicode};
use crate::protocol::login::{Agent, FoldedName, Method};
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

/// The users whose username or address begins with `prefix`, as [`FoldedName`] compares them, by what was found and after
/// `after`. Whoever is found by both is there once, by the username. It looks at [`PAGE`] names, so it may find fewer
/// users although there are more.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn search_users<S: Sql + Unicode>(
    sql: &S,
    prefix: &str,
    after: Option<&str>,
) -> Result<UserPage, Fault> {
    read_found(&sql.run(users_like::<S>(prefix, after)).await?)
}

/// The statement of [`search_users`], which [`read_found`] understands.
#[must_use]
pub fn users_like<S: Unicode>(prefix: &str, after: Option<&str>) -> Statement {
    // The last code point of all comes after whatever else may follow the prefix. An index is searched from one bound
    // only, so `?1` is the later one of the prefix and of what came last.
    const SELECT: &str = concat!(
        "SELECT * FROM (SELECT username_folded AS found, 0 AS again, ",
        user_columns!(),
        " FROM users WHERE username_folded >= ?1 AND username_folded < ?2 || char(1114111) \
         AND username_folded <> ?3 ORDER BY username_folded LIMIT ?4) \
         UNION ALL SELECT * FROM (SELECT email_folded AS found, \
         coalesce(username_folded >= ?2 AND username_folded < ?2 || char(1114111), 0) AS again, ",
        user_columns!(),
        " FROM users WHERE email_folded >= ?1 AND email_folded < ?2 || char(1114111) \
         AND email_folded <> ?3 ORDER BY email_folded LIMIT ?4) ORDER BY found LIMIT ?4"
    );
    let folded = |text: &str| FoldedName::new(text, S::fold).as_str().to_owned();
    let (prefix, after) = (folded(prefix), after.map(folded).unwrap_or_default());
    let from = prefix.clone().max(after.clone());
    let most = (PAGE + 1).into();
    let values = [from.into(), prefix.into(), after.into(), most];
    Statement::new(SELECT, values)
}

/// What [`users_like`] found.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_found(outcome: &Outcome) -> Result<UserPage, Fault> {
    let (mut users, mut last) = (Vec::new(), None);
    for row in outcome.rows.iter().take(PAGE as usize) {
        let columns = Columns(row);
        last = Some(columns.text("found")?);
        if !columns.flag("again")? {
            users.push(read_user(row)?);
        }
    }
    let next = last.filter(|_| outcome.rows.len() > PAGE as usize);
    Ok(UserPage { users, next })
}

/// What is known of a user.
#[derive(Debug)]
pub struct UserDetails {
    /// Who they are.
    pub user: Box<User>,
    /// [`user_state`] of them.
    pub state: String,
    /// When they were added.
    pub created_at: Timestamp,
    /// When they were disabled, if they are.
    pub disabled_at: Option<Timestamp>,
    /// Some of the browsers in which they are signed in, the latest first.
    pub sessions: Few<SignedIn>,
    /// Some of the clients that they allowed something.
    pub clients: Few<Allowed>,
}

/// At most [`PAGE`] of something.
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
}

/// What is known of the user with this id.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_details(sql: &impl Sql, id: &str) -> Result<Option<UserDetails>, Fault> {
    read_details(&sql.batch(details_of(id)).await?)
}

/// The statements of [`load_details`], which [`read_details`] understands.
#[must_use]
pub fn details_of(id: &str) -> Vec<Statement> {
    let user = concat!(
        "SELECT created_at, disabled_at, ",
        user_state!(),
        " AS state, ",
        user_columns!(),
        " FROM users WHERE id = ?1"
    );
    // However many rows have ended and were not swept yet, only so many are looked at.
    let sessions = concat!(
        "SELECT some.method, some.authenticated_at, some.agent, some.place, ",
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
                   clients.id IS NOT NULL AS counts \
                   FROM (SELECT * FROM grants WHERE user_id = ?1 LIMIT ?2) AS some \
                   LEFT JOIN clients ON clients.id = some.client_id \
                   AND some.registration_id IN ('', clients.registration_id)";
    let user = Statement::new(user, [id.into()]);
    let lists = [sessions, clients].map(|sql| Statement::new(sql, [id.into(), (PAGE + 1).into()]));
    [[user].as_slice(), &lists].concat()
}

/// What [`details_of`] found. `None`: there is no such user.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_details(outcomes: &[Outcome]) -> Result<Option<UserDetails>, Fault> {
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
        created_at: user.moment("created_at")?,
        disabled_at: user.time("disabled_at")?,
        sessions: few(sessions, |row| {
            Ok(SignedIn {
                method: row.read("method", Method::parse)?,
                authenticated_at: row.moment("authenticated_at")?,
                seen_at: row.moment("seen_at")?,
                ends_at: row.moment("ends_at")?,
                agent: Agent::parse(&row.text("agent")?),
                place: row.maybe("place")?,
            })
        })?,
        clients: few(clients, |row| {
            Ok(Allowed {
                client_id: row.text("client_id")?,
                name: row.text("name")?,
                scope: row.read("scope", |text| Scope::parse(text).ok())?,
                granted_at: row.moment("granted_at")?,
            })
        })?,
    }))
}

/// Those rows that count, each read by `read`.
fn few<T>(
    outcome: &Outcome,
    read: impl Fn(&Columns<'_>) -> Result<T, Fault>,
) -> Result<Few<T>, Fault> {
    let mut found = Vec::new();
    for row in outcome.rows.iter().map(Columns) {
        if row.flag("counts")? {
            found.push(read(&row)?);
        }
    }
    found.truncate(PAGE as usize);
    let more = outcome.rows.len() > PAGE as usize;
    Ok(Few { found, more })
}
