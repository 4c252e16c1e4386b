//! What the pages have in common that have one short form: those on which somebody asks for a mail or types what came with it, and
//! those that ask for a yes.

use http::StatusCode;

use super::form::Shown;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::page::words::Around;
use crate::page::words::joining::Heading;
use crate::page::{Asker, Field, Joining, JoiningWay};
use crate::platform::Platform;

/// A page with one form.
pub(super) struct Asking<'a> {
    pub(super) path: &'static str,
    pub(super) heading: &'a Heading,
    pub(super) asker: Option<Asker<'a>>,
    /// What it is about: text around a name.
    pub(super) about: Vec<(Around, &'a str)>,
    /// What to know first, as a sentence.
    pub(super) note: Option<&'a str>,
    /// What the form is about.
    pub(super) subject: &'a str,
    pub(super) fields: Vec<Field>,
    pub(super) button: &'static str,
    pub(super) error: Option<&'a str>,
    /// Whether it has the buttons of other providers.
    pub(super) providers: bool,
    /// Whether they come from one, and may choose another way.
    pub(super) another: bool,
    /// A link to another page, and what it says.
    pub(super) link: Option<(&'a str, &'static str)>,
}

impl<'a> Asking<'a> {
    /// A page with a button only.
    pub(super) fn button(path: &'static str, heading: &'a Heading, button: &'static str) -> Self {
        Self {
            path,
            heading,
            asker: None,
            about: Vec::new(),
            note: None,
            subject: "",
            fields: Vec::new(),
            button,
            error: None,
            providers: false,
            another: false,
            link: None,
        }
    }
}

/// Where mail is off there is no such page.
pub(super) fn require_mail<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<(), Stop> {
    match server.config.mail {
        Some(_) => Ok(()),
        None => Err(Stop::told(notice::not_found(request))),
    }
}

/// The page, bound to this browser.
pub(super) fn page<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asking: Asking<'_>,
) -> Reply {
    let shown = Shown::mint(server, request, asking.path, asking.subject);
    let action = request.onward(asking.path);
    let mut providers = None;
    if asking.providers || asking.another {
        providers = shown.providers(server, request, asking.path, asking.asker.as_ref());
    }
    if let Some(form) = &mut providers
        && asking.another
    {
        form.another = true;
        form.buttons.clear();
    }
    let page = Joining {
        frame: request.frame(),
        heading: asking.heading,
        asker: asking.asker,
        about: asking.about,
        error: asking.error,
        note: asking.note,
        unable: None,
        action: action.as_str(),
        token: &shown.token,
        subject: asking.subject,
        ways: vec![JoiningWay {
            fields: asking.fields,
            button: asking.button,
            ..JoiningWay::default()
        }],
        unknown: None,
        providers,
        turnstile: None,
        link: asking.link,
    };
    let status = match asking.error {
        None => StatusCode::OK,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    shown.on(Reply::form(status, &page))
}
