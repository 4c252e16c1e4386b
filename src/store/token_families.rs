//! Token families: where D1 decides that a code is redeemed once and a refresh token replaced once.

use std::rc::Rc;
use std::sync::LazyLock;

use super::client_columns::{read_row, selected};
use super::group_members::may_use;
use super::row::Columns;
use super::session_life::outlasts_sign_out;
use crate::platform::{Fault, Row, Sql, SqlValue, Statement};
use crate::protocol::client::Client;
use crate::protocol::login::Method;
use crate::protocol::scope::{OPENID, Scope};
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::{Bound, RefreshToken, TokenFamily};

/// Whether a family in `token_families` came of an identity assertion. No hash of a code has a colon in it.
macro_rules! is_of_assertion {
    () => {
        "token_families.id GLOB 'jag:*'"
    };
}
pub(super) use is_of_assertion;

/// Whether what a family in `token_families` rests on still holds: the credentials that its user had when they signed in,
/// a user who is not disabled, has not taken everything back and may use the client, the registration of its client, the owner's
/// yes to identity assertions if it came of one and,
/// if it lasts only as long, its session. `$client`: what else has to hold of the client, after ` AND `.
macro_rules! holds {
    () => {
        $crate::store::token_families::holds!("")
    };
    ($client:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM users WHERE users.id = token_families.user_id \
         AND users.credential_version = token_families.credential_version AND users.disabled_at IS NULL \
         AND (token_families.ends_with IS NULL OR ",
            $crate::store::session_life::outlasts_sign_out!(
                "users",
                "token_families.authenticated_at",
                "token_families.ends_with"
            ),
            ")) \
         AND EXISTS (SELECT 1 FROM clients WHERE clients.id = token_families.client_id \
         AND token_families.registration_id IN ('', clients.registration_id) AND ",
            $crate::store::group_members::may_use!("clients", "token_families.user_id"),
            " AND (NOT ",
            $crate::store::token_families::is_of_assertion!(),
            " OR instr(clients.grant_types, '\"urn:ietf:params:oauth:grant-type:jwt-bearer\"'))",
            $client,
            ") \
         AND NOT EXISTS (SELECT 1 FROM ended_sessions WHERE ended_sessions.id = token_families.ends_with) \
         AND NOT EXISTS (SELECT 1 FROM user_clients WHERE user_clients.user_id = token_families.user_id \
         AND user_clients.client_id = token_families.client_id \
         AND user_clients.revoked > token_families.revoked_before)"
        )
    };
}
pub(super) use holds;

/// Whether a family in `token_families` may be used: that holds, nobody revoked it, and its client is not blocked.
macro_rules! is_alive {
    () => {
        concat!(
            "token_families.revoked_at IS NULL AND ",
            $crate::store::token_families::holds!(" AND clients.blocked_at IS NULL")
        )
    };
}
pub(super) use is_alive;

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

/// Reads a family from a row that holds [`family_columns`] among others, if there is one.
fn read_family(row: &Row) -> Result<Option<Box<TokenFamily>>, Fault> {
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
    })))
}

/// Uses a code up: writes the family that it becomes. `false`: the code was used before, or its user is gone or disabled,
/// has changed the password, has signed out, has taken back what the client had or may not use it any more, or `client` differs from its current registration; then nothing
/// was changed.
///
/// One statement decides it. However many requests redeem one code at once, the primary key admits one of them.
///
/// # Errors
/// A [`Fault`] of the database; then the code is as valid as before.
pub async fn redeem_code(
    sql: &impl Sql,
    family: &TokenFamily,
    client: &Client,
) -> Result<bool, Fault> {
    let lifetime = family.expires_at.0.saturating_sub(family.rotated_at.0);
    let redeem = Statement::new(
        concat!(
            "INSERT INTO token_families (id, client_id, registration_id, user_id, credential_version, scope, \
         authenticated_at, generation, rotated_at, expires_at, resources, dpop_jkt, bound_generation, \
         subject, claims, session_id, ends_with, method, revoked_before) \
         SELECT ?1, clients.id, clients.registration_id, users.id, users.credential_version, ?5, \
         ?6, ?7, unixepoch(), unixepoch() + ?8, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18 FROM users, clients \
         WHERE users.id = ?3 AND users.credential_version = ?4 AND users.disabled_at IS NULL \
         AND (?15 IS NULL OR ",
            outlasts_sign_out!("users", "?6", "?15"),
            ") AND clients.id = ?2 AND clients.revision = ?9 AND clients.blocked_at IS NULL AND ",
            may_use!("clients", "users.id"),
            " \
         AND NOT EXISTS (SELECT 1 FROM ended_sessions WHERE ended_sessions.id = ?15) \
         AND NOT EXISTS (SELECT 1 FROM user_clients WHERE user_clients.user_id = ?3 \
         AND user_clients.client_id = ?2 AND user_clients.revoked > ?18) \
         ON CONFLICT (id) DO NOTHING"
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
        ],
    );
    let mut statements = vec![redeem, note_client(family)];
    statements.extend(listen(family, client));
    let outcomes = sql.batch(statements).await?;
    Ok(outcomes.first().is_some_and(|outcome| outcome.changes == 1))
}

