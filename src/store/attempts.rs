//! Guesses of passwords: leaky buckets, where D1 decides which of many requests still fits in. Those in a browser that is
//! known to the user are in [`super::known_browsers`].
//!
//! The keys of `attempts`, below the day:
//!
//! | key | what |
//! |---|---|
//! | `login:<0000 to ffff>` | one of 65,536 buckets, for whatever was typed as username; whether there is such a user makes no difference |
//! | `address:<IPv4, or /64 of IPv6>` | an address |
//! | `user-code:<IPv4, or /64 of IPv6>` | an address from which wrong codes of devices are typed |
//! | `mail:<0000 to ffff>`, `mail-code:<0000 to ffff>` | the same for links and for codes by mail |
//! | `mail-from:<IPv4, or /64 of IPv6>` | an address that asks for mail |
//! | `mail-to:<0000 to ffff>` | one of 65,536 buckets, for an address that somebody says is theirs |
//! | `recovery-mail:<sub>`, `verification-mail:<sub>`, `browser-mail:<sub>` | an account: recovery links, links that prove an address, and notices of new browsers |
//! | `codes:<sub>`, `codes:*` | how many wrong codes were tried today for an account, and for nobody's |
//! | `browser:<id>` | a browser that is known to a user |
//! | `account:<sub>` | an account: what it does on its own pages ([`super::own_deeds`]) |
//! | `safety:<sub>` | the same, for what keeps others out of it |
//! | `code:<sub>` | the codes of an app that were tried for an account, after its password |
//! | `recovery:<sub>` | the recovery codes |
//! | `form:<SHA-256>` | a login form that was used up by a wrong password |
//! | `guesses`, `refusals`, `programs` | the rows that strangers caused on this day: [`super::strangers`] |

use super::strangers::today;
use crate::platform::{Fault, Sql, SqlValue, Statement};
use crate::protocol::address::Address;
use crate::protocol::login::FoldedName;
use crate::protocol::secret::{MacKey, SecretHash};

/// Something that is tried again and again: it holds so many attempts, and one leaks out after so many seconds.
#[derive(Debug, Clone)]
pub struct Bucket {
    pub(super) key: String,
    pub(super) capacity: u32,
    pub(super) seconds: u32,
}

impl Bucket {
    /// What it is stored under.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// For what was typed as username. The number of buckets is fixed, and nobody can find out which names share
    /// one: a full bucket tells nothing about who has an account.
    #[must_use]
    pub fn of_login(key: &MacKey, login: &FoldedName) -> Self {
        let mac = key.mac(&[b"login attempts", login.as_str().as_bytes()]);
        Self {
            key: format!("login:{:02x}{:02x}", mac[0], mac[1]),
            capacity: 10,
            seconds: 15 * 60,
        }
    }

    /// For the address that the attempt comes from. Many people may share one.
    #[must_use]
    pub fn of_address(address: &Address) -> Self {
        Self {
            key: format!("address:{address}"),
            capacity: 30,
            seconds: 2 * 60,
        }
    }

    /// For the codes of devices that are typed from an address: whoever guesses one could be signed in there as anybody.
    #[must_use]
    pub fn of_user_codes(address: &Address) -> Self {
        Self {
            key: format!("user-code:{address}"),
            capacity: 10,
            seconds: 10 * 60,
        }
    }

    /// For what an account does on its own pages.
    #[must_use]
    pub fn of_account(user_id: &str) -> Self {
        Self {
            key: format!("account:{user_id}"),
            capacity: 20,
            seconds: 15 * 60,
        }
    }

    /// For what it does there to keep others out. Nothing else takes a place of these.
    #[must_use]
    pub fn of_safety(user_id: &str) -> Self {
        Self {
            key: format!("safety:{user_id}"),
            capacity: 60,
            seconds: 15 * 60,
        }
    }

    /// For the codes of an app that are tried once the password was right: a million codes, of which three are good at any
    /// time. So many tries on one day, whatever browsers and addresses they come from, find none in years.
    #[must_use]
    pub fn of_codes(user_id: &str) -> Self {
        Self {
            key: format!("code:{user_id}"),
            capacity: 5,
            seconds: 90 * 60,
        }
    }

    /// For recovery codes, which nobody guesses: whoever knows only the password must not keep the person from using one by
    /// trying codes of the app.
    #[must_use]
    pub fn of_recovery_codes(user_id: &str) -> Self {
        Self {
            key: format!("recovery:{user_id}"),
            capacity: 10,
            seconds: 15 * 60,
        }
    }

    /// For a browser that is known to a user, whom nobody else's attempts keep out.
    #[must_use]
    pub fn of_browser(id: &str) -> Self {
        Self {
            key: format!("browser:{id}"),
            capacity: 10,
            seconds: 15 * 60,
        }
    }
}

/// How full a bucket is now. A bucket goes on from day to day.
macro_rules! level {
    ($key:literal, $seconds:literal) => {
        concat!(
            "max(0, coalesce((SELECT level - (unixepoch() - at) * 1.0 / ",
            $seconds,
            " FROM attempts WHERE day = ",
            $crate::store::strangers::today!(),
            " AND attempts.key = ",
            $key,
            "), (SELECT level - (unixepoch() - at) * 1.0 / ",
            $seconds,
            " FROM attempts WHERE day = ",
            $crate::store::strangers::today!(),
            " - 1 AND attempts.key = ",
            $key,
            "), 0))"
        )
    };
}
pub(super) use level;

/// Whether a form was used up.
macro_rules! form_is_used {
    ($key:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM attempts WHERE attempts.key = ",
            $key,
            " AND attempts.day IN (",
            $crate::store::strangers::today!(),
            ", ",
            $crate::store::strangers::today!(),
            " - 1))"
        )
    };
}
pub(super) use form_is_used;

/// A wrong password uses its form up: the page that follows has another one.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn use_up(sql: &impl Sql, form: &SecretHash) -> Result<(), Fault> {
    let insert = concat!(
        "INSERT INTO attempts (day, key, level, at) VALUES (",
        today!(),
        ", ?1, 1, unixepoch()) ON CONFLICT (day, key) DO NOTHING"
    );
    sql.run(Statement::new(insert, [form_key(form).into()]))
        .await?;
    Ok(())
}

pub(super) fn values(bucket: &Bucket) -> [SqlValue; 3] {
    [
        bucket.key.as_str().into(),
        bucket.seconds.into(),
        bucket.capacity.into(),
    ]
}

pub(super) fn form_key(form: &SecretHash) -> String {
    format!("form:{}", form.as_str())
}
