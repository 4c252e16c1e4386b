//! `private_key_jwt`: a client proves who it is with a signed assertion (RFC 7521 section 4.2,
//! RFC 7523 sections 2.2 and 3).

use crate::protocol::jose::{Audience, Jws};
use crate::protocol::json::Members;
use crate::protocol::timestamp::Timestamp;

/// The only `client_assertion_type` there is (RFC 7523 section 2.2).
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How far ahead an assertion may expire, in seconds: its `jti` is kept that long.
const LONGEST: u32 = 3600;

/// How far a client's clock may be ahead, in seconds.
const SKEW: u32 = 60;

/// The longest `jti`, in bytes.
const LONGEST_ID: usize = 256;

/// Why an assertion is not accepted. All are `invalid_client` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadAssertion {
    /// `client_assertion_type` is missing or unknown.
    Type,
    /// Not a JWT signed with an accepted algorithm, or a claim is missing or of the wrong kind.
    Malformed,
    /// `iss` and `sub` are not both the client.
    Subject,
    /// `aud` is not this server, or not only this server.
    Audience,
    /// `exp` is past, or more than an hour ahead.
    Expired,
    /// `iat` or `nbf` is in the future, or `iat` is older than an hour.
    NotYet,
    /// No key of the client made the signature.
    Signature,
    /// The client's keys could not be fetched.
    KeysUnavailable,
    /// `jti` was used before.
    Replayed,
}

impl BadAssertion {
    /// For the client's developer.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Type => {
                "client_assertion and client_assertion_type belong together, and the type must be \
                 urn:ietf:params:oauth:client-assertion-type:jwt-bearer."
            }
            Self::Malformed => {
                "client_assertion must be a JWT signed with ES256, RS256, PS256, Ed25519 or EdDSA, with iss, \
                 sub, aud, exp and jti."
            }
            Self::Subject => "iss and sub of client_assertion must both be the client_id.",
            Self::Audience => {
                "aud of client_assertion must be the issuer or the URL of this endpoint, and nobody else."
            }
            Self::Expired => {
                "client_assertion has expired, or it expires more than an hour from now."
            }
            Self::NotYet => {
                "iat or nbf of client_assertion is in the future, or iat is more than an hour ago."
            }
            Self::Signature => "client_assertion is not signed by a registered key of this client.",
            Self::KeysUnavailable => "The client's keys cannot be fetched from its jwks_uri.",
            Self::Replayed => {
                "This client_assertion was used before; sign a new one with a new jti."
            }
        }
    }
}

struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: Timestamp,
    iat: Option<Timestamp>,
    nbf: Option<Timestamp>,
    jti: String,
}

impl Claims {
    fn read(claims: &Members) -> Option<Self> {
        Some(Self {
            iss: claims.text("iss")?,
            sub: claims.text("sub")?,
            aud: Audience::read(claims.get("aud")?)?,
            exp: claims.time("exp")?,
            iat: claims.maybe_time("iat")?,
            nbf: claims.maybe_time("nbf")?,
            jti: claims.text("jti")?,
        })
    }
}

/// An assertion as it was sent: of the right shape, not yet verified.
#[derive(Debug)]
pub struct ClientAssertion {
    /// The signed message.
    pub jws: Box<Jws>,
    /// `sub`: the client it claims to be from.
    pub client_id: String,
    /// `jti`: used once.
    pub id: String,
    /// `exp`: until when the `jti` must be remembered.
    pub expires_at: Timestamp,
}

impl ClientAssertion {
    /// Reads an assertion and checks everything except the signature and whether the `jti` is new. `audiences`
    /// are the names of this server that it may be addressed to.
    ///
    /// # Errors
    /// [`BadAssertion`], the first rule that is broken.
    pub fn parse(sent: &str, audiences: &[String], now: Timestamp) -> Result<Self, BadAssertion> {
        let jws = Jws::parse(sent).ok_or(BadAssertion::Malformed)?;
        // RFC 7515 section 4.1.9: a message that says it is something else is something else.
        if !matches!(
            jws.typ.as_deref(),
            None | Some("jwt" | "client-authentication+jwt")
        ) {
            return Err(BadAssertion::Malformed);
        }
        let claims = jws.claims().and_then(|claims| Claims::read(&claims));
        let claims = claims.ok_or(BadAssertion::Malformed)?;
        if claims.jti.is_empty() || claims.jti.len() > LONGEST_ID {
            return Err(BadAssertion::Malformed);
        }
        if claims.iss != claims.sub || claims.sub.is_empty() {
            return Err(BadAssertion::Subject);
        }
        // If it is addressed to somebody else too, it could also come from somebody else.
        if !claims.aud.all_among(audiences) {
            return Err(BadAssertion::Audience);
        }
        if claims.exp <= now || claims.exp > now.plus(LONGEST + SKEW) {
            return Err(BadAssertion::Expired);
        }
        let future = |time: Option<Timestamp>| time.is_some_and(|time| time > now.plus(SKEW));
        let stale = claims.iat.is_some_and(|time| time.plus(LONGEST) < now);
        if future(claims.iat) || future(claims.nbf) || stale {
            return Err(BadAssertion::NotYet);
        }
        Ok(Self {
            jws,
            client_id: claims.sub,
            id: claims.jti,
            expires_at: claims.exp,
        })
    }
}

errors!(BadAssertion);
