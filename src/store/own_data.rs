//! What is stored about a person, for themselves: rows that hold no secret, as they are stored.

use super::passkeys::MOST_PASSKEYS;
use super::provider_accounts::MOST_LINKS as MOST_LINKED;
use super::second_factors::codes_left;
use crate::platform::{Fault, Row, Sql, Statement};

/// How many links one look finds. A link that is made ends the one before it, so there are few.
const MOST_LINKS: u32 = 20;
/// How many apps one look finds, and how many events: each costs some rows to read.
pub const MOST_APPS: u32 = 200;
/// The same for sessions.
pub const MOST_SESSIONS: u32 = 100;
/// The same for events.
pub const MOST_EVENTS: u32 = 700;

/// The columns of each row are named as the person reads them.
#[derive(Debug, Default)]
pub struct OwnData {
    /// When they came, when their password changed last, and when they last signed out everywhere else. Empty once the user
    /// is gone.
    pub account: Row,
    /// Since when they have a second factor, and how many recovery codes they have. Empty if they have none.
    pub second_factor: Row,
    /// Their passkeys, the oldest first.
    pub passkeys: Vec<Row>,
    /// Their accounts at other providers.
    pub provider_accounts: Vec<Row>,
    /// Links that were made for them, and codes that they were sent.
    pub links: Vec<Row>,
    /// The apps that they let in or signed in to, by `client_id`.
    pub apps: Vec<Row>,
    /// What happened, the latest first.
    pub events: Vec<Row>,
    /// Whether there are more of them.
    pub more: bool,
}

/// What is stored about a user, apart from what the lists of the account show.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_own_data(sql: &impl Sql, user_id: &str) -> Result<OwnData, Fault> {
    let passkeys = "SELECT id, name, rp_id AS host, algorithm, aaguid, backup_eligible, backed_up, created_at, \
                    last_used_at FROM passkeys WHERE user_id = ?1 ORDER BY created_at, id LIMIT ?2";
    let linked = "SELECT account, provider, label, linked_at FROM provider_accounts WHERE user_id = ?1 \
                  ORDER BY linked_at LIMIT ?2";
    let links = "SELECT purpose, email, created_at, expires_at FROM one_time_links WHERE user_id = ?1 \
                 UNION ALL SELECT 'sign_in_code', email, created_at, expires_at FROM mail_codes \
                 WHERE user_id = ?1 AND created_at > unixepoch() - 3600 LIMIT ?2";
    // Each of the two tables is read by its key, so many rows and no more.
    let apps = "SELECT some.client_id, clients.name, grants.scope, grants.claims, grants.granted_at, \
                used.since, used.last_at AS last_signed_in_at, used.revoked AS taken_back FROM (\
                SELECT client_id FROM (SELECT client_id FROM grants WHERE user_id = ?1 \
                ORDER BY client_id LIMIT ?2) UNION SELECT client_id FROM (\
                SELECT client_id FROM user_clients WHERE user_id = ?1 ORDER BY client_id LIMIT ?2) \
                ORDER BY client_id LIMIT ?2) AS some \
                LEFT JOIN grants ON grants.user_id = ?1 AND grants.client_id = some.client_id \
                LEFT JOIN user_clients AS used ON used.user_id = ?1 AND used.client_id = some.client_id \
                LEFT JOIN clients ON clients.id = some.client_id ORDER BY some.client_id";
    let events = "SELECT at, kind AS what, count, address, client_id, family, reason, request FROM events \
                  WHERE user_id = ?1 ORDER BY id DESC LIMIT ?2";
    let account = "SELECT created_at, password_changed_at, signed_out_at, directory, external_id, directory_record FROM users WHERE id = ?1";
    let second_factor = concat!(
        "SELECT created_at AS since, ",
        codes_left!("recovery_codes"),
        " AS recovery_codes_left FROM second_factors WHERE user_id = ?1"
    );
    let mut statements = vec![
        Statement::new(account, [user_id.into()]),
        Statement::new(second_factor, [user_id.into()]),
    ];
    let lists = [
        (passkeys, MOST_PASSKEYS),
        (linked, MOST_LINKED),
        (links, MOST_LINKS),
        (apps, MOST_APPS),
        (events, MOST_EVENTS),
    ];
    for (select, most) in lists {
        statements.push(Statement::new(select, [user_id.into(), (most + 1).into()]));
    }
    let mut more = false;
    let mut found = sql.batch(statements).await?.into_iter();
    let mut next = |most: u32| {
        let outcome = found.next();
        let mut rows = outcome
            .ok_or_else(|| Fault::new("the database left out what was asked for"))?
            .rows;
        more |= rows.len() > most as usize;
        rows.truncate(most as usize);
        Ok(rows)
    };
    let account = next(1)?.pop().unwrap_or_default();
    let second_factor = next(1)?.pop().unwrap_or_default();
    Ok(OwnData {
        account,
        second_factor,
        passkeys: next(MOST_PASSKEYS)?,
        provider_accounts: next(MOST_LINKED)?,
        links: next(MOST_LINKS)?,
        apps: next(MOST_APPS)?,
        events: next(MOST_EVENTS)?,
        more,
    })
}
