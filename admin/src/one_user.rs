//! The one user that a command is about, and why nothing is done about them.

use clap::Args;
use edgegrant::store::user::User;
use edgegrant::store::users::find_user;

use super::{Database, Refusal, Target};

/// Why nobody can be added yet: a name that looks like theirs may be among those that were not compared.
pub(super) const UNCOMPARED: &str = "Some users are from an earlier version, and their names were not compared with the others yet. \
     Run `npm run user -- list-alike --all` first, for the same database.";

/// Why nobody is added or renamed.
pub(super) const TAKEN: &str =
    "The username or the email address is taken, or looks like one that is.";

/// Why an administrator stays.
pub(super) const LAST_ADMINISTRATOR: &str = "They are the last administrator. Make somebody else one first: \
     `npm run user -- administrator USERNAME`.";

#[derive(Args)]
pub(crate) struct One {
    /// The name or the address they sign in with, or their sub if they have neither.
    pub(super) username: String,
    #[command(flatten)]
    pub(super) target: Target,
}

/// The user whom the owner means.
pub(super) async fn meant(sql: &Database, username: &str) -> Result<Box<User>, Refusal> {
    find_user(sql, username)
        .await?
        .ok_or_else(|| unknown(username))
}

pub(super) fn unknown(username: &str) -> Refusal {
    Refusal(format!(
        "There is no user \"{username}\". `npm run user -- list` shows them all."
    ))
}
