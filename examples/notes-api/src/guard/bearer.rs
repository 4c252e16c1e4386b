//! The token in a request (RFC 6750 section 2.1).

/// How a request breaks the form of RFC 6750.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BearerFault {
    /// `Bearer` without a token, or with characters that no token has. Two headers end here too,
    /// because the Fetch API joins them with a comma.
    Form,
    /// A token in the query.
    Query,
}

/// The bearer token of a request, or `None` when it brought none.
///
/// # Errors
/// The [`BearerFault`] of a request that must not be guessed at (section 3.1, `invalid_request`).
pub(super) fn token<'a>(
    authorization: Option<&'a str>,
    query: &str,
) -> Result<Option<&'a str>, BearerFault> {
    if query
        .split('&')
        .any(|pair| pair.split('=').next() == Some("access_token"))
    {
        return Err(BearerFault::Query);
    }
    let header = authorization.unwrap_or("").trim();
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Ok(None);
    }
    let token = token.trim_start_matches(' ');
    let body = token.trim_end_matches('=');
    let well_formed = !body.is_empty()
        && body
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._~+/".contains(&b));
    if well_formed {
        Ok(Some(token))
    } else {
        Err(BearerFault::Form)
    }
}

#[cfg(test)]
mod tests {
    use super::{BearerFault, token};

    #[test]
    fn tokens_are_found() {
        for (header, expected) in [
            (None, None),
            (Some(""), None),
            (Some("Basic dTpw"), None),
            (Some("Bearerish abc"), None),
            (Some("Bearer a.b-c_d~e+f/g=="), Some("a.b-c_d~e+f/g==")),
            (Some("bEARER   abc "), Some("abc")),
        ] {
            assert_eq!(token(header, "a=b"), Ok(expected), "{header:?}");
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
            "Bearer a\tb",
            "Bearer \u{e9}",
            "Bearer \"a\"",
            "Bearer a=b",
        ] {
            assert_eq!(token(Some(header), ""), Err(BearerFault::Form), "{header}");
        }
        assert_eq!(
            token(Some("Bearer a"), "x=1&access_token=a"),
            Err(BearerFault::Query)
        );
        assert_eq!(token(None, "access_token"), Err(BearerFault::Query));
    }
}
