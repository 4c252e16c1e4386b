//! A JWT of the issuer (RFC 7519): an ID token or a logout token. What both must be is here; what else each
//! must be is in [`id_token`](crate::id_token) and [`logout_token`](crate::logout_token).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// How far the issuer's clock may be from ours, in seconds.
const LEEWAY: u64 = 30;

/// Which rule a JWT breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Not a JWT, or without a claim that it must have.
    Malformed,
    /// Not signed with ES256, which is what this app is registered for: the algorithm is ours to choose, never
    /// the token's (RFC 8725 section 3.1).
    Algorithm,
    /// The issuer has no such key, or did not sign this.
    Signature,
    /// A JWT for another purpose (RFC 8725 section 3.12).
    Type,
    /// Another issuer's.
    Issuer,
    /// Not for this app, or not for this app alone.
    Audience,
    /// Past `exp`.
    Expired,
    /// `iat` is still to come.
    NotYet,
    /// Not the answer to what this browser asked.
    Nonce,
    /// About another person than before.
    Subject,
}

impl Fault {
    /// A sentence for the log.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Malformed => "it is not a JWT with the claims that it needs",
            Self::Algorithm => "it is not signed with ES256",
            Self::Signature => "no key of the issuer signed it",
            Self::Type => "it is a JWT for another purpose",
            Self::Issuer => "it is from another issuer",
            Self::Audience => "it is not for this app alone",
            Self::Expired => "it has expired",
            Self::NotYet => "it is from the future",
            Self::Nonce => "its nonce is not the one that was sent",
            Self::Subject => "it is about another person",
        }
    }
}

/// A JWT that anybody may have made.
#[derive(Debug)]
pub struct Unverified<'a> {
    /// Which of the issuer's keys signed it, according to the JWT.
    pub kid: String,
    /// What was signed.
    pub signed: &'a [u8],
    /// 64 bytes, `r` then `s` (RFC 7518 section 3.4).
    pub signature: Vec<u8>,
    typ: Option<String>,
    claims: Vec<u8>,
}

impl<'a> Unverified<'a> {
    /// Reads the compact form of RFC 7515 section 3.1.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn parse(text: &'a str) -> Result<Self, Fault> {
        #[derive(Deserialize)]
        struct Header {
            alg: String,
            kid: String,
            typ: Option<String>,
            crit: Option<serde_json::Value>,
        }
        let bytes = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
        let read = || {
            let (signed, signature) = text.rsplit_once('.')?;
            let (header, claims) = signed.split_once('.')?;
            let header: Header = serde_json::from_slice(&bytes(header)?).ok()?;
            Some((header, signed.as_bytes(), bytes(claims)?, bytes(signature)?))
        };
        let (header, signed, claims, signature) = read().ok_or(Fault::Malformed)?;
        if header.alg != "ES256" || header.crit.is_some() {
            return Err(Fault::Algorithm);
        }
        Ok(Self {
            kid: header.kid,
            signed,
            signature,
            typ: header.typ.map(|typ| typ.to_ascii_lowercase()),
            claims,
        })
    }

    /// The JWT as one that the issuer signed. Call it only after verifying the signature.
    #[must_use]
    pub fn verified(self) -> Verified {
        Verified {
            typ: self.typ,
            claims: self.claims,
        }
    }
}

/// A JWT that the issuer signed; its purpose and audience are still to be checked.
#[derive(Debug)]
pub struct Verified {
    typ: Option<String>,
    claims: Vec<u8>,
}

/// Whom a JWT must be from and for.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The issuer identifier.
    pub issuer: &'a str,
    /// This app.
    pub client_id: &'a str,
    /// Seconds since the Unix epoch.
    pub now: u64,
}

impl Verified {
    /// Its claims, if it has one of these types, comes from the right issuer, is for this app and is not too
    /// old.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn claims<T: DeserializeOwned>(
        &self,
        types: &[Option<&str>],
        expected: Expected<'_>,
    ) -> Result<T, Fault> {
        #[derive(Deserialize)]
        struct Standard {
            iss: String,
            aud: Audience,
            exp: f64,
            iat: f64,
        }
        if !types.contains(&self.typ.as_deref()) {
            return Err(Fault::Type);
        }
        let standard: Standard = self.read()?;
        if standard.iss != expected.issuer {
            return Err(Fault::Issuer);
        }
        // OpenID Connect Core section 3.1.3.7, rule 3: nor for anybody else as well.
        if !standard.aud.is_only(expected.client_id) {
            return Err(Fault::Audience);
        }
        #[allow(clippy::cast_precision_loss, reason = "exact for 285 million years")]
        let (now, leeway) = (expected.now as f64, LEEWAY as f64);
        if now >= standard.exp + leeway {
            return Err(Fault::Expired);
        }
        if standard.iat > now + leeway {
            return Err(Fault::NotYet);
        }
        self.read()
    }

    fn read<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        serde_json::from_slice(&self.claims).map_err(|_| Fault::Malformed)
    }
}

