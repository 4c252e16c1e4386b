//! `/login/mail-code/enter` and `/sign-up/code`: who is in front of the browser, by the code that came by mail.

use futures_util::future::join;

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
use crate::protocol::location::Location;
use crate::protocol::login::known_browser::known_as;
use crate::protocol::login::mail_code;
use crate::protocol::path;
use crate::protocol::secret::Secret;
use crate::store::mail_codes::{MailCodeUse, load_code, prove_address};
use crate::store::sessions::Proof;

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// To sign in.
    SignIn,
    /// To prove an address, and then to make an account.
    SignUp,
}

impl For {
    /// Where it is asked for.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::SignIn => path::LOGIN_MAIL_CODE,
            Self::SignUp => path::SIGN_UP,
        }
    }

    fn digits(self) -> usize {
        match self {
            Self::SignIn => mail_code::SIGN_IN,
            Self::SignUp => mail_code::SIGN_UP,
        }
    }

    /// What it is asked for on the way to. Who only wants an account needs no reason.
    pub(super) async fn errand<P: Platform>(
        self,
        server: &Server<'_, P>,
        request: &Request,
    ) -> Result<Errand, Stop> {
        if self == Self::SignUp && request.query.is_empty() {
            return Ok(Errand::Account(path::ACCOUNT));
        }
        Errand::open(server, request).await
    }
}

/// `POST /login/mail-code/enter`: signs the user in and goes on to what they signed in for. Whatever is wrong with a code, the same is
/// said.
pub(crate) async fn enter<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    what: For,
) -> Result<Reply, Stop> {
    within_limit(server, &format!("login from {}", request.address())).await?;
    require_mail(server, request)?;
    let form = Sent::read(server, request, entry_path(what))?;
    let (browser, id) = (form.browser.as_str(), form.subject.as_str());
    let whose = async {
        match what {
            For::SignIn => load_code(server.platform, id, browser).await,
            For::SignUp => Ok(Default::default()),
        }
    };
    let (errand, whose) = join(what.errand(server, request), whose).await;
    let (errand, whose) = (errand?, whose?);
    let mut reason = "not a code";
    if let Some(typed) = mail_code::read(form.field("code"), what.digits()) {
        let used_by = Secret::mint(server.platform.random());
        let code = MailCodeUse {
            id,
            browser,
            code: &mail_code::stored(&server.config.keys.form, id, &typed),
            used_by: used_by.reveal(),
        };
        let done = match what {
            For::SignIn => sign_in(server, request, &errand, code, whose).await?,
            For::SignUp => invite(server, request, &errand, &code).await?,
        };
        if let Some(reply) = done {
            return Ok(reply);
        }
        reason = "a wrong code";
    }
    let note = trouble(server, request).await?;
    let wrong = Some(request.words().mail.code_wrong);
    Ok(page(server, request, (what, &errand), note, (id, wrong)).because(reason))
}

/// Signs in the person to whom the code was sent, with this version of their credentials. `None`: the code is not good.
async fn sign_in<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    errand: &Errand,
    code: MailCodeUse<'_>,
    (user_id, version): (String, u32),
) -> Result<Option<Reply>, Stop> {
    let proved = Proved {
        user_id: &user_id,
        known_as: &known_as(&user_id, version),
        proof: Proof::MailCode(code),
    };
    let to = errand.back(request);
    if let Some((reply, kind)) = session::begin(server, request, &to, &proved).await? {
        server.tell(errand.event(kind).user(&user_id));
        return Ok(Some(reply));
    }
    let mut event = errand.event(Kind::SignInFailed);
    if !user_id.is_empty() {
        event = event.user(&user_id);
    }
    server.tell(event.because("a wrong code".to_owned()));
    Ok(None)
}

/// Leads to an invitation for the address, on the way to the same. `None`: the code is not good.
async fn invite<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    errand: &Errand,
    code: &MailCodeUse<'_>,
) -> Result<Option<Reply>, Stop> {
    let secret = Secret::mint(server.platform.random());
    if !prove_address(server.platform, code, &secret.hash()).await? {
        let event = errand.event(Kind::SignUpRefused);
        server.tell(event.because("a wrong code".to_owned()));
        return Ok(None);
    }
    let joint = if request.query.is_empty() { "" } else { "&" };
    let query = [&*request.query, joint, "link=", secret.reveal()].concat();
    let to = Location::here(&request.base, path::INVITATION, &query);
    Ok(Some(Reply::redirect(&to)))
}

fn entry_path(what: For) -> &'static str {
    match what {
        For::SignIn => path::LOGIN_MAIL_CODE_ENTER,
        For::SignUp => path::SIGN_UP_CODE,
    }
}

/// The page for the code of the row `id`.
pub(super) fn page<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    (what, errand): (For, &Errand),
    note: Option<&str>,
    (id, error): (&str, Option<&str>),
) -> Reply {
    let words = &request.words().mail;
    let again = request.onward(what.path());
    let code = Field {
        name: "code",
        label: words.code_field,
        kind: "text",
        autocomplete: "one-time-code",
        required: true,
        help: match what {
            For::SignIn => words.code_hint,
            For::SignUp => words.sign_up_hint,
        },
        ..Field::default()
    };
    let keep = Field {
        name: "keep",
        label: request.words().login.keep,
        value: "on".to_owned(),
        kind: "checkbox",
        ..Field::default()
    };
    let (heading, fields, button) = match what {
        For::SignIn => (&words.code_sent, vec![code, keep], words.code_enter),
        For::SignUp => (&words.sign_up_sent, vec![code], words.sign_up_enter),
    };
    let asking = Asking {
        asker: errand.asker(),
        note,
        subject: id,
        fields,
        error,
        link: Some((again.as_str(), words.code_again)),
        ..Asking::button(entry_path(what), heading, button)
    };
    asking::page(server, request, asking)
}
