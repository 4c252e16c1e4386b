//! The login page: every way to sign in.

use http::{Method, StatusCode};

use super::ceremony::request_options;
use super::session::keeps;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{FormBrowser, passkey_host};
use crate::endpoint::server::Server;
use crate::page::{Asker, Demand, Login, Part, PasskeyForm, ProviderForm, SHOW_PASSWORD};
use crate::platform::Platform;
use crate::protocol::binding::{self, Binding, Purpose};
use crate::protocol::login::Acr;
use crate::protocol::path;
use crate::protocol::secret::SecretHash;

/// What is different when somebody comes to the page again.
#[derive(Default)]
pub(super) struct Again<'a> {
    /// What was typed as username.
    pub(super) username: &'a str,
    /// What there is to know before, as a sentence.
    pub(super) note: Option<&'a str>,
    /// Why the last attempt failed, as a sentence.
    pub(super) error: Option<&'a str>,
    /// The id of a passkey that is not known here.
    pub(super) unknown_passkey: Option<&'a str>,
}

/// The login page for this request, bound to this browser. `asker`: the client the person is on the way to.
pub(crate) fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asker: Option<Asker<'_>>,
    username: &str,
) -> Reply {
    let again = Again {
        username,
        ..Again::default()
    };
    show_again(server, request, asker, &again)
}

/// The same, for somebody who was to be offered an account of their own, where nobody may sign up.
pub(crate) fn instead_of_sign_up<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asker: Option<Asker<'_>>,
) -> Reply {
    let again = Again {
        note: Some(request.words().login.no_sign_up),
        ..Again::default()
    };
    show_again(server, request, asker, &again)
}

/// The same, for somebody who is signed in, but not as surely as the client asks.
pub(crate) fn step_up<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asker: Option<Asker<'_>>,
    username: &str,
) -> Reply {
    let again = Again {
        username,
        note: Some(request.words().login.step_up),
        ..Again::default()
    };
    show_again(server, request, asker, &again)
}

/// Whether a passkey on another device will do. Nothing ties that one to this device, and whoever lures a person into confirming must
/// not get at the account itself.
pub(super) fn offers_device<P: Platform>(server: &Server<'_, P>, asker: &Asker<'_>) -> bool {
    server.config.other_devices && asker.least < Acr::PhishingResistant
}

/// Whether there is a way to sign in as surely as that.
pub(crate) fn can_meet<P: Platform>(server: &Server<'_, P>, least: Acr) -> bool {
    let passkeys = matches!(passkey_host::usable(server), Ok(Some(_)));
    match least {
        Acr::OneFactor => true,
        Acr::TwoFactors => passkeys || server.config.passwords,
        Acr::PhishingResistant => passkeys,
    }
}

/// The same, with what was wrong the last time.
pub(crate) fn refuse<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asker: Option<Asker<'_>>,
    username: &str,
    error: &str,
) -> Reply {
    let again = Again {
        username,
        error: Some(error),
        ..Again::default()
    };
    show_again(server, request, asker, &again)
}

pub(super) fn show_again<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asker: Option<Asker<'_>>,
    again: &Again<'_>,
) -> Reply {
    let browser = FormBrowser::shown(server, request);
    let mint = |purpose| {
        let (keys, now) = (&server.config.keys.form, server.platform.now());
        let random = server.platform.random();
        binding::mint_unique(keys, bound(purpose, request, &browser.hash), now, random)
    };
    let action = request.onward(path::LOGIN);
    let passkey_action = request.onward(path::LOGIN_PASSKEY);
    let challenge = mint(Purpose::Passkey);
    let usable = passkey_host::usable(server);
    let rp_id = usable.as_ref().ok().copied().flatten();
    let options = rp_id.map(|rp_id| request_options(&challenge, rp_id));
    let sign_up = request.onward(path::SIGN_UP);
    let least = asker.as_ref().map_or(Acr::OneFactor, |asker| asker.least);
    let words = &request.words().login;
    let sentence = match least {
        Acr::OneFactor => None,
        Acr::TwoFactors => Some(words.needs_two_factors),
        Acr::PhishingResistant => Some(words.needs_passkey),
    };
    let (unmet, add) = (
        request.onward(path::LOGIN_UNMET),
        request.in_this_language(path::ACCOUNT_SECURITY),
    );
    let device = request.onward(path::LOGIN_DEVICE);
    let offers = options.is_some() && asker.as_ref().is_some_and(|it| offers_device(server, it));
    let by_code = request.onward(path::LOGIN_MAIL_CODE);
    let lost = request.in_this_language(path::RECOVERY_MAIL);
    // A code is one factor.
    let by_code = (least == Acr::OneFactor).then(|| by_code.as_str());
    let mail = server.config.mail.as_ref();
    let keep = request.method != Method::POST || keeps(request);
    // Whether the provider asks for two factors is not known before.
    let providers = if least < Acr::PhishingResistant {
        providers(
            server,
            request,
            &browser,
            (path::LOGIN, asker.as_ref()),
            Some(keep),
        )
    } else {
        None
    };
    let page = Login {
        frame: request.frame(),
        asker,
        action: action.as_str(),
        token: &mint(Purpose::Login),
        username: again.username,
        note: again.note,
        error: again.error,
        device: offers.then(|| device.as_str()),
        sign_up: server.config.sign_up.is_open().then(|| sign_up.as_str()),
        demand: sentence.map(|sentence| Demand {
            sentence,
            add: add.as_str(),
            action: unmet.as_str(),
        }),
        mail: mail.map(|_| (by_code, lost.as_str())),
        passwords: server.config.passwords && least < Acr::PhishingResistant,
        keep,
        providers,
        passkey: options.as_deref().map(|options| PasskeyForm {
            action: passkey_action.as_str(),
            token: &challenge,
            options,
            unknown: again.unknown_passkey,
        }),
        passkeys_refused: usable.is_err(),
    };
    let status = match again.error {
        None => StatusCode::OK,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    let scripts: Vec<&str> = [
        page.passwords.then_some(SHOW_PASSWORD),
        page.passkey.as_ref().map(|_| request.part(Part::Passkey)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let reply = Reply::form_with(status, &page, &scripts);
    let reply = match usable {
        Err(why) if again.error.is_none() => reply.trouble(&why),
        Ok(_) | Err(_) => reply,
    };
    browser.keep(reply)
}

/// The buttons of other providers on the page at `from`, for whoever signs in for this app; `None`: for their account.
pub(crate) fn providers<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    browser: &FormBrowser,
    (from, asker): (&'static str, Option<&Asker<'_>>),
    keep: Option<bool>,
) -> Option<ProviderForm> {
    let buttons = ProviderForm::buttons(server.config.providers.offered(asker));
    if buttons.is_empty() {
        return None;
    }
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let bound = bound(Purpose::Login, request, &browser.hash);
    Some(ProviderForm {
        action: request.onward(path::LOGIN_PROVIDER).as_str().to_owned(),
        token: binding::mint_unique(keys, bound, now, server.platform.random()),
        from,
        keep,
        another: false,
        buttons,
    })
}

/// What a form of this page is bound to.
pub(crate) fn bound<'a>(
    purpose: Purpose,
    request: &'a Request,
    browser: &'a SecretHash,
) -> Binding<'a> {
    Binding::new(purpose, browser.as_str(), &request.query)
}
