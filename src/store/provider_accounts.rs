//! Accounts at other providers, with which people sign in. The key of one is its issuer and its subject there; an email address
//! never is.

use super::acting::{Acting, acts_recently, change_credential};
use super::group_members::may_use;
use super::proved::is_proved;
use super::row::{Columns, every};
use super::ways_in::{WaysIn, has_link, has_password};
use crate::platform::{Fault, Outcome, Row, Sql, Statement};
use crate::protocol::group::{ADMINISTRATORS, MOST_GROUPS};
use crate::protocol::timestamp::Timestamp;

/// How many a user may have.
pub const MOST_LINKS: u32 = 5;

/// How many rows the page may read that shows them: one for each, two for each passkey, and at most 60 in all. So there is less
/// room for either where there are many of the other.
const ROOM: u32 = 22;

/// Whether somebody who has so many passkeys and linked accounts may have one more of what takes so many rows.
#[must_use]
pub fn has_room(passkeys: usize, links: usize, rows: usize) -> bool {
    passkeys * 2 + links + rows <= ROOM as usize
}

/// The same of the user `?1` in a statement.
macro_rules! room_for {
    ($rows:literal) => {
        concat!(
            "(SELECT count(*) FROM passkeys WHERE passkeys.user_id = ?1) * 2 + (\
             SELECT count(*) FROM provider_accounts WHERE provider_accounts.user_id = ?1) + ",
            $rows,
            " <= 22"
        )
    };
}
pub(super) use room_for;

/// The user of an account elsewhere.
#[derive(Debug)]
pub struct Linked {
    /// `sub`.
    pub user_id: String,
    /// The `credential_version` of the user.
    pub credential_version: u32,
    /// Whether the owner disabled them.
    pub disabled: bool,
    /// Whether they have a second factor.
    pub second_factor: bool,
    /// The salt of their pairwise subjects.
    pub salt: String,
    /// Whether they may use the client.
    pub may_use: bool,
    /// How often they took everything back that the client had.
    pub revoked: u32,
}

/// Whose account this is, if it is linked; and what they have to do with this client, if there is one.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_linked(
    sql: &impl Sql,
    account: &str,
    client_id: &str,
) -> Result<Option<Linked>, Fault> {
    let select = concat!(
        "SELECT users.id, users.credential_version, users.disabled_at IS NOT NULL AS disabled, \
         EXISTS (SELECT 1 FROM second_factors WHERE second_factors.user_id = users.id) AS second_factor, \
         users.pairwise_salt, EXISTS (SELECT 1 FROM clients WHERE clients.id = ?2 AND ",
        may_use!("clients", "users.id"),
        ") AS may_use, coalesce((SELECT revoked FROM user_clients WHERE user_id = users.id AND client_id = ?2), 0) AS revoked \
         FROM provider_accounts JOIN users ON users.id = provider_accounts.user_id \
         WHERE provider_accounts.account = ?1"
    );
    let values = [account.into(), client_id.into()];
    let outcome = sql.run(Statement::new(select, values)).await?;
    let read = |row: &Row| {
        let row = Columns(row);
        Ok(Linked {
            user_id: row.text("id")?,
            credential_version: row.number("credential_version")?,
            disabled: row.flag("disabled")?,
            second_factor: row.flag("second_factor")?,
            salt: row.text("pairwise_salt")?,
            may_use: row.flag("may_use")?,
            revoked: row.number("revoked")?,
        })
    };
    outcome.rows.first().map(read).transpose()
}

/// What a sign-in at another provider brings along.
#[derive(Debug, Clone, Copy)]
pub struct SignedInAt<'a> {
    /// The id of the provider, a space, and the session there.
    pub provider: &'a str,
    /// The groups in which the provider has a say, and those of them that the user is in: JSON arrays of names.
    pub groups: Option<(&'a str, &'a str)>,
}

impl SignedInAt<'_> {
    /// Puts the user into groups and out of them, if what shows as `proof` is still good. Where nothing is different this writes no
    /// row. The administrators are left alone.
    pub(super) fn statements(&self, user_id: &str, proof: &str) -> Vec<Statement> {
        let Some((all, these)) = self.groups else {
            return Vec::new();
        };
        let leave = concat!(
            "DELETE FROM group_members WHERE user_id = ?1 AND group_id IN (\
             SELECT user_groups.id FROM json_each(?3) AS named CROSS JOIN user_groups ON user_groups.name = named.value \
             WHERE named.value NOT IN (SELECT value FROM json_each(?4)) AND user_groups.id <> ?5) AND ",
            is_proved!()
        );
        let join = concat!(
            "INSERT INTO group_members (user_id, group_id) SELECT ?1, user_groups.id \
             FROM json_each(?3) AS named CROSS JOIN user_groups ON user_groups.name = named.value \
             WHERE user_groups.id <> ?4 AND NOT EXISTS (\
             SELECT 1 FROM group_members WHERE user_id = ?1 AND group_id = user_groups.id) AND ",
            is_proved!(),
            " LIMIT max(0, ?5 - (SELECT count(*) FROM group_members WHERE user_id = ?1)) ON CONFLICT DO NOTHING"
        );
        let who = || [user_id.into(), proof.into()];
        vec![
            Statement::new(
                leave,
                [
                    &who()[..],
                    &[all.into(), these.into(), ADMINISTRATORS.into()],
                ]
                .concat(),
            ),
            Statement::new(
                join,
                [
                    &who()[..],
                    &[these.into(), ADMINISTRATORS.into(), MOST_GROUPS.into()],
                ]
                .concat(),
            ),
        ]
    }
}

