//! Who sends mail: `MAIL`, `MAIL_FROM`, and the secret `MAIL_API_KEY`.

use super::setting::Misconfigured;
use crate::platform::MailFrom;
use crate::protocol::mail_address::MailAddress;
use crate::protocol::secret::Secret;

/// The longest name that mail comes from, in characters.
const LONGEST_NAME: usize = 60;

/// Mail, where it is on.
#[derive(Debug, Clone)]
pub struct MailPolicy {
    /// Who sends it.
    pub sender: Sender,
    /// Who it comes from: `MAIL_FROM`.
    pub from: MailFrom,
}

/// Who sends mail.
#[derive(Debug, Clone)]
pub enum Sender {
    /// Cloudflare, by the `send_email` binding.
    Cloudflare,
    /// A service, by its HTTP API and with its key.
    Service(Service, Secret),
}

/// A service that sends mail for whoever has its key.
#[derive(Debug, Clone, Copy)]
pub enum Service {
    /// Resend; the key is an API key.
    Resend,
    /// Postmark; the key is the token of a server.
    Postmark,
}

/// Reads the settings. `None`: mail is off.
pub(super) fn read(
    setting: &impl Fn(&str) -> Option<String>,
) -> Result<Option<MailPolicy>, Misconfigured> {
    let sender = match setting("MAIL").as_deref() {
        None | Some("off") => return Ok(None),
        Some("cloudflare") => Sender::Cloudflare,
        Some("resend") => Sender::Service(Service::Resend, key(setting)?),
        Some("postmark") => Sender::Service(Service::Postmark, key(setting)?),
        Some(text) => {
            return Err(Misconfigured::new(format!(
                "MAIL is \"{text}\"; it must be \"cloudflare\", \"resend\", \"postmark\" or \"off\""
            )));
        }
    };
    let from = setting("MAIL_FROM").unwrap_or_default();
    let from = read_from(&from).ok_or_else(|| {
        Misconfigured::new(
            [
                "MAIL_FROM is \"",
                &from,
                "\"; with MAIL it must be an address of yours such as \"no-reply@example.com\", or with a name: \
                 \"Example <no-reply@example.com>\"; the name has no dots, commas, quotes or brackets",
            ]
            .concat(),
        )
    })?;
    Ok(Some(MailPolicy { sender, from }))
}

fn key(setting: &impl Fn(&str) -> Option<String>) -> Result<Secret, Misconfigured> {
    // It goes into a header.
    let is_key = |key: &String| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic());
    let key = setting("MAIL_API_KEY").filter(is_key).map(Secret::new);
    key.ok_or_else(|| {
        Misconfigured::new(
            "MAIL names a service, but the secret MAIL_API_KEY is not set, or is not a key; put the key of that service into \
             edgegrant.secrets.json and run `npm run deploy`"
                .to_owned(),
        )
    })
}

/// An address, perhaps with a name in front. The name needs no quotes in any header.
fn read_from(text: &str) -> Option<MailFrom> {
    let text = text.trim();
    let (name, address) = match text.split_once('<') {
        Some((name, rest)) => (Some(name.trim()), rest.strip_suffix('>')?),
        None => (None, text),
    };
    let plain = |name: &&str| {
        !name.is_empty()
            && name.chars().count() <= LONGEST_NAME
            && !name.contains(|it: char| it.is_control() || "<>()[]\\,;:@\".".contains(it))
    };
    if name.is_some_and(|name| !plain(&name)) {
        return None;
    }
    Some(MailFrom {
        name: name.map(str::to_owned),
        address: MailAddress::parse(address).ok()?.as_str().to_owned(),
    })
}
