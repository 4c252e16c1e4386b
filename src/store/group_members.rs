//! Who is in which group: what clients are told of it, and which clients it lets them use.

use serde_json::Value;

use super::PAGE;
use super::groups::{Group, read_group};
use super::row::{Columns, every};
use super::user::{User, read_user, user_columns};
use super::users::{is_returned, read_users};
use crate::platform::{Fault, Outcome, Row, Sql, SqlValue, Statement};
use crate::protocol::group::{ADMINISTRATORS, MOST_GROUPS, Membership};
use crate::protocol::json;

/// Whether the user `$user` may use the client in `$clients`: it is for everybody, or they are in one of its groups. A
/// client for everybody costs no row. One whose groups are all gone is for nobody.
macro_rules! may_use {
    ($clients:literal, $user:expr) => {
        concat!(
            "(",
            $clients,
            ".allowed_groups IS NULL OR EXISTS (SELECT 1 FROM json_each(",
            $clients,
            ".allowed_groups) AS allowed \
             CROSS JOIN group_members ON group_members.user_id = ",
            $user,
            " AND group_members.group_id = allowed.value \
             CROSS JOIN user_groups ON user_groups.id = group_members.group_id))"
        )
    };
}
pub(super) use may_use;

/// The groups of the user `$user` with their claims, as [`read_memberships`] reads them: two rows for each. To
/// sort them here would cost a third.
macro_rules! memberships {
    ($user:expr) => {
        concat!(
            "(SELECT json_group_array(json_array(user_groups.name, json(user_groups.claims))) FROM group_members \
             CROSS JOIN user_groups ON user_groups.id = group_members.group_id \
             WHERE group_members.user_id = ",
            $user,
            ")"
        )
    };
}
pub(super) use memberships;

/// Reads the column `memberships`, which is NULL where nobody asked for it, and sorts it by name.
pub(super) fn read_memberships(row: &Row) -> Result<Vec<Membership>, Fault> {
    let read = |text: &str| {
        let mut sorted: Vec<Membership> = Vec::new();
        for pair in json::parse(text)?.as_array()? {
            let next = membership(pair)?;
            let later = sorted.iter().position(|it| it.group > next.group);
            sorted.insert(later.unwrap_or(sorted.len()), next);
        }
        Some(sorted)
    };
    let found = Columns(row).maybe_read("memberships", read)?;
    Ok(found.unwrap_or_default())
}

fn membership(pair: &Value) -> Option<Membership> {
    Some(Membership {
        group: pair.get(0)?.as_str()?.to_owned(),
        claims: pair.get(1)?.as_object()?.clone(),
    })
}

/// The groups of a user, by name.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_memberships(sql: &impl Sql, user_id: &str) -> Result<Vec<Membership>, Fault> {
    let select = concat!("SELECT ", memberships!("?1"), " AS memberships");
    let outcome = sql.run(Statement::new(select, [user_id.into()])).await?;
    let found = outcome.rows.first().map(read_memberships);
    found.unwrap_or_else(|| Ok(Vec::new()))
}

/// The statement that finds the groups of a user, that of the administrators too, as [`read_groups_of`] reads them.
#[must_use]
pub fn groups_of(user_id: &str) -> Statement {
    let select = "SELECT user_groups.id, user_groups.name, user_groups.claims FROM group_members \
                  CROSS JOIN user_groups ON user_groups.id = group_members.group_id \
                  WHERE group_members.user_id = ?1 LIMIT ?2";
    Statement::new(select, [user_id.into(), (MOST_GROUPS + 1).into()])
}

/// What [`groups_of`] found, by name.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_groups_of(outcome: &Outcome) -> Result<Vec<Group>, Fault> {
    let mut sorted: Vec<Group> = Vec::new();
    for group in every(&outcome.rows, read_group)? {
        let later = sorted.iter().position(|it| it.name > group.name);
        sorted.insert(later.unwrap_or(sorted.len()), group);
    }
    Ok(sorted)
}

/// A user, with their groups if these are asked for too: one row, one round trip.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_with_groups(
    sql: &impl Sql,
    user_id: &str,
    groups: bool,
) -> Result<Option<(Box<User>, Vec<Membership>)>, Fault> {
    let select = concat!(
        "SELECT ",
        user_columns!(),
        ", CASE WHEN ?2 THEN ",
        memberships!("users.id"),
        " END AS memberships FROM users WHERE users.id = ?1"
    );
    let values = [user_id.into(), groups.into()];
    let outcome = sql.run(Statement::new(select, values)).await?;
    let read = |row: &Row| Ok((read_user(row)?, read_memberships(row)?));
    outcome.rows.first().map(read).transpose()
}

/// Whether a user may use a client.
///
/// # Errors
/// A [`Fault`] of the database; then they may not.
pub async fn is_let_in(sql: &impl Sql, client_id: &str, user_id: &str) -> Result<bool, Fault> {
    let select = concat!(
        "SELECT 1 FROM clients WHERE clients.id = ?1 AND ",
        may_use!("clients", "?2")
    );
    let values = [client_id.into(), user_id.into()];
    let outcome = sql.run(Statement::new(select, values)).await?;
    Ok(!outcome.rows.is_empty())
}

/// What became of somebody who was to be in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// They are in it, perhaps since before.
    Yes,
    /// They are in as many groups as anybody may be.
    TooMany,
    /// They are gone, or the group is.
    Gone,
}

/// Puts a user into a group other than that of the administrators, who are made in another way.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was changed.
pub async fn add_member(sql: &impl Sql, group_id: &str, user_id: &str) -> Result<Joined, Fault> {
    read_joined(&sql.batch(joining(group_id, user_id)).await?)
}

