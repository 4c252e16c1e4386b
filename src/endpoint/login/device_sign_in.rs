//! `/login/device`: a device without a passkey shows a code, and the person confirms on another device, with a passkey, that it is
//! theirs ([`super::device_confirmation`]). Then this one is signed in.

use futures_util::future::join;
use http::StatusCode;

use super::errand::{Errand, way_back};
use super::page;
use super::session::{self, Proved};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::form::{self, BadForm};
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::{TooMany, within_limit};
use crate::endpoint::interaction::{FormBrowser, Stop, passkey_host};
use crate::endpoint::server::Server;
use crate::page::words::Notice;
use crate::page::{DeviceSignIn, Part, Picture};
use crate::platform::Platform;
use crate::protocol::binding::{self, Purpose};
use crate::protocol::login::known_browser::known_as;
use crate::protocol::login::user_code::UserCode;
use crate::protocol::path;
use crate::protocol::secret::{Secret, SecretHash};
use crate::store::device_sign_ins::{DeviceUse, NewDeviceSignIn, State, ask, load};
use crate::store::sessions::Proof;
use crate::store::strangers::Deed;
use crate::store::user::User;

/// `POST /login/device`: shows a code.
pub(crate) async fn begin<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    within_limit(server, &format!("login from {}", request.address())).await?;
    let back = way_back(request);
    let browser = FormBrowser::sender(request).map_err(Stop::bad_form)?;
    let bound = page::bound(Purpose::Login, request, &browser);
    form::read(server, request, bound).map_err(|bad| Stop::form(bad, &back))?;
    let errand = Errand::open(server, request).await?;
    let usable = matches!(passkey_host::usable(server), Ok(Some(_)));
    let asker = errand
        .asker()
        .filter(|asker| usable && page::offers_device(server, asker));
    let Some(asker) = asker else {
        let reason = "passkeys cannot be used, or it takes one on this device";
        return Ok(page::show(server, request, errand.asker(), "").because(reason));
    };

    let code = UserCode::mint(server.platform.random());
    let app = match &asker.stranger {
        // It chose its name itself.
        Some(stranger) => stranger.host.as_str(),
        None => asker.name,
    };
    let new = NewDeviceSignIn {
        code: &code.hash(),
        browser: &browser,
        device: &(request.device)(),
        app,
    };
    if !ask(server.platform, &new, server.config.strangers).await? {
        let today = TooMany::today(Deed::DeviceSignIn, server.platform.now());
        return Err(today.into());
    }
    Ok(show(server, request, &browser, &code, None))
}

/// `GET /login/device/state`: 204 while nobody has answered, 200 from then on.
pub(crate) async fn state<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    within_limit(server, &format!("screen from {}", request.address())).await?;
    let browser = FormBrowser::sender(request).map_err(Stop::bad_form)?;
    let params = request.query_params()?;
    let waiting = match UserCode::parse(params.field("code")) {
        None => false,
        Some(code) => {
            let found = load(server.platform, &code.hash()).await?;
            let here = found.filter(|it| it.browser == browser.as_str());
            here.is_some_and(|it| matches!(it.state, State::Waiting))
        }
    };
    Ok(Reply::empty(if waiting {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::OK
    }))
}

/// `POST /login/device/finish`: what became of the code; and once the person has seen who confirmed it, signs them in.
pub(crate) async fn finish<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    within_limit(server, &format!("device from {}", request.address())).await?;
    let back = way_back(request);
    let browser = FormBrowser::sender(request).map_err(Stop::bad_form)?;
    let code = request.form().ok();
    let code = code.and_then(|form| UserCode::parse(form.field("code")));
    let code = code.ok_or(Stop::bad_form(BadForm::Foreign))?;
    let bound = page::bound(Purpose::Device, request, &browser).to_revision(code.as_str());
    let form = form::read(server, request, bound).map_err(|bad| Stop::form(bad, &back))?;
    let hash = code.hash();
    let found = load(server.platform, &hash);
    let (errand, found) = join(Errand::open(server, request), found).await;
    let (errand, found) = (errand?, found?);
    let words = &request.words().device;
    let found = found.filter(|it| it.browser == browser.as_str());
    let (user, version) = match found.map(|it| it.state) {
        Some(State::Waiting) => return Ok(show(server, request, &browser, &code, Some(None))),
        Some(State::Confirmed(user, version)) => (user, version),
        Some(State::Denied) => {
            let reason = "it was refused on the other device";
            return Ok(refused(server, request, &errand, &words.refused, reason));
        }
        Some(State::Over) | None => {
            let reason = "the code is over";
            return Ok(refused(server, request, &errand, &words.expired, reason));
        }
    };
    // They have to see whose account it is: somebody else may have confirmed it.
    if form.field("user") != user.id {
        return Ok(show(server, request, &browser, &code, Some(Some(&user))));
    }
    let used_by = Secret::mint(server.platform.random());
    let proved = Proved {
        user_id: &user.id,
        known_as: &known_as(&user.id, version),
        proof: Proof::Device(DeviceUse {
            code: &hash,
            browser: &browser,
            used_by: used_by.reveal(),
        }),
    };
    let Some((reply, kind)) = session::begin(server, request, &back, &proved).await? else {
        let reason = "the code was used or is over";
        return Ok(refused(server, request, &errand, &words.expired, reason));
    };
    server.tell(errand.event(kind).user(&user.id));
    Ok(reply)
}

/// Nobody was signed in: the page says why, and leads back.
fn refused<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    errand: &Errand,
    notice: &Notice,
    reason: &'static str,
) -> Reply {
    let event: Event = errand.event(Kind::SignInRefused);
    server.tell(event.because(reason.to_owned()));
    let link = (
        request.onward(path::LOGIN),
        request.words().device.start_again,
    );
    notice::lead(request, StatusCode::FORBIDDEN, notice, link).because(reason)
}

/// The page with the code; `looked`: the person has looked what became of it, and who confirmed it.
fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    browser: &SecretHash,
    code: &UserCode,
    looked: Option<Option<&User>>,
) -> Reply {
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let bound = page::bound(Purpose::Device, request, browser).to_revision(code.as_str());
    let address = server.config.issuer.url(path::DEVICE);
    let scanned = [&address, "?code=", code.as_str()].concat();
    let (action, another) = (
        request.onward(path::LOGIN_DEVICE_FINISH),
        request.onward(path::LOGIN),
    );
    let state = [
        &request.base,
        path::LOGIN_DEVICE_STATE,
        "?code=",
        code.as_str(),
    ]
    .concat();
    let user = looked.flatten();
    let page = DeviceSignIn {
        frame: request.frame(),
        code: code.as_str(),
        shown: &code.shown(),
        address: &address,
        picture: Picture::of(&scanned),
        action: action.as_str(),
        state: &state,
        token: &binding::mint(keys, bound, now),
        again: looked.is_some(),
        confirmed: user.map(User::called),
        user_id: user.map(|user| user.id.as_str()).unwrap_or_default(),
        another: another.as_str(),
    };
    Reply::form_asking(StatusCode::OK, &page, request.part(Part::DeviceSignIn))
}
