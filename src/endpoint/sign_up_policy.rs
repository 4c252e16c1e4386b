//! Who may make an account without an invitation: `SIGN_UP`, and what keeps programs from doing it.

use super::setting::Misconfigured;
use crate::protocol::mail_address::MailAddress;
use crate::protocol::secret::Secret;

/// The settings of Cloudflare's Turnstile, which tells people from programs.
#[derive(Debug, Clone)]
pub struct Turnstile {
    /// `TURNSTILE_SITE_KEY`.
    pub site_key: String,
    /// The secret `TURNSTILE_SECRET`.
    pub secret: Secret,
}

/// `SIGN_UP`: who may make an account.
#[derive(Debug, Clone)]
pub enum SignUp {
    /// Whoever has an invitation.
    Closed,
    /// Whoever proves an address at one of these hosts, which are in lower case: `SIGN_UP_DOMAINS`. Mail is on.
    Domains(Vec<String>),
    /// Everybody, perhaps after Turnstile.
    Open(Option<Turnstile>),
}

impl SignUp {
    /// Whether somebody may who has no invitation.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::Closed)
    }
}

/// Reads the settings. `mail`: whether it is on.
pub(super) fn read(
    setting: &impl Fn(&str) -> Option<String>,
    mail: bool,
) -> Result<SignUp, Misconfigured> {
    let wrong = |why: &str| Err(Misconfigured::new(why.to_owned()));
    let policy = setting("SIGN_UP");
    let domains = setting("SIGN_UP_DOMAINS").filter(|text| !text.trim().is_empty());
    if domains.is_some() && policy.as_deref() != Some("domains") {
        return wrong("SIGN_UP_DOMAINS is set, but SIGN_UP is not \"domains\"");
    }
    match policy.as_deref() {
        None | Some("closed") => Ok(SignUp::Closed),
        Some("open") => Ok(SignUp::Open(turnstile(setting)?)),
        Some("domains") if !mail => wrong(
            "SIGN_UP is \"domains\", but this needs mail to find out whose an address is; set MAIL, or set SIGN_UP to \"closed\" and \
             invite people with `npm run user -- invite`",
        ),
        Some("domains") => {
            let domains = domains.unwrap_or_default().to_ascii_lowercase();
            let domains: Vec<String> = domains.split_whitespace().map(str::to_owned).collect();
            if domains.is_empty() || !domains.iter().all(|domain| is_host(domain)) {
                return wrong(
                    "SIGN_UP_DOMAINS must name the hosts of addresses with which people can make an account, such as \
                     \"example.com example.org\"",
                );
            }
            Ok(SignUp::Domains(domains))
        }
        Some(text) => Err(Misconfigured::new(format!(
            "SIGN_UP is \"{text}\"; it must be \"closed\", \"domains\" or \"open\""
        ))),
    }
}

/// Whether there can be addresses at this host.
fn is_host(domain: &str) -> bool {
    MailAddress::parse(&["a@", domain].concat()).is_ok()
}

fn turnstile(
    setting: &impl Fn(&str) -> Option<String>,
) -> Result<Option<Turnstile>, Misconfigured> {
    let some = |name| setting(name).filter(|text| !text.is_empty());
    match (some("TURNSTILE_SITE_KEY"), some("TURNSTILE_SECRET")) {
        (None, None) => Ok(None),
        (Some(site_key), Some(secret)) => Ok(Some(Turnstile {
            site_key,
            secret: Secret::new(secret),
        })),
        (Some(_), None) => Err(Misconfigured::new(
            "TURNSTILE_SITE_KEY is set, but the secret TURNSTILE_SECRET is not; put it into edgegrant.secrets.json and run \
             `npm run deploy`"
                .to_owned(),
        )),
        (None, Some(_)) => Err(Misconfigured::new(
            "TURNSTILE_SECRET is set, but TURNSTILE_SITE_KEY is not; put it into the settings".to_owned(),
        )),
    }
}
