//! `/login/mail-code/enter`: who is in front of the browser, by the code that came by mail.

use super::asking::{self, Asking, require_mail};
use super::asking_for_mail::trouble;
use super::form::Sent;
use crate::endpoint::event::Kind;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::within_limit;
use crate::endpoint::interaction::Stop;
use crate::endpoint::login::errand::Errand;
use crate::endpoint::login::session::{self, Proved};
use crate::endpoint::server::Server;
use crate::page::Field;
use crate::platform::Platform;
use crate::protocol::login::known_browser::known_as;
use crate::protocol::login::mail_code;
use crate::protocol::path;
use crate::protocol::secret::Secret;
use crate::store::mail_codes::{MailCodeUse, load_code};
use crate::store::sessions::Proof;

/// `POST /login/mail-code/enter`: signs the user in and goes on to what they signed in for. Whatever is wrong with a code, the same is
/// said.
pub(crate) async fn enter<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    within_limit(server, &format!("login from {}", request.address())).await?;
    require_mail(server, request)?;
    let errand = Errand::open(server, request).await?;
    let form = Sent::read(server, request, path::LOGIN_MAIL_CODE_ENTER)?;
    let (browser, id) = (form.browser.as_str(), form.subject.as_str());
    let mut reason = "not a code";
    if let Some(typed) = mail_code::read(form.field("code")) {
        let (user_id, version) = load_code(server.platform, id, browser).await?;
        let used_by = Secret::mint(server.platform.random());
        let code = MailCodeUse {
            id,
            browser,
            code: &mail_code::stored(&server.config.keys.form, id, &typed),
            used_by: used_by.reveal(),
        };
        let proved = Proved {
            user_id: &user_id,
            known_as: &known_as(&user_id, version),
            proof: Proof::MailCode(code),
        };
        let to = errand.back(request);
        if let Some((reply, kind)) = session::begin(server, request, &to, &proved).await? {
            server.tell(errand.event(kind).user(&user_id));
            return Ok(reply);
        }
        reason = "a wrong code";
        let mut event = errand.event(Kind::SignInFailed).because(reason.to_owned());
        if !user_id.is_empty() {
            event = event.user(&user_id);
        }
        server.tell(event);
    }
    let note = trouble(server, request).await?;
    let wrong = Some(request.words().mail.code_wrong);
    Ok(page(server, request, &errand, note, (id, wrong)).because(reason))
}

/// The page for the code of the row `id`.
pub(super) fn page<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    errand: &Errand,
    note: Option<&str>,
    (id, error): (&str, Option<&str>),
) -> Reply {
    let words = &request.words().mail;
    let again = request.onward(path::LOGIN_MAIL_CODE);
    let code = Field {
        name: "code",
        label: words.code_field,
        kind: "text",
        autocomplete: "one-time-code",
        required: true,
        help: words.code_hint,
        ..Field::default()
    };
    let keep = Field {
        name: "keep",
        label: request.words().login.keep,
        value: "on".to_owned(),
        kind: "checkbox",
        ..Field::default()
    };
    let path = path::LOGIN_MAIL_CODE_ENTER;
    let asking = Asking {
        asker: errand.asker(),
        note,
        subject: id,
        fields: vec![code, keep],
        error,
        link: Some((again.as_str(), words.code_again)),
        ..Asking::button(path, &words.code_sent, words.code_enter)
    };
    asking::page(server, request, asking)
}
