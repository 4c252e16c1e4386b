//! Token families: where D1 decides that a code is redeemed once and a refresh token replaced once.

use serde::Deserialize;

use super::clients::{client_columns, read_row};
use crate::platform::{Fault, Sql, Statement};
use crate::protocol::client::Client;
use crate::protocol::refresh::TokenFamily;
use crate::protocol::scope::Scope;
use crate::protocol::time::Timestamp;

#[derive(Deserialize)]
struct FamilyRow {
    family_id: Option<String>,
    family_client_id: Option<String>,
    user_id: Option<String>,
    granted: Option<Scope>,
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
            authenticated_at: self.authenticated_at?,
            generation: self.generation?,
            rotated_at: self.rotated_at?,
            expires_at: self.expires_at?,
            revoked_at: self.revoked_at,
        })
    }
}

/// Uses a code up: writes the family that it becomes. `false`: it was used before, or its user is
/// gone, and nothing was changed.
///
/// One statement decides it. However many redeem one code at once, the key lets one of them in.
///
/// # Errors
/// A [`Fault`] of the database; then the code is as good as before.
pub async fn redeem_code(sql: &impl Sql, family: &TokenFamily) -> Result<bool, Fault> {
    let outcome = sql
        .run(Statement::new(
            "INSERT INTO token_families (id, client_id, user_id, scope, authenticated_at, \
             generation, rotated_at, expires_at) \
             SELECT ?1, ?2, users.id, ?4, ?5, ?6, ?7, ?8 FROM users WHERE users.id = ?3 \
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
        ", families.id AS family_id, families.client_id AS family_client_id, families.user_id, \
         families.scope AS granted, families.authenticated_at, families.generation, \
         families.rotated_at, families.expires_at, families.revoked_at \
         FROM clients LEFT JOIN token_families AS families ON families.id = ?2 \
         WHERE clients.id = ?1"
    );
    let outcome = sql
        .run(Statement::new(select, [client_id.into(), family_id.into()]))
        .await?;
    let client = outcome.rows.first().map(read_row).transpose()?;
    let family = outcome.first::<FamilyRow>()?.and_then(FamilyRow::read);
    Ok((client, family))
}

/// Replaces the live refresh token of `generation` by its successor. `false`: another request did
/// that first, or the family was revoked meanwhile, and nothing was changed.
///
/// # Errors
/// A [`Fault`] of the database; then the token is as good as before.
pub async fn rotate_refresh(
    sql: &impl Sql,
    family_id: &str,
    generation: u32,
    now: Timestamp,
) -> Result<bool, Fault> {
    let outcome = sql
        .run(Statement::new(
            "UPDATE token_families SET generation = generation + 1, rotated_at = ?3 \
             WHERE id = ?1 AND generation = ?2 AND revoked_at IS NULL",
            [family_id.into(), generation.into(), now.into()],
        ))
        .await?;
    Ok(outcome.changes == 1)
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
