//! The redemption of authorization codes and identity assertions: here D1 decides that each is redeemed only once.

use super::group_members::may_use;
use super::hearsay::{self, grant_counts, is_so};
use super::session_life::outlasts_sign_out;
use super::spent_ids::{spending, used_before};
use super::token_families::{Terms, ids_were_new, keys_stand};
use crate::platform::{Fault, Sql, SqlValue, Statement};
use crate::protocol::client::Client;
use crate::protocol::scope::OPENID;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::TokenFamily;

/// What became of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redeemed {
    /// It was used up, and its family was written.
    Now,
    /// Nothing was written: the code was used before, or what its tokens rest on is no longer so.
    Not,
    /// Nothing was written, because the id at this place among those of the [`Terms`] was used before.
    IdUsed(usize),
}

impl Redeemed {
    /// The place of an id that was used before.
    #[must_use]
    pub fn id_used(self) -> Option<usize> {
        match self {
            Self::IdUsed(place) => Some(place),
            Self::Now | Self::Not => None,
        }
    }
}

/// Uses a code up: writes the family that it becomes. [`Redeemed::Not`]: the code was used before, or its user is gone or disabled,
/// has changed the password, has signed out, has taken back what the client had or may not use it any more, or `client` differs
/// from its current registration, or one of the keys was revoked.
///
/// One statement decides it. However many requests redeem one code at once, the primary key admits one of them.
///
/// # Errors
/// A [`Fault`] of the database; then the code is as valid as before, and so are the ids.
pub async fn redeem_code(
    sql: &impl Sql,
    family: &TokenFamily,
    client: &Client,
    terms: Terms<'_>,
) -> Result<Redeemed, Fault> {
    let mut statements = spending(terms.ids);
    statements.extend([redeeming(family, client, terms), note_client(family)]);
    statements.extend(listen(family, client));
    let outcomes = sql.batch(statements).await?;
    let (ids, rest) = outcomes
        .split_at_checked(terms.ids.len())
        .unwrap_or_default();
    Ok(match (used_before(ids), rest.first()) {
        (Some(place), _) => Redeemed::IdUsed(place),
        (None, Some(outcome)) if outcome.changes == 1 => Redeemed::Now,
        (None, _) => Redeemed::Not,
    })
}

/// The one statement that decides.
fn redeeming(family: &TokenFamily, client: &Client, terms: Terms<'_>) -> Statement {
    let told = family.hearsay.as_ref();
    let [revision, browser] = hearsay::values(told);
    let lifetime = family.expires_at.0.saturating_sub(family.rotated_at.0);
    let [first, second] = terms.key_values();
    Statement::new(
        concat!(
            "INSERT INTO token_families (id, client_id, registration_id, user_id, credential_version, scope, \
         authenticated_at, generation, rotated_at, expires_at, resources, dpop_jkt, bound_generation, \
         subject, claims, session_id, ends_with, method, revoked_before) \
         SELECT ?1, clients.id, clients.registration_id, users.id, users.credential_version, ?5, \
         ?6, ?7, unixepoch(), unixepoch() + ?8, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18 FROM users, clients \
         WHERE users.id = +?3 AND users.credential_version = +?4 AND users.disabled_at IS NULL \
         AND (?15 IS NULL OR ",
            outlasts_sign_out!("users", "?6", "?15"),
            ") AND clients.id = +?2 AND clients.revision = +?9 AND clients.blocked_at IS NULL AND ",
            may_use!("clients", "users.id"),
            " \
         AND NOT EXISTS (SELECT 1 FROM ended_sessions WHERE ended_sessions.id = ?15) \
         AND NOT EXISTS (SELECT 1 FROM user_clients WHERE user_clients.user_id = ?3 \
         AND user_clients.client_id = ?2 AND user_clients.revoked > ?18) AND ",
            keys_stand!("?19", "?20"),
            " AND ",
            ids_were_new!("?21"),
            " AND ",
            is_so!("?22", "?23", "?15"),
            " AND (NOT ?24 OR EXISTS (SELECT 1 FROM grants WHERE grants.user_id = users.id \
             AND grants.client_id = clients.id AND ",
            grant_counts!(),
            ")) ON CONFLICT (id) DO NOTHING"
        ),
        [
            family.id.as_str().into(),
            family.client_id.as_str().into(),
            family.user_id.as_str().into(),
            family.credential_version.into(),
            family.scope.to_string().into(),
            family.authenticated_at.into(),
            family.generation.into(),
            Timestamp(lifetime).into(),
            client.revision.as_str().into(),
            family.resources.join(" ").into(),
            family.bound.as_ref().map(|bound| bound.jkt.clone()).into(),
            family
                .bound
                .as_ref()
                .map_or(SqlValue::Null, |bound| bound.from.into()),
            family.subject.as_str().into(),
            family.claims.clone().into(),
            family.session_id.clone().into(),
            family.ends_with().map(str::to_owned).into(),
            family.method.name().into(),
            family.revoked_before.into(),
            first,
            second,
            terms.asks_for_ids(),
            revision,
            browser,
            told.is_some_and(|told| told.granted).into(),
        ],
    )
}

/// Notes when the user signed in to the client, if the code was just used up and they have not done so today.
fn note_client(family: &TokenFamily) -> Statement {
    Statement::new(
        "INSERT INTO user_clients (user_id, client_id, since, last_at) \
         SELECT ?1, ?2, unixepoch(), unixepoch() WHERE changes() > 0 \
         ON CONFLICT (user_id, client_id) DO UPDATE \
         SET last_at = excluded.last_at, since = CASE WHEN last_at = 0 THEN excluded.since ELSE since END \
         WHERE last_at / 86400 < excluded.last_at / 86400",
        [
            family.user_id.as_str().into(),
            family.client_id.as_str().into(),
        ],
    )
}

/// Notes that the client wants to hear of the end of the session, if it does and the code was just used up.
fn listen(family: &TokenFamily, client: &Client) -> Option<Statement> {
    let session = family.session_id.as_deref()?;
    if client.backchannel_logout_uri.is_none() || !family.scope.contains(OPENID) {
        return None;
    }
    Some(Statement::new(
        "INSERT INTO session_clients (session_id, client_id, user_id, subject) \
         SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM token_families WHERE id = ?5) \
         ON CONFLICT DO NOTHING",
        [
            session.into(),
            client.id.as_str().into(),
            family.user_id.as_str().into(),
            family.subject.as_str().into(),
            family.id.as_str().into(),
        ],
    ))
}
