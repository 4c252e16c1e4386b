//! The link that somebody comes with.

use http::StatusCode;

use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::notice;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::within_limit;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::page::words;
use crate::platform::Platform;
use crate::protocol::secret::{Secret, SecretHash};
use crate::store::one_time_links::{DeadLink, Link, Purpose, load_link};

/// The link of this request, if it can be used for `purpose`.
pub(super) async fn open<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    purpose: Purpose,
) -> Result<(SecretHash, Link), Stop> {
    within_limit(server, &format!("link from {}", request.address())).await?;
    if Request::is_too_long(&request.query) {
        return Err(Stop::too_long());
    }
    let params = request.query_params()?;
    let secret = params.field("link");
    let hash = Secret::new(secret).hash();
    match load_link(server.platform, &hash, purpose).await? {
        Ok(link) => Ok((hash, link)),
        Err(why) => Err(dead(server, request, purpose, why)),
    }
}

/// It cannot be used: the page says what to do, and the log hears why.
pub(super) fn dead<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    purpose: Purpose,
    why: DeadLink,
) -> Stop {
    let words = &request.words().joining;
    let notice = match purpose {
        Purpose::Setup if why == DeadLink::SetUp => &words.set_up,
        Purpose::Setup => &words.dead_setup,
        Purpose::Invitation => &words.dead_invitation,
        Purpose::Recovery => &words.dead_recovery,
        Purpose::EmailVerification => &words.dead_verification,
    };
    let (status, reason) = (StatusCode::GONE, why.sentence());
    refuse(
        server,
        request,
        Event::new(Kind::LinkRefused),
        (status, notice),
        reason,
    )
}

/// Nothing was done. The page says why, and so does the event.
pub(super) fn refuse<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    event: Event,
    (status, notice): (StatusCode, &words::Notice),
    reason: &'static str,
) -> Stop {
    server.tell(event.because(reason.to_owned()));
    Stop::told(notice::show(request, status, notice).because(reason))
}
