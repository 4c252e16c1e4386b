//! What `/authorize`, `/login` and `/consent` have in common: the authorization request is in the
//! URL of each, and is proved anew by each. Nothing about it is stored until the person said yes.

use http::StatusCode;

use super::Server;
use super::page::Login;
use super::reply::Reply;
use super::request::{BadForm, LONGEST_QUERY, Request};
use crate::platform::{Fault, Platform};
use crate::protocol::authorization::{
    Approval, AuthorizationError, AuthorizationRequest, SignedIn,
};
use crate::protocol::client::Client;
use crate::protocol::code::{self, Code};
use crate::protocol::destination::{Destination, Location, Unproved};
use crate::protocol::form_token::{self, BadFormToken, Question, Shown};
use crate::protocol::metadata::path;
use crate::protocol::params::{Params, Repeated};
use crate::protocol::scope::Scope;
use crate::protocol::secret::{Secret, SecretHash};
use crate::store::codes::save_code;
use crate::store::sessions::load_visit;

/// The cookie of a browser in which somebody is signed in.
pub(super) const SESSION_COOKIE: &str = "__Host-edgegrant-session";
/// The cookie that binds the login form to the browser that was shown it.
pub(super) const LOGIN_COOKIE: &str = "__Host-edgegrant-login";

/// A proved request, and who is in front of the browser.
pub(super) struct Interaction {
    pub(super) request: AuthorizationRequest,
    pub(super) user: Option<(SignedIn, Option<Scope>)>,
    /// What binds the consent form: the hash of the session's cookie.
    pub(super) session: Option<SecretHash>,
}

/// Loads and proves the authorization request in the URL, or says in a whole reply why not.
pub(super) async fn open<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Interaction, Reply> {
    if request.query.len() > LONGEST_QUERY {
        return Err(Reply::notice(
            request,
            StatusCode::URI_TOO_LONG,
            "This request is too long",
            "The app sent more than an authorization request needs.",
            Some("Go back to the app and start again. If it stays like this, tell its developer."),
        )
        .because("the query is too long"));
    }
    let params = request.query_params().map_err(|malformed| {
        app_mistake(
            request,
            &format!(
                "The app’s request cannot be read: {}.",
                malformed.sentence()
            ),
            malformed.sentence(),
        )
    })?;
    let client_id = match params.one("client_id") {
        Ok(Some(client_id)) => client_id,
        Ok(None) => return Err(unproved(request, Unproved::ClientIdMissing)),
        Err(Repeated) => return Err(unproved(request, Unproved::ClientIdRepeated)),
    };
    let session = request.cookie(SESSION_COOKIE).map(|cookie| cookie.hash());

    let visit = load_visit(
        server.platform,
        client_id,
        session.as_ref(),
        server.platform.now(),
    )
    .await
    .map_err(|fault| Reply::unavailable_page(request, &fault))?
    .ok_or_else(|| unproved(request, Unproved::ClientUnknown))?;

    let destination = Destination::prove(&visit.client, &params, &server.config.issuer)
        .map_err(|why| unproved(request, why))?;
    let authorization = AuthorizationRequest::parse(
        visit.client,
        destination.clone(),
        &params,
        &server.config.resources,
    )
    .map_err(|error| refuse(&destination, error))?;
    Ok(Interaction {
        request: authorization,
        user: visit.user,
        session,
    })
}

/// Tells the client no.
pub(super) fn refuse(destination: &Destination, error: AuthorizationError) -> Reply {
    Reply::redirect(&destination.refuse(error)).because(error.sentence())
}

/// Tells the client that this server has trouble; the log hears which.
pub(super) fn unavailable(destination: &Destination, fault: &Fault) -> Reply {
    Reply::redirect(&destination.refuse(AuthorizationError::Unavailable)).trouble(fault)
}

/// Turns a yes into a code. The redirect is the last thing: without a stored code there is none.
pub(super) async fn issue_code<P: Platform>(
    server: &Server<'_, P>,
    approval: &Approval,
) -> Result<Location, Fault> {
    let code = Code::mint(server.platform.random());
    let expires_at = server.platform.now().plus(code::LIFETIME);
    save_code(server.platform, &code.hash(), &approval.record(expires_at)).await?;
    Ok(approval.request.destination.deliver(&code))
}

/// The login page for this request, bound to this browser.
pub(super) fn login_page<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    authorization: &AuthorizationRequest,
    username: &str,
    error: Option<&str>,
) -> Reply {
    let known = request.cookie(LOGIN_COOKIE);
    let cookie = known
        .clone()
        .unwrap_or_else(|| Secret::mint(server.platform.random()));
    let token = form_token::mint(
        &server.config.keys.form,
        Shown {
            question: Question::Login,
            browser: &cookie.hash(),
            query: &request.query,
            revision: &authorization.client.revision,
        },
        server.platform.now(),
    );
    let page = Login {
        client_name: &authorization.client.name,
        action: &format!("{}?{}", path::LOGIN, request.query),
        token: &token,
        username,
        error,
    };
    let status = match error {
        None => StatusCode::OK,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    let reply = Reply::page(
        status,
        &page,
        &authorization
            .destination
            .content_sources(&authorization.client),
    );
    match known {
        Some(_) => reply,
        None => reply.cookie(LOGIN_COOKIE, cookie.reveal(), None),
    }
}

/// Reads the form of a page and makes sure that it was shown to this browser, for this request.
pub(super) fn answer<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    question: Question,
    browser: &SecretHash,
    client: &Client,
) -> Result<Params, Reply> {
    // Browsers say where a form came from; one that is not ours is refused even with a token.
    let origin = request.header(&http::header::ORIGIN);
    if origin.is_some_and(|origin| origin != server.config.issuer.as_str()) {
        return Err(foreign(request).because("the form came from another origin"));
    }
    let form = request.form().map_err(|bad| bad_form(request, bad))?;
    let token = form.one("token").ok().flatten().unwrap_or_default();
    let verdict = form_token::verify(
        &server.config.keys.form,
        Shown {
            question,
            browser,
            query: &request.query,
            revision: &client.revision,
        },
        token,
        server.platform.now(),
    );
    match verdict {
        Ok(()) => Ok(form),
        Err(BadFormToken::Expired) => Err(Reply::redirect(&Location::here(
            path::AUTHORIZE,
            &request.query,
        ))
        .because("the form was open for too long")),
        Err(BadFormToken::Foreign) => {
            Err(foreign(request).because("the form's token is not for this browser and request"))
        }
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

fn bad_form(request: &Request, bad: BadForm) -> Reply {
    let (status, reason) = match bad {
        BadForm::NotAForm => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "it is not a form"),
        BadForm::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "it is too large"),
        BadForm::Broken => (StatusCode::BAD_REQUEST, "it did not arrive whole"),
        BadForm::Malformed(malformed) => (StatusCode::BAD_REQUEST, malformed.sentence()),
        BadForm::Repeated => (StatusCode::BAD_REQUEST, "a field was sent more than once"),
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

fn unproved(request: &Request, why: Unproved) -> Reply {
    app_mistake(request, why.sentence(), why.reason())
}

/// A page, never a redirect: it is not proved who would receive it (RFC 6749 section 4.1.2.1).
fn app_mistake(request: &Request, sentence: &str, reason: &str) -> Reply {
    Reply::notice(
        request,
        StatusCode::BAD_REQUEST,
        "This app’s request cannot be used",
        sentence,
        Some("You did nothing wrong. Go back to the app; if it happens again, tell its developer."),
    )
    .because(reason)
}