/// The statements of [`add_member`], which [`read_joined`] understands.
#[must_use]
pub fn joining(group_id: &str, user_id: &str) -> Vec<Statement> {
    // Rows of groups that were removed take no place.
    let forget = "DELETE FROM group_members WHERE user_id = ?2 AND NOT EXISTS (\
                  SELECT 1 FROM user_groups WHERE user_groups.id = group_members.group_id)";
    let insert = "INSERT INTO group_members (user_id, group_id) SELECT users.id, user_groups.id FROM users, user_groups \
                  WHERE users.id = ?2 AND user_groups.id = ?1 AND user_groups.id <> ?3 AND (\
                  SELECT count(*) FROM group_members WHERE user_id = ?2 AND group_id <> ?3) < ?4 \
                  ON CONFLICT DO NOTHING";
    let state = "SELECT EXISTS (SELECT 1 FROM group_members WHERE user_id = ?2 AND group_id = ?1) AS joined, \
                 EXISTS (SELECT 1 FROM users WHERE id = ?2) AND EXISTS (\
                 SELECT 1 FROM user_groups WHERE id = ?1) AS there";
    let both: [SqlValue; 2] = [group_id.into(), user_id.into()];
    let limited: [SqlValue; 4] = [
        group_id.into(),
        user_id.into(),
        ADMINISTRATORS.into(),
        MOST_GROUPS.into(),
    ];
    vec![
        Statement::new(forget, both.clone()),
        Statement::new(insert, limited),
        Statement::new(state, both),
    ]
}

/// What became of [`joining`].
///
/// # Errors
/// A [`Fault`]: the database left something out.
pub fn read_joined(outcomes: &[Outcome]) -> Result<Joined, Fault> {
    let row = outcomes.last().and_then(|outcome| outcome.rows.first());
    let row = row.ok_or_else(|| Fault::new("the database left out what was asked for"))?;
    let row = Columns(row);
    Ok(match (row.flag("joined")?, row.flag("there")?) {
        (true, _) => Joined::Yes,
        (false, true) => Joined::TooMany,
        (false, false) => Joined::Gone,
    })
}

/// Whether somebody is in a group because of [`joining`], and was not before.
#[must_use]
pub fn is_new(outcomes: &[Outcome]) -> bool {
    outcomes.get(1).is_some_and(|outcome| outcome.changes > 0)
}

/// Takes a user out of a group other than that of the administrators. What clients have of them that they may not use any
/// more ends for good: it does not come back with the user. `false`: they were not in it.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was changed.
pub async fn remove_member(sql: &impl Sql, group_id: &str, user_id: &str) -> Result<bool, Fault> {
    Ok(is_returned(&sql.batch(leaving(group_id, user_id)).await?))
}

/// The statements of [`remove_member`]; whether they did, [`is_returned`] says.
#[must_use]
pub fn leaving(group_id: &str, user_id: &str) -> Vec<Statement> {
    let delete = "DELETE FROM group_members WHERE user_id = ?1 AND group_id = ?2 AND group_id <> ?3 RETURNING group_id";
    let values = [user_id, group_id, ADMINISTRATORS].map(Into::into);
    vec![
        Statement::new(delete, values),
        end_what_is_closed(user_id, group_id),
    ]
}

/// Ends what clients have of a user who has left a group and may no longer use these clients. It reads one row for each client that
/// is limited to groups, which only the owner makes. It reads more only for those that are limited to this group, because no other
/// client is closed to the user by that.
pub(super) fn end_what_is_closed(user_id: &str, group_id: &str) -> Statement {
    let update = concat!(
        "UPDATE user_clients SET revoked = revoked + 1 WHERE user_id = ?1 AND client_id IN (\
         SELECT clients.id FROM clients INDEXED BY clients_limited \
         WHERE clients.id > '' AND clients.allowed_groups IS NOT NULL AND instr(clients.allowed_groups, ?2) > 0 AND NOT ",
        may_use!("clients", "?1"),
        ")"
    );
    // The ids of groups are in quotes there, and have no characters that JSON escapes.
    let quoted = ["\"", group_id, "\""].concat();
    Statement::new(update, [user_id.into(), quoted.into()])
}

/// Some members of a group, and where the next ones begin.
#[derive(Debug)]
pub struct Members {
    /// At most [`PAGE`] users, by `sub`.
    pub users: Vec<Box<User>>,
    /// The `sub` of the last one; `None` when there are no more.
    pub next: Option<String>,
}

/// The members of a group that come after the user with the id `after`, or the first ones.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list_members(
    sql: &impl Sql,
    group_id: &str,
    after: Option<&str>,
) -> Result<Members, Fault> {
    read_members(&sql.run(members_after(group_id, after)).await?)
}

/// The statement of [`list_members`], which [`read_members`] understands.
#[must_use]
pub fn members_after(group_id: &str, after: Option<&str>) -> Statement {
    let select = concat!(
        "SELECT ",
        user_columns!(),
        " FROM group_members INDEXED BY group_members_of_group JOIN users ON users.id = group_members.user_id \
         WHERE group_members.group_id = ?1 AND group_members.user_id > ?2 \
         ORDER BY group_members.user_id LIMIT ?3"
    );
    let values: [SqlValue; 3] = [
        group_id.into(),
        after.unwrap_or_default().into(),
        (PAGE + 1).into(),
    ];
    Statement::new(select, values)
}

/// What [`members_after`] found.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_members(outcome: &Outcome) -> Result<Members, Fault> {
    let listed = read_users(outcome)?;
    let last = listed.users.last().filter(|_| listed.next.is_some());
    Ok(Members {
        next: last.map(|user| user.id.clone()),
        users: listed.users,
    })
}
