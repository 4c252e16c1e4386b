//! Users that a directory made by SCIM. A directory finds no others, and changes no administrator.

use serde_json::{Map, Value};

use super::directories::{Directory, Target, change, directory_state, still_may};
use super::folded_names::{fold_again, fold_on};
use super::row::{Columns, every};
use super::user_standing::{Whose, disabling, enabling, ending_sessions};
use super::users::{is_returned, removing_user};
use crate::platform::{Fault, Row, Sql, SqlValue, Statement, Unicode};
use crate::protocol::json;
use crate::protocol::login::FoldedName;
use crate::protocol::scim::Person;
use crate::protocol::timestamp::Timestamp;

/// A user of a directory.
#[derive(Debug)]
pub struct DirectoryUser {
    /// `sub`.
    pub id: String,
    /// The name to sign in with, or the id.
    pub username: String,
    /// The address to sign in with.
    pub email: Option<String>,
    /// What they are called.
    pub name: Option<String>,
    /// What the directory says of them.
    pub record: Map<String, Value>,
    /// The claims that have no column.
    pub claims: Map<String, Value>,
    /// Whether they may sign in.
    pub active: bool,
    /// Whether they are an administrator: then the directory changes nothing.
    pub administrator: bool,
    /// When they were made.
    pub created_at: Timestamp,
    /// When what is known of them changed last.
    pub modified_at: Timestamp,
    /// What they are like, for [`still_may`].
    pub state: String,
}

macro_rules! columns {
    () => {
        concat!(
            "users.id, users.username, users.email, users.name, users.directory_record, users.claims, users.disabled_at IS NULL AS active, \
             users.administrator, users.created_at, \
             max(users.created_at, coalesce(users.claims ->> 'updated_at', 0), coalesce(users.disabled_at, 0)) AS modified_at, ",
            directory_state!(),
            " AS state"
        )
    };
}

fn read(row: &Row) -> Result<DirectoryUser, Fault> {
    let row = Columns(row);
    Ok(DirectoryUser {
        id: row.text("id")?,
        username: row.text("username")?,
        email: row.maybe("email")?,
        name: row.maybe("name")?,
        record: row.read("directory_record", json::object)?,
        claims: row.read("claims", json::object)?,
        active: row.flag("active")?,
        administrator: row.flag("administrator")?,
        created_at: row.moment("created_at")?,
        modified_at: row.moment("modified_at")?,
        state: row.text("state")?,
    })
}

