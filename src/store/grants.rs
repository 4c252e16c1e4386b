//! What users consented to.

use std::slice;

use super::clients::save_document;
use super::group_members::may_use;
use super::hearsay::{self, grant_counts, is_so};
use super::spent_ids::{Unspent, spending};
use crate::platform::{Fault, Sql, SqlValue, Statement};
use crate::protocol::authorization::{Granted, Hearsay};
use crate::protocol::client::{Client, RegisteredBy};
use crate::protocol::timestamp::Timestamp;

/// A consent, to be remembered.
pub struct NewGrant<'a> {
    /// Who gave it.
    pub user_id: &'a str,
    /// Their `credential_version` in the session in which they gave it.
    pub credential_version: u32,
    /// How often they had taken back everything that they gave the client.
    pub revoked: u32,
    /// To whom.
    pub client: &'a Client,
    /// Everything that the client may do and know; it replaces what was remembered.
    pub granted: &'a Granted,
    /// Whether the database knows the client as it is now. A client that only its metadata document describes
    /// is saved along with the consent.
    pub client_is_saved: bool,
    /// What only a replica said.
    pub told: Option<Told<'a>>,
}

/// What only a replica said about the person who says yes.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// Of the client and the browser.
    pub hearsay: &'a Hearsay,
    /// The session.
    pub session_id: &'a str,
    /// When they had last said yes.
    pub granted_at: Option<Timestamp>,
}

/// What became of a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It is remembered, and its request is answered.
    Yes,
    /// Its request was answered before, so nothing was remembered.
    AnsweredBefore,
    /// Nothing was remembered. Since they were asked, the user is gone or disabled, has another password, took back what the client
    /// had or may no longer use it, or the client was blocked; or what a replica said is not so.
    No,
}

/// Remembers a consent, and uses up the request that was `pushed` for it. However many answers to one pushed request come at
/// once, one of them counts.
///
/// # Errors
/// A [`Fault`] of the database; then what was remembered stays, and the request waits for its answer.
pub async fn record_answer(
    sql: &impl Sql,
    grant: &NewGrant<'_>,
    pushed: Option<&Unspent>,
) -> Result<Recorded, Fault> {
    let NewGrant {
        client, granted, ..
    } = grant;
    let (user_id, credential_version) = (grant.user_id, grant.credential_version);
    let save = if grant.client_is_saved {
        None
    } else {
        let unless = pushed.map(|id| id.key().to_owned());
        Some(save_document(client, user_id, credential_version, unless)?)
    };
    let told = grant.told;
    let [revision, browser] = hearsay::values(told.map(|told| told.hearsay));
    let nobody_vouches = client.registered_by != RegisteredBy::Owner;
    let record = Statement::new(
        concat!(
            "INSERT INTO grants (user_id, client_id, registration_id, scope, granted_at, client_revision, \
         claims) SELECT users.id, clients.id, clients.registration_id, ?3, unixepoch(), ?4, ?5 \
         FROM clients, users WHERE clients.id = ?2 AND clients.blocked_at IS NULL AND users.id = ?1 \
         AND users.credential_version = ?6 AND users.disabled_at IS NULL \
         AND coalesce((SELECT revoked FROM user_clients WHERE user_id = ?1 AND client_id = ?2), 0) = ?7 AND (NOT ?8 OR changes() = 1) AND ",
            may_use!("clients", "users.id"),
            " AND ",
            is_so!("?9", "?10", "?11"),
            " AND (?9 IS NULL OR (SELECT grants.granted_at FROM grants WHERE grants.user_id = ?1 \
             AND grants.client_id = ?2 AND ",
            grant_counts!(),
            ") IS ?12)",
            " ON CONFLICT (user_id, client_id) \
         DO UPDATE SET scope = excluded.scope, claims = excluded.claims, \
         granted_at = excluded.granted_at, registration_id = excluded.registration_id, \
         client_revision = excluded.client_revision"
        ),
        [
            user_id.into(),
            client.id.as_str().into(),
            granted.scope.to_string().into(),
            nobody_vouches.then(|| client.revision.clone()).into(),
            granted.claims.to_string().into(),
            credential_version.into(),
            grant.revoked.into(),
            pushed.is_some().into(),
            revision,
            browser,
            told.map(|told| told.session_id.to_owned()).into(),
            told.and_then(|told| told.granted_at)
                .map_or(SqlValue::Null, SqlValue::from),
        ],
    );
    let is_registered = Statement::new(
        "SELECT 1 FROM clients WHERE clients.id = ?1",
        [client.id.as_str().into()],
    );
    let mut statements: Vec<Statement> = save.into_iter().collect();
    statements.push(is_registered);
    // Right before the consent, which sees by `changes()` whether this answer was the first.
    statements.extend(spending(pushed.map_or(&[], slice::from_ref)));
    statements.push(record);
    let outcomes = sql.batch(statements).await?;
    let mut outcomes = outcomes.iter().rev();
    if outcomes.next().is_some_and(|outcome| outcome.changes == 1) {
        return Ok(Recorded::Yes);
    }
    if pushed.is_some() && outcomes.next().is_some_and(|spent| spent.changes == 0) {
        return Ok(Recorded::AnsweredBefore);
    }
    let is_registered = outcomes.next().is_some_and(|it| !it.rows.is_empty());
    // A document of which nothing was saved was not saved because of the user.
    if is_registered || !grant.client_is_saved {
        Ok(Recorded::No)
    } else {
        Err(Fault::new(
            "the client was removed while somebody said yes to it",
        ))
    }
}

/// Whether somebody allowed something to this client, behind which a stranger may be.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn is_allowed(sql: &impl Sql, client_id: &str) -> Result<bool, Fault> {
    let select =
        "SELECT 1 FROM grants WHERE client_id = ?1 AND client_revision IS NOT NULL LIMIT 1";
    let outcome = sql.run(Statement::new(select, [client_id.into()])).await?;
    Ok(!outcome.rows.is_empty())
}
