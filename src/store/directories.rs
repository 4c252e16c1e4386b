//! Directories that make users and groups by SCIM: what they prove themselves with, and that they still may while they change
//! something.

use super::administering::refuse;
use super::row::{Columns, every};
use super::users::is_returned;
use crate::platform::{Fault, Outcome, Row, Sql, SqlValue, Statement};
use crate::protocol::secret::SecretHash;
use crate::protocol::timestamp::Timestamp;

/// How many tokens there may be, of all directories together.
pub const MOST_TOKENS: u32 = 4;

/// A directory, and what it proved itself with.
#[derive(Debug, Clone)]
pub struct Directory {
    /// Its name.
    pub name: String,
    /// The hash of its token.
    pub token: SecretHash,
}

/// What somebody with this token may act as; `None`: there is no such token, or it has ended. It notes, once a day, that the token was
/// used. A wrong one reads and writes no row.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn admit(sql: &impl Sql, token: SecretHash) -> Result<Option<Directory>, Fault> {
    let note = "UPDATE directory_tokens SET used_on = unixepoch() / 86400 \
                WHERE hash = ?1 AND ends_at > unixepoch() AND used_on IS NOT unixepoch() / 86400";
    let select = "SELECT directory FROM directory_tokens WHERE hash = ?1 AND ends_at > unixepoch()";
    let hash: [SqlValue; 1] = [token.as_str().into()];
    let statements = vec![
        Statement::new(select, hash.clone()),
        Statement::new(note, hash),
    ];
    let outcomes = sql.batch(statements).await?;
    let row = outcomes.first().and_then(|outcome| outcome.rows.first());
    let name = row.map(|row| Columns(row).text("directory")).transpose()?;
    Ok(name.map(|name| Directory { name, token }))
}

/// Everything about a user that a directory, or somebody else, can change, as JSON.
macro_rules! directory_state {
    () => {
        concat!(
            "json_array(",
            $crate::store::user_details::user_state!(),
            ", users.directory_record)"
        )
    };
}
pub(super) use directory_state;

/// What is changed, and what it was like.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// Something new.
    Nothing,
    /// The user with this id, and their state.
    User(&'a str, &'a str),
    /// The group with this id.
    Group(&'a str),
}

/// The first statement of every change by a directory. It ends the transaction unless the token still counts, and the user or the group is
/// one that this directory made, and the user is as they were seen and no administrator. [`super::administering::was_refused`]
/// tells that from other faults.
#[must_use]
pub fn still_may(directory: &Directory, target: Target<'_>) -> Statement {
    macro_rules! ask {
        ($more:expr) => {
            concat!(
                "SELECT CASE WHEN EXISTS (SELECT 1 FROM directory_tokens \
                 WHERE hash = ?1 AND directory = ?2 AND ends_at > unixepoch()) AND ",
                $more,
                " THEN 1 ELSE ",
                refuse!(),
                " END AS may"
            )
        };
    }
    const NOTHING: &str = ask!("?3 = ?4");
    const USER: &str = ask!(concat!(
        "(SELECT ",
        directory_state!(),
        " FROM users WHERE users.id = ?3 AND users.directory = ?2 AND users.administrator = 0) IS ?4"
    ));
    const GROUP: &str = ask!(
        "?4 = '' AND EXISTS (SELECT 1 FROM user_groups WHERE user_groups.id = ?3 AND user_groups.directory = ?2)"
    );
    let (sql, id, state) = match target {
        Target::Nothing => (NOTHING, "", ""),
        Target::User(id, state) => (USER, id, state),
        Target::Group(id) => (GROUP, id, ""),
    };
    let values = [directory.token.as_str(), &directory.name, id, state];
    Statement::new(sql, values.map(SqlValue::from))
}

/// Whether a name was another one's already: then the transaction had no effect.
#[must_use]
pub fn was_taken(fault: &Fault) -> bool {
    fault.reason().contains("UNIQUE constraint failed")
}

/// How many there are, as the first of the statements of a list says.
///
/// # Errors
/// A [`Fault`]: the row is damaged.
pub fn read_total(outcome: &Outcome) -> Result<u32, Fault> {
    let total = outcome.rows.first().map(|row| Columns(row).number("total"));
    total.unwrap_or(Ok(0))
}

/// A token, as the owner sees it: never itself.
#[derive(Debug)]
pub struct Token {
    /// What it is called by.
    pub id: String,
    /// The name of the directory.
    pub directory: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// The day on which it was used last, if it was.
    pub used_at: Option<Timestamp>,
}

/// Adds a token. `false`: there are as many as there may be.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn add_token(
    sql: &impl Sql,
    (id, directory): (&str, &str),
    hash: &SecretHash,
    lasts: u32,
) -> Result<bool, Fault> {
    let insert = "INSERT INTO directory_tokens (hash, id, directory, created_at, ends_at) \
                  SELECT ?1, ?2, ?3, unixepoch(), unixepoch() + ?4 \
                  WHERE (SELECT count(*) FROM directory_tokens) < ?5 RETURNING id";
    let values: [SqlValue; 5] = [
        hash.as_str().into(),
        id.into(),
        directory.into(),
        lasts.into(),
        MOST_TOKENS.into(),
    ];
    Ok(is_returned(&[sql
        .run(Statement::new(insert, values))
        .await?]))
}

/// All tokens, the oldest first.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list_tokens(sql: &impl Sql) -> Result<Vec<Token>, Fault> {
    let select = "SELECT id, directory, created_at, ends_at, used_on * 86400 AS used_at \
                  FROM directory_tokens ORDER BY created_at, id LIMIT ?1";
    let outcome = sql
        .run(Statement::new(select, [MOST_TOKENS.into()]))
        .await?;
    every(&outcome.rows, |row: &Row| {
        let row = Columns(row);
        Ok(Token {
            id: row.text("id")?,
            directory: row.text("directory")?,
            created_at: row.moment("created_at")?,
            ends_at: row.moment("ends_at")?,
            used_at: row.time("used_at")?,
        })
    })
}

/// Removes a token: from now on nothing is done with it. `false`: there is none with this id.
///
/// # Errors
/// A [`Fault`] of the database; then it still counts.
pub async fn remove_token(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    let delete = "DELETE FROM directory_tokens WHERE id = ?1 RETURNING id";
    Ok(is_returned(&[sql
        .run(Statement::new(delete, [id.into()]))
        .await?]))
}