/// Somebody signs in with an account elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct ProviderUse<'a> {
    /// The account, after [`ONE`] or [`SEVERAL`].
    pub shown: &'a str,
    /// What the sign-in brings along.
    pub at: SignedInAt<'a>,
}

/// Before an account at which one factor was used, as far as is known, and before one at which several were. Of the same length.
pub const ONE: &str = "one ";
/// See [`ONE`].
pub const SEVERAL: &str = "mfa ";

impl ProviderUse<'_> {
    /// Whether the provider says that several factors were used.
    pub(super) fn several(&self) -> bool {
        self.shown.starts_with(SEVERAL)
    }
}

/// An account that is to be linked.
#[derive(Debug, Clone, Copy)]
pub struct NewLink<'a> {
    /// The issuer, a space, and the subject.
    pub account: &'a str,
    /// The id of the provider.
    pub provider: &'a str,
    /// What the person knows it by.
    pub label: &'a str,
}

impl NewLink<'_> {
    /// Links it to a new user, if the statement before it in the batch changed something.
    pub(super) fn statement(&self, user_id: &str) -> Statement {
        let insert = "INSERT INTO provider_accounts (account, provider, user_id, label, linked_at) \
                      SELECT ?1, ?2, ?3, ?4, unixepoch() WHERE changes() > 0";
        let values = [self.account, self.provider, user_id, self.label];
        Statement::new(insert, values.map(Into::into))
    }
}

/// A linked account, as its user sees it.
#[derive(Debug)]
pub struct Link {
    /// The issuer, a space, and the subject.
    pub account: String,
    /// The id of the provider.
    pub provider: String,
    /// What the user knows it by.
    pub label: String,
    /// Since when it is linked.
    pub linked_at: Timestamp,
}

/// The linked accounts of a user, the oldest first.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn list_links(sql: &impl Sql, user_id: &str) -> Result<Vec<Link>, Fault> {
    read_links(&sql.run(links_of(user_id)).await?)
}

/// The statement of [`list_links`], which [`read_links`] understands.
#[must_use]
pub fn links_of(user_id: &str) -> Statement {
    // In the order of the index: D1 would count each row again that it sorts.
    let select = "SELECT account, provider, label, linked_at FROM provider_accounts WHERE user_id = ?1 \
                  ORDER BY linked_at, provider, label, account LIMIT ?2";
    Statement::new(select, [user_id.into(), MOST_LINKS.into()])
}

/// What [`links_of`] found.
///
/// # Errors
/// A [`Fault`]: a row is damaged.
pub fn read_links(outcome: &Outcome) -> Result<Vec<Link>, Fault> {
    let read = |row: &Row| {
        let row = Columns(row);
        Ok(Link {
            account: row.text("account")?,
            provider: row.text("provider")?,
            label: row.text("label")?,
            linked_at: row.moment("linked_at")?,
        })
    };
    every(&outcome.rows, read)
}

/// Links an account to somebody who has just proved who they are. `false`: they have not, or have as many as may be, or it is
/// linked already, to them or to somebody else.
///
/// # Errors
/// A [`Fault`] of the database; then it was not linked.
pub async fn link(sql: &impl Sql, acting: &Acting, new: NewLink<'_>) -> Result<bool, Fault> {
    let insert = concat!(
        "INSERT INTO provider_accounts (account, provider, user_id, label, linked_at) \
         SELECT ?4, ?5, ?1, ?6, unixepoch() \
         WHERE (SELECT count(*) FROM provider_accounts WHERE user_id = ?1) < ?7 AND ",
        room_for!("1"),
        " AND ",
        acts_recently!(),
        " ON CONFLICT DO NOTHING"
    );
    let values = [
        new.account.into(),
        new.provider.into(),
        new.label.into(),
        MOST_LINKS.into(),
    ];
    let outcome = sql.run(Statement::new(insert, acting.and(values))).await?;
    Ok(outcome.changes == 1)
}

/// Removes a linked account of somebody who has just proved who they are, and ends whatever else was begun before. They keep
/// another way in. Gives the new version of their credentials. `None`: it is not theirs, or it is the last way in, or they have not
/// proved it.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was removed.
pub async fn unlink(
    sql: &impl Sql,
    acting: &Acting,
    account: &str,
    ways: WaysIn<'_>,
) -> Result<Option<u32>, Fault> {
    let delete = concat!(
        "DELETE FROM provider_accounts WHERE account = ?4 AND user_id = ?1 AND (EXISTS (\
         SELECT 1 FROM passkeys WHERE passkeys.user_id = ?1 AND passkeys.rp_id = ?6) OR (?5 AND ",
        has_password!(),
        ") OR ",
        has_link!("?7", " AND linked.account <> ?4"),
        ") AND ",
        acts_recently!()
    );
    let values = [
        account.into(),
        ways.passwords.into(),
        ways.rp_id.into(),
        ways.providers.into(),
    ];
    let delete = Statement::new(delete, acting.and(values));
    change_credential(sql, acting, delete).await
}
