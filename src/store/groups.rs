//! Groups of users. [`super::group_members`] has who is in them.

use serde_json::{Map, Value};

use super::PAGE;
use super::row::{Columns, every};
use crate::platform::{Fault, Row, Sql, SqlValue, Statement};
use crate::protocol::group::ADMINISTRATORS;
use crate::protocol::json;

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
    let insert = "INSERT INTO user_groups (id, name, claims, created_at) VALUES (?1, ?2, ?3, unixepoch()) \
                  ON CONFLICT DO NOTHING RETURNING id";
    let claims = json::write(&Value::Object(group.claims.clone()));
    let values = [
        group.id.as_str().into(),
        group.name.as_str().into(),
        claims.into(),
    ];
    changed(sql, insert, values).await
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
    let select = "SELECT id, name, claims FROM user_groups WHERE name > ?1 ORDER BY name LIMIT ?2";
    let values = [after.unwrap_or_default().into(), (PAGE + 1).into()];
    let rows = sql.run(Statement::new(select, values)).await?.rows;
    let shown = &rows[..rows.len().min(PAGE as usize)];
    let groups = every(shown, read_group)?;
    let last = groups.last().filter(|_| rows.len() > groups.len());
    Ok(GroupPage {
        next: last.map(|last| last.name.clone()),
        groups,
    })
}

/// Gives a group another name, which clients are told from then on. Who is in it and which clients it may use stays.
/// `false`: the group is gone, or is that of the administrators, or another one has the name.
///
/// # Errors
/// A [`Fault`] of the database; then it has the name that it had.
pub async fn rename_group(sql: &impl Sql, id: &str, name: &str) -> Result<bool, Fault> {
    let update =
        "UPDATE OR IGNORE user_groups SET name = ?2 WHERE id = ?1 AND id <> ?3 RETURNING id";
    changed(sql, update, [id, name, ADMINISTRATORS].map(Into::into)).await
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
    let update = "UPDATE user_groups SET claims = ?2 WHERE id = ?1 RETURNING id";
    let claims = json::write(&Value::Object(claims.clone()));
    changed(sql, update, [id.into(), claims.into()]).await
}

/// Removes a group: from now on nobody is in it. A client that is limited to it stays limited, and is for nobody who is in
/// none of its other groups. `false`: it is gone, or is that of the administrators.
///
/// # Errors
/// A [`Fault`] of the database; then it is as it was.
pub async fn remove_group(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    let delete = "DELETE FROM user_groups WHERE id = ?1 AND id <> ?2 RETURNING id";
    changed(sql, delete, [id, ADMINISTRATORS].map(Into::into)).await
}

async fn changed(
    sql: &impl Sql,
    change: &'static str,
    values: impl Into<Vec<SqlValue>>,
) -> Result<bool, Fault> {
    let outcome = sql.run(Statement::new(change, values)).await?;
    Ok(!outcome.rows.is_empty())
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