/// Notes when the user signed in to the client, if the code was just used up and they have not done so today.
fn note_client(family: &TokenFamily) -> Statement {
    Statement::new(
        "INSERT INTO user_clients (user_id, client_id, since, last_at) \
         SELECT user_id, client_id, rotated_at, rotated_at FROM token_families \
         WHERE id = ?1 AND changes() > 0 ON CONFLICT (user_id, client_id) DO UPDATE \
         SET last_at = excluded.last_at, since = CASE WHEN last_at = 0 THEN excluded.since ELSE since END \
         WHERE last_at / 86400 < excluded.last_at / 86400",
        [family.id.as_str().into()],
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

/// A client, one token family, and the time by the database's clock.
#[derive(Debug)]
pub struct ClientAndFamily {
    /// The client, if it is registered.
    pub client: Option<Rc<Client>>,
    /// The family, whether or not it belongs to that client.
    pub family: Option<Box<TokenFamily>>,
    /// The time; `None` without a client.
    pub now: Option<Timestamp>,
}

/// A client and one token family: one row, one round trip.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_client_and_family(
    sql: &impl Sql,
    client_id: &str,
    family_id: &str,
) -> Result<ClientAndFamily, Fault> {
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        format!(
            "SELECT {}, {}, NOT ({}) AS ended, unixepoch() AS now \
             FROM clients LEFT JOIN token_families ON token_families.id = ?2 WHERE clients.id = ?1",
            selected(),
            family_columns!(),
            is_alive!()
        )
    });
    let values = [client_id.into(), family_id.into()];
    let outcome = sql.run(Statement::new(&SELECT, values)).await?;
    let row = outcome.rows.first();
    let family = row.map(read_family).transpose()?;
    Ok(ClientAndFamily {
        client: row.map(read_row).transpose()?,
        family: family.flatten(),
        now: row.map(|row| Columns(row).moment("now")).transpose()?,
    })
}

/// Which families a refresh may belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Families {
    /// Any.
    Any,
    /// Only those whose tokens can be minted from the family alone.
    Plain,
}

/// Replaces a live refresh token with its successor and returns the updated family. `None`: the token is not
/// live or does not belong to `client`, or `client` differs from its current registration, or `proved_key` is
/// not the key that the token is bound to; then nothing was changed. The first key that is proved binds the
/// tokens that follow (RFC 9449 section 5). A token may go unused for `idle` seconds.
///
/// One statement decides it. However many requests use one token at once, the generation admits one of them.
///
/// # Errors
/// A [`Fault`] of the database; then the token is as valid as before.
pub async fn rotate_refresh(
    sql: &impl Sql,
    token: &RefreshToken,
    client: &Client,
    proved_key: Option<&str>,
    families: Families,
    idle: u32,
) -> Result<Option<Box<TokenFamily>>, Fault> {
    let update = concat!(
        "UPDATE token_families SET generation = generation + 1, rotated_at = unixepoch(), \
         dpop_jkt = coalesce(dpop_jkt, ?6), \
         bound_generation = CASE WHEN ?6 IS NULL THEN bound_generation \
         ELSE coalesce(bound_generation, generation + 1) END \
         WHERE id = ?1 AND generation = ?2 AND client_id = ?3 \
         AND expires_at > unixepoch() AND rotated_at + ?5 > unixepoch() \
         AND (dpop_jkt IS NULL OR dpop_jkt = ?6 OR (?7 AND ?6 IS NOT NULL)) \
         AND (SELECT clients.revision FROM clients WHERE clients.id = ?3) = ?4 \
         AND (NOT ?8 OR claims IS NULL) AND ",
        is_alive!(),
        " RETURNING 0 AS ended, ",
        family_columns!()
    );
    let outcome = sql
        .run(Statement::new(
            update,
            [
                token.family.as_str().into(),
                token.generation.into(),
                client.id.as_str().into(),
                client.revision.as_str().into(),
                idle.into(),
                proved_key.map(str::to_owned).into(),
                // The refresh token of a confidential client is bound to the client, not to a key.
                client.auth_method.is_confidential().into(),
                (families == Families::Plain).into(),
            ],
        ))
        .await?;
    let family = outcome.rows.first().map(read_family).transpose()?;
    Ok(family.flatten())
}
