//! The ID token of a provider (OpenID Connect Core section 3.1.3.7).

use super::bad_provider::BadProvider;
use super::dialect::{Dialect, microsoft_issuer};
use crate::protocol::jose::{Audience, Jws};
use crate::protocol::json::Members;
use crate::protocol::timestamp::Timestamp;

/// How far the clock of a provider may be from ours, in seconds.
pub const SKEW: u32 = 60;

/// What an ID token must say.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// How the provider differs.
    pub dialect: Dialect,
    /// `issuer` of its metadata.
    pub issuer: &'a str,
    /// `aud`.
    pub client_id: &'a str,
    /// `nonce`.
    pub nonce: &'a str,
    /// Since when the person must have signed in there.
    pub since: Option<Timestamp>,
    /// Whether it has to say so.
    pub must_tell: bool,
}

impl Expected<'_> {
    /// The claims of a token, to be believed once its signature is verified.
    ///
    /// # Errors
    /// [`BadProvider`], the first rule that is broken.
    pub fn claims(&self, jws: &Jws, now: Timestamp) -> Result<Members, BadProvider> {
        let claims = jws.claims().ok_or(BadProvider::Malformed)?;
        expect_issuer(&claims, self)?;
        let Some(exp) = claims.time("exp") else {
            return Err(BadProvider::Time);
        };
        let Some(iat) = claims.time("iat") else {
            return Err(BadProvider::Time);
        };
        if exp.plus(SKEW) <= now || iat > now.plus(SKEW) {
            return Err(BadProvider::Time);
        }
        if claims.text("nonce").as_deref() != Some(self.nonce) {
            return Err(BadProvider::Nonce);
        }
        let at = claims.time("auth_time");
        if let Some(since) = self.since
            && at.map_or(self.must_tell, |at| {
                at.plus(SKEW) < since || at > now.plus(SKEW)
            })
        {
            return Err(BadProvider::AuthTime);
        }
        Ok(claims)
    }
}

/// `iss`, `aud` and `azp`.
pub(super) fn expect_issuer(claims: &Members, expected: &Expected<'_>) -> Result<(), BadProvider> {
    let iss = claims.text("iss").ok_or(BadProvider::Issuer)?;
    let issuer = match expected.dialect {
        Dialect::Microsoft => {
            let tid = claims.text("tid");
            microsoft_issuer(expected.issuer, tid.as_deref()).ok_or(BadProvider::Issuer)?
        }
        _ => expected.issuer.to_owned(),
    };
    if iss != issuer {
        return Err(BadProvider::Issuer);
    }
    let aud = claims.get("aud").and_then(Audience::read);
    let aud = aud.ok_or(BadProvider::Audience)?;
    let several = matches!(&aud, Audience::Several(all) if all.len() != 1);
    let azp = claims.maybe_text("azp").ok_or(BadProvider::Audience)?;
    let by_us = azp
        .as_deref()
        .map_or(!several, |azp| azp == expected.client_id);
    if !aud.contains(expected.client_id) || !by_us {
        return Err(BadProvider::Audience);
    }
    Ok(())
}
