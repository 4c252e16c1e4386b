//! Which clients are limited to a group, and what ends when it is removed.

use super::groups::group_with;
use super::row::Columns;
use crate::platform::{Fault, Outcome, Statement};

/// How many of the clients that are limited at all one look reads, and as many rows again for their names. The page says so.
const LOOKED_AT: u32 = 20;

/// How many members are counted.
pub const COUNTED: u32 = 10;

/// The statements that read who is in the group with this id, as [`read_count`] understands it; some of the clients that are limited at
/// all, as [`read_looked`] understands them; and the group. `after`: where the last look ended.
#[must_use]
pub fn group_apps(id: &str, after: &str) -> Vec<Statement> {
    let members = "SELECT count(*) AS counted FROM (SELECT 1 FROM group_members INDEXED BY group_members_of_group \
                   WHERE group_id = ?1 LIMIT ?2)";
    // Ids of groups are in quotes there, and have no character that JSON writes in another way. Only what is limited to the group is
    // looked up by its name.
    let apps = "SELECT some.id, clients.name FROM (SELECT id, instr(allowed_groups, ?3) > 0 AS fits FROM clients \
                INDEXED BY clients_limited WHERE id > ?1 AND allowed_groups IS NOT NULL ORDER BY id LIMIT ?2) AS some \
                LEFT JOIN clients ON clients.id = CASE WHEN some.fits THEN some.id END ORDER BY some.id";
    let quoted = ["\"", id, "\""].concat();
    vec![
        Statement::new(members, [id.into(), (COUNTED + 1).into()]),
        Statement::new(apps, [after.into(), LOOKED_AT.into(), quoted.into()]),
        group_with(id),
    ]
}

/// How many members there are, at least; one more than [`COUNTED`] if there are more.
///
/// # Errors
/// A [`Fault`]: the database left it out.
pub fn read_count(outcome: &Outcome) -> Result<u32, Fault> {
    let row = outcome.rows.first().map(Columns);
    row.map_or(Ok(0), |row| row.number("counted"))
}

/// A client that was looked at: its `client_id`, and its name if it is limited to the group.
pub type Looked = (String, Option<String>);

/// The clients that were looked at, and whether there may be more.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_looked(outcome: &Outcome) -> Result<(Vec<Looked>, bool), Fault> {
    let mut looked = Vec::with_capacity(outcome.rows.len());
    for row in outcome.rows.iter().map(Columns) {
        looked.push((row.text("id")?, row.maybe("name")?));
    }
    let more = looked.len() == LOOKED_AT as usize;
    Ok((looked, more))
}
