//! What binds the forms of these pages: the browser's cookie, the whole query with the secret of the link, the page, and the
//! user that the form is about.

use crate::endpoint::http::form as forms;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{FormBrowser, Stop};
use crate::endpoint::login::page as login_page;
use crate::endpoint::server::Server;
use crate::page::{Asker, ProviderForm};
use crate::platform::Platform;
use crate::protocol::binding::{self, Binding, Purpose};
use crate::protocol::params::Params;
use crate::protocol::secret::SecretHash;

/// A form that is about to be shown.
pub(super) struct Shown {
    /// What its hidden field `token` holds.
    pub(super) token: String,
    browser: FormBrowser,
}

impl Shown {
    /// For the page at `path`, about this user.
    pub(super) fn mint<P: Platform>(
        server: &Server<'_, P>,
        request: &Request,
        path: &str,
        subject: &str,
    ) -> Self {
        let browser = FormBrowser::shown(server, request);
        let revision = revision(path, subject);
        let bound = bound(request, browser.hash.as_str(), &revision);
        let (keys, now) = (&server.config.keys.form, server.platform.now());
        Self {
            token: binding::mint_unique(keys, bound, now, server.platform.random()),
            browser,
        }
    }

    /// The buttons of other providers, for the page at `from`.
    pub(super) fn providers<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        from: &'static str,
        asker: Option<&Asker<'_>>,
    ) -> Option<ProviderForm> {
        login_page::providers(server, request, &self.browser, (from, asker), None)
    }

    /// The page, with the cookie that the form is bound to.
    pub(super) fn on(&self, reply: Reply) -> Reply {
        self.browser.keep(reply)
    }
}

/// A form that came back.
pub(super) struct Sent {
    fields: Params,
    /// The hash of the cookie of the browser that sent it.
    pub(super) browser: SecretHash,
    /// The user that it is about.
    pub(super) subject: String,
}

impl Sent {
    /// Reads the form of the page at `path`. One that was open for too long leads back to the page.
    pub(super) fn read<P: Platform>(
        server: &Server<'_, P>,
        request: &Request,
        path: &str,
    ) -> Result<Self, Stop> {
        let back = request.onward(path);
        let browser = FormBrowser::sender(request).map_err(Stop::bad_form)?;
        let fields = request.form().ok();
        let subject = fields.as_ref().map(|fields| fields.field("subject"));
        let subject = subject.unwrap_or_default().to_owned();
        let revision = revision(path, &subject);
        let bound = bound(request, browser.as_str(), &revision);
        let fields =
            forms::read_unreferred(server, request, bound).map_err(|bad| Stop::form(bad, &back))?;
        Ok(Self {
            fields,
            browser,
            subject,
        })
    }

    /// A field; empty if it was not sent.
    pub(super) fn field(&self, name: &str) -> &str {
        self.fields.field(name)
    }
}

/// The page, and the user.
fn revision(path: &str, subject: &str) -> String {
    format!("{path} {subject}")
}

fn bound<'a>(request: &'a Request, browser: &'a str, revision: &'a str) -> Binding<'a> {
    Binding::new(Purpose::Joining, browser, &request.query).to_revision(revision)
}
