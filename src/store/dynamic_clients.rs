//! Dynamic client registration: clients register themselves (RFC 7591), and read, change and delete their registration with its access
//! token (RFC 7592).

use std::rc::Rc;
use std::sync::LazyLock;

use super::client_columns::{
    KEEPS_OLD_SECRET, NEXT, placeholders, read_row, selected, set, values,
};
use super::clients::{insert, inserted};
use super::strangers::{Ceiling, Deed, below_ceiling, counted};
use crate::platform::{Fault, Sql, Statement};
use crate::protocol::client::Client;
use crate::protocol::secret::SecretHash;

/// Registers a client that asks for it itself, which counts as a row of a stranger. `Some(false)`: its `client_id` is taken.
/// `None`: strangers may cause no more of them today. In both cases nothing was changed.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn add_stranger(
    sql: &impl Sql,
    client: &Client,
    registration_token: &SecretHash,
    ceiling: Ceiling,
) -> Result<Option<bool>, Fault> {
    static INSERT: LazyLock<String> =
        LazyLock::new(|| insert(&format!("{}{}", below_ceiling!("?"), NEXT + 1)));
    let deed = Deed::Registration;
    let mut values = inserted(client, Some(registration_token))?;
    values.push(ceiling.before_program(deed));
    let outcome = counted(sql, deed, Statement::new(&INSERT, values), ceiling).await?;
    Ok(outcome.map(|outcome| !outcome.rows.is_empty()))
}

/// Replaces what a client registered about itself, which counts as a row of a stranger. `Some(false)`: the client is
/// gone, or its token has changed since. `None`: strangers may cause no more rows today.
///
/// # Errors
/// A [`Fault`] of the database; then the registration is as it was.
pub async fn replace_client(
    sql: &impl Sql,
    client: &Client,
    registration_token: &SecretHash,
    ceiling: Ceiling,
) -> Result<Option<bool>, Fault> {
    static UPDATE: LazyLock<String> = LazyLock::new(|| {
        format!(
            "UPDATE clients SET ({}) = ({}), {} \
             WHERE id = ?1 AND registration_token_hash = ?{NEXT} AND {}{} RETURNING id",
            set(),
            placeholders(),
            KEEPS_OLD_SECRET,
            below_ceiling!("?"),
            NEXT + 1
        )
    });
    let mut values = values(client)?;
    let deed = Deed::Change;
    values.extend([
        registration_token.as_str().into(),
        ceiling.before_program(deed),
    ]);
    let outcome = counted(sql, deed, Statement::new(&UPDATE, values), ceiling).await?;
    Ok(outcome.map(|outcome| !outcome.rows.is_empty()))
}

/// The client that may be read and changed with the token behind `registration_token`.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_registration(
    sql: &impl Sql,
    id: &str,
    registration_token: &SecretHash,
) -> Result<Option<Rc<Client>>, Fault> {
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        let columns = selected();
        format!(
            "SELECT {columns} FROM clients \
             WHERE clients.id = ?1 AND clients.registration_token_hash = ?2"
        )
    });
    let values = [id.into(), registration_token.as_str().into()];
    let outcome = sql.run(Statement::new(&SELECT, values)).await?;
    outcome.rows.first().map(read_row).transpose()
}

/// Removes a client that registered itself, for whoever has its token. `false`: there is no such client, or its
/// token is another one.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn unregister(
    sql: &impl Sql,
    id: &str,
    registration_token: &SecretHash,
) -> Result<bool, Fault> {
    let delete = "DELETE FROM clients WHERE id = ?1 AND registration_token_hash = ?2 RETURNING id";
    let values = [id.into(), registration_token.as_str().into()];
    let outcome = sql.run(Statement::new(delete, values)).await?;
    Ok(!outcome.rows.is_empty())
}
