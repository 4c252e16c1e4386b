//! Users that a directory made by SCIM. A directory finds no others, and changes no administrator.

use serde_json::{Map, Value};

use super::directories::{Directory, directory_state};
use super::folded_names::fold_again;
use super::row::{Columns, every};
use super::user_standing::{Whose, disabling, enabling, ending_sessions};
use crate::platform::{Fault, Outcome, Row, SqlValue, Statement, Unicode};
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

/// The statement that finds the users of a directory, at most `most`, as [`read_found`] reads them.
#[must_use]
pub fn finding<S: Unicode>(directory: &Directory, by: By<'_>, most: u32) -> Statement {
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
    Statement::new(select, values)
}

/// The users that [`finding`] found, or the second one of [`listing`].
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_found(outcome: &Outcome) -> Result<Vec<DirectoryUser>, Fault> {
    every(&outcome.rows, read)
}

/// The statements that say how many users of a directory there are, and find some, in no order that means anything.
#[must_use]
pub fn listing(directory: &Directory, start: u32, count: u32) -> Vec<Statement> {
    let total = "SELECT coalesce(max(directory_place), 0) AS total FROM users WHERE directory = ?1";
    let select = concat!(
        "SELECT ",
        columns!(),
        " FROM users WHERE users.directory = ?1 AND users.directory_place >= ?2 \
         ORDER BY users.directory_place LIMIT ?3"
    );
    let name = directory.name.as_str();
    vec![
        Statement::new(total, [name.into()]),
        Statement::new(select, [name.into(), start.into(), count.into()]),
    ]
}

/// The statement that makes a user for a directory, where all names are folded. If it returns no row, the username, the address or
/// `userName` is somebody else's.
#[must_use]
pub fn adding<S: Unicode>(
    directory: &Directory,
    id: &str,
    (person, record, active): (&Person, &Map<String, Value>, bool),
) -> Statement {
    let insert = "INSERT INTO users (id, username, username_folded, email, email_folded, name, password_hash, created_at, \
                  claims, pairwise_salt, disabled_at, directory, directory_place, directory_name, external_id, directory_record) \
                  SELECT ?1, ?4, ?5, ?6, ?7, ?8, '', unixepoch(), json_set(?11, '$.updated_at', unixepoch()), hex(randomblob(16)), \
                  CASE WHEN ?12 THEN NULL ELSE unixepoch() END, ?2, \
                  coalesce((SELECT max(directory_place) FROM users WHERE directory = ?2), 0) + 1, ?3, ?9, ?10 \
                  WHERE NOT EXISTS (SELECT 1 FROM users WHERE email_folded = ?3) \
                  ON CONFLICT DO NOTHING RETURNING id";
    let mut values = columns_of::<S>(directory, id, person, record);
    values.push(written(&person.claims).into());
    values.push(active.into());
    Statement::new(insert, values)
}

/// `?1` to `?10`.
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

/// The statements that make a user of a directory like this, where all names are folded. `claims`: those that have no column. A name
/// that is taken ends the transaction: see [`super::directories::was_taken`]. As in [`adding`], a `userName` that is another one's
/// address is taken too.
#[must_use]
pub fn changing<S: Unicode>(
    directory: &Directory,
    id: &str,
    (person, record, claims): (&Person, &Map<String, Value>, &Map<String, Value>),
) -> Vec<Statement> {
    // If the new `userName` is somebody's address, the row takes that person's username, and the index refuses it.
    let update = "UPDATE users SET username = ?4, username_folded = coalesce((SELECT others.username_folded FROM users AS others \
                  WHERE others.email_folded = ?3 AND others.id <> ?1 AND users.directory_name <> ?3), ?5), \
                  unverified_email = CASE WHEN email IS ?6 THEN unverified_email END, email = ?6, email_folded = ?7, name = ?8, \
                  external_id = ?9, directory_record = ?10, directory_name = ?3, \
                  claims = json_set(?11, '$.updated_at', unixepoch()) \
                  WHERE id = ?1 AND directory = ?2 AND administrator = 0";
    let mut values = columns_of::<S>(directory, id, person, record);
    values.push(written(claims).into());
    vec![Statement::new(update, values), fold_again()]
}

/// The statements that let somebody sign in, or shut them out, after [`super::directories::still_may`] has made sure that they are no
/// administrator.
#[must_use]
pub fn setting_active(id: &str, active: bool) -> Vec<Statement> {
    if active {
        return enabling(id);
    }
    let mut statements = vec![disabling(id)];
    statements.append(&mut ending_sessions(id, Whose::Disabled));
    statements
}
