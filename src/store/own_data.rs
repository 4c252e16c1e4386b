//! What is stored about a person, for themselves: rows that hold no secret, as they are stored.

use crate::platform::{Fault, Row, Sql, Statement};

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
    /// Links that were made for them.
    pub links: Vec<Row>,
    /// The apps that they let in or signed in to, by `client_id`.
    pub apps: Vec<Row>,
    /// What happened, the latest first.
    pub events: Vec<Row>,
    /// Whether there are more apps or events.
    pub more: bool,
}

/// What is stored about a user, apart from what the lists of the account show.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_own_data(sql: &impl Sql, user_id: &str) -> Result<OwnData, Fault> {
    // A link that is made ends the one before it, so there are few.
    let links = "SELECT purpose, email, created_at, expires_at FROM one_time_links WHERE user_id = ?1 LIMIT ?2";
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
    let account = "SELECT created_at, password_changed_at, signed_out_at FROM users WHERE id = ?1";
    let account = Statement::new(account, [user_id.into()]);
    let lists = [(links, 20), (apps, MOST_APPS), (events, MOST_EVENTS)];
    let lists =
        lists.map(|(select, most)| Statement::new(select, [user_id.into(), (most + 1).into()]));
    let statements = [account].into_iter().chain(lists).collect();
    let mut found = sql.batch(statements).await?.into_iter().map(|it| it.rows);
    let mut next = || found.next().unwrap_or_default();
    let mut all = OwnData {
        account: next().pop().unwrap_or_default(),
        links: next(),
        apps: next(),
        events: next(),
        more: false,
    };
    for (rows, most) in [(&mut all.apps, MOST_APPS), (&mut all.events, MOST_EVENTS)] {
        all.more |= rows.len() > most as usize;
        rows.truncate(most as usize);
    }
    Ok(all)
}
