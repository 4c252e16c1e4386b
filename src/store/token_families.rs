//! Token families: where D1 decides that a code is redeemed once and a refresh token replaced once.

use super::group_members::may_use;
use super::hearsay::{self, grant_counts, is_so};
use super::row::Columns;
use super::session_life::outlasts_sign_out;
use super::spent_ids::{Unspent, spending, used_before};
use crate::platform::{Fault, Row, Sql, SqlValue, Statement};
use crate::protocol::client::Client;
use crate::protocol::login::Method;
use crate::protocol::scope::{OPENID, Scope};
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::{Bound, TokenFamily};

/// Whether a family in `token_families` came of an identity assertion. No hash of a code has a colon in it.
macro_rules! is_of_assertion {
    () => {
        "token_families.id GLOB 'jag:*'"
    };
}
pub(super) use is_of_assertion;

/// Whether the user of a family in `token_families` still stands behind it: they are not disabled, have the credentials that they
/// signed in with, have not signed out, and have not taken everything back.
macro_rules! user_holds {
    () => {
        concat!(
            "EXISTS (SELECT 1 FROM users WHERE users.id = token_families.user_id \
         AND users.credential_version = token_families.credential_version AND users.disabled_at IS NULL \
         AND (token_families.ends_with IS NULL OR ",
            $crate::store::session_life::outlasts_sign_out!(
                "users",
                "token_families.authenticated_at",
                "token_families.ends_with"
            ),
            ")) AND NOT EXISTS (SELECT 1 FROM ended_sessions WHERE ended_sessions.id = token_families.ends_with) \
         AND NOT EXISTS (SELECT 1 FROM user_clients WHERE user_clients.user_id = token_families.user_id \
         AND user_clients.client_id = token_families.client_id \
         AND user_clients.revoked > token_families.revoked_before)"
        )
    };
}
pub(super) use user_holds;

/// Whether the client in `clients` is right for a family in `token_families`: it has the registration of the family, the user may use
/// it, and the owner allows it identity assertions if the family came of one.
macro_rules! client_holds {
    () => {
        concat!(
            "token_families.client_id = clients.id AND token_families.registration_id IN ('', clients.registration_id) AND ",
            $crate::store::group_members::may_use!("clients", "token_families.user_id"),
            " AND (NOT ",
            $crate::store::token_families::is_of_assertion!(),
            " OR instr(clients.grant_types, '\"urn:ietf:params:oauth:grant-type:jwt-bearer\"'))"
        )
    };
}
pub(super) use client_holds;

/// Whether all that a family in `token_families` rests on still holds. `$client`: what else the client must be, after ` AND `.
macro_rules! holds {
    () => {
        $crate::store::token_families::holds!("")
    };
    ($client:expr) => {
        concat!(
            $crate::store::token_families::user_holds!(),
            " AND EXISTS (SELECT 1 FROM clients WHERE ",
            $crate::store::token_families::client_holds!(),
            $client,
            ")"
        )
    };
}
pub(super) use holds;

/// Whether a family in `token_families` may be used: what it rests on holds, nobody revoked it, and its client is not blocked.
/// `$client` is as in [`holds`].
macro_rules! is_alive {
    () => {
        $crate::store::token_families::is_alive!("")
    };
    ($client:expr) => {
        concat!(
            "token_families.revoked_at IS NULL AND ",
            $crate::store::token_families::holds!(concat!(
                " AND clients.blocked_at IS NULL",
                $client
            ))
        )
    };
}
pub(super) use is_alive;

/// The same if the client has been read into `clients`, which costs one row less. A family of another client is not alive.
macro_rules! is_alive_beside_client {
    () => {
        concat!(
            "token_families.revoked_at IS NULL AND clients.blocked_at IS NULL AND ",
            $crate::store::token_families::user_holds!(),
            " AND ",
            $crate::store::token_families::client_holds!()
        )
    };
}
pub(super) use is_alive_beside_client;

