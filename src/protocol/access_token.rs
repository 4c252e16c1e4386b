//! Access tokens: JWTs of RFC 9068, signed with ES256 (RFC 7515, RFC 7518 section 3.4).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, Header};
use serde::{Deserialize, Serialize};

use super::scope::Scope;
use super::secret::Secret;
use super::time::Timestamp;

/// How long an access token is valid, in seconds.
pub const LIFETIME: u32 = 600;

/// `typ` of the header (RFC 9068 section 2.1).
const TYPE: &str = "at+jwt";

/// The claims (RFC 9068 section 2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who issued it.
    pub iss: String,
    /// The user.
    pub sub: String,
    /// The resource servers it is meant for.
    pub aud: Audience,
    /// The client it was issued to.
    pub client_id: String,
    /// What it allows.
    pub scope: Scope,
    /// Issued at.
    pub iat: Timestamp,
    /// Expires at.
    pub exp: Timestamp,
    /// Unique.
    pub jti: String,
    /// When the user signed in.
    pub auth_time: Timestamp,
}

/// `aud`: one string, or an array of several (RFC 7519 section 4.1.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// The usual case, which the most libraries read.
    One(String),
    /// For a token that several resource servers accept.
    Several(Vec<String>),
}

impl Audience {
    /// Whether `resource` is among them.
    #[must_use]
    pub fn contains(&self, resource: &str) -> bool {
        match self {
            Self::One(one) => one == resource,
            Self::Several(several) => several.iter().any(|one| one == resource),
        }
    }
}

impl From<Vec<String>> for Audience {
    fn from(mut resources: Vec<String>) -> Self {
        match resources.len() {
            1 => Self::One(resources.remove(0)),
            _ => Self::Several(resources),
        }
    }
}

/// The part of the token that is signed: header and claims (RFC 7515 section 5.1).
///
/// # Errors
/// The serializer's, which none of these types can cause.
pub fn signing_input(kid: &str, claims: &Claims) -> Result<String, serde_json::Error> {
    let header = Header {
        typ: Some(TYPE.to_owned()),
        kid: Some(kid.to_owned()),
        ..Header::new(Algorithm::ES256)
    };
    Ok(format!("{}.{}", part(&header)?, part(claims)?))
}

/// The whole token.
#[must_use]
pub fn assemble(signing_input: &str, signature: &[u8]) -> Secret {
    Secret::new(format!(
        "{signing_input}.{}",
        URL_SAFE_NO_PAD.encode(signature)
    ))
}

fn part(value: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(value)?))
}

/// A token as it was sent: taken apart, of the right kind, but not yet verified.
#[derive(Debug)]
pub struct Unverified<'a> {
    /// Which key is said to have signed it.
    pub kid: String,
    /// What the signature is over.
    pub signed: &'a str,
    /// The signature.
    pub signature: Vec<u8>,
    claims: Vec<u8>,
}

impl<'a> Unverified<'a> {
    /// Takes a token apart; `None` unless it is an ES256 access token (RFC 9068 section 4).
    #[must_use]
    pub fn parse(token: &'a str) -> Option<Self> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        let typ = header.typ.unwrap_or_default();
        let right_kind =
            typ.eq_ignore_ascii_case(TYPE) || typ.eq_ignore_ascii_case("application/at+jwt");
        if !right_kind || header.alg != Algorithm::ES256 {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (_, claims) = signed.split_once('.')?;
        Some(Self {
            kid: header.kid?,
            signed,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
            claims: URL_SAFE_NO_PAD.decode(claims).ok()?,
        })
    }

    /// The claims, once the signature was found right: `None` when they are not ours, or expired.
    #[must_use]
    pub fn verified(self, issuer: &str, now: Timestamp) -> Option<Claims> {
        let claims: Claims = serde_json::from_slice(&self.claims).ok()?;
        (claims.iss == issuer && now < claims.exp).then_some(claims)
    }
}
