//! The settings and the one secret, read once and then trusted.

use std::rc::Rc;

pub use super::mail_policy::{MailPolicy, Sender, Service};
pub use super::provider_policy::{Known, Providers};
pub(crate) use super::provider_policy::{is_offered, key_of};
pub use super::registration_policy::Registration;
pub use super::setting::Misconfigured;
use edgegrant_words::CODES;

use super::registration_policy::{registration, schemes};
use super::secret_setting::keys;
use super::setting::{
    dpop_nonce_required, number, on_or_off, passkey_hosts, switch, time, turned_on,
};
pub use super::sign_up_policy::{SignUp, Turnstile};
use super::{brand_policy, mail_policy, provider_policy, sign_up_policy};
use crate::page::Look;
use crate::protocol::claim_scope::ClaimScope;
use crate::protocol::client::RedirectRules;
use crate::protocol::discovery::{Metadata, Switches};
use crate::protocol::issuer::Issuer;
use crate::protocol::json;
use crate::protocol::language::Language;
use crate::protocol::lifetime::Lifetimes;
use crate::protocol::login::Cost;
use crate::protocol::path;
use crate::protocol::resource::{Resource, Resources};
use crate::protocol::secret::ServerKeys;
use crate::store::strangers::Ceiling;

/// For how long after its replacement a refresh token is still answered with its successor, in seconds.
const DEFAULT_REFRESH_GRACE: u32 = 60;
/// With a longer grace, a stolen token would stay valid for too long.
const LONGEST_REFRESH_GRACE: u32 = 600;

/// How many rows strangers may cause on one day: a tenth of what D1's free plan has.
const DEFAULT_STRANGERS: u32 = 10_000;
/// With less, there would be no room for a single registration, or for a single refusal.
const LEAST_STRANGERS: u32 = 30;
const MOST_STRANGERS: u32 = 10_000_000;

/// How long a signing key signs, in days.
const DEFAULT_KEY_ROTATION: u32 = 90;
/// Ten years: practically never.
const LONGEST_KEY_ROTATION: u32 = 3650;
/// How long events are kept, in days.
const DEFAULT_EVENTS_RETENTION: u32 = 90;
const LONGEST_EVENTS_RETENTION: u32 = 3650;
const DAY: u32 = 24 * 3600;

/// The settings.
#[derive(Debug)]
pub struct Config {
    /// `ISSUER`.
    pub issuer: Issuer,
    /// `RESOURCES`, and this server's own, with `CLAIM_SCOPES`.
    pub resources: Resources,
    /// What `EDGEGRANT_SECRET` stands for, with `EDGEGRANT_SECRET_PREVIOUS`.
    pub keys: ServerKeys,
    /// `KEY_ROTATION_DAYS`: how long a signing key signs, in seconds.
    pub key_rotation: u32,
    /// `EVENTS_RETENTION_DAYS`: how long events are kept, in seconds.
    pub events_retention: u32,
    /// `REFRESH_GRACE_SECONDS`.
    pub refresh_grace: u32,
    /// `ACCESS_TOKEN_LIFETIME` and its like: see [`Lifetime`].
    pub lifetimes: Lifetimes,
    /// `LANGUAGE`: what people read whose own language nobody knows.
    pub language: Language,
    /// `SEALED_CODES`: whether a code carries its own record, and a pushed request too, so that KV is not used.
    pub sealed_codes: bool,
    /// `LOG_REQUESTS`: whether the log has a line for every request or only for refused ones.
    pub log_requests: bool,
    /// `REGISTRATION`, with `REGISTRATION_TOKEN`.
    pub registration: Registration,
    /// What is asked of redirect URIs, with `REDIRECT_SCHEMES`.
    pub redirects: RedirectRules,
    /// `CLIENT_ID_METADATA_DOCUMENTS`: whether a `client_id` may be the URL of a description.
    pub client_documents: bool,
    /// `REQUIRE_PUSHED_AUTHORIZATION_REQUESTS`: whether every client must push its requests (RFC 9126 section
    /// 5).
    pub pushed_requests_required: bool,
    /// `DPOP_NONCE`: whether a DPoP proof needs a nonce from this server (RFC 9449 section 8).
    pub dpop_nonce_required: bool,
    /// `RP_ID`: the host that passkeys are for; `None` where there can be none.
    pub rp_id: Option<String>,
    /// `RP_ID_BEFORE`: the hosts that passkeys were for before, and may be lost.
    pub rp_ids_before: Vec<String>,
    /// `PASSWORDS`: whether people can sign in with a password.
    pub passwords: bool,
    /// `OTHER_DEVICES`: whether people can sign in on one device with the passkey of another.
    pub other_devices: bool,
    /// `PASSWORD_COST`: what the hash of a password costs.
    pub password_cost: Cost,
    /// `SIGN_UP`, with `TURNSTILE_SITE_KEY` and `TURNSTILE_SECRET`: who may make an account.
    pub sign_up: SignUp,
    /// `MAIL`, with `MAIL_FROM` and `MAIL_API_KEY`: who sends mail; `None`: nobody.
    pub mail: Option<MailPolicy>,
    /// `PROVIDERS`: with which accounts elsewhere people sign in.
    pub providers: Providers,
    /// `SCIM`: whether directories make users and groups here.
    pub scim: bool,
    /// `BRAND`: what pages look like.
    pub look: Rc<Look>,
    /// `STRANGERS_DAILY_LIMIT`: how many rows strangers may cause on one day.
    pub strangers: Ceiling,
    /// Whether the runtime fetches from public addresses only. If not, it fetches nothing that a stranger names.
    pub strictly_public: bool,
    /// The metadata document, ready to send.
    pub metadata: String,
}

