//! The browser that a form is shown to, by a cookie that the form is bound to.

use super::cookies::LOGIN;
use crate::endpoint::http::form::BadForm;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::secret::{Secret, SecretHash};

/// The browser that a form is shown to.
pub(crate) struct FormBrowser {
    /// The hash of its cookie.
    pub(crate) hash: SecretHash,
    /// The cookie, if it has none yet.
    fresh: Option<Secret>,
}

impl FormBrowser {
    /// The browser of this request, which may have no cookie yet.
    pub(crate) fn shown<P: Platform>(server: &Server<'_, P>, request: &Request) -> Self {
        match request.cookie(LOGIN) {
            Some(known) => Self {
                hash: known.hash(),
                fresh: None,
            },
            None => {
                let fresh = Secret::mint(server.platform.random());
                Self {
                    hash: fresh.hash(),
                    fresh: Some(fresh),
                }
            }
        }
    }

    /// The browser that sent a form.
    pub(crate) fn sender(request: &Request) -> Result<SecretHash, BadForm> {
        let cookie = request.cookie(LOGIN).ok_or(BadForm::NoCookie)?;
        Ok(cookie.hash())
    }

    /// The page with the form: it brings the cookie.
    pub(crate) fn keep(&self, reply: Reply) -> Reply {
        match &self.fresh {
            None => reply,
            Some(cookie) => reply.cookie(LOGIN, cookie.reveal(), None),
        }
    }
}
