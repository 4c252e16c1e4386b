//! Client registrations.
//!
//! The statements are built from the one list of columns, once per isolate.

use std::sync::LazyLock;

use super::client_columns::{NEXT, placeholders, read_row, selected, set, set_by_document, values};
use crate::platform::{Fault, Sql, Statement};
use crate::protocol::client::Client;
use crate::protocol::secret::SecretHash;
use crate::protocol::timestamp::Timestamp;

/// The client with this `client_id`, if it is registered.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_client(sql: &impl Sql, id: &str) -> Result<Option<Client>, Fault> {
    static SELECT: LazyLock<String> =
        LazyLock::new(|| format!("SELECT {} FROM clients WHERE clients.id = ?1", selected()));
    let outcome = sql.run(Statement::new(&SELECT, [id.into()])).await?;
    outcome.rows.first().map(read_row).transpose()
}

/// Every client, by name.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list_clients(sql: &impl Sql) -> Result<Vec<Client>, Fault> {
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        let columns = selected();
        format!("SELECT {columns} FROM clients ORDER BY clients.name, clients.id")
    });
    let outcome = sql.run(Statement::new(&SELECT, [])).await?;
    outcome.rows.iter().map(read_row).collect()
}

/// Registers a client, which can change its registration later with the token behind
/// `registration_token`, if there is one. `false`: its `client_id` is taken, and nothing was changed.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn add_client(
    sql: &impl Sql,
    client: &Client,
    registration_token: Option<&SecretHash>,
    now: Timestamp,
) -> Result<bool, Fault> {
    static INSERT: LazyLock<String> = LazyLock::new(|| {
        format!(
            "INSERT INTO clients (id, {}, registration_token_hash, created_at) \
             VALUES (?1, {}, ?{NEXT}, ?{}) ON CONFLICT DO NOTHING RETURNING id",
            set(),
            placeholders(),
            NEXT + 1
        )
    });
    let token = registration_token.map(|hash| hash.as_str().to_owned());
    let mut values = values(client)?;
    values.extend([token.into(), now.into()]);
    let outcome = sql.run(Statement::new(&INSERT, values)).await?;
    Ok(!outcome.rows.is_empty())
}

/// The statement that saves a client described by a metadata document, so that grants and tokens can belong to
/// it. A client that is already known is replaced by what the document says now.
///
/// # Errors
/// A [`Fault`] when the client cannot be written as a row.
pub(super) fn save_document(client: &Client, now: Timestamp) -> Result<Statement, Fault> {
    static UPSERT: LazyLock<String> = LazyLock::new(|| {
        format!(
            "INSERT INTO clients (id, {}, revision, created_at) VALUES (?1, {}, ?{NEXT}, ?{}) \
             ON CONFLICT (id) DO UPDATE SET {}, revision = excluded.revision \
             WHERE clients.registered_by = 'document' AND clients.revision <> excluded.revision",
            set(),
            placeholders(),
            NEXT + 1,
            set_by_document()
        )
    });
    let mut values = values(client)?;
    values.extend([client.revision.as_str().into(), now.into()]);
    Ok(Statement::new(&UPSERT, values))
}

/// Updates what is known of a client to what its metadata document says.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn update_document(sql: &impl Sql, client: &Client, now: Timestamp) -> Result<(), Fault> {
    sql.run(save_document(client, now)?).await?;
    Ok(())
}

/// Replaces what a client registered about itself. `false`: the client is gone, or its token has changed since.
///
/// # Errors
/// A [`Fault`] of the database; then the registration is as it was.
pub async fn replace_client(
    sql: &impl Sql,
    client: &Client,
    registration_token: &SecretHash,
) -> Result<bool, Fault> {
    static UPDATE: LazyLock<String> = LazyLock::new(|| {
        format!(
            "UPDATE clients SET ({}) = ({}) \
             WHERE id = ?1 AND registration_token_hash = ?{NEXT} RETURNING id",
            set(),
            placeholders()
        )
    });
    let mut values = values(client)?;
    values.push(registration_token.as_str().into());
    let outcome = sql.run(Statement::new(&UPDATE, values)).await?;
    Ok(!outcome.rows.is_empty())
}

/// The client that may be read and changed with the token behind `registration_token`.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_registration(
    sql: &impl Sql,
    id: &str,
    registration_token: &SecretHash,
) -> Result<Option<Client>, Fault> {
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

/// Replaces the secret of a confidential client. `false`: there is no such client.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn replace_secret(sql: &impl Sql, id: &str, hash: &SecretHash) -> Result<bool, Fault> {
    let outcome = sql
        .run(Statement::new(
            "UPDATE clients SET secret_hash = ?2 \
             WHERE id = ?1 AND secret_hash IS NOT NULL RETURNING id",
            [id.into(), hash.as_str().into()],
        ))
        .await?;
    Ok(!outcome.rows.is_empty())
}

/// Removes a client with every grant and token family it has. `false`: there is no such client.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn remove_client(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    let outcome = sql
        .run(Statement::new(
            "DELETE FROM clients WHERE id = ?1 RETURNING id",
            [id.into()],
        ))
        .await?;
    Ok(!outcome.rows.is_empty())
}
