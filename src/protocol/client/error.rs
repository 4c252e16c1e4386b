//! Why a client that posts fails to authenticate (RFC 6749 sections 2.3 and 5.2): one variant for each rule.

use http::StatusCode;

use super::assertion::BadAssertion;
use super::document::BadClientDocument;
use crate::protocol::params::Repeated;

/// Why a client fails to authenticate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientError {
    /// A parameter was sent more than once.
    Repeated,
    /// Nothing says who the client is.
    Missing,
    /// The `Authorization` header is not HTTP Basic with a name and a password.
    BasicHeaderMalformed,
    /// More than one of: the header, a secret in the body, an assertion.
    TwoMethods,
    /// The header and the body name two clients.
    IdsDiffer,
    /// No such client is registered.
    Unknown,
    /// The metadata document of the client cannot be used.
    Document(BadClientDocument),
    /// Not the method that the client registered.
    WrongMethod,
    /// Not the secret of the client.
    WrongSecret,
    /// The right secret in the body, of a client whose owner registered it for HTTP Basic only.
    OnlyBasic,
    /// The right secret in HTTP Basic, of a client whose owner registered it for the body only.
    OnlyPost,
    /// The client's assertion is not accepted.
    Assertion(BadAssertion),
    /// It is who it says, and the owner of this server blocked it.
    Blocked,
}

impl ClientError {
    /// The `error` of RFC 6749 section 5.2.
    #[must_use]
    pub fn error(self) -> &'static str {
        self.on_the_wire().1
    }

    /// The HTTP status: 400 for a request that contradicts or repeats itself and for a blocked client, otherwise 401.
    #[must_use]
    pub fn status(self) -> StatusCode {
        self.on_the_wire().0
    }

    fn on_the_wire(self) -> (StatusCode, &'static str) {
        match self {
            Self::Repeated | Self::TwoMethods | Self::IdsDiffer => {
                (StatusCode::BAD_REQUEST, "invalid_request")
            }
            // It did authenticate, so this is not `invalid_client`.
            Self::Blocked => (StatusCode::BAD_REQUEST, "unauthorized_client"),
            Self::Missing
            | Self::BasicHeaderMalformed
            | Self::Unknown
            | Self::Document(_)
            | Self::WrongMethod
            | Self::WrongSecret
            | Self::OnlyBasic
            | Self::OnlyPost
            | Self::Assertion(_) => (StatusCode::UNAUTHORIZED, "invalid_client"),
        }
    }

    /// The `error_description`: for the client's developer, and of no use to an attacker. A client that is
    /// unknown and one whose secret is wrong hear the same sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Repeated => "A parameter was sent more than once.",
            Self::Missing => "The client did not say who it is: send HTTP Basic, or client_id.",
            Self::BasicHeaderMalformed => {
                "The Authorization header must be HTTP Basic with client_id and client_secret."
            }
            Self::TwoMethods => {
                "Authenticate the client in one way only: HTTP Basic, client_secret or client_assertion."
            }
            Self::IdsDiffer => {
                "client_id in the body is not the client of the Authorization header."
            }
            Self::Document(bad) => bad.sentence(),
            Self::Unknown | Self::WrongMethod | Self::WrongSecret => {
                "Unknown client, wrong secret, or not the authentication method it registered."
            }
            Self::OnlyBasic => {
                "This client is registered with client_secret_basic only: send the secret in HTTP Basic."
            }
            Self::OnlyPost => {
                "This client is registered with client_secret_post only: send client_id and \
                 client_secret in the body, and no Authorization header."
            }
            Self::Assertion(bad) => bad.sentence(),
            Self::Blocked => "The owner of this server has blocked this client.",
        }
    }
}

impl From<Repeated> for ClientError {
    fn from(Repeated: Repeated) -> Self {
        Self::Repeated
    }
}

impl From<BadAssertion> for ClientError {
    fn from(bad: BadAssertion) -> Self {
        Self::Assertion(bad)
    }
}

impl From<BadClientDocument> for ClientError {
    fn from(bad: BadClientDocument) -> Self {
        Self::Document(bad)
    }
}

errors!(ClientError);
