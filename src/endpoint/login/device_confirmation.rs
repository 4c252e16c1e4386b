//! `/device`: a person confirms, with a passkey on this device, that they sign in on another one, which shows a code
//! ([`super::device_sign_in`]). Nobody is signed in on this device by that. Where an app on the other device asks for access,
//! [`super::device_verification`] goes on.

use super::ceremony::request_options;
use super::device_verification;
use super::passkey;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::form::{self, BadForm};
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::{FETCH_DEST, Request};
use crate::endpoint::http::too_many::{TooMany, within_limit};
use crate::endpoint::interaction::device::{WaitingDevice, facts};
use crate::endpoint::interaction::{FormBrowser, Stop, passkey_host};
use crate::endpoint::server::Server;
use crate::page::{
    DeviceConfirmation, DeviceConfirmed, Part, PasskeyForm, UserCodeForm as CodePage,
};
use crate::platform::Platform;
use crate::protocol::binding::{self, Binding, Purpose};
use crate::protocol::location::Location;
use crate::protocol::login::user_code::UserCode;
use crate::protocol::params::Params;
use crate::protocol::path;
use crate::protocol::secret::{Secret, SecretHash};
use crate::store::attempts::Bucket;
use crate::store::device_grants;
use crate::store::device_sign_ins::{DeviceSignIn, State, confirm, deny, load};
use crate::store::own_deeds::take_places;
use crate::store::passkeys::PasskeyUse;
use crate::store::strangers::Deed;
use crate::store::user_codes::{Entered, enter};
use futures_util::future::{join, join3};
use http::{Method, StatusCode};

/// `GET /device`: asks for the code, and then whether that device is theirs. It changes nothing.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let params = request.query_params()?;
    let typed = params.field("code");
    // What came of an app's question about a device: see `Destination::of_device`.
    if !params.field("error").is_empty() {
        let nothing = &request.words().device.not_approved;
        return Ok(notice::tell(request, StatusCode::OK, nothing));
    }
    // What another site's page fetches or frames is nobody's try.
    let dest = request.header(&FETCH_DEST);
    let looks = request.method != Method::HEAD && dest.is_none_or(|dest| dest == "document");
    if typed.is_empty() || !looks {
        return Ok(ask_code(request, "", None));
    }
    let waiting = waiting(server, request, typed);
    let (looked, waiting) = join(passkey_host::look(server), waiting).await;
    looked?;
    match waiting? {
        Ok((code, device)) => Ok(question(server, request, &code, &device, None)),
        Err(reply) => Ok(reply),
    }
}

/// `POST /device`: yes, with a passkey.
pub(crate) async fn answer<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let (form, browser) = (
        request.form(),
        FormBrowser::sender(request).map_err(Stop::bad_form)?,
    );
    let typed = form.ok().map(|form| form.field("code").to_owned());
    let (code, device) = match waiting(server, request, &typed.unwrap_or_default()).await? {
        Ok(found) => found,
        Err(reply) => return Ok(reply),
    };
    let bound = bound_to(Purpose::Confirmation, &browser, &code);
    let form = read(server, request, bound, &code)?;
    let (token, keys) = (form.field("token"), &server.config.keys.form);
    let challenged_at = binding::verify(keys, bound, token, server.platform.now())
        .map_err(|_| Stop::bad_form(BadForm::Foreign))?;
    let (known, used) =
        match passkey::judge(server, request, token, (form.field("passkey"), None)).await? {
            Ok((known, _)) if known.disabled => {
                let (error, reason) = (request.words().login.disabled, "the user is disabled");
                let event = Event::new(Kind::SignInFailed).user(&known.user_id);
                server.tell(event.because(reason.to_owned()));
                return Ok(
                    question(server, request, &code, &device, Some((error, None))).because(reason),
                );
            }
            Ok(judged) => judged,
            Err((why, unknown)) => {
                server.tell(Event::new(Kind::SignInFailed).because(why.sentence().to_owned()));
                let words = &request.words().login;
                let error = match &unknown {
                    Some(_) => words.passkey_unknown,
                    None => words.passkey_again,
                };
                let error = Some((error, unknown.as_deref()));
                return Ok(question(server, request, &code, &device, error).because(why.sentence()));
            }
        };
    let bucket = Bucket::of_account(&known.user_id);
    if let Some(seconds) = take_places(server.platform, &bucket, 1).await? {
        return Err(TooMany::Deeds(seconds).into());
    }
    let used_by = Secret::mint(server.platform.random());
    let passkey = PasskeyUse {
        id: &known.id,
        counter: (known.counter, used.counter),
        backed_up: used.backed_up,
        challenged_at,
        used_by: used_by.reveal(),
    };
    if !confirm(server.platform, &code.hash(), &known.user_id, &passkey).await? {
        let words = &request.words().login;
        return Ok(match waiting(server, request, code.as_str()).await? {
            // The passkey was used elsewhere since the page was shown.
            Ok((code, device)) => {
                let error = Some((words.passkey_again, None));
                question(server, request, &code, &device, error).because("a used passkey")
            }
            Err(over) => over,
        });
    }
    server.tell(Event::new(Kind::DeviceConfirmed).user(&known.user_id));
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let bound = bound_to(Purpose::Deed, &browser, &code);
    let deny = Location::here(&request.base, path::DEVICE_DENY, "");
    let page = DeviceConfirmed {
        frame: request.frame(),
        code: code.as_str(),
        deny: deny.as_str(),
        token: &binding::mint(keys, bound, now),
    };
    Ok(Reply::form(StatusCode::OK, &page))
}

