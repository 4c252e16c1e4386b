//! `/login/mail-code`: somebody asks for a code to sign in with, which is sent by mail.
//!
//! The code is bound to the browser that asked, by the cookie of the login page. For a name that nobody has there is a row too, on
//! which tries are counted, and no code ever matches it. Nor does one match for somebody with a second factor: a code does not
//! replace it.

use super::asking::{self, Asking, require_mail};
use super::asking_for_mail::{take_place, trouble, who};
use super::form::Sent;
use super::mail_code_entry;
use crate::endpoint::http::afterwards::Afterwards;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::within_limit;
use crate::endpoint::interaction::Stop;
use crate::endpoint::login::errand::Errand;
use crate::endpoint::mail::Work;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::path;
use crate::protocol::secret::Secret;
use crate::store::mail_requests::CodeAsked;

/// `GET /login/mail-code`.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    require_mail(server, request)?;
    let errand = Errand::open(server, request).await?;
    let note = trouble(server, request).await?;
    let typed = errand.login_hint().unwrap_or_default();
    Ok(page(server, request, &errand, note, (typed, None)))
}

/// `POST /login/mail-code`: shows everybody the page for the code. Who they are is found out afterwards.
pub(crate) async fn ask<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    within_limit(server, &format!("mail from {}", request.address())).await?;
    require_mail(server, request)?;
    let errand = Errand::open(server, request).await?;
    let note = trouble(server, request).await?;
    let form = Sent::read(server, request, path::LOGIN_MAIL_CODE)?;
    let typed = form.field("username").trim();
    if typed.is_empty() {
        let error = Some(request.words().mail.empty);
        return Ok(page(server, request, &errand, note, ("", error)));
    }
    let id = Secret::new(form.field("token")).hash();
    let code = CodeAsked {
        id: &id,
        browser: &form.browser,
    };
    take_place(server, request, typed, Some(code)).await?;
    let mut reply = mail_code_entry::page(server, request, &errand, note, (id.as_str(), None));
    // The browser may send the form once more when the page is loaded again. The row then has its code, and gets no other.
    let work = Work::Code {
        typed: typed.to_owned(),
        id: id.as_str().to_owned(),
    };
    let task = Afterwards::mail(server, request, work);
    reply.afterwards.extend(task);
    Ok(reply)
}

fn page<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    errand: &Errand,
    note: Option<&str>,
    (typed, error): (&str, Option<&str>),
) -> Reply {
    let words = &request.words().mail;
    let back = request.onward(path::LOGIN);
    let asking = Asking {
        asker: errand.asker(),
        note,
        fields: vec![who(request, typed)],
        error,
        link: Some((back.as_str(), words.sign_in)),
        ..Asking::button(path::LOGIN_MAIL_CODE, &words.code, words.code_button)
    };
    asking::page(server, request, asking)
}
