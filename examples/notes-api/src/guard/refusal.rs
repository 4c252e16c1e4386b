//! What a refused request is answered with (RFC 6750 section 3).

use super::bearer::BearerFault;
use super::token::TokenFault;

/// An answer to a request that may not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status: 400, 401, 403 or 503.
    pub status: u16,
    /// The value of `WWW-Authenticate`; none with 503.
    pub challenge: Option<String>,
    /// The error in one word, for the body.
    pub error: &'static str,
    /// The error in one sentence, for the body.
    pub message: &'static str,
    /// For the log, when this API and not the caller has trouble.
    pub trouble: Option<String>,
}

/// Makes refusals for one route.
pub(super) struct Refuser<'a> {
    pub(super) resource_metadata: &'a str,
    pub(super) scope: &'a str,
}

impl Refuser<'_> {
    /// RFC 6750 section 3.1: no error code for a request that brought no token.
    pub(super) fn no_token(&self) -> Refusal {
        Refusal {
            status: 401,
            challenge: Some(format!(
                "Bearer resource_metadata=\"{}\", scope=\"{}\"",
                self.resource_metadata, self.scope
            )),
            error: "no_token",
            message: "Send an access token in the Authorization header, after the word Bearer.",
            trouble: None,
        }
    }

    pub(super) fn malformed(&self, fault: BearerFault) -> Refusal {
        let message = match fault {
            BearerFault::Form => "The Authorization header must be Bearer and one access token.",
            BearerFault::Query => {
                "An access token is accepted in the Authorization header only, never in the URL."
            }
        };
        self.error(400, "invalid_request", message)
    }

    pub(super) fn invalid(&self, fault: TokenFault) -> Refusal {
        self.error(401, "invalid_token", fault.message())
    }

    pub(super) fn insufficient_scope(&self) -> Refusal {
        let mut refusal = self.error(
            403,
            "insufficient_scope",
            "The access token was not granted the scope that this needs.",
        );
        if let Some(challenge) = &mut refusal.challenge {
            challenge.push_str(&format!(", scope=\"{}\"", self.scope));
        }
        refusal
    }

    /// The issuer's keys are out of reach, so nothing can be said about the token.
    pub(super) fn unavailable(&self, reason: String) -> Refusal {
        Refusal {
            status: 503,
            challenge: None,
            error: "temporarily_unavailable",
            message: "The access token cannot be verified just now; try again in a moment.",
            trouble: Some(reason),
        }
    }

    /// RFC 6750 section 3, with `resource_metadata` of RFC 9728 section 5.1.
    fn error(&self, status: u16, error: &'static str, message: &'static str) -> Refusal {
        Refusal {
            status,
            challenge: Some(format!(
                "Bearer error=\"{error}\", error_description=\"{message}\", \
                 resource_metadata=\"{}\"",
                self.resource_metadata
            )),
            error,
            message,
            trouble: None,
        }
    }
}
