//! Why an access token opens nothing of the Admin API, as a problem with its challenges.

use http::StatusCode;
use http::header::WWW_AUTHENTICATE;

use crate::endpoint::http::problem::{instead_of, problem};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::endpoint::token::presented::Untold;
use crate::platform::Platform;
use crate::protocol::login::Acr;

/// For how long after signing in somebody may look after others, and do what cannot be undone, in seconds.
pub(super) const LONG_ENOUGH: u32 = 3600;
pub(super) const RECENT: u32 = 600;

/// RFC 9470 section 3: they have to have signed in at most so many seconds ago.
pub(super) fn sign_in<P: Platform>(server: &Server<'_, P>, seconds: u32) -> Untold {
    let ways = [Acr::PhishingResistant, Acr::TwoFactors];
    let ways = ways.map(|acr| acr.value(&server.config.issuer).into_owned());
    Untold::SignIn(seconds, ways.join(" "))
}

/// The answer.
pub(super) fn refused(request: &Request, untold: Untold) -> Reply {
    match untold.challenge(request) {
        Ok(challenge) => {
            let mut reply = problem(request, challenge.status, &challenge.reason);
            for scheme in challenge.schemes {
                reply = reply.header(WWW_AUTHENTICATE, scheme);
            }
            reply
        }
        Err(Untold::TooMany(too_many)) => instead_of(request, too_many.error()),
        Err(Untold::Fault(fault)) => instead_of(request, Reply::unavailable(request, &fault)),
        Err(_) => problem(request, StatusCode::UNAUTHORIZED, ""),
    }
}
