//! `/logout`: a client, or the person, wants to sign out here (RP-Initiated Logout 1.0).

use std::rc::Rc;

use futures_util::future::join;
use http::{Method, StatusCode};

use super::logout_page::{bound, confirm, done};
use super::logout_request::{self, Proved, is_about, said};
use crate::endpoint::client::NotNow;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::afterwards::Afterwards;
use crate::endpoint::http::body::BadBody;
use crate::endpoint::http::form::{self, BadForm};
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{Stop, cookies};
use crate::endpoint::keys::{Hinted, id_token_hint};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::authorization::Session;
use crate::protocol::client::{Client, RegisteredBy};
use crate::protocol::openid::{Hint, LogoutRequest};
use crate::protocol::params::Params;
use crate::protocol::path;
use crate::protocol::secret::SecretHash;
use crate::store::sign_outs::{SignedOut, Which, sign_out};
use crate::store::visits::{Visit, load_sessions, load_visit_near};

/// `GET /logout`: ends the session that the client proves it knows; otherwise asks the person.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let params = params(request)?;
    let Some(browser) = browser(request) else {
        let asked = logout_request::read(server, &params).await?;
        return Ok(done(server, request, &asked, &[], &[]));
    };
    if let Some(reply) = at_once(server, request, &params, &browser).await? {
        return Ok(reply);
    }
    let read = logout_request::read(server, &params);
    let (asked, here) = join(read, load_sessions(server.platform, &browser)).await;
    let (asked, here) = (asked?, here?);
    if here.is_empty() {
        return Ok(done(server, request, &asked, &[], &[]));
    }
    let hint = asked.hint.as_ref();
    let meant = hint.and_then(|hint| here.iter().find(|it| is_about(hint, &it.session_id)));
    let Some(meant) = meant else {
        // Section 2: people must be asked, unless the client proves whom it means.
        return Ok(confirm(server, request, &asked, &here, &browser));
    };
    // HEAD is safe (RFC 9110 section 9.2.1): it signs nobody out.
    if request.method == Method::HEAD {
        return Ok(Reply::empty(StatusCode::OK));
    }
    let which = Which::One(&meant.session_id, None);
    let signed_out = sign_out(server.platform, &browser, which).await?;
    Ok(ended(server, request, &asked, signed_out))
}

/// `POST /logout/confirm`: the person's answer.
pub(crate) async fn answer<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let params = params(request)?;
    let asked = logout_request::read(server, &params);
    let Some(browser) = browser(request) else {
        return Ok(done(server, request, &asked.await?, &[], &[]));
    };
    let back = request.onward(path::LOGOUT);
    let form = form::read(server, request, bound(request, &browser))
        .map_err(|bad| Stop::form(bad, &back))?;
    if form.one("decision") != Ok(Some("sign-out")) {
        let notice = &request.words().notices.still_signed_in;
        return Ok(notice::tell(request, StatusCode::OK, notice));
    }
    // Whatever the client asks for, the person signs out.
    let everybody = sign_out(server.platform, &browser, Which::All);
    let (asked, signed_out) = join(asked, everybody).await;
    let signed_out = signed_out?;
    Ok(match asked {
        Ok(asked) => ended(server, request, &asked, signed_out),
        Err(NotNow::Fault(fault)) => {
            ended(server, request, &Proved::default(), signed_out).trouble(&fault)
        }
        Err(NotNow::TooMany(_)) => ended(server, request, &Proved::default(), signed_out),
    })
}

/// The hash of the sessions' cookie.
fn browser(request: &Request) -> Option<SecretHash> {
    request.cookie(cookies::SESSION).map(|cookie| cookie.hash())
}

/// What the request asks for, if it can be read.
fn params(request: &Request) -> Result<Params, Stop> {
    if Request::is_too_long(&request.query) {
        return Err(Stop::too_long());
    }
    request
        .query_params()
        .map_err(|malformed| Stop::bad_form(BadForm::Unreadable(BadBody::Malformed(malformed))))
}

/// The usual cases, without a trip to the primary before the one that decides. `None`: the request has to be read at the primary.
async fn at_once<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    params: &Params,
    browser: &SecretHash,
) -> Result<Option<Reply>, Fault> {
    let Ok(logout) = LogoutRequest::parse(params) else {
        return Ok(None);
    };
    if logout.hint.is_none() {
        return question(server, request, &logout, browser).await;
    }
    let said = said(server, &logout);
    let client = match logout.client(said.as_ref()) {
        Ok(Some(id)) => server.remembered_client(id),
        Ok(None) | Err(_) => None,
    };
    match client {
        Some(client) if request.method != Method::HEAD && !server.keys_are_due() => {
            proved(server, request, &logout, client, browser).await
        }
        _ => Ok(None),
    }
}

