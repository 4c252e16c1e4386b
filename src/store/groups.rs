//! Groups of users. [`super::group_members`] has who is in them.

use serde_json::{Map, Value};

use super::PAGE;
use super::row::{Columns, every};
use super::users::is_returned;
use crate::platform::{Fault, Outcome, Row, Sql, SqlValue, Statement};
use crate::protocol::group::{ADMINISTRATORS, MOST_GROUPS};
use crate::protocol::json;
use crate::protocol::timestamp::Timestamp;

/// What is changed about a group, as JSON.
macro_rules! group_state {
    () => {
        "json_array(user_groups.name, user_groups.claims)"
    };
}
pub(super) use group_state;

/// How many of the clients that are limited one look reads.
const MOST_LIMITED: u32 = 500;

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Random; another one when it is removed and made again.
    pub id: String,
    /// What clients are told.
    pub name: String,
    /// The own claims of whoever is in it.
    pub claims: Map<String, Value>,
}

/// Some groups, by name, and where the next ones begin.
#[derive(Debug)]
pub struct GroupPage {
    /// At most [`PAGE`] groups.
    pub groups: Vec<Group>,
    /// The name of the last one; `None` when there are no more.
    pub next: Option<String>,
}

/// Reads a group from a row with its id, name and claims.
pub(super) fn read_group(row: &Row) -> Result<Group, Fault> {
    let row = Columns(row);
    Ok(Group {
        id: row.text("id")?,
        name: row.text("name")?,
        claims: row.read("claims", json::object)?,
    })
}

/// Makes a group. `false`: there is one with this name, or one that differs only in case.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn add_group(sql: &impl Sql, group: &Group) -> Result<bool, Fault> {
    changed(sql, adding_group(group)).await
}

/// The statement of [`add_group`], which [`read_added`] understands.
#[must_use]
pub fn adding_group(group: &Group) -> Statement {
    let insert = "INSERT INTO user_groups (id, name, claims, created_at) VALUES (?1, ?2, ?3, unixepoch()) \
                  ON CONFLICT DO NOTHING RETURNING id, name, claims";
    let values: [SqlValue; 3] = [
        group.id.as_str().into(),
        group.name.as_str().into(),
        written(&group.claims).into(),
    ];
    Statement::new(insert, values)
}

/// The group that [`adding_group`] made. `None`: the name is taken.
///
/// # Errors
/// A [`Fault`]: the row is damaged.
pub fn read_added(outcomes: &[Outcome]) -> Result<Option<Group>, Fault> {
    let row = outcomes.first().and_then(|outcome| outcome.rows.first());
    row.map(read_group).transpose()
}

fn written(claims: &Map<String, Value>) -> String {
    json::write(&Value::Object(claims.clone()))
}

/// The group with this name, in whatever case.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn find_group(sql: &impl Sql, name: &str) -> Result<Option<Group>, Fault> {
    let select = "SELECT id, name, claims FROM user_groups WHERE name = ?1";
    let outcome = sql.run(Statement::new(select, [name.into()])).await?;
    outcome.rows.first().map(read_group).transpose()
}

/// What is known of a group, and what it was like then.
#[derive(Debug)]
pub struct Known {
    /// The group.
    pub group: Group,
    /// Its name and its claims, as JSON: whoever saw something else saw another group.
    pub state: String,
    /// The directory that made it, if one did.
    pub directory: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The statement that reads the group with this id, as [`read_known`] understands it.
#[must_use]
pub fn group_with(id: &str) -> Statement {
    let select = concat!(
        "SELECT id, name, claims, created_at, directory, ",
        group_state!(),
        " AS state FROM user_groups WHERE id = ?1"
    );
    Statement::new(select, [id.into()])
}

/// What [`group_with`] found. `None`: there is no such group.
///
/// # Errors
/// A [`Fault`]: the row is damaged.
pub fn read_known(outcomes: &[Outcome]) -> Result<Option<Known>, Fault> {
    let row = outcomes.first().and_then(|outcome| outcome.rows.first());
    let known = |row: &Row| {
        Ok(Known {
            group: read_group(row)?,
            state: Columns(row).text("state")?,
            directory: Columns(row).maybe("directory")?,
            created_at: Columns(row).moment("created_at")?,
        })
    };
    row.map(known).transpose()
}

/// The statement that finds the groups with these names, in whatever case, as [`read_named`] reads them.
#[must_use]
pub fn groups_named(names: &[&str]) -> Statement {
    let select = "SELECT user_groups.id, user_groups.name, user_groups.claims FROM json_each(?1) AS named \
                  CROSS JOIN user_groups ON user_groups.name = named.value";
    // More than somebody can be in are not looked for.
    let names: Vec<&str> = names.iter().take(MOST_GROUPS as usize).copied().collect();
    Statement::new(select, [json::write(&Value::from(names)).into()])
}

/// What [`groups_named`] found.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_named(outcome: &Outcome) -> Result<Vec<Group>, Fault> {
    every(&outcome.rows, read_group)
}

