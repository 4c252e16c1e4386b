//! The user that an access token speaks for.

use serde_json::Value;

use super::group_members::{memberships, read_memberships};
use super::row::Columns;
use super::spent_ids::{self, Kind};
use super::token_families::is_alive;
use super::user::{User, read_user, user_columns};
use crate::platform::{Fault, Outcome, Statement};
use crate::protocol::group::Membership;
use crate::protocol::jose::{Algorithm, key_ring};
use crate::protocol::json;
use crate::protocol::openid::ClaimsRequest;
use crate::protocol::scope::Scope;
use crate::protocol::token::access_token::Claims;

/// The user that an access token speaks for, and what may be told about them.
pub struct TokenUser {
    /// The user.
    pub user: Box<User>,
    /// Their groups, by name; none where they were not looked up.
    pub memberships: Vec<Membership>,
    /// The scope that the owner registered for the client.
    pub registered: Scope,
    /// The claims that were asked for one by one.
    pub claims: ClaimsRequest,
    /// The algorithm that the client wants its userinfo signed with.
    pub userinfo_algorithm: Option<Algorithm>,
}

/// The statement that finds the user for whom an access token speaks, if its family is still alive, the client that has it is there,
/// and neither the token nor one that it was exchanged for was revoked. It also reads the user's groups if the owner registered the
/// client with one of the scopes in `of_owner`, a JSON array.
///
/// It only reads, so it may run before the token is verified.
#[must_use]
pub fn token_user(claims: &Claims, of_owner: &str) -> Statement {
    let select = concat!(
        "SELECT ",
        user_columns!(),
        ", CASE WHEN EXISTS (SELECT 1 FROM json_each(?3) \
         WHERE instr(' ' || clients.scope || ' ', ' ' || value || ' ')) THEN ",
        memberships!("users.id"),
        " END AS memberships, \
         token_families.claims AS asked, clients.userinfo_signed_response_alg, clients.scope AS registered \
         FROM token_families JOIN users ON users.id = token_families.user_id \
         JOIN clients ON clients.id = token_families.client_id \
         WHERE token_families.id = ?1 \
         AND NOT EXISTS (SELECT 1 FROM spent_ids WHERE spent_ids.id IN (SELECT value FROM json_each(?2))) \
         AND EXISTS (SELECT 1 FROM clients AS holder WHERE holder.id = ?4 AND holder.blocked_at IS NULL AND (NOT ?5 OR instr(holder.grant_types, ':token-exchange'))) AND ",
        is_alive!()
    );
    let mut spent = Vec::new();
    for id in claims.ids() {
        spent.push(Value::from(spent_ids::key(Kind::AccessToken, id)));
    }
    let values = [
        claims.family().into(),
        json::write(&spent.into()).into(),
        of_owner.into(),
        claims.client_id.as_str().into(),
        claims.act.is_some().into(),
    ];
    Statement::new(select, values)
}

/// What [`token_user`] found.
///
/// # Errors
/// A [`Fault`]: what is stored is damaged.
pub fn read_token_user(outcome: &Outcome) -> Result<Option<Box<TokenUser>>, Fault> {
    let Some(row) = outcome.rows.first() else {
        return Ok(None);
    };
    let columns = Columns(row);
    let userinfo_algorithm =
        columns.maybe_read("userinfo_signed_response_alg", key_ring::signing_algorithm)?;
    // The request also limits what is told, so a damaged one must not be read as an empty one.
    let claims = ClaimsRequest::restore(columns.maybe("asked")?.as_deref())
        .ok_or_else(|| Fault::new("the stored claims of a token family are damaged"))?;
    Ok(Some(Box::new(TokenUser {
        user: read_user(row)?,
        memberships: read_memberships(row)?,
        registered: columns.read("registered", |text| Scope::parse(text).ok())?,
        claims,
        userinfo_algorithm,
    })))
}

/// The statement that finds a row if an access token that a client got in its own name is still good: the client is there, its owner
/// still allows it such tokens, and it has not given this one back. Like [`token_user`], the statement only reads.
#[must_use]
pub fn good_for_client(claims: &Claims) -> Statement {
    let select = "SELECT 1 FROM clients WHERE id = ?1 AND blocked_at IS NULL AND instr(grant_types, '\"client_credentials\"') \
                  AND NOT EXISTS (SELECT 1 FROM spent_ids WHERE spent_ids.id = ?2)";
    let spent = spent_ids::key(Kind::AccessToken, &claims.jti);
    Statement::new(select, [claims.client_id.as_str().into(), spent.into()])
}
