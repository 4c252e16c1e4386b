//! Access tokens: JWTs of RFC 9068, signed with ES256 (RFC 7515, RFC 7518 section 3.4).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::Value;

use crate::protocol::jose::{Algorithm, Audience, Jws};
use crate::protocol::json::Members;
use crate::protocol::scope::Scope;
use crate::protocol::timestamp::Timestamp;

/// `typ` of the header (RFC 9068 section 2.1).
pub const TYPE: &str = "at+jwt";

/// The claims (RFC 9068 section 2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claims {
    /// Who issued it.
    pub iss: String,
    /// The user, or the client itself: then it is the `client_id`, which no user's subject can be.
    pub sub: String,
    /// The resource servers it is meant for.
    pub aud: Audience,
    /// The client it was issued to.
    pub client_id: String,
    /// What it allows at its audience (RFC 9068 section 2.2.3). A token that only says who signed in to the API
    /// has no scope.
    #[serde(skip_serializing_if = "Scope::is_empty")]
    pub scope: Scope,
    /// Issued at.
    pub iat: Timestamp,
    /// Expires at.
    pub exp: Timestamp,
    /// Unique.
    pub jti: String,
    /// When the user signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<Timestamp>,
    /// How surely that was the user (`acr`). Tokens from before there were several levels have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// The API that acts for the user, if one does, and perhaps those before it (RFC 8693 section 4.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<Value>,
    /// The key that must come with it (RFC 7800); a bearer token has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
}

impl Claims {
    fn read(claims: &Members) -> Option<Box<Self>> {
        let scope = claims.maybe_text("scope")?.unwrap_or_default();
        Some(Box::new(Self {
            iss: claims.text("iss")?,
            sub: claims.text("sub")?,
            aud: Audience::read(claims.get("aud")?)?,
            client_id: claims.text("client_id")?,
            scope: Scope::parse(&scope).ok()?,
            iat: claims.time("iat")?,
            exp: claims.time("exp")?,
            jti: claims.text("jti")?,
            auth_time: claims.maybe_time("auth_time")?,
            acr: claims.maybe_text("acr")?,
            act: claims.get("act").cloned(),
            cnf: match claims.get("cnf") {
                None => None,
                Some(cnf) => Some(Confirmation {
                    jkt: cnf["jkt"].as_str()?.to_owned(),
                }),
            },
        }))
    }

    /// A `jti` that nobody can guess, and that names the token's family.
    #[must_use]
    pub fn id(family: &str, random: &[u8]) -> String {
        format!("{family}.{}", URL_SAFE_NO_PAD.encode(random))
    }

    /// Whether it speaks for nobody but the client that has it (RFC 6749 section 4.4).
    #[must_use]
    pub fn is_of_client_itself(&self) -> bool {
        // Only a token for a person has a family.
        self.sub == self.client_id && self.family().is_empty()
    }

    /// The ids of this token and of those that it was exchanged for (RFC 8693): with any of them, this one ends.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let ends = self.jti.match_indices('.').skip(1).map(|(end, _)| end);
        ends.map(|end| &self.jti[..end]).chain([self.jti.as_str()])
    }

    /// The token family; empty if it speaks for no user. The family shows whether a token with a valid signature has been revoked.
    #[must_use]
    pub fn family(&self) -> &str {
        self.jti.split('.').next().unwrap_or_default()
    }
}

/// `cnf` of a token that is bound to a key (RFC 9449 section 6.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confirmation {
    /// The SHA-256 thumbprint of the key (RFC 7638).
    pub jkt: String,
}

impl Confirmation {
    /// By the key with this thumbprint.
    #[must_use]
    pub fn of(thumbprint: &str) -> Self {
        Self {
            jkt: thumbprint.to_owned(),
        }
    }
}

/// `token_type` of a token that is bound to a key or not (RFC 6750 section 4, RFC 9449 section 5).
#[must_use]
pub fn token_type(bound: bool) -> &'static str {
    if bound { "DPoP" } else { "Bearer" }
}

/// A token as it was sent: taken apart, of the right kind, but not yet verified.
#[derive(Debug)]
pub struct Unverified {
    /// Which key is said to have signed it.
    pub kid: String,
    /// The signed message.
    pub jws: Box<Jws>,
}

impl Unverified {
    /// Takes a token apart; `None` unless it is an ES256 access token (RFC 9068 section 4).
    #[must_use]
    pub fn parse(token: &str) -> Option<Self> {
        let jws = Jws::parse(token)?;
        let right = jws.typ.as_deref() == Some(TYPE) && jws.algorithm == Algorithm::Es256;
        let kid = jws.kid.clone().filter(|_| right)?;
        Some(Self { kid, jws })
    }

    /// The claims, which anybody may have written.
    #[must_use]
    pub fn says(&self) -> Option<Box<Claims>> {
        Claims::read(&self.jws.claims()?)
    }

    /// The claims, once the signature has been verified: `None` when they are not ours, or expired.
    #[must_use]
    pub fn verified(self, issuer: &str, now: Timestamp) -> Option<Box<Claims>> {
        let claims = self.says()?;
        (claims.iss == issuer && now < claims.exp).then_some(claims)
    }
}
