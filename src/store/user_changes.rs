//! Changing a user: their names, their address, and what else is known of them. `sub` never changes.

use serde_json::{Map, Value};

use super::folded_names::{fold_again, fold_on};
use super::user::{User, read_user, user_columns};
use crate::platform::{Fault, Outcome, Sql, SqlValue, Statement, Unicode};
use crate::protocol::json;
use crate::protocol::login::FoldedName;

/// What is to change about a user; `None` stays as it is.
#[derive(Debug, Default)]
pub struct Changes {
    /// The name to sign in with.
    pub username: Option<String>,
    /// The address to sign in with, or that there is none any more. One that was to be verified is forgotten.
    pub email: Option<Option<String>>,
    /// The name to be called by.
    pub name: Option<String>,
    /// The claims that have no column: all of them.
    pub claims: Option<Map<String, Value>>,
    /// The claims that only the owner defines: all of them.
    pub own_claims: Option<Map<String, Value>>,
}

impl Changes {
    /// Whether nothing is to change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self {
            username,
            email,
            name,
            claims,
            own_claims,
        } = self;
        let names = username.is_none() && email.is_none() && name.is_none();
        names && claims.is_none() && own_claims.is_none()
    }
}

/// What became of a change.
#[derive(Debug)]
pub enum Changed {
    /// The user is like this now.
    To(Box<User>),
    /// The username or the address is taken, or folds like one that is. Or the user is gone. Nothing was changed.
    Taken,
    /// More users have names to fold than one call looks at, as [`super::users::add_user`] says. Nothing was changed.
    Uncompared,
}

/// Changes a user, all of it or nothing.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was changed.
pub async fn change_user<S: Sql + Unicode>(
    sql: &S,
    id: &str,
    changes: &Changes,
) -> Result<Changed, Fault> {
    let renamed = changes.username.is_some() || changes.email.is_some();
    // Otherwise a name that folds alike, and was never folded, would not be in the way.
    if renamed && !fold_on(sql).await? {
        return Ok(Changed::Uncompared);
    }
    let outcomes = sql.batch(changing_user::<S>(id, changes)).await?;
    Ok(read_changed(&outcomes)?.map_or(Changed::Taken, Changed::To))
}

/// What [`changing_user`] made of the user. `None`: a name or the address cannot be had, or the user is gone.
///
/// # Errors
/// A [`Fault`]: the row is damaged.
pub fn read_changed(outcomes: &[Outcome]) -> Result<Option<Box<User>>, Fault> {
    let row = outcomes.first().and_then(|outcome| outcome.rows.first());
    row.map(read_user).transpose()
}

/// The statements of [`change_user`], for when all names are folded.
#[must_use]
pub fn changing_user<S: Unicode>(id: &str, changes: &Changes) -> Vec<Statement> {
    const UPDATE: &str = concat!(
        "UPDATE OR IGNORE users SET username = coalesce(?2, username), \
         username_folded = coalesce(?3, username_folded), \
         email = CASE WHEN ?4 THEN ?5 ELSE email END, \
         email_folded = CASE WHEN ?4 THEN ?6 ELSE email_folded END, \
         unverified_email = CASE WHEN ?4 THEN NULL ELSE unverified_email END, name = coalesce(?7, name), \
         claims = json_set(coalesce(?8, claims), '$.updated_at', unixepoch()), \
         own_claims = coalesce(?9, own_claims) \
         WHERE id = ?1 RETURNING ",
        user_columns!()
    );
    let renamed = changes.username.is_some() || changes.email.is_some();
    let folded = |name: &str| FoldedName::new(name, S::fold).as_str().to_owned();
    let email = changes.email.clone().flatten();
    let object = |claims: &Option<Map<String, Value>>| {
        let claims = claims.clone().map(Value::Object);
        claims.as_ref().map(json::write)
    };
    let values: [SqlValue; 9] = [
        id.into(),
        changes.username.clone().into(),
        changes.username.as_deref().map(folded).into(),
        changes.email.is_some().into(),
        email.clone().into(),
        email.as_deref().map(folded).into(),
        changes.name.clone().into(),
        object(&changes.claims).into(),
        object(&changes.own_claims).into(),
    ];
    let again = renamed.then(fold_again);
    let mut statements = vec![Statement::new(UPDATE, values)];
    statements.extend(again);
    statements
}
