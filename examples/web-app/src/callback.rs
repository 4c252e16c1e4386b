//! What the browser brings back from the authorization server (RFC 6749 section 4.1.2).

use url::form_urlencoded;

/// An authorization response from our issuer. Its `state` has yet to lead to a sign-in that this browser began.
#[derive(Debug, PartialEq, Eq)]
pub struct Callback {
    /// As we sent it.
    pub state: String,
    /// What was decided.
    pub answer: Answer,
}

/// What the authorization server says.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// A code to redeem.
    Code(String),
    /// The person said no.
    Denied,
    /// The sign-in was not as sure as was asked (RFC 9470 section 5).
    Unmet,
    /// The server cannot answer just now.
    Unavailable,
    /// Any other error: its code, and the description if there is one.
    Error(String, Option<String>),
}

/// Why a callback must not be believed.
#[derive(Debug, PartialEq, Eq)]
pub enum CallbackFault {
    /// Not an authorization response.
    Form,
    /// From an issuer other than ours, or without saying which (RFC 9207 section 2.4): maybe a mix-up attack.
    Issuer,
}

/// Reads the query of the callback.
///
/// # Errors
/// A [`CallbackFault`].
pub fn parse(query: &str, issuer: &str) -> Result<Callback, CallbackFault> {
    let one = |name: &str| {
        let mut values = form_urlencoded::parse(query.as_bytes())
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned());
        match (values.next(), values.next()) {
            // RFC 6749 section 3.1: a parameter must not appear twice.
            (Some(_), Some(_)) => Err(CallbackFault::Form),
            (value, _) => Ok(value.filter(|value| !value.is_empty())),
        }
    };
    let state = one("state")?.ok_or(CallbackFault::Form)?;
    if one("iss")?.as_deref() != Some(issuer) {
        return Err(CallbackFault::Issuer);
    }
    let answer = match (one("code")?, one("error")?) {
        (Some(code), None) => Answer::Code(code),
        (None, Some(error)) => match error.as_str() {
            "access_denied" => Answer::Denied,
            "unmet_authentication_requirements" => Answer::Unmet,
            "server_error" | "temporarily_unavailable" => Answer::Unavailable,
            _ => Answer::Error(error, one("error_description")?),
        },
        _ => return Err(CallbackFault::Form),
    };
    Ok(Callback { state, answer })
}

#[cfg(test)]
mod tests {
    use super::{Answer, Callback, CallbackFault, parse};

    const ISSUER: &str = "https://a.example";

    #[test]
    fn answers_are_told_apart() {
        let cases = [
            ("code=c%2B1", Answer::Code("c+1".to_owned())),
            ("error=access_denied&error_description=No", Answer::Denied),
            ("error=unmet_authentication_requirements", Answer::Unmet),
            ("error=server_error", Answer::Unavailable),
            ("error=temporarily_unavailable&code=", Answer::Unavailable),
            (
                "error=invalid_scope&error_description=Not+this",
                Answer::Error("invalid_scope".to_owned(), Some("Not this".to_owned())),
            ),
        ];
        for (query, answer) in cases {
            let query = format!("{query}&state=s&iss=https%3A%2F%2Fa.example&more=1");
            let state = "s".to_owned();
            assert_eq!(parse(&query, ISSUER), Ok(Callback { state, answer }));
        }
    }

    #[test]
    fn what_is_not_to_be_believed_is_refused() {
        let iss = "iss=https%3A%2F%2Fa.example";
        for (query, fault) in [
            (String::new(), CallbackFault::Form),
            (format!("code=c&{iss}"), CallbackFault::Form),
            (format!("code=c&state=&{iss}"), CallbackFault::Form),
            (format!("state=s&{iss}"), CallbackFault::Form),
            (format!("code=c&code=d&state=s&{iss}"), CallbackFault::Form),
            (format!("code=c&state=s&state=t&{iss}"), CallbackFault::Form),
            (format!("code=c&error=x&state=s&{iss}"), CallbackFault::Form),
            ("code=c&state=s".to_owned(), CallbackFault::Issuer),
            ("code=c&state=s&iss=".to_owned(), CallbackFault::Issuer),
            (
                "code=c&state=s&iss=https%3A%2F%2Fb.example".to_owned(),
                CallbackFault::Issuer,
            ),
            (
                "error=access_denied&state=s&iss=https%3A%2F%2Fa.example%2F".to_owned(),
                CallbackFault::Issuer,
            ),
            ("code=c&state=s&iss=%ff".to_owned(), CallbackFault::Issuer),
        ] {
            assert_eq!(parse(&query, ISSUER), Err(fault), "{query}");
        }
    }
}
