//! Ids that must not be honored again, or at all: D1 decides who was first.

use super::believed::{Believed, believed};
use super::strangers::{Ceiling, Deed, below_ceiling, counted};
use crate::platform::{Fault, Outcome, Sql, SqlValue, Statement};
use crate::protocol::secret::Secret;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::access_token::Claims;

/// What an id belongs to; ids of different kinds never collide.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// The `jti` of a client assertion (RFC 7523 section 3).
    Assertion,
    /// The `jti` of a DPoP proof (RFC 9449 section 11.1).
    Proof,
    /// A pushed request that was answered (RFC 9126 section 7.3).
    PushedRequest,
    /// The `jti` of an access token that was revoked (RFC 7009).
    AccessToken,
    /// The challenge that a new passkey answered (WebAuthn section 7.1).
    Challenge,
    /// The link of a notice that went to a former address.
    Disavowal,
    /// A request that a program named: see [`super::named_requests`].
    Request,
}

/// The key that an id is stored under: always of the same length, whatever others put into the id.
pub(super) fn key(kind: Kind, id: &str) -> String {
    let kind = match kind {
        Kind::Assertion => "assertion",
        Kind::Proof => "proof",
        Kind::PushedRequest => "pushed",
        Kind::AccessToken => "token",
        Kind::Challenge => "challenge",
        Kind::Disavowal => "disavowal",
        Kind::Request => "request",
    };
    format!("{kind}:{}", Secret::new(id).hash().as_str())
}

/// An id that came with a request and is to be used up.
#[derive(Debug, Clone)]
pub struct Unspent {
    key: String,
    expires_at: Timestamp,
}

impl Unspent {
    /// The id, to be remembered until `expires_at`.
    #[must_use]
    pub fn new(kind: Kind, id: &str, expires_at: Timestamp) -> Self {
        let key = key(kind, id);
        Self { key, expires_at }
    }

    /// What it is stored under.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    fn values(&self) -> Vec<SqlValue> {
        vec![self.key.as_str().into(), self.expires_at.into()]
    }
}

/// The statements that use ids up, at the beginning of a batch or behind others. Each uses up its id only if all before it were new.
/// The statement behind them can tell by `changes()` whether all ids were new. Whatever it decides, the ids stay used up.
pub(super) fn spending(ids: &[Unspent]) -> Vec<Statement> {
    let first =
        "INSERT INTO spent_ids (id, expires_at) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING";
    let next = "INSERT INTO spent_ids (id, expires_at) SELECT ?1, ?2 WHERE changes() > 0 \
                ON CONFLICT (id) DO NOTHING";
    let mut statements = Vec::new();
    for id in ids {
        let insert = if statements.is_empty() { first } else { next };
        statements.push(Statement::new(insert, id.values()));
    }
    statements
}

/// The place of the id that was used before, if there is one. `outcomes`: those of the statements that use the ids up.
#[must_use]
pub fn used_before(outcomes: &[Outcome]) -> Option<usize> {
    outcomes.iter().position(|outcome| outcome.changes == 0)
}

/// As `spending`, for a client: nothing is written unless the client is believed, in this moment, and not blocked.
#[must_use]
pub fn spending_for(client_id: &str, believed: Believed<'_>, ids: &[Unspent]) -> Vec<Statement> {
    let mut statements = spending(ids);
    if let Some(first) = statements.first_mut() {
        let insert = concat!(
            "INSERT INTO spent_ids (id, expires_at) SELECT ?1, ?2 FROM clients WHERE clients.id = ?3 \
             AND clients.blocked_at IS NULL AND ",
            believed!("?4", "?5", "?6"),
            " ON CONFLICT (id) DO NOTHING"
        );
        let mut values = std::mem::take(&mut first.values);
        values.push(client_id.into());
        values.extend(believed.values());
        *first = Statement::new(insert, values);
    }
    statements
}

/// Uses ids up in one batch with `also`, which comes behind them and runs in any case. Returns the place of an id that was used
/// before, and the outcome of `also`.
///
/// # Errors
/// As [`spend_all`].
pub async fn spend_and(
    sql: &impl Sql,
    ids: &[Unspent],
    also: Statement,
) -> Result<(Option<usize>, Outcome), Fault> {
    let mut statements = spending(ids);
    statements.push(also);
    let mut outcomes = sql.batch(statements).await?;
    let also = outcomes.pop().unwrap_or_default();
    Ok((used_before(&outcomes), also))
}

/// Uses ids up, and remembers each for as long as it says. Returns the place of an id that was used before, if there is one; the ids
/// after it are not used up.
///
/// One batch decides, however many requests bring the same ids at once.
///
/// # Errors
/// A [`Fault`] of the database; then nobody knows, and what came with the ids must not be honored.
pub async fn spend_all(sql: &impl Sql, ids: &[Unspent]) -> Result<Option<usize>, Fault> {
    if ids.is_empty() {
        return Ok(None);
    }
    Ok(used_before(&sql.batch(spending(ids)).await?))
}

/// The same for one id. `false`: it was used up before.
///
/// # Errors
/// As [`spend_all`].
pub async fn spend(
    sql: &impl Sql,
    kind: Kind,
    id: &str,
    expires_at: Timestamp,
) -> Result<bool, Fault> {
    let ids = [Unspent::new(kind, id, expires_at)];
    Ok(spend_all(sql, &ids).await?.is_none())
}

/// The statement that ends an access token for the client that gives it back, if the client is believed. `asks` is as in
/// [`super::ended_families::giving_back`]. The statement changes a row if the token had not ended before.
#[must_use]
pub fn ending_access_token(claims: &Claims, believed: Believed<'_>, asks: bool) -> Statement {
    let insert = concat!(
        "INSERT INTO spent_ids (id, expires_at) SELECT ?1, ?2 FROM clients WHERE clients.id = ?3 AND ",
        believed!("?4", "?5", "?6"),
        " AND (NOT ?7 OR changes() > 0) ON CONFLICT (id) DO NOTHING"
    );
    let mut values = vec![
        key(Kind::AccessToken, &claims.jti).into(),
        claims.exp.into(),
        claims.client_id.as_str().into(),
    ];
    values.extend(believed.values());
    values.push(asks.into());
    Statement::new(insert, values)
}

/// Whether an id of a stranger was used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spent {
    /// It was, just now.
    Now,
    /// It was used up before.
    Before,
    /// Strangers may cause no more rows today, so nobody knows.
    Ceiling,
}

/// The same for an id that a stranger can make up, which counts as one of their rows.
///
/// # Errors
/// A [`Fault`] of the database; then nobody knows, and what came with the id must not be honored.
pub async fn spend_of_stranger(
    sql: &impl Sql,
    (kind, deed): (Kind, Deed),
    id: &str,
    expires_at: Timestamp,
    ceiling: Ceiling,
) -> Result<Spent, Fault> {
    let statement = Statement::new(
        concat!(
            "INSERT INTO spent_ids (id, expires_at) SELECT ?1, ?2 WHERE ",
            below_ceiling!("?3"),
            " ON CONFLICT (id) DO NOTHING RETURNING id"
        ),
        [
            key(kind, id).into(),
            expires_at.into(),
            ceiling.before_program(deed),
        ],
    );
    Ok(match counted(sql, deed, statement, ceiling).await? {
        None => Spent::Ceiling,
        Some(outcome) if outcome.rows.is_empty() => Spent::Before,
        Some(_) => Spent::Now,
    })
}
