//! Why an interaction stops before it shows its page or gives its answer, and the one place that says so.

use http::StatusCode;

use super::cookies;
use super::evidence::Evidence;
use crate::endpoint::client::NotNow;
use crate::endpoint::http::form::BadForm;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::TooMany;
use crate::page::words;
use crate::platform::Fault;
use crate::protocol::authorization::{AuthorizationError, Destination, Unproved};
use crate::protocol::client::RegisteredBy;
use crate::protocol::location::Location;
use crate::protocol::params::Malformed;

/// Why an interaction stops. Every page can, so it is as small as can be: see [`Fault`].
pub(crate) struct Stop(Box<Why>);

enum Why {
    /// The query is longer than any request needs.
    TooLong,
    /// The query cannot be decoded.
    Unreadable(Malformed),
    /// Nothing proves who would receive an answer: the person is told (RFC 6749 section 4.1.2.1).
    Unproved(Unproved, Option<Box<Evidence>>),
    /// The client is told no, at its redirect URI.
    Refused {
        destination: Box<Destination>,
        error: AuthorizationError,
    },
    /// The client would be told no, but nobody vouches for it: the person is told.
    AppMistake(AuthorizationError),
    /// Storage or key trouble: the person is told.
    Unavailable(Fault),
    /// Storage or key trouble: the client is told.
    UnavailableTo {
        destination: Box<Destination>,
        fault: Fault,
    },
    /// Not now: the person is told when.
    TooMany(TooMany),
    /// The person has to go somewhere else first.
    Back { to: Location, reason: &'static str },
    /// The form that a page of ours posted does not count.
    Form(BadForm),
    /// The page that says why is this one.
    Told(Reply),
}

impl Stop {
    fn new(why: Why) -> Self {
        Self(Box::new(why))
    }

    /// The query is longer than any request needs.
    pub(crate) fn too_long() -> Self {
        Self::new(Why::TooLong)
    }

    /// Nothing proves who would receive an answer, and this is what a developer should know.
    pub(crate) fn unproved(why: Unproved, evidence: Option<Box<Evidence>>) -> Self {
        Self::new(Why::Unproved(why, evidence))
    }

    /// The person has to go somewhere else first.
    pub(crate) fn back(to: Location, reason: &'static str) -> Self {
        Self::new(Why::Back { to, reason })
    }

    /// Whether the person has to.
    pub(crate) fn is_back(&self) -> bool {
        matches!(*self.0, Why::Back { .. })
    }

    /// The page that says why is this one.
    pub(crate) fn told(reply: Reply) -> Self {
        Self::new(Why::Told(reply))
    }

    /// The form that a page of ours posted does not count.
    pub(crate) fn bad_form(bad: BadForm) -> Self {
        Self::new(Why::Form(bad))
    }

    /// Tells the client no.
    pub(crate) fn refused(destination: &Destination, error: AuthorizationError) -> Self {
        Self::new(Why::Refused {
            destination: Box::new(destination.clone()),
            error,
        })
    }

    /// Tells the client no before the person has seen who asks. A client that nobody vouches for could
    /// otherwise send a browser from this address anywhere, by asking for what it cannot have. So the person is
    /// told instead (RFC 9700 section 4.11.2).
    pub(crate) fn unseen(
        voucher: RegisteredBy,
        destination: &Destination,
        error: AuthorizationError,
    ) -> Self {
        match voucher {
            RegisteredBy::Owner => Self::refused(destination, error),
            RegisteredBy::Itself | RegisteredBy::Document => Self::new(Why::AppMistake(error)),
        }
    }

    /// Tells the client that this server has trouble; the log says which.
    pub(crate) fn unavailable_to(destination: &Destination, fault: Fault) -> Self {
        Self::new(Why::UnavailableTo {
            destination: Box::new(destination.clone()),
            fault,
        })
    }

    /// A form that does not count. One that was open too long leads `back`, where the question is asked again.
    pub(crate) fn form(bad: BadForm, back: &Location) -> Self {
        match bad {
            BadForm::Expired => Self::back(back.clone(), bad.sentence()),
            _ => Self::bad_form(bad),
        }
    }

    /// The same, where the subject of the form may change while the person reads it: that leads `back` too.
    pub(crate) fn form_of_another(bad: BadForm, back: &Location) -> Self {
        match bad {
            BadForm::Foreign => Self::back(
                back.clone(),
                "the form is not for this browser, request and document",
            ),
            _ => Self::form(bad, back),
        }
    }

    /// The reply.
    pub(crate) fn reply(self, request: &Request) -> Reply {
        let notices = &request.words().notices;
        let mistake = |message: &str, reason: &str| {
            let status = StatusCode::BAD_REQUEST;
            notice::explain(request, status, &notices.app_mistake, message, &[]).because(reason)
        };
        match *self.0 {
            Why::TooLong => notice::too_long(request),
            Why::Unreadable(malformed) => {
                let (before, after) = notices.app_unreadable;
                let reason = words::malformed(malformed, request.words());
                mistake(&format!("{before}{reason}{after}"), malformed.sentence())
            }
            Why::Unproved(why, None) => {
                mistake(words::unproved(why, request.words()), why.sentence())
            }
            Why::Unproved(why, Some(evidence)) => {
                let facts = evidence.facts(&notices.developer);
                let message = words::unproved(why, request.words());
                let (status, headline) = (StatusCode::BAD_REQUEST, &notices.app_mistake);
                let reply = notice::explain(request, status, headline, message, &facts);
                evidence.logged(reply.because(why.sentence()))
            }
            Why::Refused { destination, error } => {
                let reply = Reply::answer(request, &destination.refuse(&error));
                cookies::forget(request, reply.because(error.sentence()))
            }
            Why::AppMistake(error) => {
                cookies::forget(request, mistake(&error.sentence(), error.error()))
            }
            Why::TooMany(too_many) => too_many.page(request),
            Why::Unavailable(fault) => notice::unavailable(request, &fault),
            Why::UnavailableTo { destination, fault } => {
                let answer = destination.refuse(&AuthorizationError::Unavailable);
                Reply::answer(request, &answer).trouble(&fault)
            }
            Why::Back { to, reason } => Reply::redirect(&to).because(reason),
            Why::Form(bad) => bad.reply(request),
            Why::Told(reply) => reply,
        }
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::new(Why::Unavailable(fault))
    }
}

impl From<TooMany> for Stop {
    fn from(too_many: TooMany) -> Self {
        Self::new(Why::TooMany(too_many))
    }
}

impl From<NotNow> for Stop {
    fn from(why: NotNow) -> Self {
        match why {
            NotNow::Fault(fault) => Self::new(Why::Unavailable(fault)),
            NotNow::TooMany(too_many) => Self::new(Why::TooMany(too_many)),
        }
    }
}

impl From<Unproved> for Stop {
    fn from(why: Unproved) -> Self {
        Self::unproved(why, None)
    }
}

impl From<Malformed> for Stop {
    fn from(malformed: Malformed) -> Self {
        Self::new(Why::Unreadable(malformed))
    }
}
