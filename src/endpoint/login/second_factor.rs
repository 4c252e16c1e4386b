//! `/login/code`: after a right password, a code from an app or a recovery code. Until then nobody is signed in.

use futures_util::future::join3;
use http::StatusCode;

use super::errand::{Errand, way_back};
use super::guesses::refused;
use super::half::Half;
use super::offer::{self, offer};
use super::page;
use super::session::{self, Proved, keeps};
use super::typed_code::{Good, Typed, Unfit};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::form::{self, BadForm};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::{TooMany, within_limit};
use crate::endpoint::interaction::{FormBrowser, Stop};
use crate::endpoint::server::Server;
use crate::page::LoginCode;
use crate::platform::Platform;
use crate::protocol::binding::{self, Purpose};
use crate::protocol::login::known_browser::known_as;
use crate::protocol::params::Params;
use crate::protocol::path;
use crate::protocol::secret::{Secret, SecretHash};
use crate::store::attempts::Bucket;
use crate::store::own_deeds::take_places;
use crate::store::second_factors::{CodeUse, SecondFactor, Used, load_second_factor};
use crate::store::sessions::Proof;

/// Somebody who has proved one factor.
pub(crate) struct Waiting<'a> {
    /// `sub`.
    pub(crate) user_id: &'a str,
    /// The version of their credentials.
    pub(crate) credential_version: u32,
    /// The id of a provider, a space, and the session there; empty: it was a password.
    pub(crate) provider: &'a str,
    /// The groups in which that has a say, and those of them that they are in.
    pub(crate) groups: Option<(&'a str, &'a str)>,
}

/// The page that asks for a code, for somebody whose password was right, or who was at another provider.
pub(crate) async fn ask<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    errand: &Errand,
    waiting: &Waiting<'_>,
) -> Result<Reply, Stop> {
    let browser = FormBrowser::sender(request).map_err(Stop::bad_form)?;
    let (all, these) = waiting.groups.unwrap_or_default();
    let half = Half {
        user_id: waiting.user_id.to_owned(),
        credential_version: waiting.credential_version,
        since: server.platform.now(),
        provider: waiting.provider.to_owned(),
        groups: (all.to_owned(), these.to_owned()),
    };
    let sealed = half.seal(server, request, &browser).await?;
    let reply = show(server, request, errand, &browser, &sealed, None);
    Ok(reply.because("one factor was right, and a code is asked for"))
}

/// `POST /login/code`: signs the user in and goes on to what they signed in for. Whatever is refused has signed nobody in, and
/// used no code.
pub(crate) async fn sign_in<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let within = within_limit(server, &format!("login from {}", request.address())).await;
    within.map_err(|why| refused(server, Event::new(Kind::SignInRefused), why))?;
    // What the form itself shows is checked before anything that is stored is read.
    let sent = match read(server, request).await {
        Ok(sent) => sent,
        Err(bad) => return Err(unread(server, request, bad).await),
    };
    let Sent {
        form,
        browser,
        half,
    } = &sent;
    let sealed = form.field("signing_in");
    let typed = match Typed::read(form) {
        Ok(typed) if !half.is_over(server.platform.now()) => typed,
        unfit => return untyped(server, request, &sent, unfit.err()).await,
    };

    // Nothing is compared without a place, so that of many tries at once no more are answered than there is room for.
    let bucket = typed.bucket(&half.user_id);
    let (errand, wait, factor) = join3(
        Errand::open(server, request),
        take_places(server.platform, &bucket, 1),
        load(server, half),
    )
    .await;
    let (errand, wait, factor) = (errand?, wait?, factor?);
    if let Some(seconds) = wait {
        let event = errand.event(Kind::SignInRefused).user(&half.user_id);
        return Err(refused(server, event, TooMany::Codes(seconds)));
    }
    let again = |unfit| show(server, request, &errand, browser, sealed, Some(unfit));
    let words = &request.words().second_factor;
    let changed = || {
        let reason = "the account was changed while somebody signed in";
        start_again(server, request, &errand, half, (words.changed, reason))
    };
    let Some(factor) = factor else {
        return Ok(changed());
    };
    let unfit = match typed.judge(server, &factor).await? {
        Err(unfit) => unfit,
        Ok(good) => {
            if let Some(reply) =
                begin(server, request, (&errand, half), &factor, (&good, &bucket)).await?
            {
                return Ok(onward(server, request, (&errand, half), &good, reply));
            }
            if load(server, half).await?.is_none() {
                return Ok(changed());
            }
            good.too_late()
        }
    };
    let event = errand.event(Kind::SecondFactorFailed).user(&half.user_id);
    server.tell(event.because(unfit.reason().to_owned()));
    Ok(again(unfit).because(unfit.reason()))
}

/// The form does not count. If it was shown to another browser, or for another request, the log says so.
async fn unread<P: Platform>(server: &Server<'_, P>, request: &Request, bad: BadForm) -> Stop {
    if matches!(
        bad,
        BadForm::Foreign | BadForm::OtherOrigin | BadForm::NoCookie
    ) {
        let errand = match Errand::open(server, request).await {
            Ok(errand) => errand,
            Err(stop) => return stop,
        };
        let event = errand.event(Kind::SignInRefused);
        server.tell(event.because(bad.sentence().to_owned()));
    }
    Stop::form(bad, &way_back(request))
}

