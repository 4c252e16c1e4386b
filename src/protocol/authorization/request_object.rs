//! Request objects by value: an authorization request that its client signed (RFC 9101).

use serde_json::{Map, Value};

use crate::protocol::jose::{Algorithm, Audience, Jws};
use crate::protocol::json;
use crate::protocol::params::Params;
use crate::protocol::timestamp::Timestamp;

/// How far ahead a request object may expire, in seconds.
const LONGEST: u32 = 3600;

/// How far a client's clock may be ahead, in seconds.
const SKEW: u32 = 60;

/// The claims that are about the object itself and are not parameters (RFC 9101 section 4).
const ABOUT_ITSELF: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// Why a request object is refused: `invalid_request_object` (section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRequestObject {
    /// Not a JWT signed with the algorithm that the client registered.
    Malformed,
    /// `iss` or `client_id` is not the client, `aud` is not this server, or there is a `sub`.
    Misaddressed,
    /// `exp` is missing, past or more than an hour ahead, or `nbf` or `iat` is in the future.
    Expired,
    /// It holds `request` or `request_uri`.
    Nested,
    /// No key of the client made the signature.
    Signature,
    /// The client's keys could not be fetched.
    KeysUnavailable,
}

impl BadRequestObject {
    /// For the client's developer.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Malformed => {
                "The request object is not a JWT signed with the algorithm that the app registered \
                 (request_object_signing_alg)."
            }
            Self::Misaddressed => {
                "The request object must have iss and client_id of the app, aud of this server, and no sub."
            }
            Self::Expired => {
                "The request object has expired or is not valid yet; exp must be there, at most an hour ahead."
            }
            Self::Nested => "A request object must not hold request or request_uri.",
            Self::Signature => "The request object is not signed by a registered key of the app.",
            Self::KeysUnavailable => "The keys of the app cannot be fetched from its jwks_uri.",
        }
    }
}

/// A request object as it was sent: everything is right except, perhaps, the signature.
#[derive(Debug)]
pub struct RequestObject {
    /// The signed message.
    pub jws: Box<Jws>,
    params: Params,
}

impl RequestObject {
    /// Reads a request object that was received at `now` and checks everything except the signature.
    ///
    /// # Errors
    /// [`BadRequestObject`], the first rule that is broken.
    pub fn parse(
        sent: &str,
        client_id: &str,
        algorithm: Algorithm,
        issuer: &str,
        now: Timestamp,
    ) -> Result<Self, BadRequestObject> {
        let jws = Jws::parse(sent)
            .filter(|jws| jws.algorithm.same(algorithm))
            // Section 10.8: `typ` keeps other tokens of the client out; old libraries write JWT or nothing.
            .filter(|jws| {
                matches!(
                    jws.typ.as_deref(),
                    None | Some("jwt" | "oauth-authz-req+jwt")
                )
            })
            .ok_or(BadRequestObject::Malformed)?;
        let claims = jws.claims().ok_or(BadRequestObject::Malformed)?;
        let claims = claims.all();
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let audience = claims.get("aud").and_then(Audience::read);
        // Section 10.8: with `sub` it could be a client assertion, and vice versa.
        if text("iss") != Some(client_id)
            || claims.contains_key("sub")
            || text("client_id") != Some(client_id)
            || !audience.is_some_and(|audience| audience.contains(issuer))
        {
            return Err(BadRequestObject::Misaddressed);
        }
        let time = |name: &str| match claims.get(name) {
            None => Ok(None),
            Some(time) => Timestamp::read(time)
                .map(Some)
                .ok_or(BadRequestObject::Malformed),
        };
        let future = |time: Option<Timestamp>| time.is_some_and(|time| time > now.plus(SKEW));
        let current = time("exp")?.is_some_and(|exp| exp > now && exp <= now.plus(LONGEST + SKEW));
        if !current || future(time("nbf")?) || future(time("iat")?) {
            return Err(BadRequestObject::Expired);
        }
        if claims.contains_key("request") || claims.contains_key("request_uri") {
            return Err(BadRequestObject::Nested);
        }
        let params = params(claims).ok_or(BadRequestObject::Malformed)?;
        Ok(Self { jws, params })
    }

    /// The parameters, once the signature has been verified. Only they count (section 6.3).
    #[must_use]
    pub fn verified(self) -> Params {
        self.params
    }
}

/// Each claim as the parameter that it stands for; `resource` may be a list (RFC 8707 section 2.1).
fn params(claims: &Map<String, Value>) -> Option<Params> {
    let mut pairs = Vec::new();
    for (name, value) in claims {
        if ABOUT_ITSELF.contains(&name.as_str()) {
            continue;
        }
        match value {
            Value::String(text) => pairs.push((name.clone(), text.clone())),
            Value::Array(texts) if name == "resource" => {
                for text in texts {
                    pairs.push((name.clone(), text.as_str()?.to_owned()));
                }
            }
            Value::Null => {}
            // Numbers and booleans as they are written, objects such as `claims` as JSON.
            other => pairs.push((name.clone(), json::write(other))),
        }
    }
    let nul = pairs
        .iter()
        .any(|(name, value)| name.contains('\0') || value.contains('\0'));
    (!nul).then(|| Params::of(pairs))
}

errors!(BadRequestObject);
