//! Forms that a person sends from a page of ours.

use std::fmt;

use http::StatusCode;

use super::body::BadBody;
use super::notice;
use super::reply::Reply;
use super::request::Request;
use crate::endpoint::server::Server;
use crate::page::words;
use crate::platform::Platform;
use crate::protocol::binding::{self, BadBinding, Binding};
use crate::protocol::location::Location;
use crate::protocol::params::Params;

/// Why a form does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadForm {
    /// What the browser posted cannot be read.
    Unreadable(BadBody),
    /// The browser says that it came from another site's page.
    OtherOrigin,
    /// The cookie that it was bound to is not there.
    NoCookie,
    /// It was shown to this browser for this request, but too long ago.
    Expired,
    /// It was shown to another browser, or for another request.
    Foreign,
    /// The answer is not one that the page offers.
    NoAnswer,
}

impl BadForm {
    /// For the log.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Unreadable(bad) => bad.sentence(),
            Self::OtherOrigin => "the form came from another origin",
            Self::NoCookie => "the form came without its cookie",
            Self::Expired => "the form was open for too long",
            Self::Foreign => "the form's token is not for this browser and request",
            Self::NoAnswer => "the decision is neither allow nor deny",
        }
    }

    /// The page that says so.
    pub(crate) fn reply(self, request: &Request) -> Reply {
        let reply = match self {
            Self::Unreadable(bad) => unreadable(request, bad),
            Self::OtherOrigin | Self::NoCookie | Self::Expired | Self::Foreign | Self::NoAnswer => {
                let notice = &request.words().notices.foreign_form;
                notice::show(request, StatusCode::FORBIDDEN, notice)
            }
        };
        reply.because(self.sentence())
    }
}

impl fmt::Display for BadForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl std::error::Error for BadForm {}

/// Reads the form of a page and makes sure that it was shown to this browser, for this request.
pub(crate) fn read<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    binding: Binding<'_>,
) -> Result<Params, BadForm> {
    // Browsers say where a form came from; a form from elsewhere is refused even with a token.
    let origin = request.header(&http::header::ORIGIN);
    if origin.is_some_and(|origin| origin != server.config.issuer.origin()) {
        return Err(BadForm::OtherOrigin);
    }
    read_bound(server, request, binding)
}

/// The same, of a page with the policy `no-referrer`: from there browsers send `Origin: null` (Fetch, "append a request
/// `Origin` header"). The cookie that the token is bound to comes along from this site alone.
pub(crate) fn read_unreferred<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    binding: Binding<'_>,
) -> Result<Params, BadForm> {
    match request.header(&http::header::ORIGIN) {
        Some("null") => read_bound(server, request, binding),
        _ => read(server, request, binding),
    }
}

fn read_bound<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    binding: Binding<'_>,
) -> Result<Params, BadForm> {
    let form = request.form().map_err(BadForm::Unreadable)?;
    let token = form.field("token");
    let keys = &server.config.keys.form;
    match binding::verify(keys, binding, token, server.platform.now()) {
        Ok(_) => Ok(form),
        Err(BadBinding::Expired) => Err(BadForm::Expired),
        Err(BadBinding::Foreign) => Err(BadForm::Foreign),
    }
}

/// A request for a page, posted (OpenID Connect Core section 3.1.2.1, RP-Initiated Logout section 2). The
/// browser continues with GET: what a person sees has an address, and only on GET does the browser send its
/// session.
pub(crate) fn as_address(request: &Request) -> Reply {
    let params = match request.form() {
        Ok(params) => params,
        Err(bad) => return BadForm::Unreadable(bad).reply(request),
    };
    let query = params.form_without(&[]);
    if Request::is_too_long(&query) {
        return notice::too_long(request);
    }
    Reply::redirect(&Location::here(&request.base, &request.path, &query))
}

fn unreadable(request: &Request, bad: BadBody) -> Reply {
    let words = request.words();
    let (status, reason) = match bad {
        BadBody::OtherType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, words.form.other_type),
        BadBody::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, words.form.too_large),
        BadBody::Broken => (StatusCode::BAD_REQUEST, words.form.broken),
        BadBody::Malformed(malformed) => {
            (StatusCode::BAD_REQUEST, words::malformed(malformed, words))
        }
        BadBody::Repeated => (StatusCode::BAD_REQUEST, words.form.repeated),
    };
    notice::explain(request, status, &words.notices.unreadable_form, reason, &[])
}
