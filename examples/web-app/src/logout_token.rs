//! The logout token: a session at the issuer has ended (Back-Channel Logout 1.0, sections 2.4 and 2.6). Left
//! out: remembering `jti`, because ending a session twice changes nothing.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::jwt::{Expected, Fault, Verified};

/// The event that it reports.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Which session ended.
#[derive(Debug, PartialEq, Eq)]
pub struct LogoutToken {
    /// The `sid` of its ID tokens. Section 2.4 allows a token with `sub` alone, for every session of a person;
    /// Edgegrant always names one.
    pub sid: String,
}

impl LogoutToken {
    /// What a verified JWT says, if it is a logout token for this app.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn parse(jwt: &Verified, expected: Expected<'_>) -> Result<Self, Fault> {
        #[derive(Deserialize)]
        struct Claims {
            sid: String,
            events: Map<String, Value>,
            nonce: Option<Value>,
        }
        let claims: Claims = jwt.claims(&[Some("logout+jwt")], expected)?;
        let told = claims.events.get(EVENT).is_some_and(Value::is_object);
        // With a nonce it could be taken for an ID token.
        if told && claims.nonce.is_none() && !claims.sid.is_empty() {
            Ok(Self { sid: claims.sid })
        } else {
            Err(Fault::Malformed)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{EVENT, Fault, LogoutToken};
    use crate::jwt::tests::{EXPECTED, verified};

    #[test]
    fn only_a_logout_token_ends_a_session() {
        let events = json!({ EVENT: {} });
        for (typ, claims, expected) in [
            ("logout+jwt", json!({ "sid": "s", "events": events }), None),
            (
                "JWT",
                json!({ "sid": "s", "events": events }),
                Some(Fault::Type),
            ),
            (
                "at+jwt",
                json!({ "sid": "s", "events": events }),
                Some(Fault::Type),
            ),
            ("logout+jwt", json!({ "sid": "s" }), Some(Fault::Malformed)),
            (
                "logout+jwt",
                json!({ "sid": "s", "events": {} }),
                Some(Fault::Malformed),
            ),
            (
                "logout+jwt",
                json!({ "sid": "s", "events": { EVENT: "x" } }),
                Some(Fault::Malformed),
            ),
            (
                "logout+jwt",
                json!({ "sub": "u", "events": events }),
                Some(Fault::Malformed),
            ),
            (
                "logout+jwt",
                json!({ "sid": "", "events": events }),
                Some(Fault::Malformed),
            ),
            (
                "logout+jwt",
                json!({ "sid": "s", "events": events, "nonce": "n" }),
                Some(Fault::Malformed),
            ),
            (
                "logout+jwt",
                json!({ "sid": "s", "events": events, "aud": "other" }),
                Some(Fault::Audience),
            ),
        ] {
            let parsed = LogoutToken::parse(&verified(typ, &claims), EXPECTED);
            assert_eq!(parsed.err(), expected, "{typ} {claims}");
        }
    }
}
