//! Refresh tokens: here D1 decides that each is replaced only once.

use std::rc::Rc;
use std::sync::LazyLock;

use super::believed::{Believed, believed};
use super::client_columns::{read_row, selected};
use super::row::Columns;
use super::spent_ids::{spending, used_before};
use super::token_families::{
    Terms, family_columns, ids_were_new, is_alive, is_alive_beside_client, keys_stand, read_family,
};
use crate::platform::{Fault, Outcome, Sql, SqlValue, Statement};
use crate::protocol::client::Client;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::{RefreshToken, TokenFamily};

/// A client, one token family, and the time by the database's clock.
#[derive(Debug)]
pub struct ClientAndFamily {
    /// The client, if it is registered.
    pub client: Option<Rc<Client>>,
    /// The family, whether or not it belongs to that client. A family of another client counts as ended.
    pub family: Option<Box<TokenFamily>>,
    /// The time; `None` without a client.
    pub now: Option<Timestamp>,
}

/// The statement that reads a client and one token family as one row, which [`read_client_and_family`] understands.
#[must_use]
pub fn client_and_family(client_id: &str, family_id: &str) -> Statement {
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        format!(
            "SELECT {}, {}, NOT ({}) AS ended, unixepoch() AS now \
             FROM clients LEFT JOIN token_families ON token_families.id = ?2 WHERE clients.id = ?1",
            selected(),
            family_columns!(),
            is_alive_beside_client!()
        )
    });
    Statement::new(&SELECT, [client_id.into(), family_id.into()])
}

/// What [`client_and_family`] found.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_client_and_family(outcome: &Outcome) -> Result<ClientAndFamily, Fault> {
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

/// A refresh token that is to be replaced.
#[derive(Debug, Clone, Copy)]
pub struct Replacing<'a> {
    /// The token.
    pub token: &'a RefreshToken,
    /// The client that sent it.
    pub client_id: &'a str,
    /// How it proved who it is.
    pub believed: Believed<'a>,
    /// Whether it has credentials: then its refresh tokens are bound to them, not to a key.
    pub confidential: bool,
    /// The key that it proved.
    pub proved_key: Option<&'a str>,
    /// Which families the token may belong to.
    pub families: Families,
    /// For how many seconds a token may go unused. If the statement compares the credentials, what the owner chose for the client
    /// comes first.
    pub idle: u32,
    /// The scopes, as a JSON array, with which a client wants to know what only the owner says about people. If the statement compares
    /// the credentials, it serves no client that has such a scope or wants claims in ID tokens, because these take more than the family.
    pub of_owner: &'a str,
    /// What else the tokens rest on.
    pub terms: Terms<'a>,
}

/// What became of a refresh token.
#[derive(Debug)]
pub enum Rotated {
    /// It was replaced, and this is the family now.
    Now(Box<TokenFamily>),
    /// Nothing was changed: it is not live, or what the new tokens rest on is no longer so.
    Not,
    /// Nothing was changed, because the id at this place among those of the [`Terms`] was used before.
    IdUsed(usize),
}

/// Replaces a live refresh token with its successor. [`Rotated::Not`]: the token is not live or does not belong to the client, or
/// the client is not believed, or the proved key is not the one that the token is bound to, or one of the signing keys was
/// revoked. The first key that is proved binds the tokens that follow (RFC 9449 section 5).
///
/// One statement decides this. However many requests use one token at once, the generation admits one of them.
///
/// # Errors
/// A [`Fault`] of the database; then the token is as valid as before, and so are the ids.
pub async fn rotate_refresh(sql: &impl Sql, replacing: Replacing<'_>) -> Result<Rotated, Fault> {
    let ids = replacing.terms.ids;
    let mut statements = spending(ids);
    statements.push(rotating(replacing));
    let outcomes = sql.batch(statements).await?;
    match used_before(outcomes.get(..ids.len()).unwrap_or_default()) {
        Some(place) => Ok(Rotated::IdUsed(place)),
        None => read_rotated(outcomes.last()),
    }
}

/// Whether the token `?1`, `?2` of the client `?3` may be replaced. Only the ids of the request are not compared here.
macro_rules! is_replaceable {
    () => {
        concat!(
            "token_families.id = ?1 AND token_families.generation = ?2 AND token_families.client_id = ?3 \
             AND token_families.expires_at > unixepoch() \
             AND (token_families.dpop_jkt IS NULL OR token_families.dpop_jkt = ?5 OR (?6 AND ?5 IS NOT NULL)) \
             AND (NOT ?7 OR token_families.claims IS NULL) AND ",
            keys_stand!("?8", "?9"),
            " AND ",
            is_alive!(concat!(
                " AND ",
                believed!("?12", "?13", "?14"),
                " AND token_families.rotated_at + CASE WHEN ?12 IS NULL \
                 THEN coalesce(clients.refresh_token_idle_lifetime, ?4) ELSE ?4 END > unixepoch() \
                 AND (?12 IS NOT NULL OR (instr(clients.grant_types, '\"refresh_token\"') \
                 AND (NOT clients.dpop_bound_access_tokens OR ?5 IS NOT NULL) AND NOT clients.claims_in_id_token \
                 AND NOT EXISTS (SELECT 1 FROM json_each(?11) WHERE instr(' ' || clients.scope || ' ', ' ' || value || ' '))))"
            ))
        )
    };
}

