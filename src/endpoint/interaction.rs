//! What `/authorize`, `/login`, `/select-account` and `/consent` have in common: the authorization request
//! is in the URL of each, and is proved anew by each. Nothing about it is stored until the person said yes.

use futures_util::future::join;
use http::StatusCode;

use super::Server;
use super::answered;
use super::authorization_response::{app_mistake, refuse_unseen, unproved};
use super::authorization_source::{self, NoParams, reference};
use super::id_token_hint::{self, Hinted};
use super::page::Login;
use super::received;
use super::remote;
use super::reply::Reply;
use super::request::{LONGEST_QUERY, Request};
use crate::platform::{Fault, Platform};
use crate::protocol::authorization::{
    AuthorizationError, AuthorizationRequest, Destination, Reference, Unproved, Visitor,
};
use crate::protocol::binding::{self, Binding, Purpose};
use crate::protocol::client::document;
use crate::protocol::client::{Client, RegisteredBy};
use crate::protocol::params::Repeated;
use crate::protocol::path;
use crate::protocol::secret::{Secret, SecretHash};
use crate::store::pushed_requests::load_pushed;
use crate::store::sessions::load_visit;

/// The cookie of a browser in which somebody is signed in.
pub(super) const SESSION_COOKIE: &str = "__Host-edgegrant-session";
/// The cookie that binds the login form to the browser that was shown it.
pub(super) const LOGIN_COOKIE: &str = "__Host-edgegrant-login";

/// A proved request, and who is in front of the browser.
pub(super) struct Interaction {
    pub(super) request: AuthorizationRequest,
    /// Whether the client is what its metadata document says, and the database says something else.
    pub(super) unsaved: bool,
    /// The reference by which the request was pushed: it is good for one answer.
    pub(super) pushed: Option<Reference>,
    /// Who is signed in, and what they did so far.
    pub(super) visitor: Visitor,
    /// The hash of the sessions' cookie, if there is one.
    pub(super) browser: Option<SecretHash>,
}

/// Loads and proves the authorization request in the URL, or says in a whole reply why not.
pub(super) async fn open<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Interaction, Reply> {
    if request.query.len() > LONGEST_QUERY {
        return Err(too_long(request));
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
    let reference = reference(&params).map_err(|why| unproved(request, why))?;

    let fault = |fault: Fault| Reply::unavailable_page(request, &fault);
    let now = server.platform.now();
    let pushed = async {
        match &reference {
            Some(reference) => load_pushed(server.platform, &reference.hash()).await,
            None => Ok(None),
        }
    };
    let visit = load_visit(server.platform, client_id, session.as_ref(), now);
    let (visit, pushed) = join(visit, pushed).await;
    let (visit, pushed) = (visit.map_err(fault)?, pushed.map_err(fault)?);
    let (client, unsaved) = match visit.client {
        Some(client) if client.registered_by != RegisteredBy::Document => (client, false),
        known => described(server, client_id, known.as_ref())
            .await
            .map_err(|why| unproved(request, why))?,
    };

    let voucher = client.registered_by;
    let received_at = received::time(server, request);
    let found = authorization_source::params(
        server,
        &client,
        params,
        reference.as_ref(),
        pushed,
        received_at,
    );
    let params = match found.await {
        Ok(params) => params,
        Err(NoParams::Unproved(why)) => return Err(unproved(request, why)),
        Err(NoParams::Fault(trouble)) => return Err(fault(trouble)),
        Err(NoParams::Error(error, sent)) => {
            let destination = Destination::prove(&client, &sent, &server.config.issuer)
                .map_err(|why| unproved(request, why))?;
            return Err(refuse_unseen(request, voucher, &destination, error));
        }
    };
    let destination = Destination::prove(&client, &params, &server.config.issuer)
        .map_err(|why| unproved(request, why))?;
    let resources = &server.config.resources;
    let authorization =
        AuthorizationRequest::parse(client, destination.clone(), &params, resources)
            .map_err(|error| refuse_unseen(request, voucher, &destination, error))?;
    let mut accounts = visit.accounts;
    if unsaved {
        // What was granted was granted to what the document said before.
        for account in &mut accounts {
            account.granted = None;
        }
    }
    let meant = match &authorization.authentication.id_token_hint {
        None => None,
        Some(hint) => match id_token_hint::read(server, hint).await.map_err(fault)? {
            Hinted::Known(hint) => Some(hint.subject),
            Hinted::Forgotten(_) | Hinted::Bad => {
                let error = AuthorizationError::Hint;
                return Err(refuse_unseen(request, voucher, &destination, error));
            }
        },
    };
    let chosen = answered::chosen(request);
    Ok(Interaction {
        request: authorization,
        unsaved,
        pushed: reference,
        visitor: Visitor::new(
            accounts,
            chosen.map(|session| session.reveal().to_owned()),
            answered::read(server, request),
            meant,
            now,
        ),
        browser: session,
    })
}

/// The client that a metadata document describes, and whether `known` is something else.
async fn described<P: Platform>(
    server: &Server<'_, P>,
    client_id: &str,
    known: Option<&Client>,
) -> Result<(Client, bool), Unproved> {
    if !server.config.client_documents || !document::is_document_id(client_id) {
        return Err(Unproved::ClientUnknown);
    }
    remote::current(server, client_id, known)
        .await
        .map_err(Unproved::ClientDocument)
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
    let token = binding::mint(
        &server.config.keys.form,
        Binding::new(Purpose::Login, cookie.hash().as_str(), &request.query),
        server.platform.now(),
    );
    let action = request.onward(path::LOGIN);
    let page = Login {
        base: &request.base,
        client_name: &authorization.client.name,
        action: action.as_str(),
        token: &token,
        username,
        error,
    };
    let status = match error {
        None => StatusCode::OK,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    let targets = authorization
        .destination
        .content_sources(&authorization.client);
    let reply = Reply::page(status, &page, &targets);
    match known {
        Some(_) => reply,
        None => reply.cookie(LOGIN_COOKIE, cookie.reveal(), None),
    }
}

/// More than any request needs, and than a URL can hold.
pub(super) fn too_long(request: &Request) -> Reply {
    Reply::notice(
        request,
        StatusCode::URI_TOO_LONG,
        "This request is too long",
        "The app sent more than any request needs.",
        Some("Go back to the app and start again. If it stays like this, tell its developer."),
    )
    .because("the query is too long")
}
