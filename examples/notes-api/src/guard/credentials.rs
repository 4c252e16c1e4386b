//! The access token in a request (RFC 6750 section 2.1, RFC 9449 section 7.1).

/// How a request says that it may use its access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// By just having it.
    Bearer,
    /// By proving that it also has the key.
    Dpop,
}

impl Scheme {
    /// The word before the token.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Bearer => "Bearer",
            Self::Dpop => "DPoP",
        }
    }
}

/// What a request brought in its `Authorization` header.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Credentials<'a> {
    pub(super) scheme: Scheme,
    pub(super) token: &'a str,
}

/// How a request breaks the form of RFC 6750.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CredentialsFault {
    /// The scheme without a token, or with characters that no token has. Two headers end here too,
    /// because the Fetch API joins them with a comma.
    Form(Scheme),
    /// A token in the query.
    Query,
}

/// The access token of a request, or `None` when it brought none.
///
/// # Errors
/// The [`CredentialsFault`] of a request whose meaning must not be guessed (RFC 6750 section 3.1,
/// `invalid_request`).
pub(super) fn parse<'a>(
    authorization: Option<&'a str>,
    query: &str,
) -> Result<Option<Credentials<'a>>, CredentialsFault> {
    if query
        .split('&')
        .any(|pair| pair.split('=').next() == Some("access_token"))
    {
        return Err(CredentialsFault::Query);
    }
    let header = authorization.unwrap_or("").trim();
    let (name, token) = header.split_once(' ').unwrap_or((header, ""));
    let known = [Scheme::Bearer, Scheme::Dpop];
    let Some(scheme) = known
        .into_iter()
        .find(|scheme| name.eq_ignore_ascii_case(scheme.name()))
    else {
        return Ok(None);
    };
    let token = token.trim_start_matches(' ');
    let body = token.trim_end_matches('=');
    let well_formed = !body.is_empty()
        && body
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._~+/".contains(&b));
    if well_formed {
        Ok(Some(Credentials { scheme, token }))
    } else {
        Err(CredentialsFault::Form(scheme))
    }
}

#[cfg(test)]
mod tests {
    use super::{Credentials, CredentialsFault, Scheme, parse};

    #[test]
    fn tokens_are_found() {
        let (bearer, dpop) = (Scheme::Bearer, Scheme::Dpop);
        for (header, expected) in [
            (None, None),
            (Some(""), None),
            (Some("Basic dTpw"), None),
            (Some("Bearerish abc"), None),
            (
                Some("Bearer a.b-c_d~e+f/g=="),
                Some((bearer, "a.b-c_d~e+f/g==")),
            ),
            (Some("bEARER   abc "), Some((bearer, "abc"))),
            (Some("DPoP a.b.c"), Some((dpop, "a.b.c"))),
            (Some("dpop a"), Some((dpop, "a"))),
        ] {
            let expected = expected.map(|(scheme, token)| Credentials { scheme, token });
            assert_eq!(parse(header, "a=b"), Ok(expected), "{header:?}");
        }
    }

    #[test]
    fn bad_forms_are_faults() {
        for header in [
            "Bearer",
            "Bearer ",
            "Bearer ==",
            "Bearer a b",
            "Bearer a, Bearer b",
            "Bearer a, DPoP b",
            "Bearer a\tb",
            "Bearer \u{e9}",
            "Bearer \"a\"",
            "Bearer a=b",
        ] {
            let fault = Err(CredentialsFault::Form(Scheme::Bearer));
            assert_eq!(parse(Some(header), ""), fault, "{header}");
        }
        for header in ["DPoP", "DPoP a b", "DPoP a, Bearer b"] {
            let fault = Err(CredentialsFault::Form(Scheme::Dpop));
            assert_eq!(parse(Some(header), ""), fault, "{header}");
        }
        assert_eq!(
            parse(Some("Bearer a"), "x=1&access_token=a"),
            Err(CredentialsFault::Query)
        );
        assert_eq!(parse(None, "access_token"), Err(CredentialsFault::Query));
    }
}
