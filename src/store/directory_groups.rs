//! Groups that a directory made by SCIM, and which of its users are in them. A directory finds no other groups, and whoever else is in
//! one of its own stays there.

use super::administering::refuse;
use super::directories::{Directory, Target, change, still_may};
use super::directory_users::{Written, is_taken};
use super::group_members::may_use;
use super::groups::removing_group;
use super::row::{Columns, every};
use crate::platform::{Fault, Row, Sql, SqlValue, Statement};
use crate::protocol::group::MOST_GROUPS;
use crate::protocol::json;
use crate::protocol::scim::MOST_MEMBERS;
use crate::protocol::timestamp::Timestamp;

/// A group of a directory.
#[derive(Debug)]
pub struct DirectoryGroup {
    /// Its id.
    pub id: String,
    /// What apps are told.
    pub name: String,
    /// What the directory calls it.
    pub display_name: String,
    /// `externalId`.
    pub external_id: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

macro_rules! columns {
    () => {
        "user_groups.id, user_groups.name, user_groups.directory_name, user_groups.external_id, user_groups.created_at"
    };
}

fn read(row: &Row) -> Result<DirectoryGroup, Fault> {
    let row = Columns(row);
    Ok(DirectoryGroup {
        id: row.text("id")?,
        name: row.text("name")?,
        display_name: row.text("directory_name")?,
        external_id: row.maybe("external_id")?,
        created_at: row.moment("created_at")?,
    })
}

/// By what groups are found.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    /// Their id.
    Id(&'a str),
    /// `displayName`.
    DisplayName(&'a str),
    /// `externalId`.
    ExternalId(&'a str),
}

/// The groups of a directory that are found so, at most `most`.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn find(
    sql: &impl Sql,
    directory: &Directory,
    by: By<'_>,
    most: u32,
) -> Result<Vec<DirectoryGroup>, Fault> {
    macro_rules! select {
        ($condition:literal) => {
            concat!(
                "SELECT ",
                columns!(),
                " FROM user_groups WHERE ",
                $condition,
                " LIMIT ?3"
            )
        };
    }
    let (select, value) = match by {
        By::Id(id) => (select!("id = ?2 AND +directory = ?1"), id),
        By::DisplayName(name) => (select!("directory = ?1 AND directory_name = ?2"), name),
        By::ExternalId(id) => (select!("directory = ?1 AND external_id = ?2"), id),
    };
    let values: [SqlValue; 3] = [directory.name.as_str().into(), value.into(), most.into()];
    let outcome = sql.run(Statement::new(select, values)).await?;
    every(&outcome.rows, read)
}

/// Some groups of a directory, in no order that means anything, and how many there are.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list(
    sql: &impl Sql,
    directory: &Directory,
    start: u32,
    count: u32,
) -> Result<(Vec<DirectoryGroup>, u32), Fault> {
    let total =
        "SELECT coalesce(max(directory_place), 0) AS total FROM user_groups WHERE directory = ?1";
    let select = concat!(
        "SELECT ",
        columns!(),
        " FROM user_groups WHERE directory = ?1 AND directory_place >= ?2 ORDER BY directory_place LIMIT ?3"
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

/// The users of the directory who are in a group, by id. `None`: more than [`MOST_MEMBERS`] are in it.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn members(
    sql: &impl Sql,
    directory: &Directory,
    id: &str,
) -> Result<Option<Vec<String>>, Fault> {
    let select = "SELECT users.id, users.directory IS ?2 AS theirs FROM (\
                  SELECT user_id FROM group_members INDEXED BY group_members_of_group \
                  WHERE group_id = ?1 ORDER BY user_id LIMIT ?3) AS some \
                  CROSS JOIN users ON users.id = some.user_id";
    let most = u32::try_from(MOST_MEMBERS).unwrap_or_default() + 1;
    let values: [SqlValue; 3] = [id.into(), directory.name.as_str().into(), most.into()];
    let outcome = sql.run(Statement::new(select, values)).await?;
    if outcome.rows.len() > MOST_MEMBERS {
        return Ok(None);
    }
    let mut all = Vec::new();
    for row in outcome.rows.iter().map(Columns) {
        if row.flag("theirs")? {
            all.push(row.text("id")?);
        }
    }
    Ok(Some(all))
}

/// Those of these users who can be put into groups: the directory made them, and they are no administrators, who are passed over. `None`:
/// it did not make one of them.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn members_meant(
    sql: &impl Sql,
    directory: &Directory,
    ids: &[String],
) -> Result<Option<Vec<String>>, Fault> {
    if ids.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let select = "SELECT users.id, users.administrator FROM json_each(?1) AS asked \
                  CROSS JOIN users ON users.id = asked.value AND users.directory = ?2";
    let values = [array(ids).into(), directory.name.as_str().into()];
    let outcome = sql.run(Statement::new(select, values)).await?;
    if outcome.rows.len() < ids.len() {
        return Ok(None);
    }
    let mut all = Vec::new();
    for row in outcome.rows.iter().map(Columns) {
        if !row.flag("administrator")? {
            all.push(row.text("id")?);
        }
    }
    Ok(Some(all))
}

fn array(ids: &[String]) -> String {
    let mut all = Vec::new();
    for id in ids {
        all.push(serde_json::Value::from(id.as_str()));
    }
    json::write(&serde_json::Value::Array(all))
}

/// What a group is from now on, and who comes and goes.
#[derive(Debug, Default)]
pub struct Change {
    /// What apps are told.
    pub name: String,
    /// What the directory calls it.
    pub display_name: String,
    /// `externalId`.
    pub external_id: Option<String>,
    /// The ids of those who come, who are the directory's.
    pub add: Vec<String>,
    /// The ids of those who go.
    pub remove: Vec<String>,
}

impl Change {
    fn named(&self, directory: &Directory, id: &str) -> [SqlValue; 5] {
        [
            id.into(),
            directory.name.as_str().into(),
            self.name.as_str().into(),
            self.display_name.as_str().into(),
            self.external_id.clone().into(),
        ]
    }
}

/// Makes a group for a directory.
///
/// # Errors
/// A [`Fault`] of the database, that the directory no longer may, or that somebody can be in no more groups.
pub async fn add(
    sql: &impl Sql,
    directory: &Directory,
    id: &str,
    wanted: &Change,
) -> Result<Written, Fault> {
    let insert = "INSERT INTO user_groups (id, directory, name, directory_name, external_id, created_at, directory_place) \
                  SELECT ?1, ?2, ?3, ?4, ?5, unixepoch(), \
                  coalesce((SELECT max(directory_place) FROM user_groups WHERE directory = ?2), 0) + 1";
    let mut statements = vec![Statement::new(insert, wanted.named(directory, id))];
    statements.extend(joining(directory, id, &wanted.add));
    let asked = still_may(directory, Target::Nothing);
    written(change(sql, asked, statements).await)
}

/// Changes a group.
///
/// # Errors
/// A [`Fault`] of the database, that the directory no longer may, or that somebody can be in no more groups.
pub async fn change_group(
    sql: &impl Sql,
    directory: &Directory,
    before: &DirectoryGroup,
    wanted: &Change,
) -> Result<Written, Fault> {
    let id = before.id.as_str();
    let mut statements = Vec::new();
    let named = wanted.display_name != before.display_name || wanted.name != before.name;
    if named || wanted.external_id != before.external_id {
        let update = "UPDATE user_groups SET name = ?3, directory_name = ?4, external_id = ?5 \
                      WHERE id = ?1 AND directory = ?2";
        statements.push(Statement::new(update, wanted.named(directory, id)));
    }
    statements.extend(leaving(directory, id, &wanted.remove));
    statements.extend(joining(directory, id, &wanted.add));
    if statements.is_empty() {
        return Ok(Written::Done);
    }
    let asked = still_may(directory, Target::Group(id));
    written(change(sql, asked, statements).await)
}

fn written<T>(changed: Result<T, Fault>) -> Result<Written, Fault> {
    match changed {
        Ok(_) => Ok(Written::Done),
        Err(fault) if is_taken(&fault) => Ok(Written::Taken),
        Err(fault) => Err(fault),
    }
}

/// Removes a group: from now on nobody is in it.
///
/// # Errors
/// A [`Fault`] of the database, or that the directory no longer may.
pub async fn remove(sql: &impl Sql, directory: &Directory, id: &str) -> Result<(), Fault> {
    let asked = still_may(directory, Target::Group(id));
    change(sql, asked, vec![removing_group(id)]).await?;
    Ok(())
}

/// All of them come, or the transaction ends.
fn joining(directory: &Directory, id: &str, ids: &[String]) -> Vec<Statement> {
    if ids.is_empty() {
        return Vec::new();
    }
    // Rows of groups that were removed take no place.
    let insert = "INSERT INTO group_members (user_id, group_id) SELECT users.id, ?1 FROM json_each(?3) AS asked \
                  CROSS JOIN users ON users.id = asked.value \
                  WHERE users.directory = ?2 AND users.administrator = 0 AND (\
                  SELECT count(*) FROM group_members AS theirs CROSS JOIN user_groups ON user_groups.id = theirs.group_id \
                  WHERE theirs.user_id = users.id AND theirs.group_id <> ?1) < ?4 ON CONFLICT DO NOTHING";
    let all = concat!(
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM json_each(?2) AS asked WHERE NOT EXISTS (\
         SELECT 1 FROM group_members WHERE group_members.user_id = asked.value AND group_members.group_id = ?1)) THEN ",
        refuse!(),
        " ELSE 1 END AS joined"
    );
    let asked = array(ids);
    let values: [SqlValue; 4] = [
        id.into(),
        directory.name.as_str().into(),
        asked.as_str().into(),
        MOST_GROUPS.into(),
    ];
    vec![
        Statement::new(insert, values),
        Statement::new(all, [id.into(), asked.into()]),
    ]
}

/// They go, and what apps have of them that they may not use any more ends for good.
fn leaving(directory: &Directory, id: &str, ids: &[String]) -> Vec<Statement> {
    if ids.is_empty() {
        return Vec::new();
    }
    let delete = "DELETE FROM group_members WHERE group_id = ?1 AND user_id IN (\
                  SELECT users.id FROM json_each(?3) AS asked CROSS JOIN users ON users.id = asked.value \
                  WHERE users.directory = ?2 AND users.administrator = 0)";
    let end = concat!(
        "UPDATE user_clients SET revoked = revoked + 1 WHERE user_id IN (\
         SELECT users.id FROM json_each(?2) AS asked CROSS JOIN users ON users.id = asked.value \
         WHERE users.directory = ?1 AND users.administrator = 0) AND client_id IN (\
         SELECT clients.id FROM clients INDEXED BY clients_limited \
         WHERE clients.id > '' AND clients.allowed_groups IS NOT NULL AND NOT ",
        may_use!("clients", "user_clients.user_id"),
        ")"
    );
    let asked = array(ids);
    let name = directory.name.as_str();
    vec![
        Statement::new(delete, [id.into(), name.into(), asked.as_str().into()]),
        Statement::new(end, [name.into(), asked.into()]),
    ]
}