/// The columns of a [`TokenFamily`], to be selected from `token_families`.
macro_rules! family_columns {
    () => {
        "token_families.id AS family_id, token_families.client_id AS family_client_id, \
         token_families.user_id, token_families.scope AS granted, token_families.resources, \
         token_families.dpop_jkt, token_families.bound_generation, token_families.subject, \
         token_families.claims, token_families.session_id, token_families.authenticated_at, token_families.method, \
         token_families.generation, token_families.rotated_at, token_families.expires_at, \
         token_families.credential_version, token_families.revoked_before"
    };
}
pub(super) use family_columns;

/// Reads a family from a row that holds [`family_columns`] among others, if there is one.
pub(super) fn read_family(row: &Row) -> Result<Option<Box<TokenFamily>>, Fault> {
    let row = Columns(row);
    let Some(id) = row.maybe("family_id")? else {
        return Ok(None);
    };
    // Without the generation, nobody could tell which tokens are bound.
    let bound = match row.maybe("dpop_jkt")? {
        None => None,
        Some(jkt) => Some(Bound {
            jkt,
            from: row.number("bound_generation")?,
        }),
    };
    let resources = row.text("resources")?;
    let user_id = row.text("user_id")?;
    Ok(Some(Box::new(TokenFamily {
        id,
        client_id: row.text("family_client_id")?,
        scope: row.read("granted", |text| Scope::parse(text).ok())?,
        resources: resources.split_whitespace().map(str::to_owned).collect(),
        bound,
        subject: row.maybe("subject")?.unwrap_or_else(|| user_id.clone()),
        user_id,
        claims: row.maybe("claims")?,
        session_id: row.maybe("session_id")?,
        authenticated_at: row.moment("authenticated_at")?,
        method: row.read("method", Method::parse)?,
        generation: row.number("generation")?,
        rotated_at: row.moment("rotated_at")?,
        expires_at: row.moment("expires_at")?,
        credential_version: row.number("credential_version")?,
        revoked_before: row.number("revoked_before")?,
        ended: row.flag("ended")?,
        hearsay: None,
    })))
}

/// What else tokens rest on, beside what they are minted from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terms<'a> {
    /// Ids of the request. The same batch uses them up, whatever else it decides. If one was used before, nothing else
    /// is changed.
    pub ids: &'a [Unspent],
    /// The keys that sign the tokens, by their `kid`: they must not be revoked. Two at most.
    pub keys: &'a [String],
}

impl Terms<'_> {
    /// For a statement with [`keys_stand`].
    pub(super) fn key_values(&self) -> [SqlValue; 2] {
        let kid = |place: usize| self.keys.get(place).cloned().into();
        [kid(0), kid(1)]
    }

    /// For a statement with [`ids_were_new`].
    pub(super) fn asks_for_ids(&self) -> SqlValue {
        (!self.ids.is_empty()).into()
    }
}

/// Whether nobody revoked the keys `$first` and `$second`. NULL stands for no key.
macro_rules! keys_stand {
    ($first:literal, $second:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM (VALUES (",
            $first,
            "), (",
            $second,
            ")) WHERE column1 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM signing_keys \
             WHERE signing_keys.kid = column1 AND signing_keys.revoked_at IS NULL))"
        )
    };
}
pub(super) use keys_stand;

/// Whether the ids of the request, if it has any, were new. The statements right before this one use them up.
macro_rules! ids_were_new {
    ($asks:literal) => {
        concat!("(NOT ", $asks, " OR changes() > 0)")
    };
}
pub(super) use ids_were_new;

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

/// The statement that finds a family, whether or not it is alive. If there is one, its code is used up.
#[must_use]
pub fn family_exists(id: &str) -> Statement {
    let select = "SELECT 1 FROM token_families WHERE token_families.id = ?1";
    Statement::new(select, [id.into()])
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
