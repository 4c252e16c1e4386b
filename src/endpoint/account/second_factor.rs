//! `/account/second-factor` and `/account/recovery-codes`: an app that shows codes is set up, and turned off.

use http::StatusCode;

use super::holder;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::keys::Carried;
use crate::endpoint::login::errand::Errand;
use crate::endpoint::server::Server;
use crate::page::words::counted;
use crate::page::{App, Picture, SecondFactor, Tabs};
use crate::platform::{Fault, Platform};
use crate::protocol::login::recovery_code::{RECOVERY_CODES, RecoveryCode};
use crate::protocol::login::totp::{Code, TotpSecret};
use crate::protocol::path;
use crate::protocol::secret::Secret;
use crate::protocol::secret::SecretHash;
use crate::store::acting::Holder;
use crate::store::own_second_factor::{replace_recovery_codes, turn_off_own, turn_on};
use crate::store::sealed_secrets::Sealed;

/// `GET /account/second-factor`: the page that sets an app up. It stores nothing: the form carries the secret, sealed.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = open(server, request).await?;
    let secret = TotpSecret::mint(server.platform.random());
    let (bound, record) = (bound(&holder), secret.record());
    let sealed = Carried::new_second_factor(&bound).seal(server, &record);
    let sealed = sealed
        .await?
        .ok_or_else(|| Fault::new("a sealed secret is too long"))?;
    Ok(page(server, request, &holder, (&secret, &sealed), None))
}

/// `POST /account/second-factor`: turns it on, if the code is one of the new app's.
pub(crate) async fn confirm<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = open(server, request).await?;
    let form = holder::read(server, request, &holder, path::ACCOUNT_SECURITY).await?;
    let (sealed, bound) = (form.field("secret"), bound(&holder));
    let record = Carried::new_second_factor(&bound)
        .open(server, sealed)
        .await;
    let Some(secret) = record.as_deref().and_then(TotpSecret::of_record) else {
        return Err(Stop::back(
            holder::at(request, path::ACCOUNT_SECOND_FACTOR),
            "the secret is for another user or browser",
        ));
    };
    let words = &request.words().second_factor;
    let again = |error, reason| {
        let secret = (&secret, sealed);
        page(server, request, &holder, secret, Some(error)).because(reason)
    };
    let Some(code) = Code::parse(form.field("code")) else {
        return Ok(again(words.no_code, "not a code"));
    };
    let Some(step) = secret.step_of(code, server.platform.now()) else {
        return Ok(again(words.not_matching, "the code is not of the new app"));
    };
    let (user_id, keys) = (&holder.user.id, &server.config.keys);
    let stored = Sealed::seal(server.platform, keys, user_id, &secret).await?;
    let (codes, hashes) = mint(server, user_id);
    let token = Secret::new(form.field("token")).hash();
    let (platform, acting) = (server.platform, &holder.acting);
    if !turn_on(platform, acting, &stored, step, &hashes, &token).await? {
        return Ok(again(
            words.used,
            "the code was used, or the session has ended",
        ));
    }
    server.tell(Event::new(Kind::SecondFactorAdded).user(user_id));
    Ok(show_codes(request, &holder, true, &codes))
}

/// `POST /account/recovery-codes`: makes new ones.
pub(crate) async fn make_codes<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open_recent(server, request, path::ACCOUNT_SECURITY).await?;
    holder::read(server, request, &holder, path::ACCOUNT_SECURITY).await?;
    let (codes, hashes) = mint(server, &holder.user.id);
    if !replace_recovery_codes(server.platform, &holder.acting, &hashes).await? {
        return Err(gone(request));
    }
    server.tell(Event::new(Kind::RecoveryCodesMade).user(&holder.user.id));
    Ok(show_codes(request, &holder, false, &codes))
}

/// `POST /account/second-factor/remove`: turns it off.
pub(crate) async fn remove<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open_recent(server, request, path::ACCOUNT_SECURITY).await?;
    holder::read(server, request, &holder, path::ACCOUNT_SECURITY).await?;
    if !turn_off_own(server.platform, &holder.acting).await? {
        return Err(gone(request));
    }
    server.tell(Event::new(Kind::SecondFactorRemoved).user(&holder.user.id));
    Ok(Reply::redirect(&holder::at(
        request,
        path::ACCOUNT_SECURITY,
    )))
}

