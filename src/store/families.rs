//! Token families: where D1 decides that a code is redeemed once and a refresh token replaced once.

use serde::Deserialize;

use super::client_row::{client_columns, read_row};
use super::spent::{self, Kind};
use super::users::User;
use crate::platform::{Fault, Sql, SqlValue, Statement};
use crate::protocol::access_token::Claims;
use crate::protocol::client::Client;
use crate::protocol::refresh::{Bound, IDLE_LIFETIME, RefreshToken, TokenFamily};
use crate::protocol::scope::Scope;
use crate::protocol::time::Timestamp;

/// The columns of [`FamilyRow`], to be selected from `token_families`.
macro_rules! family_columns {
    () => {
        "token_families.id AS family_id, token_families.client_id AS family_client_id, \
         token_families.user_id, token_families.scope AS granted, token_families.resources, \
         token_families.dpop_jkt, token_families.bound_generation, \
         token_families.authenticated_at, token_families.generation, \
         token_families.rotated_at, token_families.expires_at, token_families.revoked_at"
    };
}

#[derive(Deserialize)]
struct FamilyRow {
    family_id: Option<String>,
    family_client_id: Option<String>,
    user_id: Option<String>,
    granted: Option<Scope>,
    resources: Option<String>,
    dpop_jkt: Option<String>,
    bound_generation: Option<u32>,
    authenticated_at: Option<Timestamp>,
    generation: Option<u32>,
    rotated_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
}

impl FamilyRow {
    fn read(self) -> Option<TokenFamily> {
        Some(TokenFamily {
            id: self.family_id?,
            client_id: self.family_client_id?,
            user_id: self.user_id?,
            scope: self.granted?,
            resources: self
                .resources?
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            bound: self
                .dpop_jkt
                .zip(self.bound_generation)
                .map(|(jkt, from)| Bound { jkt, from }),
            authenticated_at: self.authenticated_at?,
            generation: self.generation?,
            rotated_at: self.rotated_at?,
            expires_at: self.expires_at?,
            revoked_at: self.revoked_at,
        })
    }
}

/// Uses a code up: writes the family that it becomes. `false`: it was used before, or its user is
/// gone or has another password since, or `client` is not as it is registered now; then nothing was
/// changed.
///
/// One statement decides it. However many redeem one code at once, the key lets one of them in.
///
/// # Errors
/// A [`Fault`] of the database; then the code is as good as before.
pub async fn redeem_code(
    sql: &impl Sql,
    family: &TokenFamily,
    client: &Client,
) -> Result<bool, Fault> {
    let outcome = sql
        .run(Statement::new(
            "INSERT INTO token_families (id, client_id, user_id, scope, authenticated_at, \
             generation, rotated_at, expires_at, resources, dpop_jkt, \
             bound_generation) \
             SELECT ?1, clients.id, users.id, ?4, ?5, ?6, ?7, ?8, ?10, ?11, ?12 FROM users, clients \
             WHERE users.id = ?3 AND users.password_changed_at <= ?5 \
             AND clients.id = ?2 AND clients.revision = ?9 \
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
            ],
        ))
        .await?;
    Ok(outcome.changes == 1)
}

/// A client and one token family, of that client or not: one row, one round trip.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_client_and_family(
    sql: &impl Sql,
    client_id: &str,
    family_id: &str,
) -> Result<(Option<Client>, Option<TokenFamily>), Fault> {
    let select = concat!(
        "SELECT ",
        client_columns!(),
        ", ",
        family_columns!(),
        " FROM clients LEFT JOIN token_families ON token_families.id = ?2 \
         WHERE clients.id = ?1"
    );
    let outcome = sql
        .run(Statement::new(select, [client_id.into(), family_id.into()]))
        .await?;
    let client = outcome.rows.first().map(read_row).transpose()?;
    let family = outcome.first::<FamilyRow>()?.and_then(FamilyRow::read);
    Ok((client, family))
}

/// Replaces a live refresh token by its successor and gives the family as it is then. `None`: the
/// token is not live, or not of `client`, or that is not as it is registered now, or `proved_key` is not
/// the key that the token is bound to; then nothing was changed. The first key that is proved binds
/// what comes after (RFC 9449 section 5).
///
/// One statement decides it. However many use one token at once, the generation lets one of them in.
///
/// # Errors
/// A [`Fault`] of the database; then the token is as good as before.
pub async fn rotate_refresh(
    sql: &impl Sql,
    token: &RefreshToken,
    client: &Client,
    proved_key: Option<&str>,
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
            ],
        ))
        .await?;
    Ok(outcome.first::<FamilyRow>()?.and_then(FamilyRow::read))
}

/// Ends a family: none of its refresh tokens works again. Ending it twice is no error.
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

/// Whose a family is: its `client_id`.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_family_client(sql: &impl Sql, family_id: &str) -> Result<Option<String>, Fault> {
    #[derive(Deserialize)]
    struct Owner {
        client_id: String,
    }
    let select = "SELECT client_id FROM token_families WHERE id = ?1";
    let outcome = sql.run(Statement::new(select, [family_id.into()])).await?;
    Ok(outcome.first::<Owner>()?.map(|owner| owner.client_id))
}

/// The user for whom an access token speaks, if its family still lives and the token itself was not
/// revoked.
///
/// # Errors
/// A [`Fault`] of the database; then nobody may believe the token.
pub async fn load_token_user(sql: &impl Sql, claims: &Claims) -> Result<Option<User>, Fault> {
    let outcome = sql
        .run(Statement::new(
            "SELECT users.id, users.username, users.email, users.name \
             FROM token_families JOIN users ON users.id = token_families.user_id \
             WHERE token_families.id = ?1 AND token_families.revoked_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM spent_ids WHERE spent_ids.id = ?2)",
            [
                claims.family().into(),
                spent::key(Kind::AccessToken, &claims.jti).into(),
            ],
        ))
        .await?;
    outcome.first()
}
