//! Who has a username, an address or a name that begins so.

use super::PAGE;
use super::row::Columns;
use super::user::{read_user, user_columns};
use super::users::UserPage;
use crate::platform::{Fault, Outcome, Sql, Statement, Unicode};
use crate::protocol::login::FoldedName;

/// Comes after whatever else may follow a prefix: the last code point of all.
const LAST: &str = "\u{10ffff}";

/// The users whose username begins with `prefix`, then those whose address does, as [`FoldedName`] compares them, and then those
/// whose name does, where `a` and `A` are the same. Whoever is found several times is there once. It looks at [`PAGE`] names, so it
/// may find fewer users although there are more. `after`: [`UserPage::next`] of the page before.
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

/// Whether the column `$column` begins with the prefix `?2`.
macro_rules! begins {
    ($column:literal) => {
        concat!($column, " >= ?2 AND ", $column, " < ?2 || char(1114111)")
    };
}

/// The statement of [`search_users`], which [`read_found`] understands.
#[must_use]
pub fn users_like<S: Unicode>(prefix: &str, after: Option<&str>) -> Statement {
    // An index is searched from one bound only, so each is the later one of the prefix and of what came last. Nothing sorts all of
    // it, so the second and the third list are not read where the first one is enough.
    macro_rules! names {
        ($which:expr) => {
            concat!(
                " UNION ALL SELECT * FROM (SELECT 'n:' || id, coalesce(",
                begins!("username_folded"),
                ", 0) OR coalesce(",
                begins!("email_folded"),
                ", 0), ",
                user_columns!(),
                " FROM users INDEXED BY users_name WHERE name COLLATE NOCASE ",
                $which,
                " AND name COLLATE NOCASE < ?6 || char(1114111) ORDER BY name COLLATE NOCASE, id LIMIT ?8)"
            )
        };
    }
    macro_rules! came_last {
        () => {
            "max(?6, coalesce((SELECT lower(name) FROM users WHERE id = ?7), ''))"
        };
    }
    const SELECT: &str = concat!(
        "SELECT * FROM (SELECT 'u:' || username_folded AS next, 0 AS again, ",
        user_columns!(),
        " FROM users WHERE username_folded >= ?1 AND username_folded < ?2 || char(1114111) \
         AND username_folded <> ?3 ORDER BY username_folded LIMIT ?8) \
         UNION ALL SELECT * FROM (SELECT 'e:' || email_folded, coalesce(",
        begins!("username_folded"),
        ", 0), ",
        user_columns!(),
        " FROM users WHERE email_folded >= ?4 AND email_folded < ?2 || char(1114111) \
         AND email_folded <> ?5 ORDER BY email_folded LIMIT ?8)",
        names!(concat!("= ", came_last!(), " AND id > ?7")),
        names!(concat!("> ", came_last!())),
        " LIMIT ?8"
    );
    let folded = FoldedName::new(prefix, S::fold).as_str().to_owned();
    let over = [&folded, LAST].concat();
    let (list, last) = after.and_then(|it| it.split_once(':')).unwrap_or_default();
    let (username, email, id) = match list {
        "n" => (&*over, &*over, last),
        "e" => (&*over, last, ""),
        _ => (last, "", ""),
    };
    let values = [
        username.max(&folded).into(),
        folded.as_str().into(),
        username.into(),
        email.max(&folded).into(),
        email.into(),
        name::<S>(prefix).into(),
        id.into(),
        (PAGE + 1).into(),
    ];
    Statement::new(SELECT, values)
}

/// The beginning of a name as the index compares it: letters of ASCII are small. Another letter at the beginning is a capital, as
/// most names have it.
fn name<S: Unicode>(prefix: &str) -> String {
    let prefix = prefix.trim();
    let first = prefix.chars().next().map_or(0, char::len_utf8);
    let (first, rest) = prefix.split_at(first);
    let mut name = S::capitals(first);
    name.push_str(rest);
    name.make_ascii_lowercase();
    name
}

/// What [`users_like`] found.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_found(outcome: &Outcome) -> Result<UserPage, Fault> {
    let (mut users, mut last) = (Vec::new(), None);
    for row in outcome.rows.iter().take(PAGE as usize) {
        let columns = Columns(row);
        last = Some(columns.text("next")?);
        if !columns.flag("again")? {
            users.push(read_user(row)?);
        }
    }
    let next = last.filter(|_| outcome.rows.len() > PAGE as usize);
    Ok(UserPage { users, next })
}