/// `GET /account/recovery-code-used`: what is left, and then on to what the query says.
pub(crate) async fn code_used<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let errand = Errand::open(server, request).await?;
    let holder = holder::open(server, request, path::ACCOUNT_SECURITY).await?;
    let (back, words) = (errand.back(request), &request.words().second_factor);
    let Some(factor) = holder.second_factor else {
        return Ok(Reply::redirect(&back));
    };
    let left = counted(&words.used_left, factor.codes_left, request.words());
    let another = holder::at(request, path::ACCOUNT_SECOND_FACTOR);
    let security = holder::at(request, path::ACCOUNT_SECURITY);
    let page = SecondFactor {
        sentences: &[&left, words.used_advice],
        links: &[
            (back.as_str(), words.go_on, true),
            (another.as_str(), words.another_app, false),
            (security.as_str(), words.under_security, false),
        ],
        ..about(
            request,
            Tabs::at("", holder.user.called()),
            words.used_title,
        )
    };
    Ok(Reply::page(StatusCode::OK, &page))
}

/// Somebody with a password who has proved a moment ago who they are.
async fn open<P: Platform>(server: &Server<'_, P>, request: &Request) -> Result<Box<Holder>, Stop> {
    let holder = holder::open_recent(server, request, path::ACCOUNT_SECURITY).await?;
    if holder.has_password && server.config.passwords {
        return Ok(holder);
    }
    Err(Stop::back(
        holder::at(request, path::ACCOUNT_SECURITY),
        "a second factor is one beside a password",
    ))
}

/// There is nothing to change, or the session has ended: the page says what is left.
fn gone(request: &Request) -> Stop {
    Stop::back(
        holder::at(request, path::ACCOUNT_SECURITY),
        "there is no second factor, or the session has ended",
    )
}

/// Recovery codes for a user, and what is stored of them.
fn mint<P: Platform>(server: &Server<'_, P>, user_id: &str) -> (Vec<String>, Vec<SecretHash>) {
    let codes = (0..RECOVERY_CODES).map(|_| RecoveryCode::mint(server.platform.random()));
    let codes = codes.map(|code| (code.spelled(), code.hash(user_id)));
    codes.unzip()
}

/// Whom a secret is sealed for, and in which browser.
fn bound(holder: &Holder) -> String {
    let browser = holder.acting.browser.as_str();
    [holder.user.id.as_str(), "\n", browser].concat()
}

fn page<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    holder: &Holder,
    (secret, sealed): (&TotpSecret, &str),
    error: Option<&str>,
) -> Reply {
    let user = &holder.user;
    let account = user.chosen_username().or(user.email.as_deref());
    let uri = secret.uri(server.name(), account.unwrap_or(user.called()));
    let words = &request.words().second_factor;
    let back = holder::at(request, path::ACCOUNT_SECURITY);
    let tabs = Tabs::at(path::ACCOUNT_SECURITY, user.called());
    let page = SecondFactor {
        error,
        sentences: &[words.set_up_lead],
        app: Some(App {
            token: &holder::token(server, holder, path::ACCOUNT_SECOND_FACTOR),
            secret: sealed,
            key: &secret.spelled(),
            uri: &uri,
            picture: Picture::of(&uri),
            replaces: holder.second_factor.is_some(),
        }),
        links: &[(back.as_str(), words.not_now, false)],
        ..about(request, tabs, words.set_up_title)
    };
    let status = match error {
        None => StatusCode::OK,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    Reply::form(status, &page)
}

fn show_codes(request: &Request, holder: &Holder, turned_on: bool, codes: &[String]) -> Reply {
    let words = &request.words().second_factor;
    let back = holder::at(request, path::ACCOUNT_SECURITY);
    let tabs = Tabs::at(path::ACCOUNT_SECURITY, holder.user.called());
    let sentences = [words.codes_done, words.codes_lead];
    let page = SecondFactor {
        sentences: if turned_on {
            &sentences
        } else {
            &sentences[1..]
        },
        codes,
        links: &[(back.as_str(), words.codes_kept, true)],
        ..about(request, tabs, words.codes_title)
    };
    Reply::page(StatusCode::OK, &page)
}

/// A page with nothing on it yet.
fn about<'a>(request: &'a Request, tabs: Tabs<'a>, title: &'static str) -> SecondFactor<'a> {
    SecondFactor {
        frame: request.frame(),
        tabs,
        title,
        error: None,
        sentences: &[],
        app: None,
        codes: &[],
        links: &[],
    }
}
