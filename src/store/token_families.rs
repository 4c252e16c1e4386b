//! Token families: where D1 decides that a code is redeemed once and a refresh token replaced once.

use std::sync::LazyLock;

use super::client_columns::{read_row, selected};
use super::row::Columns;
use super::spent_ids::{self, Kind};
use super::users::{User, read_user, user_columns};
use crate::platform::{Fault, Row, Sql, SqlValue, Statement};
use crate::protocol::client::Client;
use crate::protocol::jose::Algorithm;
use crate::protocol::jose::key_ring;
use crate::protocol::openid::ClaimsRequest;
use crate::protocol::scope::Scope;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::access_token::Claims;
use crate::protocol::token::family::IDLE_LIFETIME;
use crate::protocol::token::{Bound, RefreshToken, TokenFamily};

/// The columns of a [`TokenFamily`], to be selected from `token_families`.
macro_rules! family_columns {
    () => {
        "token_families.id AS family_id, token_families.client_id AS family_client_id, \
         token_families.user_id, token_families.scope AS granted, token_families.resources, \
         token_families.dpop_jkt, token_families.bound_generation, token_families.subject, \
         token_families.claims, token_families.session_id, token_families.authenticated_at, \
         token_families.generation, token_families.rotated_at, token_families.expires_at, \
         token_families.revoked_at"
    };
}

/// Reads a family from a row that holds [`family_columns`] among others, if there is one.
fn read_family(row: &Row) -> Result<Option<TokenFamily>, Fault> {
    let row = Columns(row);
    let Some(id) = row.maybe("family_id") else {
        return Ok(None);
    };
    let bound = row.maybe("dpop_jkt").zip(row.small("bound_generation"));
    let resources = row.text("resources")?;
    let user_id = row.text("user_id")?;
    Ok(Some(TokenFamily {
        id,
        client_id: row.text("family_client_id")?,
        scope: row.read("granted", |text| Scope::parse(text).ok())?,
        resources: resources.split_whitespace().map(str::to_owned).collect(),
        bound: bound.map(|(jkt, from)| Bound { jkt, from }),
        subject: row.maybe("subject").unwrap_or_else(|| user_id.clone()),
        user_id,
        claims: row.maybe("claims"),
        session_id: row.maybe("session_id"),
        authenticated_at: row.moment("authenticated_at")?,
        generation: row
            .small("generation")
            .ok_or_else(|| Fault::new("a stored generation is damaged"))?,
        rotated_at: row.moment("rotated_at")?,
        expires_at: row.moment("expires_at")?,
        revoked_at: row.time("revoked_at"),
    }))
}

/// Uses a code up: writes the family that it becomes. `false`: the code was used before, or its user is gone,
/// has changed the password or has signed out, or `client` differs from its current registration; then nothing
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
    // Only for tokens that end with their session.
    let session = family
        .session_id
        .as_deref()
        .filter(|_| family.ends_with_session());
    let session = session.map(|session| spent_ids::key(Kind::Session, session));
    let outcome = sql
        .run(Statement::new(
            "INSERT INTO token_families (id, client_id, user_id, scope, authenticated_at, \
             generation, rotated_at, expires_at, resources, dpop_jkt, \
             bound_generation, subject, claims, session_id) \
             SELECT ?1, clients.id, users.id, ?4, ?5, ?6, ?7, ?8, ?10, ?11, ?12, ?13, ?14, ?15 FROM users, clients \
             WHERE users.id = ?3 AND users.password_changed_at < ?5 \
             AND clients.id = ?2 AND clients.revision = ?9 \
             AND NOT EXISTS (SELECT 1 FROM spent_ids WHERE spent_ids.id = ?16) \
             ON CONFLICT (id) DO NOTHING",
            [
                family.id.as_str().into(),
                family.client_id.as_str().into(),
                family.user_id.as_str().into(),
                family.scope.to_string().into(),
                family.authenticated_at.into(),
                family.generation.into(),
                family.rotated_at.into(),
                family.expires_at.into(),
                client.revision.as_str().into(),
                family.resources.join(" ").into(),
                family.bound.as_ref().map(|bound| bound.jkt.clone()).into(),
                family.bound.as_ref().map_or(SqlValue::Null, |bound| bound.from.into()),
                family.subject.as_str().into(),
                family.claims.clone().into(),
                family.session_id.clone().into(),
                session.into(),
            ],
        ))
        .await?;
    Ok(outcome.changes == 1)
}