/// `POST /device/deny`: no.
pub(crate) async fn refuse<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let (form, browser) = (
        request.form(),
        FormBrowser::sender(request).map_err(Stop::bad_form)?,
    );
    let code = form
        .ok()
        .and_then(|form| UserCode::parse(form.field("code")));
    let code = code.ok_or(Stop::bad_form(BadForm::Foreign))?;
    let bound = bound_to(Purpose::Deed, &browser, &code);
    read(server, request, bound, &code)?;
    let hash = code.hash();
    if !deny(server.platform, &hash).await? && !device_grants::deny(server.platform, &hash).await? {
        return Ok(over(server, request));
    }
    let event = Event::new(Kind::SignInRefused);
    server.tell(event.because("a person refused another device".to_owned()));
    Ok(notice::tell(
        request,
        StatusCode::OK,
        &request.words().device.denied,
    ))
}

/// The device that shows what was typed, if it waits for a passkey; otherwise a page that says what to do, or asks about a
/// device that waits for something else.
async fn waiting<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    typed: &str,
) -> Result<Result<(UserCode, DeviceSignIn), Reply>, Stop> {
    within_limit(server, &format!("device from {}", request.address())).await?;
    let unknown = || {
        let error = Some(request.words().device.code_unknown);
        ask_code(request, typed, error).because("no device shows this code")
    };
    let Some(code) = UserCode::parse(typed) else {
        return Ok(Err(unknown()));
    };
    let (platform, hash) = (server.platform, code.hash());
    let bucket = Bucket::of_user_codes(&request.address());
    // What is found counts only if the code was counted first.
    let (entered, device, grant) = join3(
        enter(platform, &bucket, &hash, server.config.strangers),
        load(platform, &hash),
        device_grants::load_shown(platform, &hash),
    )
    .await;
    let (entered, device, grant) = (entered?, device?, grant?);
    match entered {
        Entered::Known => {}
        Entered::Wrong => return Ok(Err(unknown())),
        Entered::Full(seconds) => return Err(TooMany::UserCodes(seconds).into()),
        Entered::Ceiling => {
            return Err(TooMany::today(Deed::UserCode, platform.now()).into());
        }
    }
    Ok(match device {
        Some(device) if matches!(device.state, State::Waiting) => Ok((code, device)),
        Some(_) => Err(over(server, request)),
        None => match grant {
            Some(grant) if matches!(grant.state, device_grants::State::Waiting) => {
                let device = WaitingDevice { code, grant };
                Err(device_verification::question(server, request, &device))
            }
            Some(_) => Err(over(server, request)),
            None => Err(unknown()),
        },
    })
}

fn bound_to<'a>(purpose: Purpose, browser: &'a SecretHash, code: &'a UserCode) -> Binding<'a> {
    Binding::new(purpose, browser.as_str(), path::DEVICE).to_revision(code.as_str())
}

fn read<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    bound: Binding<'_>,
    code: &UserCode,
) -> Result<Params, Stop> {
    let query = format!("code={}", code.as_str());
    let back = Location::here(&request.base, path::DEVICE, &query);
    form::read(server, request, bound).map_err(|bad| Stop::form(bad, &back))
}

fn over<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let reason = "the code is over";
    server.tell(Event::new(Kind::SignInRefused).because(reason.to_owned()));
    let notice = &request.words().device.over;
    notice::tell(request, StatusCode::GONE, notice).because(reason)
}

fn ask_code(request: &Request, typed: &str, error: Option<&str>) -> Reply {
    let page = CodePage {
        frame: request.frame(),
        typed,
        error,
    };
    let status = match error {
        None => StatusCode::OK,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    Reply::form(status, &page)
}

/// Is this device yours? `error`: why the last passkey will not do, and its id if it is not known here.
fn question<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    code: &UserCode,
    device: &DeviceSignIn,
    error: Option<(&str, Option<&str>)>,
) -> Reply {
    let browser = FormBrowser::shown(server, request);
    let mint = |purpose| {
        let (keys, now) = (&server.config.keys.form, server.platform.now());
        let random = server.platform.random();
        binding::mint_unique(keys, bound_to(purpose, &browser.hash, code), now, random)
    };
    let challenge = mint(Purpose::Confirmation);
    let rp_id = passkey_host::usable(server).ok().flatten();
    let options = rp_id.map(|rp_id| request_options(&challenge, rp_id));
    let (words, origin) = (request.words(), server.config.issuer.origin());
    let at = |path| Location::here(&request.base, path, "");
    let (action, deny) = (at(path::DEVICE), at(path::DEVICE_DENY));
    let page = DeviceConfirmation {
        frame: request.frame(),
        error: error.map(|(error, _)| error),
        facts: facts(
            words,
            code,
            (device.agent, device.place.as_deref(), device.age),
            (words.device.app, &device.app),
        ),
        host: origin.split_once("://").map_or(origin, |(_, host)| host),
        onward: None,
        passkey: options.as_deref().map(|options| PasskeyForm {
            action: action.as_str(),
            token: &challenge,
            options,
            unknown: error.and_then(|(_, unknown)| unknown),
        }),
        deny: deny.as_str(),
        token: &mint(Purpose::Deed),
    };
    let status = match error {
        None => StatusCode::OK,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    let reply = Reply::form_with(status, &page, &[request.part(Part::Passkey)]);
    browser.keep(reply)
}
