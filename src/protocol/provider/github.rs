//! GitHub tells who somebody is in its API: `/user` and `/user/emails`.

use serde_json::Value;

use super::bad_provider::BadProvider;
use super::identity::{Identity, account};
use crate::protocol::display_name::one_line;
use crate::protocol::mail_address::MailAddress;

/// Where it tells who somebody is.
pub const USER: &str = "https://api.github.com/user";
/// Where it tells their addresses.
pub const EMAILS: &str = "https://api.github.com/user/emails";

/// Reads both answers. The login can be changed, and then be somebody else's: the number stays.
///
/// # Errors
/// [`BadProvider::Subject`].
pub fn identity(user: &Value, emails: &Value) -> Result<Identity, BadProvider> {
    let id = user["id"].as_u64().filter(|id| *id > 0);
    let id = id.ok_or(BadProvider::Subject)?.to_string();
    let mut emails = emails.as_array().into_iter().flatten();
    let primary = emails.find(|it| it["primary"] == true && it["verified"] == true);
    let email = primary.and_then(|it| MailAddress::parse(it["email"].as_str()?).ok());
    Ok(Identity {
        account: account("https://github.com", &id)?,
        name: user["name"].as_str().and_then(one_line),
        username: user["login"].as_str().and_then(one_line),
        email_verified: email.is_some(),
        email: email.map(|email| email.as_str().to_owned()),
        mfa: false,
        session: None,
        groups: None,
    })
}
