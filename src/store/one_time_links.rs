//! Links that are good once, or a few times: an invitation, a way back in, the proof of an address, the first account.
//!
//! Of the secret in a link only the hash is stored. Whatever a link is used for happens in the batch that uses it up, so of
//! many requests with one link only as many succeed as it allows, and nothing is used up in vain.

use super::row::Columns;
use super::user::{User, read_user, user_columns};
use crate::platform::{Fault, Outcome, Sql, SqlValue, Statement};
use crate::protocol::secret::SecretHash;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To make an account.
    Invitation,
    /// To sign in again with a new passkey or a new password.
    Recovery,
    /// To prove that an address is somebody's.
    EmailVerification,
    /// To make the first account, which is an administrator's.
    Setup,
}

impl Purpose {
    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Recovery => "recovery",
            Self::EmailVerification => "email_verification",
            Self::Setup => "setup",
        }
    }
}

/// A link to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewLink<'a> {
    /// What it is for.
    pub purpose: Purpose,
    /// Whose it is, unless it makes an account.
    pub user_id: Option<&'a str>,
    /// The address that it proves, or that the new account gets.
    pub email: Option<&'a str>,
    /// The groups of whoever is invited, by id: a JSON array.
    pub group_ids: Option<&'a str>,
    /// How often it can be used.
    pub uses: u32,
    /// For how long, in seconds.
    pub lifetime: u32,
    /// For a recovery link: whether whoever opens it still has to give a code of the second factor, because the link was
    /// mailed. One of the owner turns that off.
    pub asks_second_factor: bool,
    /// For an invitation: whether whoever opens it reads mail at the address, because the link was mailed.
    pub proves_email: bool,
}

impl NewLink<'_> {
    /// One that works once, for so many seconds, and is not about anybody yet.
    #[must_use]
    pub fn new(purpose: Purpose, lifetime: u32) -> Self {
        Self {
            purpose,
            user_id: None,
            email: None,
            group_ids: None,
            uses: 1,
            lifetime,
            asks_second_factor: false,
            proves_email: false,
        }
    }
}

/// Makes a link, which ends the older one of its purpose for the same user. Invitations do not end each other, and a recovery link
/// that is mailed ends only those that were: anybody can ask for one. A link that proves an address ends with a new credential, so
/// that nobody leaves one behind in somebody else's account. `false`: the user is gone, or a mailed recovery link is for
/// somebody who is disabled or has another address, or the link would set up a server that has had an administrator, or there is
/// this very link.
///
/// # Errors
/// A [`Fault`] of the database; then the older link is as good as before.
pub async fn add_link(sql: &impl Sql, hash: &SecretHash, new: &NewLink<'_>) -> Result<bool, Fault> {
    Ok(is_added(&sql.batch(adding_link(hash, new)).await?))
}

/// Whether [`adding_link`] made the link.
#[must_use]
pub fn is_added(outcomes: &[Outcome]) -> bool {
    outcomes
        .last()
        .is_some_and(|outcome| !outcome.rows.is_empty())
}

/// The statements of [`add_link`]; whether they did, [`is_added`] says.
#[must_use]
pub fn adding_link(hash: &SecretHash, new: &NewLink<'_>) -> Vec<Statement> {
    let end = "DELETE FROM one_time_links WHERE user_id IS ?2 AND purpose = ?1 AND purpose <> 'invitation' \
               AND asks_second_factor >= ?3 AND (?3 = 0 OR email IS NOT NULL)";
    let insert = "INSERT INTO one_time_links \
                  (hash, purpose, user_id, email, uses_left, expires_at, created_at, asks_second_factor, group_ids, \
                  proves_email, credential_version) SELECT ?4, ?1, ?2, ?5, ?6, unixepoch() + ?7, unixepoch(), ?3, ?8, ?9, \
                  CASE WHEN ?1 = 'email_verification' THEN (SELECT credential_version FROM users WHERE id = ?2) END \
                  WHERE (?2 IS NULL OR EXISTS (SELECT 1 FROM users WHERE id = ?2 \
                  AND (?3 = 0 OR (email = ?5 AND disabled_at IS NULL)) \
                  AND (?1 <> 'email_verification' OR coalesce(unverified_email, email) = ?5))) \
                  AND (?1 <> 'setup' OR NOT EXISTS (SELECT 1 FROM first_administrator)) \
                  ON CONFLICT (hash) DO NOTHING RETURNING hash";
    let whose: [SqlValue; 3] = [
        new.purpose.as_str().into(),
        new.user_id.map(str::to_owned).into(),
        new.asks_second_factor.into(),
    ];
    let rest: [SqlValue; 6] = [
        hash.as_str().into(),
        new.email.map(str::to_owned).into(),
        new.uses.into(),
        new.lifetime.into(),
        new.group_ids.map(str::to_owned).into(),
        new.proves_email.into(),
    ];
    vec![
        Statement::new(end, whose.clone()),
        Statement::new(insert, [&whose[..], &rest].concat()),
    ]
}