/// By what users are found.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    /// Their id.
    Id(&'a str),
    /// `userName`, in any spelling.
    UserName(&'a str),
    /// `externalId`.
    ExternalId(&'a str),
    /// The address that they sign in with.
    Email(&'a str),
}

/// The users of a directory that are found so, at most `most`.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn find<S: Sql + Unicode>(
    sql: &S,
    directory: &Directory,
    by: By<'_>,
    most: u32,
) -> Result<Vec<DirectoryUser>, Fault> {
    // Each goes by one index; the `+` keeps it from another one, which would read more.
    macro_rules! select {
        ($condition:literal) => {
            concat!(
                "SELECT ",
                columns!(),
                " FROM users WHERE ",
                $condition,
                " LIMIT ?3"
            )
        };
    }
    let folded = |name: &str| FoldedName::new(name, S::fold).as_str().to_owned();
    let (select, value) = match by {
        By::Id(id) => (
            select!("users.id = ?2 AND +users.directory = ?1"),
            id.to_owned(),
        ),
        By::UserName(name) => (
            select!("users.directory = ?1 AND users.directory_name = ?2"),
            folded(name),
        ),
        By::ExternalId(id) => (
            select!("users.directory = ?1 AND users.external_id = ?2"),
            id.to_owned(),
        ),
        By::Email(email) => (
            select!("users.email_folded = ?2 AND +users.directory = ?1"),
            folded(email),
        ),
    };
    let values: [SqlValue; 3] = [directory.name.as_str().into(), value.into(), most.into()];
    let outcome = sql.run(Statement::new(select, values)).await?;
    every(&outcome.rows, read)
}

/// Some users of a directory, in no order that means anything, and how many there are.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list(
    sql: &impl Sql,
    directory: &Directory,
    start: u32,
    count: u32,
) -> Result<(Vec<DirectoryUser>, u32), Fault> {
    let total = "SELECT coalesce(max(directory_place), 0) AS total FROM users WHERE directory = ?1";
    let select = concat!(
        "SELECT ",
        columns!(),
        " FROM users WHERE users.directory = ?1 AND users.directory_place >= ?2 \
         ORDER BY users.directory_place LIMIT ?3"
    );
    let name = directory.name.as_str();
    let statements = vec![
        Statement::new(total, [name.into()]),
        Statement::new(select, [name.into(), start.into(), count.into()]),
    ];
    let outcomes = sql.batch(statements).await?;
    let [total, found] = outcomes.as_slice() else {
        return Err(Fault::new("the database left out what was asked for"));
    };
    let total = total.rows.first().map(|row| Columns(row).number("total"));
    Ok((every(&found.rows, read)?, total.unwrap_or(Ok(0))?))
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is done.
    Done,
    /// The username, the address or `userName` is somebody else's.
    Taken,
}

/// Makes a user for a directory.
///
/// # Errors
/// A [`Fault`] of the database, or that the directory no longer may.
pub async fn add<S: Sql + Unicode>(
    sql: &S,
    directory: &Directory,
    id: &str,
    (person, record, active): (&Person, &Map<String, Value>, bool),
) -> Result<Written, Fault> {
    // Otherwise a name that folds alike, and was never folded, would not be in the way.
    all_folded(sql).await?;
    let insert = "INSERT INTO users (id, username, username_folded, email, email_folded, name, password_hash, created_at, \
                  claims, pairwise_salt, disabled_at, directory, directory_place, directory_name, external_id, directory_record) \
                  SELECT ?1, ?4, ?5, ?6, ?7, ?8, '', unixepoch(), json_set(?9, '$.updated_at', unixepoch()), hex(randomblob(16)), \
                  CASE WHEN ?10 THEN NULL ELSE unixepoch() END, ?2, \
                  coalesce((SELECT max(directory_place) FROM users WHERE directory = ?2), 0) + 1, ?3, ?11, ?12 \
                  WHERE NOT EXISTS (SELECT 1 FROM users WHERE email_folded = ?3) \
                  ON CONFLICT DO NOTHING RETURNING id";
    let mut values = columns_of::<S>(directory, id, person, record);
    values.insert(8, written(&person.claims).into());
    values.insert(9, active.into());
    let asked = still_may(directory, Target::Nothing);
    let outcomes = change(sql, asked, vec![Statement::new(insert, values)]).await?;
    Ok(if is_returned(&outcomes) {
        Written::Done
    } else {
        Written::Taken
    })
}

/// `?1` to `?8`, and then `externalId` and the record.
fn columns_of<S: Unicode>(
    directory: &Directory,
    id: &str,
    person: &Person,
    record: &Map<String, Value>,
) -> Vec<SqlValue> {
    let folded = |name: &str| FoldedName::new(name, S::fold).as_str().to_owned();
    let username = person.username.as_deref().unwrap_or(id);
    vec![
        id.into(),
        directory.name.as_str().into(),
        folded(&person.user_name).into(),
        username.into(),
        folded(username).into(),
        person.email.clone().into(),
        person.email.as_deref().map(folded).into(),
        person.name.clone().into(),
        person.external_id.clone().into(),
        written(record).into(),
    ]
}

fn written(object: &Map<String, Value>) -> String {
    json::write(&Value::Object(object.clone()))
}

async fn all_folded<S: Sql + Unicode>(sql: &S) -> Result<(), Fault> {
    if fold_on(sql).await? {
        return Ok(());
    }
    Err(Fault::new(
        "more names are to be folded than one call looks at; it goes on with the next one",
    ))
}

/// What is to become of a user.
#[derive(Debug)]
pub struct Change<'a> {
    /// Who they are from now on, and the record of it. `None`: as before.
    pub person: Option<(&'a Person, &'a Map<String, Value>)>,
    /// The claims that have no column, from now on.
    pub claims: Map<String, Value>,
    /// Whether they may sign in, if that changes.
    pub active: Option<bool>,
}

/// Changes a user who is as they were seen, and no administrator.
///
/// # Errors
/// A [`Fault`] of the database, or that the directory no longer may, or that they are not as they were seen.
pub async fn change_user<S: Sql + Unicode>(
    sql: &S,
    directory: &Directory,
    seen: &DirectoryUser,
    wanted: &Change<'_>,
) -> Result<Written, Fault> {
    let id = seen.id.as_str();
    let mut statements = Vec::new();
    if let Some((person, record)) = wanted.person {
        all_folded(sql).await?;
        // A name that is taken undoes the rest too.
        let update = "UPDATE users SET username = ?4, username_folded = ?5, \
                      unverified_email = CASE WHEN email IS ?6 THEN unverified_email END, email = ?6, email_folded = ?7, name = ?8, \
                      external_id = ?9, directory_record = ?10, directory_name = ?3, \
                      claims = json_set(?11, '$.updated_at', unixepoch()) \
                      WHERE id = ?1 AND directory = ?2 AND administrator = 0";
        let mut values = columns_of::<S>(directory, id, person, record);
        values.push(written(&wanted.claims).into());
        statements.push(Statement::new(update, values));
        statements.push(fold_again());
    }
    // The first statement of the transaction makes sure that they are no administrator.
    match wanted.active {
        Some(false) => {
            statements.push(disabling(id));
            statements.extend(ending_sessions(id, Whose::Disabled));
        }
        Some(true) => statements.extend(enabling(id)),
        None => {}
    }
    let asked = still_may(directory, Target::User(id, &seen.state));
    match change(sql, asked, statements).await {
        Ok(_) => Ok(Written::Done),
        Err(fault) if is_taken(&fault) => Ok(Written::Taken),
        Err(fault) => Err(fault),
    }
}

/// Whether a name was another one's already.
pub(super) fn is_taken(fault: &Fault) -> bool {
    fault.reason().contains("UNIQUE constraint failed")
}

/// Removes a user who is as they were seen, and no administrator, with all that is known of them.
///
/// # Errors
/// A [`Fault`] of the database, or that the directory no longer may, or that they are not as they were seen.
pub async fn remove(
    sql: &impl Sql,
    directory: &Directory,
    seen: &DirectoryUser,
) -> Result<(), Fault> {
    let asked = still_may(directory, Target::User(&seen.id, &seen.state));
    change(sql, asked, removing_user(&seen.username)).await?;
    Ok(())
}
