//! Forms that a person sends from a page of ours.

use http::StatusCode;

use super::Server;
use super::interaction;
use super::reply::Reply;
use super::request::{BadBody, LONGEST_QUERY, Request};
use crate::platform::Platform;
use crate::protocol::authorization::Location;
use crate::protocol::binding::{self, BadBinding, Binding};
use crate::protocol::params::Params;

/// Reads the form of a page and makes sure that it was shown to this browser, for this request. One that
/// was open for too long leads `back`, where the question is asked again; with `changeable`, so does one
/// that was shown for something else.
pub(super) fn answer<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    shown: Binding<'_>,
    back: &Location,
    changeable: bool,
) -> Result<Params, Reply> {
    // Browsers say where a form came from; one that is not ours is refused even with a token.
    let origin = request.header(&http::header::ORIGIN);
    if origin.is_some_and(|origin| origin != server.config.issuer.origin()) {
        return Err(foreign(request).because("the form came from another origin"));
    }
    let form = request.form().map_err(|bad| unreadable(request, bad))?;
    let token = form.one("token").ok().flatten().unwrap_or_default();
    let keys = &server.config.keys.form;
    match binding::verify(keys, shown, token, server.platform.now()) {
        Ok(_) => Ok(form),
        Err(BadBinding::Expired) => {
            Err(Reply::redirect(back).because("the form was open for too long"))
        }
        Err(BadBinding::Foreign) if changeable => {
            Err(Reply::redirect(back)
                .because("the form is not for this browser, request and document"))
        }
        Err(BadBinding::Foreign) => {
            Err(foreign(request).because("the form's token is not for this browser and request"))
        }
    }
}

/// A request for a page, posted (OpenID Connect Core section 3.1.2.1, RP-Initiated Logout section 2). The
/// browser goes on with GET, for what a person sees has an address, and only then it sends its session.
pub(super) fn as_address(request: &Request) -> Reply {
    match request.form() {
        Ok(params) => {
            let query = params.form_without(&[]);
            match query.len() > LONGEST_QUERY {
                true => interaction::too_long(request),
                false => Reply::redirect(&Location::here(&request.base, &request.path, &query)),
            }
        }
        Err(bad) => unreadable(request, bad),
    }
}

/// The form was not shown by us to this browser for this request.
pub(super) fn foreign(request: &Request) -> Reply {
    Reply::notice(
        request,
        StatusCode::FORBIDDEN,
        "This page cannot be used",
        "The form you sent does not belong to this sign-in. Perhaps it was opened in another \
         browser, or your browser does not keep cookies.",
        Some("Go back to the app and start again, and allow cookies for this site."),
    )
}

/// What a browser posted cannot be read.
pub(super) fn unreadable(request: &Request, bad: BadBody) -> Reply {
    let (status, reason) = match bad {
        BadBody::OtherType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "it is not a form"),
        BadBody::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "it is too large"),
        BadBody::Broken => (StatusCode::BAD_REQUEST, "it did not arrive whole"),
        BadBody::Malformed(malformed) => (StatusCode::BAD_REQUEST, malformed.sentence()),
        BadBody::Repeated => (StatusCode::BAD_REQUEST, "a field was sent more than once"),
    };
    Reply::notice(
        request,
        status,
        "This form cannot be read",
        &format!("What your browser sent cannot be used: {reason}."),
        Some("Go back to the app and start again."),
    )
    .because(format!("the form cannot be read: {reason}"))
}
