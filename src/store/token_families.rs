//! Token families: how one is read, what it rests on, and whether that still holds.

use super::row::Columns;
use super::spent_ids::Unspent;
use crate::platform::{Fault, Row, SqlValue, Statement};
use crate::protocol::login::Method;
use crate::protocol::scope::Scope;
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

/// The statement that finds a family, whether or not it is alive. If there is one, its code is used up.
#[must_use]
pub fn family_exists(id: &str) -> Statement {
    let select = "SELECT 1 FROM token_families WHERE token_families.id = ?1";
    Statement::new(select, [id.into()])
}
