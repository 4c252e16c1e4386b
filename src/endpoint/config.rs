//! The settings of `wrangler.toml` and the one secret, read once and then trusted.

use std::fmt;

use crate::protocol::issuer::Issuer;
use crate::protocol::metadata::Metadata;
use crate::protocol::resource::{Resource, Resources};
use crate::protocol::secret::{Secret, ServerKeys};

/// How long a refresh token that was just replaced is answered with its successor, in seconds.
const DEFAULT_REFRESH_GRACE: u32 = 10;
/// Longer than this, a stolen token would be good for too long.
const LONGEST_REFRESH_GRACE: u32 = 60;

/// The settings.
#[derive(Debug)]
pub struct Config {
    /// `ISSUER`.
    pub issuer: Issuer,
    /// `RESOURCES`, and this server's own.
    pub resources: Resources,
    /// What `EDGEGRANT_SECRET` stands for.
    pub keys: ServerKeys,
    /// `REFRESH_GRACE_SECONDS`.
    pub refresh_grace: u32,
    /// `LOG_REQUESTS`: whether the log has a line for every request, or only for the refused ones.
    pub log_requests: bool,
    /// The metadata document, ready to send.
    pub metadata: String,
}

/// A setting that is missing or wrong: which one, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misconfigured(pub String);

impl fmt::Display for Misconfigured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Config {
    /// Reads every setting. `setting` gives the text of one by its name; for `RESOURCES`, JSON.
    ///
    /// # Errors
    /// [`Misconfigured`], the first setting that is wrong. Never shows the secret.
    pub fn read(setting: impl Fn(&str) -> Option<String>) -> Result<Self, Misconfigured> {
        let issuer = setting("ISSUER")
            .filter(|text| !text.is_empty())
            .ok_or_else(|| {
                Misconfigured(
                "ISSUER is not set; put this server's own address into the vars of wrangler.toml \
                 ([env.production.vars] for the deployed one), such as \
                 ISSUER = \"https://auth.example\""
                    .to_owned(),
            )
            })?;
        let issuer = Issuer::parse(&issuer)
            .map_err(|bad| Misconfigured(format!("ISSUER is \"{issuer}\", but {}", bad.0)))?;

        let configured: Vec<Resource> = match setting("RESOURCES") {
            None => Vec::new(),
            Some(json) => serde_json::from_str(&json).map_err(|error| {
                Misconfigured(format!(
                    "RESOURCES in wrangler.toml is not a list of {{resource, name, scopes}}: {error}"
                ))
            })?,
        };
        let resources = Resources::new(&issuer, configured)
            .map_err(|wrong| Misconfigured(format!("RESOURCES in wrangler.toml: {wrong}")))?;

        let secret = setting("EDGEGRANT_SECRET")
            .filter(|text| !text.is_empty())
            .ok_or_else(|| {
                Misconfigured(
                "EDGEGRANT_SECRET is not set; make one with `openssl rand -base64 32` and give it \
                 to `npx wrangler secret put EDGEGRANT_SECRET --env production` (locally it is a line of \
                 .dev.vars)"
                    .to_owned(),
            )
            })?;
        let keys = ServerKeys::derive(&Secret::new(secret)).ok_or_else(|| {
            Misconfigured(format!(
                "EDGEGRANT_SECRET is too short or too simple; it must be at least {} random characters",
                ServerKeys::SHORTEST_SECRET
            ))
        })?;

        let refresh_grace = match setting("REFRESH_GRACE_SECONDS") {
            None => DEFAULT_REFRESH_GRACE,
            Some(text) => text
                .parse()
                .ok()
                .filter(|seconds| *seconds <= LONGEST_REFRESH_GRACE)
                .ok_or_else(|| {
                    Misconfigured(format!(
                        "REFRESH_GRACE_SECONDS is \"{text}\"; it must be a number from 0 to \
                         {LONGEST_REFRESH_GRACE}"
                    ))
                })?,
        };

        let log_requests = match setting("LOG_REQUESTS").as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(text) => {
                return Err(Misconfigured(format!(
                    "LOG_REQUESTS is \"{text}\"; it must be \"true\" or \"false\""
                )));
            }
        };

        let metadata = serde_json::to_string(&Metadata::of(&issuer, &resources))
            .map_err(|error| Misconfigured(format!("the metadata cannot be written: {error}")))?;
        Ok(Self {
            issuer,
            resources,
            keys,
            refresh_grace,
            log_requests,
            metadata,
        })
    }
}