impl Config {
    /// Reads every setting. `setting` returns the text of one by its name; for `RESOURCES` and
    /// `CLAIM_SCOPES`, JSON.
    /// `strictly_public`: whether the runtime fetches from public addresses only.
    ///
    /// # Errors
    /// [`Misconfigured`]: the first setting that is wrong. It never shows the secret.
    pub fn read(
        setting: impl Fn(&str) -> Option<String>,
        strictly_public: bool,
    ) -> Result<Self, Misconfigured> {
        let issuer = issuer(&setting)?;
        let language = language(&setting)?;
        let resources = resources(&setting, &issuer)?;
        let keys = keys(&setting)?;
        let key_rotation = number(
            &setting,
            "KEY_ROTATION_DAYS",
            DEFAULT_KEY_ROTATION,
            1..=LONGEST_KEY_ROTATION,
        )? * DAY;
        let events_retention = number(
            &setting,
            "EVENTS_RETENTION_DAYS",
            DEFAULT_EVENTS_RETENTION,
            1..=LONGEST_EVENTS_RETENTION,
        )? * DAY;
        let refresh_grace = number(
            &setting,
            "REFRESH_GRACE_SECONDS",
            DEFAULT_REFRESH_GRACE,
            0..=LONGEST_REFRESH_GRACE,
        )?;
        let lifetimes = Lifetimes::read(|lifetime| time(&setting, lifetime))?;
        let registration = registration(&setting)?;
        let redirects = RedirectRules::new(&issuer, schemes(&setting)?);
        let client_documents = switch(&setting, "CLIENT_ID_METADATA_DOCUMENTS")?.unwrap_or(true);
        let client_documents = client_documents && strictly_public;
        let (rp_id, rp_ids_before) = passkey_hosts(&setting, &issuer)?;
        let strangers = number(
            &setting,
            "STRANGERS_DAILY_LIMIT",
            DEFAULT_STRANGERS,
            LEAST_STRANGERS..=MOST_STRANGERS,
        )?;
        let pushed_requests_required =
            switch(&setting, "REQUIRE_PUSHED_AUTHORIZATION_REQUESTS")?.unwrap_or(false);
        let dpop_nonce_required = dpop_nonce_required(&setting)?;

        // Whoever comes from a version without the setting has users with passwords.
        let passwords = on_or_off(&setting, "PASSWORDS")?;
        let other_devices = on_or_off(&setting, "OTHER_DEVICES")?;
        let scim = turned_on(&setting, "SCIM")?;
        let password_cost = password_cost(&setting, &issuer)?;
        let mail = mail_policy::read(&setting)?;
        let sign_up = sign_up_policy::read(&setting, mail.is_some())?;
        let providers = provider_policy::read(&setting)?;
        let look = brand_policy::read(&setting, &issuer)?;

        let switches = Switches {
            registration: !matches!(registration, Registration::Closed),
            client_documents,
            backchannel_logout: strictly_public,
            pushed_requests_required,
            sign_up: sign_up.is_open(),
            identity_assertions: providers.assert(),
        };
        let metadata = serde_json::to_string(&Metadata::of(&issuer, &resources, switches))
            .map_err(|error| {
                Misconfigured::new(format!("the metadata cannot be written: {error}"))
            })?;
        Ok(Self {
            sealed_codes: switch(&setting, "SEALED_CODES")?.unwrap_or(false),
            // The last one: see scripts/settings/rules.mjs.
            log_requests: switch(&setting, "LOG_REQUESTS")?.unwrap_or(false),
            language,
            issuer,
            resources,
            keys,
            key_rotation,
            events_retention,
            refresh_grace,
            lifetimes,
            registration,
            redirects,
            client_documents,
            pushed_requests_required,
            dpop_nonce_required,
            rp_id,
            rp_ids_before,
            passwords,
            other_devices,
            password_cost,
            sign_up,
            mail,
            providers,
            scim,
            look,
            strangers: Ceiling(strangers),
            strictly_public,
            metadata,
        })
    }