/// Whether a server may still be set up: it never had an administrator.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn may_be_set_up(sql: &impl Sql) -> Result<bool, Fault> {
    let select = "SELECT NOT EXISTS (SELECT 1 FROM first_administrator) AS open";
    let outcome = sql.run(Statement::new(select, [])).await?;
    let row = outcome.rows.first();
    row.map_or(Ok(false), |row| Columns(row).flag("open"))
}

/// A link that can be used.
#[derive(Debug)]
pub struct Link {
    /// Whose it is, unless it makes an account.
    pub user: Option<Box<User>>,
    /// The address that it proves, or that the new account gets.
    pub email: Option<String>,
    /// Whether its user has a second factor.
    pub second_factor: bool,
    /// Whether a recovery link does not turn that off.
    pub asks_second_factor: bool,
    /// Whether it is the way in of somebody who said "It was not me".
    pub of_disavowal: bool,
}

/// Why a link cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeadLink {
    /// There is no such link for this purpose: it was never made, or a newer one ended it, or it is long over.
    Unknown,
    /// It was used as often as it can be.
    Used,
    /// Its time is over.
    Expired,
    /// It would set up a server that has had an administrator.
    SetUp,
}

impl DeadLink {
    /// For the log.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Unknown => "the link is unknown, or a newer one replaced it",
            Self::Used => "the link was used",
            Self::Expired => "the link is too old",
            Self::SetUp => "there has been an administrator already",
        }
    }
}

/// The link with this hash, if it can be used for `purpose`.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn load_link(
    sql: &impl Sql,
    hash: &SecretHash,
    purpose: Purpose,
) -> Result<Result<Link, DeadLink>, Fault> {
    let select = concat!(
        "SELECT ",
        user_columns!(),
        ", one_time_links.email AS of_link, one_time_links.uses_left > 0 AS unused, \
         one_time_links.expires_at > unixepoch() AS in_time, one_time_links.user_id AS user_id, \
         one_time_links.asks_second_factor, \
         EXISTS (SELECT 1 FROM second_factors WHERE second_factors.user_id = one_time_links.user_id) AS second_factor, \
         one_time_links.purpose = 'setup' AND EXISTS (SELECT 1 FROM first_administrator) AS set_up \
         FROM one_time_links LEFT JOIN users ON users.id = one_time_links.user_id \
         WHERE one_time_links.hash = ?1 AND one_time_links.purpose = ?2 \
         AND (asks_second_factor = 0 OR one_time_links.email IS NULL OR one_time_links.email = users.email) \
         AND (one_time_links.credential_version IS NULL OR one_time_links.credential_version = users.credential_version)"
    );
    let values = [hash.as_str().into(), purpose.as_str().into()];
    let outcome = sql.run(Statement::new(select, values)).await?;
    let Some(row) = outcome.rows.first() else {
        return Ok(Err(DeadLink::Unknown));
    };
    let columns = Columns(row);
    if columns.flag("set_up")? {
        return Ok(Err(DeadLink::SetUp));
    }
    if !columns.flag("unused")? {
        return Ok(Err(DeadLink::Used));
    }
    if !columns.flag("in_time")? {
        return Ok(Err(DeadLink::Expired));
    }
    let user = columns.maybe("user_id")?.map(|_| read_user(row));
    let email = columns.maybe("of_link")?;
    let asks_second_factor = columns.flag("asks_second_factor")?;
    Ok(Ok(Link {
        user: user.transpose()?,
        second_factor: columns.flag("second_factor")?,
        of_disavowal: asks_second_factor && email.is_none(),
        asks_second_factor,
        email,
    }))
}

/// Whether the link with the hash `$hash` can be used for a purpose, in the statement that is to happen because of it.
macro_rules! is_live {
    ($hash:literal, $purpose:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM one_time_links WHERE hash = ",
            $hash,
            " AND purpose = '",
            $purpose,
            "' AND uses_left > 0 AND expires_at > unixepoch())"
        )
    };
}
pub(super) use is_live;

/// Uses a link up, if the statement before it in the batch changed something.
pub(super) fn use_up(hash: &SecretHash) -> Statement {
    let update =
        "UPDATE one_time_links SET uses_left = uses_left - 1 WHERE hash = ?1 AND changes() > 0";
    Statement::new(update, [hash.as_str().into()])
}
