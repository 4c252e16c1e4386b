//! Groups that a directory made by SCIM, and which of its users are in them. A directory finds no other groups, and whoever else is in
//! one of its own stays there.

use super::administering::refuse;
use super::directories::Directory;
use super::group_members::may_use;
use super::row::{Columns, every};
use crate::platform::{Fault, Outcome, Row, SqlValue, Statement};
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

/// The statement that finds the groups of a directory, at most `most`, as [`read_found`] reads them.
#[must_use]
pub fn finding(directory: &Directory, by: By<'_>, most: u32) -> Statement {
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
    Statement::new(select, values)
}

/// The groups that [`finding`] found, or the second one of [`listing`].
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_found(outcome: &Outcome) -> Result<Vec<DirectoryGroup>, Fault> {
    every(&outcome.rows, read)
}

/// The statements that say how many groups of a directory there are, and find some, in no order that means anything.
#[must_use]
pub fn listing(directory: &Directory, start: u32, count: u32) -> Vec<Statement> {
    let total =
        "SELECT coalesce(max(directory_place), 0) AS total FROM user_groups WHERE directory = ?1";
    let select = concat!(
        "SELECT ",
        columns!(),
        " FROM user_groups WHERE directory = ?1 AND directory_place >= ?2 ORDER BY directory_place LIMIT ?3"
    );
    let name = directory.name.as_str();
    vec![
        Statement::new(total, [name.into()]),
        Statement::new(select, [name.into(), start.into(), count.into()]),
    ]
}

/// The statement that finds the users of the directory who are in a group, as [`read_members`] reads them. `asked`: whether anybody
/// wants to know.
#[must_use]
pub fn members(directory: &Directory, id: &str, asked: bool) -> Statement {
    let select = "SELECT users.id, users.directory IS ?2 AS theirs FROM (\
                  SELECT user_id FROM group_members INDEXED BY group_members_of_group \
                  WHERE group_id = ?1 ORDER BY user_id LIMIT ?3) AS some \
                  CROSS JOIN users ON users.id = some.user_id";
    let most = if asked { MOST_MEMBERS as u32 + 1 } else { 0 };
    let values: [SqlValue; 3] = [id.into(), directory.name.as_str().into(), most.into()];
    Statement::new(select, values)
}

/// Their ids. `None`: more than [`MOST_MEMBERS`] are in it.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_members(outcome: &Outcome) -> Result<Option<Vec<String>>, Fault> {
    if outcome.rows.len() > MOST_MEMBERS {
        return Ok(None);
    }
    ids(outcome, "theirs", true).map(Some)
}

/// The statement that looks for users who are to be put into groups, as [`read_meant`] reads them.
#[must_use]
pub fn meaning(directory: &Directory, ids: &[String]) -> Statement {
    let select = "SELECT users.id, users.administrator FROM json_each(?1) AS asked \
                  CROSS JOIN users ON users.id = asked.value AND users.directory = ?2";
    let values = [array(ids).into(), directory.name.as_str().into()];
    Statement::new(select, values)
}

/// Those of so many users who can be put into groups: the directory made them, and they are no administrators, who are passed over.
/// `None`: it did not make one of them.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_meant(outcome: &Outcome, asked: usize) -> Result<Option<Vec<String>>, Fault> {
    if outcome.rows.len() < asked {
        return Ok(None);
    }
    ids(outcome, "administrator", false).map(Some)
}

/// The ids in those rows whose flag is like this.
fn ids(outcome: &Outcome, flag: &str, wanted: bool) -> Result<Vec<String>, Fault> {
    let mut all = Vec::new();
    for row in outcome.rows.iter().map(Columns) {
        if row.flag(flag)? == wanted {
            all.push(row.text("id")?);
        }
    }
    Ok(all)
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

/// The statement that makes a group for a directory. A name that is taken ends the transaction: see
/// [`super::directories::was_taken`].
#[must_use]
pub fn adding(directory: &Directory, id: &str, wanted: &Change) -> Statement {
    let insert = "INSERT INTO user_groups (id, directory, name, directory_name, external_id, created_at, directory_place) \
                  SELECT ?1, ?2, ?3, ?4, ?5, unixepoch(), \
                  coalesce((SELECT max(directory_place) FROM user_groups WHERE directory = ?2), 0) + 1";
    Statement::new(insert, wanted.named(directory, id))
}

/// The statement that gives a group of a directory these names. A name that is taken ends the transaction.
#[must_use]
pub fn renaming(directory: &Directory, id: &str, wanted: &Change) -> Statement {
    let update = "UPDATE user_groups SET name = ?3, directory_name = ?4, external_id = ?5 \
                  WHERE id = ?1 AND directory = ?2";
    Statement::new(update, wanted.named(directory, id))
}

/// Whose rows the first statement of [`joining`] or [`leaving`] changed.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_changed(outcome: &Outcome) -> Result<Vec<String>, Fault> {
    every(&outcome.rows, |row| Columns(row).text("user_id"))
}

/// The statements with which all of them come, or else the transaction ends.
#[must_use]
pub fn joining(directory: &Directory, id: &str, ids: &[String]) -> Vec<Statement> {
    if ids.is_empty() {
        return Vec::new();
    }
    // Rows of groups that were removed take no place.
    let insert = "INSERT INTO group_members (user_id, group_id) SELECT users.id, ?1 FROM json_each(?3) AS asked \
                  CROSS JOIN users ON users.id = asked.value \
                  WHERE users.directory = ?2 AND users.administrator = 0 AND (\
                  SELECT count(*) FROM group_members AS theirs CROSS JOIN user_groups ON user_groups.id = theirs.group_id \
                  WHERE theirs.user_id = users.id AND theirs.group_id <> ?1) < ?4 ON CONFLICT DO NOTHING RETURNING user_id";
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

/// The statements with which they go, and what apps have of them that they may not use any more ends for good.
#[must_use]
pub fn leaving(directory: &Directory, id: &str, ids: &[String]) -> Vec<Statement> {
    if ids.is_empty() {
        return Vec::new();
    }
    let delete = "DELETE FROM group_members WHERE group_id = ?1 AND user_id IN (\
                  SELECT users.id FROM json_each(?3) AS asked CROSS JOIN users ON users.id = asked.value \
                  WHERE users.directory = ?2 AND users.administrator = 0) RETURNING user_id";
    // Only apps that are limited to this group can be closed to them by it, and each is looked up for each who goes.
    let end = concat!(
        "UPDATE user_clients SET revoked = revoked + 1 WHERE (user_id, client_id) IN (\
         SELECT used.user_id, used.client_id FROM clients INDEXED BY clients_limited CROSS JOIN json_each(?2) AS asked \
         CROSS JOIN users ON users.id = asked.value \
         CROSS JOIN user_clients AS used ON used.user_id = users.id AND used.client_id = clients.id \
         WHERE clients.id > '' AND clients.allowed_groups IS NOT NULL AND instr(clients.allowed_groups, ?3) > 0 \
         AND users.directory = ?1 AND users.administrator = 0 AND NOT ",
        may_use!("clients", "used.user_id"),
        ")"
    );
    let asked = array(ids);
    let name = directory.name.as_str();
    // Ids of groups are in quotes there, and have no character that JSON writes in another way.
    let quoted = ["\"", id, "\""].concat();
    vec![
        Statement::new(delete, [id.into(), name.into(), asked.as_str().into()]),
        Statement::new(end, [name.into(), asked.into(), quoted.into()]),
    ]
}
