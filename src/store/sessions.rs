//! Sessions, and the one question every visit to `/authorize` asks.

use std::sync::LazyLock;

use super::client_columns::{read_row, selected};
use super::row::Columns;
use super::spent_ids::{Kind, spending};
use crate::platform::{Fault, Row, Sql, Statement};
use crate::protocol::authorization::code;
use crate::protocol::authorization::{Account, Granted, Session};
use crate::protocol::client::Client;
use crate::protocol::jose::{Algorithm, key_ring};
use crate::protocol::scope::Scope;
use crate::protocol::secret::SecretHash;
use crate::protocol::timestamp::Timestamp;

/// How long a session lives, in seconds: 14 days.
pub const LIFETIME: u32 = 14 * 24 * 3600;

/// The columns of a [`Session`], to be selected from `sessions` and `users`.
macro_rules! account_columns {
    () => {
        "users.id AS user_id, users.username, users.name AS user_name, users.email, \
         users.pairwise_salt, sessions.id AS session_id, sessions.authenticated_at"
    };
}

/// A browser at the authorization endpoint.
#[derive(Debug)]
pub struct Visit {
    /// The client that sent it, if it is registered.
    pub client: Option<Client>,
    /// Who is signed in there, the latest first, and what they granted to this client. If nobody vouches for
    /// the client, a grant ends when the client changes: the person was asked about the client as it was then.
    pub accounts: Vec<Account>,
}

/// Which client asks, who is signed in, and what was granted: one row for each account, one round trip.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_visit(
    sql: &impl Sql,
    client_id: &str,
    session: Option<&SecretHash>,
    now: Timestamp,
) -> Result<Visit, Fault> {
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        format!(
            "SELECT {}, {}, grants.scope AS granted, grants.claims AS granted_claims \
             FROM (SELECT 1) LEFT JOIN clients ON clients.id = ?1 \
             LEFT JOIN sessions ON sessions.hash = ?2 AND sessions.expires_at > ?3 \
             LEFT JOIN users ON users.id = sessions.user_id \
             LEFT JOIN grants ON grants.user_id = users.id AND grants.client_id = ?1 \
             AND (clients.registered_by = 'owner' OR grants.client_revision = clients.revision) \
             ORDER BY sessions.authenticated_at DESC, sessions.id",
            selected(),
            account_columns!()
        )
    });
    let values = [
        client_id.into(),
        session.map(|hash| hash.as_str().to_owned()).into(),
        now.into(),
    ];
    let outcome = sql.run(Statement::new(&SELECT, values)).await?;
    let registered = |row: &&Row| row.get("id").is_some_and(|id| !id.is_null());
    let row = outcome.rows.first().filter(registered);
    let client = row.map(read_row).transpose()?;
    let accounts = outcome.rows.iter().map(read_account);
    Ok(Visit {
        client,
        accounts: accounts
            .flat_map(Result::transpose)
            .collect::<Result<_, _>>()?,
    })
}

fn read_account(row: &Row) -> Result<Option<Account>, Fault> {
    let Some(user) = read_user(row)? else {
        return Ok(None);
    };
    let row = Columns(row);
    let scope = |text: &str| Scope::parse(text).ok();
    let granted = match row.maybe("granted") {
        None => None,
        Some(_) => Some(Granted {
            scope: row.read("granted", scope)?,
            claims: row.read("granted_claims", scope)?,
        }),
    };
    Ok(Some(Account { user, granted }))
}

/// Reads a user from a row that holds [`account_columns`] among others, if there is one.
fn read_user(row: &Row) -> Result<Option<Session>, Fault> {
    let row = Columns(row);
    let Some(user_id) = row.maybe("user_id") else {
        return Ok(None);
    };
    Ok(Some(Session {
        user_id,
        username: row.text("username")?,
        name: row.maybe("user_name"),
        email: row.maybe("email"),
        salt: row.text("pairwise_salt")?,
        session_id: row.text("session_id")?,
        authenticated_at: row.moment("authenticated_at")?,
    }))
}

/// Everybody who is signed in within one browser.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_sessions(
    sql: &impl Sql,
    hash: &SecretHash,
    now: Timestamp,
) -> Result<Vec<Session>, Fault> {
    let select = concat!(
        "SELECT ",
        account_columns!(),
        " FROM sessions JOIN users ON users.id = sessions.user_id \
         WHERE sessions.hash = ?1 AND sessions.expires_at > ?2 \
         ORDER BY sessions.authenticated_at DESC, sessions.id"
    );
    let values = [hash.as_str().into(), now.into()];
    let outcome = sql.run(Statement::new(select, values)).await?;
    let users = outcome.rows.iter().map(read_user);
    users.flat_map(Result::transpose).collect()
}

/// How many statements end one session.
const PER_SESSION: usize = 4;