/// A client and one token family, whether or not it belongs to that client: one row, one round trip.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_client_and_family(
    sql: &impl Sql,
    client_id: &str,
    family_id: &str,
) -> Result<(Option<Client>, Option<TokenFamily>), Fault> {
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        format!(
            "SELECT {}, {} FROM clients LEFT JOIN token_families ON token_families.id = ?2 \
             WHERE clients.id = ?1",
            selected(),
            family_columns!()
        )
    });
    let values = [client_id.into(), family_id.into()];
    let outcome = sql.run(Statement::new(&SELECT, values)).await?;
    let client = outcome.rows.first().map(read_row).transpose()?;
    let family = outcome.rows.first().map(read_family).transpose()?;
    Ok((client, family.flatten()))
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
/// tokens that follow (RFC 9449 section 5).
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
    now: Timestamp,
) -> Result<Option<TokenFamily>, Fault> {
    let update = concat!(
        "UPDATE token_families SET generation = generation + 1, rotated_at = ?5, \
         dpop_jkt = coalesce(dpop_jkt, ?7), \
         bound_generation = CASE WHEN ?7 IS NULL THEN bound_generation \
         ELSE coalesce(bound_generation, generation + 1) END \
         WHERE id = ?1 AND generation = ?2 AND client_id = ?3 AND revoked_at IS NULL \
         AND expires_at > ?5 AND rotated_at + ?6 > ?5 \
         AND (dpop_jkt IS NULL OR dpop_jkt = ?7 OR (?8 AND ?7 IS NOT NULL)) \
         AND EXISTS (SELECT 1 FROM clients WHERE clients.id = ?3 AND clients.revision = ?4) \
         AND (NOT ?9 OR claims IS NULL) \
         RETURNING ",
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
                now.into(),
                IDLE_LIFETIME.into(),
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

/// Ends a family: none of its refresh tokens works again. Ending it twice is not an error.
///
/// # Errors
/// A [`Fault`] of the database; then the family lives on.
pub async fn revoke_family(sql: &impl Sql, family_id: &str, now: Timestamp) -> Result<(), Fault> {
    sql.run(Statement::new(
        "UPDATE token_families SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL",
        [family_id.into(), now.into()],
    ))
    .await?;
    Ok(())
}

/// The `client_id` of the client that a family belongs to.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_family_client(sql: &impl Sql, family_id: &str) -> Result<Option<String>, Fault> {
    let select = "SELECT client_id FROM token_families WHERE id = ?1";
    let outcome = sql.run(Statement::new(select, [family_id.into()])).await?;
    let row = outcome.rows.first();
    row.map(|row| Columns(row).text("client_id")).transpose()
}

/// The user that an access token speaks for, and what may be told about them.
pub struct TokenUser {
    /// The user.
    pub user: User,
    /// The claims that were asked for one by one.
    pub claims: ClaimsRequest,
    /// Whether the client knows the user by a pairwise subject.
    pub pairwise: bool,
    /// The algorithm that the client wants its userinfo signed with.
    pub userinfo_algorithm: Option<Algorithm>,
}

/// The user for whom an access token speaks, if its family still lives and the token itself was not
/// revoked.
///
/// # Errors
/// A [`Fault`] of the database; then nobody may believe the token.
pub async fn load_token_user(sql: &impl Sql, claims: &Claims) -> Result<Option<TokenUser>, Fault> {
    let select = concat!(
        "SELECT ",
        user_columns!(),
        ", token_families.claims AS asked, clients.userinfo_signed_response_alg, \
         clients.sector_identifier \
         FROM token_families JOIN users ON users.id = token_families.user_id \
         JOIN clients ON clients.id = token_families.client_id \
         WHERE token_families.id = ?1 AND token_families.revoked_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM spent_ids WHERE spent_ids.id = ?2)"
    );
    let spent = spent_ids::key(Kind::AccessToken, &claims.jti);
    let values = [claims.family().into(), spent.into()];
    let outcome = sql.run(Statement::new(select, values)).await?;
    let Some(row) = outcome.rows.first() else {
        return Ok(None);
    };
    let columns = Columns(row);
    let userinfo_algorithm = match columns.maybe("userinfo_signed_response_alg") {
        None => None,
        Some(_) => Some(columns.read("userinfo_signed_response_alg", key_ring::signing_algorithm)?),
    };
    // The request also limits what is told, so a damaged one must not be read as an empty one.
    let claims = ClaimsRequest::restore(columns.maybe("asked").as_deref())
        .ok_or_else(|| Fault::new("the stored claims of a token family are damaged"))?;
    Ok(Some(TokenUser {
        user: read_user(row)?,
        pairwise: columns.maybe("sector_identifier").is_some(),
        claims,
        userinfo_algorithm,
    }))
}
