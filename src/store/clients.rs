//! Client registrations.
//!
//! The statements are built from the one list of columns, once per isolate.

use std::rc::Rc;
use std::sync::LazyLock;

use super::PAGE;
use super::client_columns::{NEXT, placeholders, read_row, selected, set, set_by_document, values};
use super::row::every;
use super::users::is_returned;
use crate::platform::{Fault, Outcome, Sql, SqlValue, Statement};
use crate::protocol::client::Client;
use crate::protocol::secret::SecretHash;

/// The client with this `client_id`, if it is registered.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_client(sql: &impl Sql, id: &str) -> Result<Option<Rc<Client>>, Fault> {
    read_client(&sql.run(client_with_id(id)).await?)
}

/// The statement of [`load_client`], which [`read_client`] understands.
#[must_use]
pub fn client_with_id(id: &str) -> Statement {
    static SELECT: LazyLock<String> =
        LazyLock::new(|| format!("SELECT {} FROM clients WHERE clients.id = ?1", selected()));
    Statement::new(&SELECT, [id.into()])
}

/// What [`client_with_id`] found.
///
/// # Errors
/// A [`Fault`]: the row is damaged.
pub fn read_client(outcome: &Outcome) -> Result<Option<Rc<Client>>, Fault> {
    outcome.rows.first().map(read_row).transpose()
}

/// Some clients, by name, and where the next ones begin.
#[derive(Debug)]
pub struct ClientPage {
    /// At most [`PAGE`] clients.
    pub clients: Vec<Rc<Client>>,
    /// The `client_id` of the last one; `None` when there are no more.
    pub next: Option<String>,
}

/// The clients that come after the one with the id `after`, or the first ones, by name.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list_clients(sql: &impl Sql, after: Option<&str>) -> Result<ClientPage, Fault> {
    read_clients(&sql.run(clients_after(after)).await?)
}

/// The statement of [`list_clients`], which [`read_clients`] understands.
#[must_use]
pub fn clients_after(after: Option<&str>) -> Statement {
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        let columns = selected();
        format!(
            "SELECT {columns} FROM clients WHERE (clients.name, clients.id) > \
             (coalesce((SELECT name FROM clients WHERE id = ?1), ''), coalesce(?1, '')) \
             ORDER BY clients.name, clients.id LIMIT ?2"
        )
    });
    let values = [after.map(str::to_owned).into(), (PAGE + 1).into()];
    Statement::new(&SELECT, values)
}

/// What [`clients_after`] found.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_clients(outcome: &Outcome) -> Result<ClientPage, Fault> {
    let mut clients = every(&outcome.rows, read_row)?;
    let more = clients.len() > PAGE as usize;
    clients.truncate(PAGE as usize);
    Ok(ClientPage {
        next: clients.last().filter(|_| more).map(|last| last.id.clone()),
        clients,
    })
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
) -> Result<bool, Fault> {
    let statement = adding_client(client, registration_token)?;
    Ok(is_returned(&[sql.run(statement).await?]))
}

/// The statement of [`add_client`]; whether it did, [`is_returned`] says.
///
/// # Errors
/// A [`Fault`] when the client cannot be written as a row.
pub fn adding_client(
    client: &Client,
    registration_token: Option<&SecretHash>,
) -> Result<Statement, Fault> {
    static INSERT: LazyLock<String> = LazyLock::new(|| insert("true"));
    Ok(Statement::new(
        &INSERT,
        inserted(client, registration_token)?,
    ))
}

/// The statement that registers a client where a condition holds. It takes [`inserted`], then what the condition takes.
pub(super) fn insert(condition: &str) -> String {
    format!(
        "INSERT INTO clients (id, {}, registration_token_hash, created_at, registration_id) \
         SELECT ?1, {}, ?{NEXT}, unixepoch(), hex(randomblob(8)) WHERE {condition} \
         ON CONFLICT DO NOTHING RETURNING id",
        set(),
        placeholders()
    )
}

/// A client's values, and the hash of its registration token.
pub(super) fn inserted(
    client: &Client,
    token: Option<&SecretHash>,
) -> Result<Vec<SqlValue>, Fault> {
    let mut values = values(client)?;
    values.push(token.map(|hash| hash.as_str().to_owned()).into());
    Ok(values)
}

/// The statement that saves a client described by a metadata document, so that grants and tokens can belong to
/// it. A client that is already known is replaced by what the document says now. `unless_spent`: if this key is
/// in `spent_ids`, nothing is saved.
///
/// # Errors
/// A [`Fault`] when the client cannot be written as a row.
pub(super) fn save_document(
    client: &Client,
    user_id: &str,
    credential_version: u32,
    unless_spent: Option<String>,
) -> Result<Statement, Fault> {
    static UPSERT: LazyLock<String> = LazyLock::new(|| {
        format!(
            "INSERT INTO clients (id, {}, revision, created_at, registration_id) \
             SELECT ?1, {}, ?{NEXT}, unixepoch(), hex(randomblob(8)) \
             FROM users WHERE users.id = ?{} AND users.credential_version = ?{} AND users.disabled_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM spent_ids WHERE spent_ids.id = ?{}) \
             ON CONFLICT (id) DO UPDATE SET {}, revision = excluded.revision \
             WHERE clients.registered_by = 'document' AND clients.revision <> excluded.revision",
            set(),
            placeholders(),
            NEXT + 1,
            NEXT + 2,
            NEXT + 3,
            set_by_document()
        )
    });
    let mut values = values(client)?;
    values.extend([
        client.revision.as_str().into(),
        user_id.into(),
        credential_version.into(),
        unless_spent.into(),
    ]);
    Ok(Statement::new(&UPSERT, values))
}

/// Changes a client that the owner registered, from what it was when it was loaded. `false`: it is gone, or was changed
/// since. Its secret stays, and so do its grants and its tokens: these name the registration, which is the same.
///
/// # Errors
/// A [`Fault`] of the database; then the registration is as it was.
pub async fn edit_client(sql: &impl Sql, client: &Client) -> Result<bool, Fault> {
    Ok(is_returned(&[sql.run(editing_client(client)?).await?]))
}

/// The statement of [`edit_client`]; whether it did, [`is_returned`] says.
///
/// # Errors
/// A [`Fault`] when the client cannot be written as a row.
pub fn editing_client(client: &Client) -> Result<Statement, Fault> {
    static UPDATE: LazyLock<String> = LazyLock::new(|| {
        format!(
            "UPDATE clients SET ({}) = ({}) \
             WHERE id = ?1 AND revision = ?{NEXT} AND registered_by = 'owner' RETURNING id",
            set(),
            placeholders()
        )
    });
    let mut values = values(client)?;
    values.push(client.revision.as_str().into());
    Ok(Statement::new(&UPDATE, values))
}

/// Removes a client; every grant and token family that it has ends with its registration. `false`: there is no such
/// client.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn remove_client(sql: &impl Sql, id: &str) -> Result<bool, Fault> {
    Ok(is_returned(&[sql.run(removing_client(id)).await?]))
}

/// The statement of [`remove_client`]; whether it did, [`is_returned`] says.
#[must_use]
pub fn removing_client(id: &str) -> Statement {
    let delete = "DELETE FROM clients WHERE id = ?1 RETURNING id";
    Statement::new(delete, [id.into()])
}
