//! The page with the forms: one for a passkey and, where passwords are on, one for a password.

use http::StatusCode;

use super::form::Shown;
use super::turnstile;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::passkey_host;
use crate::endpoint::login::ceremony::{self, Owner};
use crate::endpoint::server::Server;
use crate::page::words::Around;
use crate::page::words::joining::Heading;
use crate::page::{Asker, Field, Joining, JoiningWay};
use crate::platform::Platform;

/// What is different when somebody comes to the page again.
#[derive(Default, Clone, Copy)]
pub(super) struct Again<'a> {
    /// Why nothing was done, as a sentence.
    pub(super) error: Option<&'a str>,
    /// Whether they wanted to use a password.
    pub(super) by_password: bool,
    /// The id of a passkey that was refused.
    pub(super) unknown: Option<&'a str>,
}

/// A page that asks for a new credential.
pub(super) struct Page<'a> {
    pub(super) path: &'static str,
    pub(super) heading: &'a Heading,
    pub(super) asker: Option<Asker<'a>>,
    /// What stands around a name that is known, and that name.
    pub(super) about: Option<(Around, &'a str)>,
    /// What there is to know before, as a sentence.
    pub(super) note: Option<&'static str>,
    /// Whose credential it will be.
    pub(super) owner: Owner<'a>,
    /// The passkeys that they have.
    pub(super) known: Vec<&'a str>,
    /// The fields of the form with a passkey, and of the one with a password.
    pub(super) fields: [Vec<Field>; 2],
    /// Whether it has the buttons of other providers.
    pub(super) providers: bool,
    /// The site key of Turnstile.
    pub(super) turnstile: Option<&'a str>,
    /// Where people sign in who have an account.
    pub(super) sign_in: Option<&'a str>,
    pub(super) again: Again<'a>,
}

/// The page, bound to this browser.
pub(super) fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    page: Page<'_>,
) -> Reply {
    let (subject, words) = (page.owner.id, &request.words().joining);
    let shown = Shown::mint(server, request, page.path, subject);
    let options = passkey_host::usable(server).ok().flatten();
    let options = options
        .map(|rp_id| (rp_id, server.name()))
        .map(|rp| ceremony::options(rp, &page.owner, &shown.token, page.known.into_iter()));
    let [beside_passkey, mut beside_password] = page.fields;
    let (by_passkey, by_password) = (options.as_deref(), server.config.passwords);
    beside_password.push(Field {
        name: "password",
        label: words.password,
        kind: "password",
        autocomplete: "new-password",
        required: true,
        help: words.password_hint,
        ..Field::default()
    });
    let passkey = by_passkey.map(|options| JoiningWay {
        place: "-passkey",
        options: Some(options),
        fields: beside_passkey,
        button: words.passkey,
        ..JoiningWay::default()
    });
    let password = by_password.then(|| JoiningWay {
        folded: Some(by_passkey.is_some() && !page.again.by_password),
        fields: beside_password,
        button: words.by_password_button,
        ..JoiningWay::default()
    });
    let mut ways = Vec::from_iter(passkey);
    ways.extend(password);
    let action = request.onward(page.path);
    let mut providers = None;
    if page.providers {
        providers = shown.providers(server, request, page.path, page.asker.as_ref());
    }
    let joining = Joining {
        frame: request.frame(),
        heading: page.heading,
        asker: page.asker,
        about: page.about.into_iter().collect(),
        note: page.note,
        error: page.again.error,
        unable: by_passkey.map(|_| {
            if by_password {
                words.unable_or
            } else {
                words.unable
            }
        }),
        action: action.as_str(),
        token: &shown.token,
        subject,
        ways,
        unknown: page.again.unknown,
        providers,
        turnstile: page.turnstile,
        link: page.sign_in.map(|address| (address, words.sign_in)),
    };
    let status = match page.again.error {
        None => StatusCode::OK,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    let scripts: Vec<&str> = joining.scripts().collect();
    shown.on(match page.turnstile {
        None => Reply::form_with(status, &joining, &scripts),
        Some(_) => Reply::form_with_foreign(status, &joining, &scripts, turnstile::ORIGIN),
    })
}
