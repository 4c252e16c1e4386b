//! `/verify-email`: somebody proves by a link that an address is theirs.

use http::StatusCode;

use super::asking::{self, Asking};
use super::form::Sent;
use super::link;
use super::recovery_user::usable;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::afterwards::Afterwards;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::mail::{Happened, Work};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::path;
use crate::store::email_verification::{Verified, verify_email};
use crate::store::one_time_links::{DeadLink, Purpose};

/// `GET /verify-email`: asks whether the address is theirs. It changes nothing.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let (_, link) = link::open(server, request, Purpose::EmailVerification).await?;
    let user = usable(server, request, link.user)?;
    let email = link.email.unwrap_or_default();
    let words = &request.words().joining;
    // Who did not make this account must not give it their address.
    let about = vec![
        (words.verify_what, &*email),
        (words.verify_whose, user.called()),
    ];
    let asking = Asking {
        about,
        subject: &user.id,
        ..Asking::button(path::VERIFY_EMAIL, &words.verify, words.verify_button)
    };
    Ok(asking::page(server, request, asking))
}

/// `POST /verify-email`: it is.
pub(crate) async fn verify<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let purpose = Purpose::EmailVerification;
    let (hash, link) = link::open(server, request, purpose).await?;
    let user = usable(server, request, link.user)?;
    let form = Sent::read(server, request, path::VERIFY_EMAIL)?;
    let email = link.email.unwrap_or_default();
    if form.subject != user.id {
        return Err(link::dead(server, request, purpose, DeadLink::Unknown));
    }
    let words = &request.words().joining;
    match verify_email(server.platform, &hash, &email).await? {
        Verified::Now => {
            server.tell(Event::new(Kind::EmailVerified).user(&user.id));
            let mut reply = notice::tell(request, StatusCode::OK, &words.verified);
            // Whoever reads mail at the old one hears of it, because this may not have been the person.
            if let Some(former) = user.email.filter(|former| *former != email) {
                let work = Work::Notice(Happened {
                    user_id: user.id,
                    kind: Kind::EmailVerified,
                    at: server.platform.now(),
                    device: (request.device)(),
                    former_email: Some(former),
                });
                reply
                    .afterwards
                    .extend(Afterwards::mail(server, request, work));
            }
            Ok(reply)
        }
        Verified::Taken => {
            let notice = (StatusCode::CONFLICT, &words.verify_taken);
            let event = Event::new(Kind::LinkRefused).user(&user.id);
            let reason = "another user has the address";
            Err(link::refuse(server, request, event, notice, reason))
        }
        Verified::Dead => Err(link::dead(server, request, purpose, DeadLink::Unknown)),
    }
}
