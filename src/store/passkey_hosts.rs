//! Which hosts passkeys are for.

use serde_json::Value;

use super::row::Columns;
use crate::platform::{Fault, Sql, Statement};
use crate::protocol::json;
use crate::protocol::passkey::{Elsewhere, MOST_COUNTED};

/// The passkeys for the first host that is none of these, if there are any. Reads a row for each of the hosts, and at most
/// [`MOST_COUNTED`] more.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn passkeys_elsewhere(
    sql: &impl Sql,
    hosts: &[&str],
) -> Result<Option<Elsewhere>, Fault> {
    // One host after the other, by the index: not one passkey after the other.
    let select = "WITH RECURSIVE hosts (host) AS (\
                  SELECT min(rp_id) FROM passkeys INDEXED BY passkeys_by_host UNION ALL \
                  SELECT (SELECT min(rp_id) FROM passkeys INDEXED BY passkeys_by_host WHERE rp_id > hosts.host) \
                  FROM hosts WHERE hosts.host IS NOT NULL) \
                  SELECT hosts.host, (SELECT count(*) FROM (\
                  SELECT 1 FROM passkeys INDEXED BY passkeys_by_host WHERE rp_id = hosts.host LIMIT ?2)) AS counted \
                  FROM hosts WHERE hosts.host IS NOT NULL \
                  AND hosts.host NOT IN (SELECT value FROM json_each(?1)) LIMIT 1";
    let values = [json::write(&Value::from(hosts)).into(), MOST_COUNTED.into()];
    let outcome = sql.run(Statement::new(select, values)).await?;
    let found = outcome.rows.first().map(|row| {
        let row = Columns(row);
        Ok(Elsewhere {
            host: row.text("host")?,
            count: row.number("counted")?,
        })
    });
    found.transpose()
}