/// Those of the groups with these ids that are there, by name.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_groups(sql: &impl Sql, ids: &[String]) -> Result<Vec<Group>, Fault> {
    let select = "SELECT id, name, claims FROM user_groups WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY name";
    let ids = json::write(&Value::from(ids));
    let outcome = sql.run(Statement::new(select, [ids.into()])).await?;
    every(&outcome.rows, read_group)
}

/// The groups whose names come after `after`, or the first ones.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list_groups(sql: &impl Sql, after: Option<&str>) -> Result<GroupPage, Fault> {
    read_groups(&sql.run(groups_after(after)).await?)
}

/// The statement of [`list_groups`], which [`read_groups`] understands.
#[must_use]
pub fn groups_after(after: Option<&str>) -> Statement {
    let select = "SELECT id, name, claims FROM user_groups WHERE name > ?1 ORDER BY name LIMIT ?2";
    Statement::new(
        select,
        [after.unwrap_or_default().into(), (PAGE + 1).into()],
    )
}

/// What [`groups_after`] found.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_groups(outcome: &Outcome) -> Result<GroupPage, Fault> {
    let mut groups = every(&outcome.rows, read_group)?;
    let more = groups.len() > PAGE as usize;
    groups.truncate(PAGE as usize);
    Ok(GroupPage {
        next: groups.last().filter(|_| more).map(|last| last.name.clone()),
        groups,
    })
}

/// Gives a group another name, which clients are told from then on. Who is in it and which clients it may use stays.
/// `false`: the group is gone, or is that of the administrators, or another one has the name.
///
/// # Errors
/// A [`Fault`] of the database; then it has the name that it had.
pub async fn rename_group(sql: &impl Sql, id: &str, name: &str) -> Result<bool, Fault> {
    changed(sql, renaming_group(id, name)).await
}

/// The statement of [`rename_group`]; whether it did, [`super::users::is_returned`] says.
#[must_use]
pub fn renaming_group(id: &str, name: &str) -> Statement {
    let update =
        "UPDATE OR IGNORE user_groups SET name = ?2 WHERE id = ?1 AND id <> ?3 RETURNING id";
    Statement::new(update, [id, name, ADMINISTRATORS].map(Into::into))
}

/// Replaces the own claims of a group. `false`: it is gone.
///
/// # Errors
/// A [`Fault`] of the database; then it has the claims that it had.
pub async fn replace_group_claims(
    sql: &impl Sql,
    id: &str,
    claims: &Map<String, Value>,
) -> Result<bool, Fault> {
    changed(sql, replacing_group_claims(id, claims)).await
}

/// The statement of [`replace_group_claims`]; whether it did, [`super::users::is_returned`] says.
#[must_use]
pub fn replacing_group_claims(id: &str, claims: &Map<String, Value>) -> Statement {
    let update = "UPDATE user_groups SET claims = ?2 WHERE id = ?1 RETURNING id";
    Statement::new(update, [id.into(), written(claims).into()])
}

/// Removes a group: from now on nobody is in it. A client that is limited to it stays limited, and is for nobody who is in
/// none of its other groups. `false`: it is gone, or is that of the administrators.
///
/// # Errors
/// A [`Fault`] of the database; then it is as it was.
pub async fn remove_group(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    changed(sql, removing_group(id)).await
}

/// The statement of [`remove_group`]; whether it did, [`super::users::is_returned`] says.
#[must_use]
pub fn removing_group(id: &str) -> Statement {
    let delete = "DELETE FROM user_groups WHERE id = ?1 AND id <> ?2 RETURNING id";
    Statement::new(delete, [id, ADMINISTRATORS].map(Into::into))
}

async fn changed(sql: &impl Sql, change: Statement) -> Result<bool, Fault> {
    Ok(is_returned(&[sql.run(change).await?]))
}

/// A client that is limited to a group: its `client_id` and its name.
pub type Limited = (String, String);

/// The clients that are limited to a group, by `client_id`: those among the first 500 that are limited at all.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list_limited(sql: &impl Sql, id: &str) -> Result<Vec<Limited>, Fault> {
    let select = "SELECT some.id, clients.name FROM (SELECT id, allowed_groups FROM clients INDEXED BY clients_limited \
                  WHERE id > '' AND allowed_groups IS NOT NULL ORDER BY id LIMIT ?2) AS some \
                  JOIN clients ON clients.id = some.id \
                  WHERE ?1 IN (SELECT value FROM json_each(some.allowed_groups)) ORDER BY some.id";
    let values = [id.into(), MOST_LIMITED.into()];
    let outcome = sql.run(Statement::new(select, values)).await?;
    let pair = |row: &Row| Ok((Columns(row).text("id")?, Columns(row).text("name")?));
    every(&outcome.rows, pair)
}
