//! The access token as the page shows it: decoded, never whole, so that it cannot be copied out.
//!
//! A client has no business reading an access token; this one looks inside because it is a demonstration.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::Value;

/// A decoded JWT. Its signature was not verified: that is the API's job.
#[derive(Debug)]
pub struct Decoded {
    /// The lines of the header as indented JSON.
    pub header: Vec<String>,
    /// The lines of the claims as indented JSON.
    pub claims: Vec<String>,
}

impl Decoded {
    /// Decodes a token, or returns `None` when it is not a JWT.
    #[must_use]
    pub fn parse(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let header = Members::decode(parts.next()?)?;
        let claims = Members::decode(parts.next()?)?;
        Some(Self {
            header: header.lines(),
            claims: claims.lines(),
        })
    }
}

/// A JSON object whose members stay in the order in which the server wrote them.
struct Members(Vec<(String, Value)>);

impl Members {
    fn decode(part: &str) -> Option<Self> {
        let json = URL_SAFE_NO_PAD.decode(part).ok()?;
        serde_json::from_slice(&json).ok()
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = vec!["{".to_owned()];
        for (i, (name, value)) in self.0.iter().enumerate() {
            let comma = if i + 1 < self.0.len() { "," } else { "" };
            let member = format!("{}: {value:#}{comma}", Value::from(name.as_str()));
            lines.extend(member.lines().map(|line| format!("  {line}")));
        }
        lines.push("}".to_owned());
        lines
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::{Decoded, URL_SAFE_NO_PAD};
    use base64::Engine;

    #[test]
    fn a_token_is_decoded_in_its_own_order() {
        let part = |json: &str| URL_SAFE_NO_PAD.encode(json);
        let token = format!(
            "{}.{}.signature",
            part(r#"{"typ":"at+jwt","alg":"ES256"}"#),
            part(r#"{"sub":"u\"1","aud":["b","a"],"exp":1}"#)
        );
        let decoded = Decoded::parse(&token).expect("a JWT");
        assert_eq!(
            decoded.header,
            ["{", "  \"typ\": \"at+jwt\",", "  \"alg\": \"ES256\"", "}"]
        );
        assert_eq!(
            decoded.claims.join("\n"),
            "{\n  \"sub\": \"u\\\"1\",\n  \"aud\": [\n    \"b\",\n    \"a\"\n  ],\n  \"exp\": 1\n}"
        );
    }

    #[test]
    fn what_is_no_jwt_is_not_decoded() {
        for token in ["", "a", "a.b.c", "W10.W10.x", "e30", "e30.bnVsbA.x"] {
            assert!(Decoded::parse(token).is_none(), "{token}");
        }
    }
}