/// The statements that replace a token at once, before its family is read. They come last in a batch, and
/// [`read_at_once`] understands their outcomes. They use up the ids of the request only if the token would be replaced. A request
/// that is refused for another reason writes nothing.
#[must_use]
pub fn at_once(replacing: Replacing<'_>) -> Vec<Statement> {
    let mut statements = spending(replacing.terms.ids);
    if let Some(first) = statements.first_mut() {
        let insert = concat!(
            "INSERT INTO spent_ids (id, expires_at) SELECT ?15, ?16 FROM token_families WHERE ?10 AND ",
            is_replaceable!(),
            " ON CONFLICT (id) DO NOTHING"
        );
        let mut all = values(replacing);
        all.append(&mut first.values);
        *first = Statement::new(insert, all);
    }
    statements.push(rotating(replacing));
    statements
}

/// What the statements of [`at_once`] did.
#[derive(Debug)]
pub struct AtOnce {
    /// What became of the token.
    pub rotated: Rotated,
    /// Whether the ids of the request are used up.
    pub ids_used: bool,
}

/// What became of the token. If the first id was not written, there are two possible reasons: it was used before, or the token is not
/// replaced for another reason.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_at_once(terms: Terms<'_>, outcomes: &[Outcome]) -> Result<AtOnce, Fault> {
    let ids = terms.ids.len();
    let first = outcomes.len().saturating_sub(ids + 1);
    let used = used_before(outcomes.get(first..first + ids).unwrap_or_default());
    let rotated = match used {
        Some(0) => Rotated::Not,
        Some(place) => Rotated::IdUsed(place),
        None => read_rotated(outcomes.last())?,
    };
    let ids_used = used.is_none();
    Ok(AtOnce { rotated, ids_used })
}

fn read_rotated(outcome: Option<&Outcome>) -> Result<Rotated, Fault> {
    let family = outcome.and_then(|outcome| outcome.rows.first());
    let family = family.map(read_family).transpose()?;
    Ok(family.flatten().map_or(Rotated::Not, Rotated::Now))
}

/// The one statement that decides.
fn rotating(replacing: Replacing<'_>) -> Statement {
    let update = concat!(
        "UPDATE token_families SET generation = generation + 1, rotated_at = unixepoch(), \
         dpop_jkt = coalesce(dpop_jkt, ?5), \
         bound_generation = CASE WHEN ?5 IS NULL THEN bound_generation \
         ELSE coalesce(bound_generation, generation + 1) END WHERE ",
        is_replaceable!(),
        " AND ",
        ids_were_new!("?10"),
        " RETURNING 0 AS ended, ",
        family_columns!()
    );
    Statement::new(update, values(replacing))
}

/// The values for [`is_replaceable`] and [`ids_were_new`], in order.
fn values(replacing: Replacing<'_>) -> Vec<SqlValue> {
    let [first, second] = replacing.terms.key_values();
    let mut values = vec![
        replacing.token.family.as_str().into(),
        replacing.token.generation.into(),
        replacing.client_id.into(),
        replacing.idle.into(),
        replacing.proved_key.map(str::to_owned).into(),
        replacing.confidential.into(),
        (replacing.families == Families::Plain).into(),
        first,
        second,
        replacing.terms.asks_for_ids(),
        replacing.of_owner.into(),
    ];
    values.extend(replacing.believed.values());
    values
}

/// Makes a token live again that was replaced a moment ago, because the new tokens could not be signed. `before`: the family as it
/// was. If somebody has used the successor, nothing changes.
///
/// # Errors
/// A [`Fault`] of the database; then the token is good for the grace.
pub async fn put_back(sql: &impl Sql, before: &TokenFamily) -> Result<(), Fault> {
    let update = "UPDATE token_families SET generation = ?2, rotated_at = ?3, dpop_jkt = ?4, bound_generation = ?5 \
                  WHERE id = ?1 AND generation = ?2 + 1";
    let bound = before.bound.as_ref();
    let values = [
        before.id.as_str().into(),
        before.generation.into(),
        before.rotated_at.into(),
        bound.map(|bound| bound.jkt.clone()).into(),
        bound.map_or(SqlValue::Null, |bound| bound.from.into()),
    ];
    sql.run(Statement::new(update, values)).await?;
    Ok(())
}
