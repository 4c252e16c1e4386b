//! What only the owner's lists need: whose name begins so, and when each was made.

use std::sync::LazyLock;

use super::PAGE;
use super::client_columns::selected;
use super::clients::{ClientPage, read_clients};
use super::groups::{GroupPage, read_groups};
use super::row::Columns;
use crate::platform::{Fault, Sql, SqlValue, Statement};
use crate::protocol::json;
use crate::protocol::timestamp::Timestamp;

/// The clients whose name begins with `prefix`, whether its first letter is a capital or not, by name; and after the one
/// with the id `after`.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn search_clients(
    sql: &impl Sql,
    prefix: &str,
    after: Option<&str>,
) -> Result<ClientPage, Fault> {
    let mut letters = prefix.chars();
    let first = letters.next();
    let rest = letters.as_str();
    let capital: String = first.into_iter().flat_map(char::to_uppercase).collect();
    let small: String = first.into_iter().flat_map(char::to_lowercase).collect();
    let (one, other) = (capital + rest, small + rest);
    read_clients(&sql.run(clients_like((&one, &other), after)).await?)
}

/// The statement that finds the clients whose name begins in one of two ways, which [`read_clients`] understands.
#[must_use]
pub fn clients_like((one, other): (&str, &str), after: Option<&str>) -> Statement {
    // The last code point of all comes after whatever else may follow the prefix. An index is searched from one bound only,
    // so that is the later one of the prefix and of the name that came last. Both halves are read in the order of the index,
    // so that no more rows are looked at than are shown.
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        let columns = selected();
        let last = "coalesce((SELECT name FROM clients WHERE id = ?1), '')";
        let range = |prefix: &str| {
            [
                "SELECT ",
                &columns,
                " FROM clients WHERE (clients.name, clients.id) > (max(",
                prefix,
                ", ",
                last,
                "), CASE WHEN ",
                last,
                " >= ",
                prefix,
                " THEN coalesce(?1, '') ELSE '' END) AND clients.name < ",
                prefix,
                " || char(1114111)",
            ]
            .concat()
        };
        [
            &*range("?2"),
            " UNION ALL ",
            &range("?3"),
            " ORDER BY name, id LIMIT ?4",
        ]
        .concat()
    });
    // What is the same is looked for once: nothing is before the last code point.
    let other = if one == other { "\u{10ffff}" } else { other };
    let after = after.map(str::to_owned);
    let values = [after.into(), one.into(), other.into(), (PAGE + 1).into()];
    Statement::new(&SELECT, values)
}

/// The groups whose name begins with `prefix`, in whatever case, by name and after the name `after`.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn search_groups(
    sql: &impl Sql,
    prefix: &str,
    after: Option<&str>,
) -> Result<GroupPage, Fault> {
    read_groups(&sql.run(groups_like(prefix, after)).await?)
}

/// The statement of [`search_groups`], which [`read_groups`] understands.
#[must_use]
pub fn groups_like(prefix: &str, after: Option<&str>) -> Statement {
    let select = "SELECT id, name, claims FROM user_groups WHERE name >= ?1 AND name <> ?2 \
                  AND name < ?3 || char(1114111) ORDER BY name LIMIT ?4";
    // As the column compares: names are in ASCII.
    let small = |text: &str| text.to_ascii_lowercase();
    let (prefix, after) = (small(prefix), after.map(small).unwrap_or_default());
    let from = prefix.clone().max(after.clone());
    let values: [SqlValue; 4] = [from.into(), after.into(), prefix.into(), (PAGE + 1).into()];
    Statement::new(select, values)
}

/// What a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Clients.
    Clients,
    /// Users.
    Users,
    /// Groups.
    Groups,
}

/// When each of those with these ids was made, as far as they are there.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn created(
    sql: &impl Sql,
    listed: Listed,
    ids: &[&str],
) -> Result<Vec<(String, Timestamp)>, Fault> {
    macro_rules! select {
        ($table:literal) => {
            concat!(
                "SELECT id, created_at FROM ",
                $table,
                " WHERE id IN (SELECT value FROM json_each(?1))"
            )
        };
    }
    let select = match listed {
        Listed::Clients => select!("clients"),
        Listed::Users => select!("users"),
        Listed::Groups => select!("user_groups"),
    };
    let ids = json::write(&ids.to_vec().into());
    let outcome = sql.run(Statement::new(select, [ids.into()])).await?;
    let read = |row| Ok((Columns(row).text("id")?, Columns(row).moment("created_at")?));
    outcome.rows.iter().map(read).collect()
}