/// Ends sessions of one browser, all or none, and returns for each the clients that want to hear of it. When a
/// session ends, so do the refresh tokens that last only while the person is signed in (Back-Channel Logout
/// section 2.7): those of `openid` without `offline_access`.
///
/// # Errors
/// A [`Fault`] of the database; then every session lives on. A [`Fault`] of a damaged client too, whose notice
/// is lost; then the sessions have ended.
pub async fn end_sessions(
    sql: &impl Sql,
    hash: &SecretHash,
    sessions: &[&Session],
    now: Timestamp,
) -> Result<Vec<Vec<Listener>>, Fault> {
    let of_one = |session: &&Session| -> [Statement; PER_SESSION] {
        let id = session.session_id.as_str();
        [
            end(hash, session),
            Statement::new(
                "UPDATE token_families SET revoked_at = ?2 WHERE session_id = ?1 AND revoked_at IS NULL \
                 AND instr(' ' || scope || ' ', ' openid ') \
                 AND NOT instr(' ' || scope || ' ', ' offline_access ')",
                [id.into(), now.into()],
            ),
            // A code approved in it a moment ago can no longer be redeemed.
            spending(Kind::Session, id, now.plus(code::LIFETIME)),
            // Last, so that it includes whoever redeemed a code of the session before this moment.
            listeners(id),
        ]
    };
    // D1 does not accept an empty batch.
    if sessions.is_empty() {
        return Ok(Vec::new());
    }
    let statements = sessions.iter().flat_map(of_one).collect();
    let outcomes = sql.batch(statements).await?;
    let of_each = outcomes.chunks(PER_SESSION).map(|outcomes| {
        let rows = outcomes.last().map(|outcome| outcome.rows.as_slice());
        let listeners = rows.unwrap_or_default().iter().map(read_listener);
        listeners.collect()
    });
    of_each.collect()
}

/// Ends one session of this browser. A login in another tab may have given the browser another cookie a moment
/// ago. Only then is the session found by its id, because ids have no index.
fn end(hash: &SecretHash, session: &Session) -> Statement {
    Statement::new(
        "DELETE FROM sessions WHERE user_id = ?2 AND hash = coalesce(\
         (SELECT hash FROM sessions WHERE hash = ?1 AND user_id = ?2), \
         (SELECT hash FROM sessions WHERE id = ?3))",
        [
            hash.as_str().into(),
            session.user_id.as_str().into(),
            session.session_id.as_str().into(),
        ],
    )
}

/// A client that is to be told that a session ended (Back-Channel Logout section 2.5).
#[derive(Debug)]
pub struct Listener {
    /// `client_id`.
    pub client_id: String,
    /// `backchannel_logout_uri`.
    pub uri: String,
    /// The algorithm that its tokens are signed with.
    pub algorithm: Algorithm,
    /// The user, as the client knows them.
    pub subject: String,
}

/// Asks for the clients that signed in with a session and want to hear of its end. Only some of them: a Worker
/// on the free plan may send 50 requests, and each is tried three times.
pub(super) fn listeners(session_id: &str) -> Statement {
    let select = "SELECT DISTINCT clients.id, clients.backchannel_logout_uri, \
                  clients.id_token_signed_response_alg, \
                  coalesce(token_families.subject, token_families.user_id) AS subject \
                  FROM token_families JOIN clients ON clients.id = token_families.client_id \
                  WHERE token_families.session_id = ?1 AND clients.backchannel_logout_uri IS NOT NULL \
                  AND instr(' ' || token_families.scope || ' ', ' openid ') LIMIT 15";
    Statement::new(select, [session_id.into()])
}

/// Reads a client from a row that [`listeners`] returned.
pub(super) fn read_listener(row: &Row) -> Result<Listener, Fault> {
    let row = Columns(row);
    Ok(Listener {
        client_id: row.text("id")?,
        uri: row.text("backchannel_logout_uri")?,
        algorithm: row.read("id_token_signed_response_alg", key_ring::signing_algorithm)?,
        subject: row.text("subject")?,
    })
}

/// Signs a user in: from now on this browser's cookie is the one behind `hash`. The one `before` no longer
/// works, so anybody who has seen it learns nothing more. Others who are signed in there stay signed in.
/// Returns the id of the session: the new `id`, or that of the session that the same user already had in this
/// browser.
///
/// # Errors
/// A [`Fault`] of the database; then nobody is signed in or out.
pub async fn begin_session(
    sql: &impl Sql,
    hash: &SecretHash,
    user_id: &str,
    id: &str,
    before: Option<&SecretHash>,
    now: Timestamp,
) -> Result<String, Fault> {
    let take_over = before.map(|before| {
        // Not the expired ones: they would come back to life.
        let take = "UPDATE sessions SET hash = ?2 WHERE hash = ?1 AND expires_at > ?3";
        let values = [before.as_str().into(), hash.as_str().into(), now.into()];
        Statement::new(take, values)
    });
    let begin = Statement::new(
        "INSERT INTO sessions (hash, user_id, id, authenticated_at, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (hash, user_id) DO UPDATE \
         SET authenticated_at = excluded.authenticated_at, expires_at = excluded.expires_at \
         RETURNING id",
        [
            hash.as_str().into(),
            user_id.into(),
            id.into(),
            now.into(),
            now.plus(LIFETIME).into(),
        ],
    );
    let outcomes = sql.batch(take_over.into_iter().chain([begin]).collect());
    let outcomes = outcomes.await?;
    let row = outcomes.last().and_then(|outcome| outcome.rows.first());
    let row = row.ok_or_else(|| Fault::new("the session that was just made is not there"))?;
    Columns(row).text("id")
}
