//! What an API asks of the sign-in before it does something (RFC 9470).

use serde::{Deserialize, Serialize};

/// What a challenge with `insufficient_user_authentication` names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepUp {
    /// How sure the sign-in must be: for the parameter of the same name.
    pub acr_values: Option<String>,
    /// How long ago it may be, in seconds: for the parameter of the same name.
    pub max_age: Option<String>,
}

impl StepUp {
    /// Reads the value of `WWW-Authenticate`; `None` if it asks for no other sign-in.
    #[must_use]
    pub fn parse(challenge: &str) -> Option<Self> {
        let asks = parameter(challenge, "error")? == "insufficient_user_authentication";
        asks.then(|| Self {
            acr_values: parameter(challenge, "acr_values").map(str::to_owned),
            max_age: parameter(challenge, "max_age")
                .filter(|age| age.bytes().all(|byte| byte.is_ascii_digit()))
                .map(str::to_owned),
        })
    }
}

/// A parameter whose value is in quotes and has none itself, as RFC 6750 section 3 has them.
fn parameter<'a>(challenge: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = challenge;
    while let Some((before, after)) = rest.split_once("=\"") {
        let (value, following) = after.split_once('"')?;
        let named = before.rsplit([' ', ',']).next()?;
        if named == name {
            return Some(value);
        }
        rest = following;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::StepUp;

    #[test]
    fn what_the_api_asks_for_is_read() {
        let some = |text: &str| Some(text.to_owned());
        for (challenge, expected) in [
            (
                "Bearer error=\"insufficient_user_authentication\", error_description=\"Say max_age=1, please.\", \
                 resource_metadata=\"https://a.example/?acr_values=x\", acr_values=\"phr phrh\", max_age=\"300\"",
                Some((some("phr phrh"), some("300"))),
            ),
            (
                "DPoP error=\"insufficient_user_authentication\",max_age=\"0\"",
                Some((None, some("0"))),
            ),
            (
                "Bearer error=\"insufficient_user_authentication\", max_age=\"-1\"",
                Some((None, None)),
            ),
            ("Bearer error=\"invalid_token\", acr_values=\"phr\"", None),
            ("Bearer acr_values=\"phr\"", None),
            ("Bearer error=\"insufficient_user_authentication", None),
            ("", None),
        ] {
            let expected = expected.map(|(acr_values, max_age)| StepUp {
                acr_values,
                max_age,
            });
            assert_eq!(StepUp::parse(challenge), expected, "{challenge}");
        }
    }
}