    /// The audiences that an assertion sent to `path` may name (RFC 7523 section 3, RFC 9126 section 2).
    #[must_use]
    pub fn audiences(&self, path: &str) -> Vec<String> {
        let endpoint = self.issuer.url(path);
        vec![
            self.issuer.to_string(),
            self.issuer.url(path::TOKEN),
            endpoint,
        ]
    }
}

fn issuer(setting: &impl Fn(&str) -> Option<String>) -> Result<Issuer, Misconfigured> {
    const MISSING: &str = "ISSUER is not set; put this server's own address into the settings, such as \"ISSUER\": \
         \"https://auth.example\"";
    let issuer = setting("ISSUER")
        .filter(|text| !text.is_empty())
        .ok_or_else(|| Misconfigured::new(MISSING.to_owned()))?;
    Issuer::parse(&issuer)
        .map_err(|bad| Misconfigured::new(format!("ISSUER is \"{issuer}\", but {bad}")))
}

fn resources(
    setting: &impl Fn(&str) -> Option<String>,
    issuer: &Issuer,
) -> Result<Resources, Misconfigured> {
    let configured: Vec<Resource> = match setting("RESOURCES") {
        None => Vec::new(),
        Some(text) => {
            let setting = json::parse(&text).unwrap_or_default();
            Resource::list(&setting).map_err(|wrong| {
                Misconfigured::new(format!(
                    "RESOURCES is not a list of {{resource, name, scopes}}: {wrong}"
                ))
            })?
        }
    };
    let resources = Resources::new(issuer, configured)
        .map_err(|wrong| Misconfigured::new(format!("RESOURCES: {wrong}")))?;
    let Some(text) = setting("CLAIM_SCOPES") else {
        return Ok(resources);
    };
    let claim_scopes = ClaimScope::list(&json::parse(&text).unwrap_or_default());
    let known = claim_scopes.and_then(|claim_scopes| resources.with_claims(claim_scopes));
    known.map_err(|wrong| Misconfigured::new(format!("CLAIM_SCOPES: {wrong}")))
}

fn language(setting: &impl Fn(&str) -> Option<String>) -> Result<Language, Misconfigured> {
    let Some(text) = setting("LANGUAGE") else {
        return Ok(CODES[0]);
    };
    let mut codes = CODES.into_iter();
    codes.find(|code| *code == text).ok_or_else(|| {
        let codes = CODES.join("\", \"");
        Misconfigured::new(format!(
            "LANGUAGE is \"{text}\"; it must be one of \"{codes}\""
        ))
    })
}

fn password_cost(
    setting: &impl Fn(&str) -> Option<String>,
    issuer: &Issuer,
) -> Result<Cost, Misconfigured> {
    let Some(text) = setting("PASSWORD_COST") else {
        return Ok(Cost::LEAST);
    };
    // Without https a server is on the developer's own machine, where tests sign in by the thousand.
    Cost::parse(&text, !issuer.is_https())
        .map_err(|bad| Misconfigured::new(format!("PASSWORD_COST is \"{text}\"; {bad}")))
}