/// RFC 7519 section 4.1.3: one string or an array of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn is_only(&self, client_id: &str) -> bool {
        match self {
            Self::One(one) => one == client_id,
            Self::Many(many) => matches!(many.as_slice(), [one] if one == client_id),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::{Value, json};

    use super::{Engine, Expected, Fault, URL_SAFE_NO_PAD, Unverified, Verified};

    pub(crate) const NOW: u64 = 1_795_000_000;
    pub(crate) const EXPECTED: Expected<'static> = Expected {
        issuer: "https://a.example",
        client_id: "app",
        now: NOW,
    };

    /// What `claims` say in addition to a valid `iss`, `aud`, `exp` and `iat`; a null claim is left out.
    pub(crate) fn verified(typ: &str, claims: &Value) -> Verified {
        let mut all = json!({
            "iss": EXPECTED.issuer, "aud": EXPECTED.client_id, "exp": NOW + 600, "iat": NOW,
        });
        for (name, value) in claims.as_object().expect("an object") {
            all[name] = value.clone();
        }
        let members = all.as_object_mut().expect("an object");
        members.retain(|_, value| !value.is_null());
        let text = compact(
            &json!({ "alg": "ES256", "kid": "k", "typ": typ }),
            &all.to_string(),
        );
        Unverified::parse(&text).expect("a JWT").verified()
    }

    fn compact(header: &Value, claims: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.AAAA", part(&header.to_string()), part(claims))
    }

    #[test]
    fn the_algorithm_is_ours_to_say() {
        for alg in ["none", "HS256", "RS256", "es256", ""] {
            let text = compact(&json!({ "alg": alg, "kid": "k" }), "{}");
            assert_eq!(
                Unverified::parse(&text).err(),
                Some(Fault::Algorithm),
                "{alg}"
            );
        }
        let critical = json!({ "alg": "ES256", "kid": "k", "crit": ["b64"], "b64": false });
        let text = compact(&critical, "{}");
        assert_eq!(Unverified::parse(&text).err(), Some(Fault::Algorithm));
    }

    #[test]
    fn what_is_no_jwt_is_refused() {
        let nameless = compact(&json!({ "alg": "ES256" }), "{}");
        for text in [
            "",
            "a",
            "a.b",
            "a.b.c",
            "e30.e30.",
            "e30.e30.AAAA",
            &nameless,
        ] {
            assert_eq!(
                Unverified::parse(text).err(),
                Some(Fault::Malformed),
                "{text}"
            );
        }
    }

    #[test]
    fn the_standard_claims_are_held_to_their_rules() {
        let fault = |claims: Value| {
            let claims: Result<Value, Fault> =
                verified("JWT", &claims).claims(&[Some("jwt")], EXPECTED);
            claims.err()
        };
        for (claims, expected) in [
            (json!({}), None),
            (json!({ "aud": ["app"] }), None),
            (json!({ "exp": NOW - 29, "iat": NOW + 30 }), None),
            (json!({ "iss": "https://a.example/" }), Some(Fault::Issuer)),
            (json!({ "aud": "other" }), Some(Fault::Audience)),
            (json!({ "aud": ["app", "other"] }), Some(Fault::Audience)),
            (json!({ "aud": [] }), Some(Fault::Audience)),
            (json!({ "exp": NOW - 30 }), Some(Fault::Expired)),
            (json!({ "iat": NOW + 31 }), Some(Fault::NotYet)),
            (json!({ "iss": null }), Some(Fault::Malformed)),
            (json!({ "aud": null }), Some(Fault::Malformed)),
            (json!({ "exp": null }), Some(Fault::Malformed)),
            (json!({ "iat": null }), Some(Fault::Malformed)),
            (json!({ "exp": "never" }), Some(Fault::Malformed)),
        ] {
            assert_eq!(fault(claims.clone()), expected, "{claims}");
        }
    }
}
