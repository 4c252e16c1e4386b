//! What users said yes to.

use crate::platform::{Fault, Sql, Statement};
use crate::protocol::scope::Scope;
use crate::protocol::time::Timestamp;

/// Remembers that `user_id` lets `client_id` do all of `scope`, in place of what was remembered.
///
/// # Errors
/// A [`Fault`] of the database; then what was remembered stays.
pub async fn record_consent(
    sql: &impl Sql,
    user_id: &str,
    client_id: &str,
    scope: &Scope,
    now: Timestamp,
) -> Result<(), Fault> {
    sql.run(Statement::new(
        "INSERT INTO grants (user_id, client_id, scope, granted_at) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (user_id, client_id) \
         DO UPDATE SET scope = excluded.scope, granted_at = excluded.granted_at",
        [
            user_id.into(),
            client_id.into(),
            scope.to_string().into(),
            now.into(),
        ],
    ))
    .await?;
    Ok(())
}
