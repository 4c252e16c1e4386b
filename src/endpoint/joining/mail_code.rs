//! `/login/mail-code`, and `/sign-up` where it takes an address at one of some hosts: somebody asks for a code, which is sent by mail.
//!
//! The code is bound to the browser that asked, by the cookie of the login page. For a name that nobody has there is a row too, on
//! which tries are counted, and no code ever matches it. Nor does one match for somebody with a second factor: a code does not
//! replace it.

use futures_util::future::join;

use super::asking::{self, Asking, require_mail};
use super::asking_for_mail::{take_place, trouble, who};
use super::form::Sent;
use super::mail_code_entry::{self, For};
use crate::endpoint::config::SignUp;
use crate::endpoint::http::afterwards::Afterwards;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::within_limit;
use crate::endpoint::interaction::Stop;
use crate::endpoint::login::errand::Errand;
use crate::endpoint::mail::Work;
use crate::endpoint::server::Server;
use crate::page::words::named;
use crate::platform::Platform;
use crate::protocol::mail_address::MailAddress;
use crate::protocol::path;
use crate::protocol::secret::Secret;
use crate::store::mail_requests::CodeAsked;

/// `GET`: the page.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    what: For,
) -> Result<Reply, Stop> {
    require_mail(server, request)?;
    let errand = what.errand(server, request);
    let (errand, note) = join(errand, trouble(server, request)).await;
    let (errand, note) = (errand?, note?);
    let typed = errand.login_hint().unwrap_or_default();
    Ok(page(server, request, (what, &errand), note, (typed, None)))
}

/// `POST`: shows everybody the page for the code. Who they are is found out afterwards.
pub(crate) async fn ask<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    what: For,
) -> Result<Reply, Stop> {
    within_limit(server, &format!("mail from {}", request.address())).await?;
    require_mail(server, request)?;
    let form = Sent::read(server, request, what.path())?;
    let errand = what.errand(server, request);
    let (errand, note) = join(errand, trouble(server, request)).await;
    let (errand, note) = (errand?, note?);
    let typed = form.field("username").trim();
    if let Err(error) = may_ask(server, request, what, typed) {
        let again = (typed, Some(&*error));
        return Ok(page(server, request, (what, &errand), note, again));
    }
    let id = Secret::new(form.field("token")).hash();
    let code = CodeAsked {
        id: &id,
        browser: &form.browser,
    };
    take_place(server, request, typed, Some(code)).await?;
    let (id, errand) = (id.as_str(), (what, &errand));
    let mut reply = mail_code_entry::page(server, request, errand, note, (id, None));
    // The browser may send the form once more when the page is loaded again. The row then has its code, and gets no other.
    let (typed, id) = (typed.to_owned(), id.to_owned());
    let work = match what {
        For::SignIn => Work::Code { typed, id },
        For::SignUp => Work::SignUpCode { email: typed, id },
    };
    reply
        .afterwards
        .extend(Afterwards::mail(server, request, work));
    Ok(reply)
}

/// Whether a code may be asked for with this, whoever has it; otherwise why not, as a sentence.
fn may_ask<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    what: For,
    typed: &str,
) -> Result<(), String> {
    let words = &request.words().mail;
    if what == For::SignIn {
        return if typed.is_empty() {
            Err(words.empty.to_owned())
        } else {
            Ok(())
        };
    }
    let address = MailAddress::parse(typed).map_err(|_| words.bad_address.to_owned())?;
    let SignUp::Domains(hosts) = &server.config.sign_up else {
        return Ok(());
    };
    if hosts.iter().any(|host| address.is_at(host)) {
        return Ok(());
    }
    Err(named(
        words.sign_up_hosts,
        &hosts.join(", "),
        request.words(),
    ))
}

fn page<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    (what, errand): (For, &Errand),
    note: Option<&str>,
    (typed, error): (&str, Option<&str>),
) -> Reply {
    let words = &request.words().mail;
    let back = request.onward(path::LOGIN);
    let mut field = who(request, typed);
    let heading = match what {
        For::SignIn => &words.code,
        For::SignUp => {
            field.label = request.words().admin.invitations.email;
            field.kind = "email";
            field.autocomplete = "email";
            &words.sign_up
        }
    };
    let asking = Asking {
        asker: errand.asker(),
        note,
        fields: vec![field],
        error,
        providers: what == For::SignUp,
        link: Some((back.as_str(), words.sign_in)),
        ..Asking::button(what.path(), heading, words.code_button)
    };
    asking::page(server, request, asking)
}
