//! Which hosts passkeys are for.

use serde_json::Value;

use super::row::Columns;
use crate::platform::{Fault, Outcome, Sql, Statement};
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
    read(&sql.run(passkeys_beside(hosts)).await?)
}

/// The same, perhaps from a replica that has what was written before the bookmark `since`, and whether a replica answered.
///
/// # Errors
/// As [`passkeys_elsewhere`].
pub async fn passkeys_elsewhere_near(
    sql: &impl Sql,
    hosts: &[&str],
    since: Option<&str>,
) -> Result<(Option<Elsewhere>, bool), Fault> {
    let outcome = sql.run_near(passkeys_beside(hosts), since).await?;
    Ok((read(&outcome)?, outcome.replica))
}

fn passkeys_beside(hosts: &[&str]) -> Statement {
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
    Statement::new(select, values)
}

fn read(outcome: &Outcome) -> Result<Option<Elsewhere>, Fault> {
    let found = outcome.rows.first().map(|row| {
        let row = Columns(row);
        Ok(Elsewhere {
            host: row.text("host")?,
            count: row.number("counted")?,
        })
    });
    found.transpose()
}
