//! `/not-me`: somebody who got a notice says that it was not them. Everything that was begun before ends, and they set a new way
//! to sign in.

use http::StatusCode;

use super::asking::{self, Asking, require_mail};
use super::form::Sent;
use super::link;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::within_limit;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::location::Location;
use crate::protocol::login::disavowal::Disavowal;
use crate::protocol::path;
use crate::protocol::secret::Secret;
use crate::store::disavowals::{disavow as disavow_all, is_live};

/// `GET /not-me`: asks. It changes nothing, because mail scanners open links too.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let disavowal = open(server, request).await?;
    if !is_live(server.platform, &disavowal).await? {
        return Err(dead(server, request));
    }
    let words = &request.words().mail;
    let asking = Asking {
        subject: &disavowal.user_id,
        ..Asking::button(path::DISAVOW, &words.disavow, words.disavow_button)
    };
    Ok(asking::page(server, request, asking))
}

/// `POST /not-me`: ends everything, and goes on to a recovery link.
pub(crate) async fn disavow<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let disavowal = open(server, request).await?;
    let form = Sent::read(server, request, path::DISAVOW)?;
    if form.subject != disavowal.user_id {
        return Err(dead(server, request));
    }
    let secret = Secret::mint(server.platform.random());
    if !disavow_all(server.platform, &disavowal, &secret.hash()).await? {
        return Err(dead(server, request));
    }
    server.tell(Event::new(Kind::Disavowed).user(&disavowal.user_id));
    let query = ["link=", secret.reveal()].concat();
    Ok(Reply::redirect(&Location::here(
        &request.base,
        path::RECOVERY,
        &query,
    )))
}

/// What the link of this request says.
async fn open<P: Platform>(server: &Server<'_, P>, request: &Request) -> Result<Disavowal, Stop> {
    within_limit(server, &format!("link from {}", request.address())).await?;
    require_mail(server, request)?;
    if Request::is_too_long(&request.query) {
        return Err(Stop::too_long());
    }
    let params = request.query_params()?;
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let read = Disavowal::read(params.field("link"), keys, now);
    read.ok_or_else(|| dead(server, request))
}

fn dead<P: Platform>(server: &Server<'_, P>, request: &Request) -> Stop {
    let notice = (StatusCode::GONE, &request.words().mail.dead_disavow);
    let reason = "the link of a notice is not ours, too old or used";
    link::refuse(
        server,
        request,
        Event::new(Kind::LinkRefused),
        notice,
        reason,
    )
}