/// Asks the person, if a replica knows enough. The replica may be late, so the primary decides about the person's answer. Only the
/// primary says that nobody is signed in, or that something is wrong with the request.
async fn question<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    logout: &LogoutRequest,
    browser: &SecretHash,
) -> Result<Option<Reply>, Fault> {
    let id = logout.client_id.as_deref();
    let visit = visit(server, request, id, browser).await?;
    let client = visit.client.filter(|_| id.is_some());
    // A metadata document has to be fetched.
    let settled = |client: &Rc<Client>| client.registered_by != RegisteredBy::Document;
    if id.is_some() && !client.as_ref().is_some_and(settled) {
        return Ok(None);
    }
    let Ok(next) = logout.destination(client.as_deref()) else {
        return Ok(None);
    };
    let asked = Proved {
        client,
        next,
        ..Proved::default()
    };
    let here: Vec<Session> = visit.accounts.into_iter().map(|it| it.user).collect();
    if !here.is_empty() {
        return Ok(Some(confirm(server, request, &asked, &here, browser)));
    }
    Ok((!visit.replica).then(|| done(server, request, &asked, &[], &[])))
}

/// Ends the session that an ID token is about, if the `client` is still as it is remembered.
async fn proved<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    logout: &LogoutRequest,
    client: Rc<Client>,
    browser: &SecretHash,
) -> Result<Option<Reply>, Fault> {
    let (Ok(next), Some(hint)) = (logout.destination(Some(&client)), &logout.hint) else {
        return Ok(None);
    };
    let Hinted::Known(hint) = id_token_hint::read(server, hint).await? else {
        return Ok(None);
    };
    let Some(session) = meant(server, request, &hint, browser).await? else {
        return Ok(None);
    };
    let which = Which::One(&session, Some((&client.id, &client.revision)));
    let signed_out = sign_out(server.platform, browser, which).await?;
    if signed_out.ended.is_empty() {
        return Ok(None);
    }
    let asked = Proved {
        hint: Some(hint),
        client: Some(client),
        next,
        broken: None,
    };
    Ok(Some(ended(server, request, &asked, signed_out)))
}

/// The id of the session that an ID token is about: the one that the browser says it chose, or one that a replica knows. The
/// statement that ends the session compares whether it belongs to this browser.
async fn meant<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    hint: &Hint,
    browser: &SecretHash,
) -> Result<Option<String>, Fault> {
    if let Some(chosen) = cookies::chosen(request)
        && is_about(hint, chosen.reveal())
    {
        return Ok(Some(chosen.reveal().to_owned()));
    }
    let visit = visit(server, request, None, browser).await?;
    let mut sessions = visit.accounts.into_iter().map(|it| it.user.session_id);
    Ok(sessions.find(|id| is_about(hint, id)))
}

/// Who is signed in in this browser, and the client, as a replica knows them.
async fn visit<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    client: Option<&str>,
    browser: &SecretHash,
) -> Result<Visit, Fault> {
    let since = cookies::bookmark(request);
    let known = client.and_then(|id| server.remembered_client(id));
    let client = (client.unwrap_or_default(), known.as_ref());
    load_visit_near(
        server.platform,
        since.as_deref(),
        client,
        Some(browser),
        None,
    )
    .await
}

/// Sessions ended, so the clients that were used in them are told.
fn ended<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asked: &Proved,
    signed_out: SignedOut,
) -> Reply {
    let SignedOut {
        here,
        ended,
        listeners,
    } = signed_out;
    let sessions: Vec<&Session> = here
        .iter()
        .filter(|it| ended.contains(&it.session_id))
        .collect();
    for session in &sessions {
        server.tell(Event::new(Kind::SignedOut).user(&session.user_id));
    }
    let mut reply = done(server, request, asked, &here, &sessions);
    if sessions.len() == here.len() {
        reply = reply
            .cookie(cookies::SESSION, "", Some(0))
            .cookie(cookies::ACCOUNT, "", Some(0));
    }
    reply.afterwards = listeners
        .into_iter()
        .map(Afterwards::NotifyLogout)
        .collect();
    reply
}
