//! The logout token of a provider (OpenID Connect Back-Channel Logout section 2.4).

use serde_json::Value;

use super::bad_provider::BadProvider;
use super::id_token::{Expected, SKEW, expect_issuer};
use super::identity::{account, session};
use crate::protocol::jose::Jws;
use crate::protocol::timestamp::Timestamp;

/// The member of `events` that says what it is.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// For how long after it was made one counts, in seconds. A provider that tries again makes a new one.
const FRESH: u32 = 300;

/// Somebody who signed out at a provider.
#[derive(Debug)]
pub struct LogoutToken {
    /// The issuer, a space, and the subject there.
    pub account: String,
    /// `sid`: which session; `None`: it does not say.
    pub session: Option<String>,
    /// Sessions that began later are none of its business, however often it is sent.
    pub until: Timestamp,
}

impl LogoutToken {
    /// What a token says, to be believed once its signature is verified (section 2.6). One that is sent again ends nothing that began
    /// more than a minute later, so nobody remembers its `jti`.
    ///
    /// # Errors
    /// [`BadProvider`], the first rule that is broken.
    pub fn read(jws: &Jws, expected: &Expected<'_>, now: Timestamp) -> Result<Self, BadProvider> {
        if !matches!(jws.typ.as_deref(), None | Some("jwt" | "logout+jwt")) {
            return Err(BadProvider::LogoutToken);
        }
        let claims = jws.claims().ok_or(BadProvider::LogoutToken)?;
        expect_issuer(&claims, expected)?;
        let iat = claims.time("iat").ok_or(BadProvider::Time)?;
        let over = claims.time("exp").is_some_and(|exp| exp.plus(SKEW) <= now);
        if over || iat.plus(FRESH) <= now || iat > now.plus(SKEW) {
            return Err(BadProvider::Time);
        }
        let event = claims.get("events").and_then(|events| events.get(EVENT));
        // With a nonce it would be an ID token.
        if !event.is_some_and(Value::is_object)
            || claims.get("nonce").is_some()
            || claims.text("jti").is_none()
        {
            return Err(BadProvider::LogoutToken);
        }
        let text = |name: &str| claims.text(name).unwrap_or_default();
        Ok(Self {
            account: account(&text("iss"), &text("sub"))?,
            session: session(claims.all()),
            until: iat.plus(SKEW),
        })
    }
}
