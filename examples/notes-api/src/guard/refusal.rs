//! How a refused request is answered (RFC 6750 section 3, RFC 9449 section 7.1).

use super::certainty::Certainty;
use super::credentials::{CredentialsFault, Scheme};
use super::jwk::Algorithm;
use super::proof::ProofFault;
use super::token::TokenFault;

/// An answer to a request that may not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status: 400, 401, 403 or 503.
    pub status: u16,
    /// The value of `WWW-Authenticate`; none with 503.
    pub challenge: Option<String>,
    /// The value of `DPoP-Nonce`, when the client is to use it.
    pub nonce: Option<String>,
    /// The error in one word, for the body.
    pub error: &'static str,
    /// The error in one sentence, for the body.
    pub message: &'static str,
    /// For the log, when the trouble is this API's and not the caller's.
    pub trouble: Option<String>,
}

/// Makes refusals for one route.
#[derive(Clone, Copy)]
pub(super) struct Refuser<'a> {
    pub(super) resource_metadata: &'a str,
    pub(super) scope: &'a str,
    /// The scheme that the challenge is about.
    pub(super) scheme: Scheme,
}

impl Refuser<'_> {
    /// RFC 6750 section 3.1: no error code for a request that brought no token.
    pub(super) fn no_token(&self) -> Refusal {
        let place = format!(
            "resource_metadata=\"{}\", scope=\"{}\"",
            self.resource_metadata, self.scope
        );
        Refusal {
            status: 401,
            challenge: Some(format!("Bearer {place}, DPoP {}, {place}", algs())),
            nonce: None,
            error: "no_token",
            message: "Send an access token in the Authorization header, after the word Bearer, or \
                      DPoP when it is bound to a key.",
            trouble: None,
        }
    }

    pub(super) fn malformed(self, fault: CredentialsFault) -> Refusal {
        let (scheme, message) = match fault {
            CredentialsFault::Form(Scheme::Bearer) => (
                Scheme::Bearer,
                "The Authorization header must be Bearer and one access token.",
            ),
            CredentialsFault::Form(Scheme::Dpop) => (
                Scheme::Dpop,
                "The Authorization header must be DPoP and one access token.",
            ),
            CredentialsFault::Query => (
                self.scheme,
                "An access token is accepted in the Authorization header only, never in the URL.",
            ),
        };
        Self { scheme, ..self }.error(400, "invalid_request", message)
    }

    pub(super) fn invalid(&self, fault: TokenFault) -> Refusal {
        self.error(401, "invalid_token", fault.message())
    }

    pub(super) fn unproved(&self, fault: ProofFault) -> Refusal {
        self.error(401, fault.error(), fault.message())
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

    /// RFC 9470 section 3: the client sends the person to sign in again, and asks for what the challenge names.
    pub(super) fn insufficient_user_authentication(&self, certainty: &Certainty<'_>) -> Refusal {
        let mut refusal = self.error(
            401,
            "insufficient_user_authentication",
            "This takes a surer or more recent sign-in than that of the access token.",
        );
        if let Some(challenge) = &mut refusal.challenge {
            challenge.push_str(&certainty.parameters());
        }
        refusal
    }

    /// The issuer's keys or the used proofs are out of reach, so nothing can be said about the token.
    pub(super) fn unavailable(&self, reason: String) -> Refusal {
        Refusal {
            status: 503,
            challenge: None,
            nonce: None,
            error: "temporarily_unavailable",
            message: "The access token cannot be verified just now; try again in a moment.",
            trouble: Some(reason),
        }
    }

    /// RFC 6750 section 3, with `resource_metadata` of RFC 9728 section 5.1 and, for DPoP, `algs` of
    /// RFC 9449 section 7.1.
    fn error(&self, status: u16, error: &'static str, message: &'static str) -> Refusal {
        let algs = match self.scheme {
            Scheme::Bearer => String::new(),
            Scheme::Dpop => format!("{}, ", algs()),
        };
        Refusal {
            status,
            challenge: Some(format!(
                "{} error=\"{error}\", error_description=\"{message}\", \
                 {algs}resource_metadata=\"{}\"",
                self.scheme.name(),
                self.resource_metadata
            )),
            nonce: None,
            error,
            message,
            trouble: None,
        }
    }
}

fn algs() -> String {
    format!("algs=\"{}\"", Algorithm::ALL.map(Algorithm::name).join(" "))
}
