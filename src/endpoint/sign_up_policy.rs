//! Who may make an account without an invitation: `SIGN_UP`, and what keeps programs from doing it.

use super::setting::Misconfigured;
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
    /// Everybody, perhaps after Turnstile.
    Open(Option<Turnstile>),
}

impl SignUp {
    /// Whether everybody may.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open(_))
    }
}

/// Reads the settings.
pub(super) fn read(setting: &impl Fn(&str) -> Option<String>) -> Result<SignUp, Misconfigured> {
    const NEEDS_MAIL: &str = "this needs mail to find out whose an address is, and this version sends none; set SIGN_UP to \
         \"closed\" and invite people with `npm run user -- invite`, or to \"open\"";
    if setting("SIGN_UP_DOMAINS").is_some() {
        return Err(Misconfigured(format!(
            "SIGN_UP_DOMAINS is set, but {NEEDS_MAIL}"
        )));
    }
    match setting("SIGN_UP").as_deref() {
        None | Some("closed") => Ok(SignUp::Closed),
        Some("open") => Ok(SignUp::Open(turnstile(setting)?)),
        Some("domains") => Err(Misconfigured(format!(
            "SIGN_UP is \"domains\", but {NEEDS_MAIL}"
        ))),
        Some(text) => Err(Misconfigured(format!(
            "SIGN_UP is \"{text}\"; it must be \"closed\" or \"open\""
        ))),
    }
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
        (Some(_), None) => Err(Misconfigured(
            "TURNSTILE_SITE_KEY is set, but the secret TURNSTILE_SECRET is not; put it into edgegrant.secrets.json and run \
             `npm run deploy`"
                .to_owned(),
        )),
        (None, Some(_)) => Err(Misconfigured(
            "TURNSTILE_SECRET is set, but TURNSTILE_SITE_KEY is not; put it into the settings".to_owned(),
        )),
    }
}
