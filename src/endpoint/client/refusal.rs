//! Why the endpoints that answer in JSON refuse a client.

use http::StatusCode;
use http::header::WWW_AUTHENTICATE;

use super::not_now::NotNow;
use super::provider_documents::Unproved;
use super::remote_documents::NoDocument;
use crate::endpoint::http::body::BadBody;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::TooMany;
use crate::platform::Fault;
use crate::protocol::client::ClientError;
use crate::protocol::token::{BadIdentityAssertion, TokenError};

/// A rule, a fault, or too much. As small as can be: see [`Fault`].
pub(crate) struct Refusal(Box<Ground>);

/// Why one is refused.
pub(crate) enum Ground {
    /// The client broke a rule.
    Rule(TokenError),
    /// Storage or key trouble: the client may try again.
    Fault(Fault),
    /// Not now.
    TooMany(TooMany),
}

impl Refusal {
    /// Which of the three.
    pub(crate) fn ground(self) -> Ground {
        *self.0
    }

    /// Whether the client broke a rule.
    pub(crate) fn is_rule(&self) -> bool {
        matches!(*self.0, Ground::Rule(_))
    }

    /// The error object of RFC 6749 section 5.2, which wants a challenge for a client that tried the header. Any
    /// other client would take the challenge for the answer and not read the error beside it; and a browser would
    /// ask the person for a password.
    pub(crate) fn reply(self, request: &Request) -> Reply {
        match *self.0 {
            // The rule by its name: several share a sentence.
            Ground::Rule(error) => {
                let reply = Reply::error(error.status(), error.error(), &error.sentence())
                    .because(format!("{error:?}"));
                if error.status() == StatusCode::UNAUTHORIZED && request.authorization().is_some() {
                    reply.header(WWW_AUTHENTICATE, "Basic realm=\"token\"")
                } else {
                    reply
                }
            }
            Ground::Fault(fault) => Reply::unavailable(request, &fault),
            Ground::TooMany(too_many) => too_many.error(),
        }
    }
}

impl<E: Into<TokenError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self(Box::new(Ground::Rule(error.into())))
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self(Box::new(Ground::Fault(fault)))
    }
}

impl From<TooMany> for Refusal {
    fn from(too_many: TooMany) -> Self {
        Self(Box::new(Ground::TooMany(too_many)))
    }
}

impl From<NotNow> for Refusal {
    fn from(why: NotNow) -> Self {
        match why {
            NotNow::Fault(fault) => fault.into(),
            NotNow::TooMany(too_many) => too_many.into(),
        }
    }
}

impl From<Unproved> for Refusal {
    fn from(why: Unproved) -> Self {
        match why {
            Unproved::Provider(bad) => BadIdentityAssertion::from(bad).into(),
            Unproved::NotNow(why) => why.into(),
        }
    }
}

impl From<NoDocument> for Refusal {
    fn from(why: NoDocument) -> Self {
        match why {
            NoDocument::Bad(bad) => ClientError::Document(bad).into(),
            NoDocument::TooMany(too_many) => too_many.into(),
        }
    }
}

impl From<BadBody> for TokenError {
    fn from(bad: BadBody) -> Self {
        match bad {
            BadBody::OtherType => Self::NotAForm,
            BadBody::TooLarge => Self::TooLarge,
            BadBody::Broken | BadBody::Malformed(_) => Self::Malformed,
            BadBody::Repeated => Self::Repeated,
        }
    }
}
