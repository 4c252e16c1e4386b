//! An access token as a JWT (RFC 9068), apart from its signature.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// How far the issuer's clock may be from ours, in seconds.
const LEEWAY: f64 = 5.0;

/// Which rule a token breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenFault {
    /// Not a JWT, or without a claim that RFC 9068 section 2.2 requires.
    Malformed,
    /// `typ` is not `at+jwt` (RFC 9068 section 4): an ID token is not an access token.
    Type,
    /// `alg` is not ES256 (RFC 8725 section 3.1), or `crit` names an extension unknown here.
    Algorithm,
    /// Another issuer's.
    Issuer,
    /// For another API.
    Audience,
    /// Past `exp`.
    Expired,
    /// Before `nbf`.
    NotYet,
    /// `kid` names none of the issuer's keys.
    UnknownKey,
    /// Not signed by the issuer's key.
    Signature,
    /// Bound to a key, but sent without a proof (RFC 9449 section 7.2).
    Bound,
    /// Sent with a proof, but not bound to a key.
    Unbound,
}

impl TokenFault {
    /// A sentence for the caller, in the characters that RFC 6750 section 3 allows.
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Malformed => "The access token is not a JWT with the claims of RFC 9068.",
            Self::Type => "This is a JWT, but not an access token: its typ must be at+jwt.",
            Self::Algorithm => "The access token is not signed with ES256.",
            Self::Issuer => "The access token is from an issuer that is not trusted here.",
            Self::Audience => "The access token is meant for another API.",
            Self::Expired => "The access token has expired.",
            Self::NotYet => "The access token cannot be used yet.",
            Self::UnknownKey => "The access token is signed with a key the issuer does not have.",
            Self::Signature => "The signature of the access token is wrong.",
            Self::Bound => {
                "The access token is bound to a key: send it after the word DPoP, with a proof."
            }
            Self::Unbound => {
                "The access token is not bound to a key: send it after the word Bearer."
            }
        }
    }
}

/// What the issuer says about a request.
#[derive(Debug, Clone, Deserialize)]
pub struct Claims {
    /// Who granted access: the owner of the data.
    pub sub: String,
    /// The client that calls.
    pub client_id: String,
    /// The granted scopes, separated by spaces.
    #[serde(default)]
    pub scope: String,
    /// How sure it is that the person signed in themselves.
    pub acr: Option<String>,
    /// When they did, in seconds since the Unix epoch.
    pub auth_time: Option<f64>,
    iss: String,
    aud: Audience,
    exp: f64,
    nbf: Option<f64>,
    pub(super) cnf: Option<Confirmation>,
}

/// The key that a token is bound to (RFC 7800 section 3.1).
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Confirmation {
    /// The thumbprint of the client's key (RFC 9449 section 6.1); none when it is bound in another way.
    pub(super) jkt: Option<String>,
}

impl Claims {
    /// Whether `scope`, one word, was granted.
    #[must_use]
    pub fn allows(&self, scope: &str) -> bool {
        self.scope.split(' ').any(|granted| granted == scope)
    }
}

/// RFC 7519 section 4.1.3: one string or an array of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn contains(&self, resource: &str) -> bool {
        match self {
            Self::One(one) => one == resource,
            Self::Many(many) => many.iter().any(|one| one == resource),
        }
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

/// A JWT that nobody has verified yet.
#[derive(Debug)]
pub(super) struct Token<'a> {
    /// Which of the issuer's keys signed it.
    pub(super) kid: String,
    /// What was signed.
    pub(super) signed: &'a [u8],
    /// 64 bytes, `r` then `s`.
    pub(super) signature: Vec<u8>,
    /// Only the caller's word until the signature is verified.
    pub(super) claims: Claims,
}

impl<'a> Token<'a> {
    /// Reads the compact form of RFC 7515 section 3.1.
    pub(super) fn parse(text: &'a str) -> Result<Self, TokenFault> {
        let (signed, signature) = text.rsplit_once('.').ok_or(TokenFault::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(TokenFault::Malformed)?;
        let header: Header = decode(header)?;
        // Pinned, never taken from the token: RFC 8725 section 3.1.
        if header.alg != "ES256" || header.crit.is_some() {
            return Err(TokenFault::Algorithm);
        }
        let typ = header.typ.unwrap_or_default().to_ascii_lowercase();
        if typ.strip_prefix("application/").unwrap_or(&typ) != "at+jwt" {
            return Err(TokenFault::Type);
        }
        let claims: Claims = decode(claims)?;
        let signature = URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| TokenFault::Malformed)?;
        if signature.len() != 64 || claims.sub.is_empty() {
            return Err(TokenFault::Malformed);
        }
        Ok(Self {
            kid: header.kid.ok_or(TokenFault::UnknownKey)?,
            signed: signed.as_bytes(),
            signature,
            claims,
        })
    }

    /// Whether the claims are for us and for `now`, in seconds since the Unix epoch.
    pub(super) fn acceptable(
        &self,
        issuer: &str,
        resource: &str,
        now: u64,
    ) -> Result<(), TokenFault> {
        let claims = &self.claims;
        #[allow(clippy::cast_precision_loss, reason = "exact for 285 million years")]
        let now = now as f64;
        if claims.iss != issuer {
            return Err(TokenFault::Issuer);
        }
        if !claims.aud.contains(resource) {
            return Err(TokenFault::Audience);
        }
        if now >= claims.exp + LEEWAY {
            return Err(TokenFault::Expired);
        }
        if claims.nbf.is_some_and(|nbf| now + LEEWAY < nbf) {
            return Err(TokenFault::NotYet);
        }
        Ok(())
    }
}

fn decode<T: DeserializeOwned>(part: &str) -> Result<T, TokenFault> {
    let json = URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| TokenFault::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| TokenFault::Malformed)
}
