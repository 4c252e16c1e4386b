//! The ID token: who signed in (OpenID Connect Core section 2), as a client must check it (section 3.1.3.7).
//! Left out: `at_hash`, which is for tokens that came through the browser, and `acr`, because the API that asks for one
//! reads it in the access token.

use serde::Deserialize;

use crate::jwt::{Expected, Fault, Verified};

/// What an ID token is the answer to.
#[derive(Debug, Clone, Copy)]
pub enum Occasion<'a> {
    /// A sign-in whose request had this nonce: it ties the ID token to the browser that began.
    SignIn(&'a str),
    /// A refresh for the person with this `sub` (section 12.2).
    Refresh(&'a str),
}

/// Who signed in.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct IdToken {
    /// The person, forever: store this, not the email address.
    pub sub: String,
    /// The session at the issuer, which a logout token names.
    pub sid: Option<String>,
    nonce: Option<String>,
}

impl IdToken {
    /// What a verified JWT says, if it is an ID token for this app and this occasion.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn parse(
        jwt: &Verified,
        occasion: Occasion<'_>,
        expected: Expected<'_>,
    ) -> Result<Self, Fault> {
        let token: Self = jwt.claims(&[Some("jwt"), None], expected)?;
        match occasion {
            _ if token.sub.is_empty() => Err(Fault::Malformed),
            Occasion::SignIn(nonce) if token.nonce.as_deref() != Some(nonce) => Err(Fault::Nonce),
            Occasion::Refresh(sub) if token.sub != sub => Err(Fault::Subject),
            Occasion::SignIn(_) | Occasion::Refresh(_) => Ok(token),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Fault, IdToken, Occasion};
    use crate::jwt::tests::{EXPECTED, verified};

    const SIGN_IN: Occasion<'static> = Occasion::SignIn("n");
    const REFRESH: Occasion<'static> = Occasion::Refresh("u");

    fn parse(claims: &Value, occasion: Occasion<'_>) -> Result<(), Fault> {
        IdToken::parse(&verified("JWT", claims), occasion, EXPECTED).map(|_| ())
    }

    #[test]
    fn it_answers_the_sign_in_that_was_begun_here() {
        for (claims, expected) in [
            (json!({ "sub": "u", "nonce": "n" }), Ok(())),
            (json!({ "sub": "u", "nonce": "m" }), Err(Fault::Nonce)),
            (json!({ "sub": "u" }), Err(Fault::Nonce)),
            (json!({ "sub": "", "nonce": "n" }), Err(Fault::Malformed)),
            (json!({ "nonce": "n" }), Err(Fault::Malformed)),
        ] {
            assert_eq!(parse(&claims, SIGN_IN), expected, "{claims}");
        }
    }

    #[test]
    fn a_refresh_is_for_the_same_person() {
        assert_eq!(parse(&json!({ "sub": "u" }), REFRESH), Ok(()));
        assert_eq!(parse(&json!({ "sub": "v" }), REFRESH), Err(Fault::Subject));
    }

    #[test]
    fn other_jwts_of_the_issuer_are_none() {
        let claims = json!({ "sub": "u", "nonce": "n" });
        for typ in ["at+jwt", "logout+jwt", "dpop+jwt"] {
            let parsed = IdToken::parse(&verified(typ, &claims), SIGN_IN, EXPECTED);
            assert_eq!(parsed, Err(Fault::Type), "{typ}");
        }
    }
}