/// The page again, for somebody who typed no code; or the login page, for somebody who took too long.
async fn untyped<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    sent: &Sent,
    unfit: Option<Unfit>,
) -> Result<Reply, Stop> {
    let errand = Errand::open(server, request).await?;
    let in_time = !sent.half.is_over(server.platform.now());
    if let Some(unfit) = unfit.filter(|_| in_time) {
        let sealed = sent.form.field("signing_in");
        let page = show(server, request, &errand, &sent.browser, sealed, Some(unfit));
        return Ok(page.because(unfit.reason()));
    }
    let words = &request.words().second_factor;
    let why = (words.too_late, "the code came too late");
    Ok(start_again(server, request, &errand, &sent.half, why))
}

/// What was sent: the form, the browser that it was shown to, and who has proved one factor there.
struct Sent {
    form: Params,
    browser: SecretHash,
    half: Half,
}

async fn read<P: Platform>(server: &Server<'_, P>, request: &Request) -> Result<Sent, BadForm> {
    let browser = FormBrowser::sender(request)?;
    let bound = page::bound(Purpose::Code, request, &browser);
    let form = form::read(server, request, bound)?;
    let half = Half::open(server, request, &browser, form.field("signing_in")).await;
    Ok(Sent {
        half: half.ok_or(BadForm::Foreign)?,
        form,
        browser,
    })
}

/// The second factor, unless the password was changed since it was right, or either was removed.
async fn load<P: Platform>(
    server: &Server<'_, P>,
    half: &Half,
) -> Result<Option<SecondFactor>, Stop> {
    let factor = load_second_factor(server.platform, &half.user_id).await?;
    Ok(factor.filter(|it| half.is_of(it) && (server.config.passwords || half.at().is_some())))
}

/// Uses the code, and begins the session. `None`: the code is no longer good, or the password is not.
async fn begin<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    (errand, half): (&Errand, &Half),
    factor: &SecondFactor,
    (good, bucket): (&Good, &Bucket),
) -> Result<Option<Reply>, Stop> {
    let (keys, platform) = (&server.config.keys, server.platform);
    let resealed = match good {
        Good::App(_) => factor.resealed(platform, keys).await?,
        Good::Recovery(_) => None,
    };
    let (user_id, used_by) = (&factor.user_id, Secret::mint(platform.random()));
    let code = CodeUse {
        before: &factor.sealed,
        after: resealed.as_ref().unwrap_or(&factor.sealed),
        credential_version: factor.credential_version,
        code: good.used(),
        used_by: used_by.reveal(),
        bucket,
    };
    let proved = Proved {
        user_id,
        known_as: &known_as(user_id, factor.credential_version),
        proof: match half.at() {
            None => Proof::PasswordAndCode(code),
            Some(at) => Proof::ProviderAndCode(code, at),
        },
    };
    let begun = session::begin(server, request, &errand.back(request), &proved).await?;
    Ok(begun.map(|(reply, kind)| {
        server.tell(errand.event(kind).user(user_id));
        reply
    }))
}

/// Where they go once they are signed in. Whoever used a recovery code may have lost the app, and hears what to do about it.
fn onward<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    (errand, half): (&Errand, &Half),
    good: &Good,
    reply: Reply,
) -> Reply {
    match good.used() {
        Used::App(_) => offer(server, request, errand, reply),
        Used::Recovery(_) => {
            let event = errand.event(Kind::RecoveryCodeUsed).user(&half.user_id);
            server.tell(event);
            reply.to(&request.onward(path::ACCOUNT_RECOVERY_CODE_USED))
        }
    }
}

/// The login page: the password has to come again.
fn start_again<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    errand: &Errand,
    half: &Half,
    (error, reason): (&str, &'static str),
) -> Reply {
    let event = errand.event(Kind::SignInRefused).user(&half.user_id);
    server.tell(event.because(reason.to_owned()));
    page::refuse(server, request, errand.asker(), "", error).because(reason)
}

/// The page, perhaps with why the last code will not do.
fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    errand: &Errand,
    browser: &SecretHash,
    sealed: &str,
    unfit: Option<Unfit>,
) -> Reply {
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let bound = page::bound(Purpose::Code, request, browser);
    let (action, another) = (
        request.onward(path::LOGIN_CODE),
        request.onward(path::LOGIN),
    );
    let words = &request.words().second_factor;
    let page = LoginCode {
        frame: request.frame(),
        asker: errand.asker(),
        action: action.as_str(),
        token: &binding::mint_unique(keys, bound, now, server.platform.random()),
        signing_in: sealed,
        keep: keeps(request),
        able: offer::is_able(request),
        error: unfit.map(|unfit| unfit.sentence(words)),
        by_recovery_code: unfit.is_some_and(Unfit::of_recovery_code),
        another: another.as_str(),
    };
    let status = match unfit {
        None => StatusCode::OK,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    Reply::form(status, &page)
}
