//! `/recovery/mail`: somebody cannot sign in, and asks for a link.

use http::StatusCode;

use super::asking::{self, Asking, require_mail};
use super::asking_for_mail::{take_place, trouble, who};
use super::form::Sent;
use crate::endpoint::http::afterwards::Afterwards;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::within_limit;
use crate::endpoint::interaction::Stop;
use crate::endpoint::login::errand::login_for;
use crate::endpoint::mail::Work;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::path;

/// `GET /recovery/mail`.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    require_mail(server, request)?;
    let note = trouble(server, request).await?;
    Ok(page(server, request, note, None))
}

/// `POST /recovery/mail`: says the same to everybody. Who they are is found out afterwards.
pub(crate) async fn ask<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    within_limit(server, &format!("mail from {}", request.address())).await?;
    require_mail(server, request)?;
    let form = Sent::read(server, request, path::RECOVERY_MAIL)?;
    let typed = form.field("username").trim();
    let words = &request.words().mail;
    if typed.is_empty() {
        return Ok(page(server, request, None, Some(words.empty)));
    }
    take_place(server, request, typed, None).await?;
    let mut reply = notice::tell(request, StatusCode::OK, &words.recover_asked);
    let work = Work::Recovery {
        typed: typed.to_owned(),
    };
    let task = Afterwards::mail(server, request, work);
    reply.afterwards.extend(task);
    Ok(reply)
}

fn page<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    note: Option<&str>,
    error: Option<&str>,
) -> Reply {
    let words = &request.words().mail;
    let back = login_for(request, path::ACCOUNT);
    let asking = Asking {
        note,
        fields: vec![who(request, "")],
        error,
        link: Some((back.as_str(), words.sign_in)),
        ..Asking::button(path::RECOVERY_MAIL, &words.recover, words.recover_button)
    };
    asking::page(server, request, asking)
}
