//! `/logout`: a client, or the person, wants to sign out here (RP-Initiated Logout 1.0).

use http::{Method, StatusCode};

use super::answered::ACCOUNT_COOKIE;
use super::backchannel_logout::LogoutNotice;
use super::id_token_hint::{self, Hinted};
use super::interaction::{self, SESSION_COOKIE};
use super::page::{Logout, Notice, SignedOut};
use super::reply::Reply;
use super::request::{BadBody, LONGEST_QUERY, Request};
use super::{Server, form};
use crate::platform::{Fault, Platform};
use crate::protocol::authorization::{Location, Session};
use crate::protocol::binding::{self, Binding, Purpose};
use crate::protocol::client::RegisteredBy;
use crate::protocol::client::redirect_uri;
use crate::protocol::openid::subject;
use crate::protocol::openid::{BadLogout, Hint, LogoutRequest};
use crate::protocol::path;
use crate::protocol::secret::SecretHash;
use crate::store::sessions::{end_sessions, load_sessions};

/// A request that breaks no rule, and who is signed in in the browser that brought it.
struct Asked {
    /// What an ID token that is proved is about.
    proved: Option<Hint>,
    client_name: Option<String>,
    /// Where the browser goes next.
    next: Option<String>,
    /// Whether the owner vouches for that place.
    vouched: bool,
    browser: Option<SecretHash>,
    sessions: Vec<Session>,
}

/// `GET /logout`: ends the session that the client proves to know, and asks the person otherwise.
pub(super) async fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let asked = match open(server, request).await {
        Ok(asked) => asked,
        Err(reply) => return reply,
    };
    let Some(browser) = asked
        .browser
        .as_ref()
        .filter(|_| !asked.sessions.is_empty())
    else {
        return done(request, &asked, 0);
    };
    // Of this very session: an ID token of any other, which may have got into other hands, proves nothing.
    let about = |session: &&Session| {
        asked.proved.as_ref().is_some_and(|hint| {
            let sid = subject::session(&session.session_id, &hint.client_id);
            hint.session.as_ref() == Some(&sid)
        })
    };
    let meant: Vec<&Session> = asked.sessions.iter().filter(about).collect();
    // HEAD is safe (RFC 9110 section 9.2.1): it signs nobody out.
    if request.method == Method::HEAD && !meant.is_empty() {
        return Reply::empty(StatusCode::OK);
    }
    match meant.is_empty() {
        // Section 2: who is signed in otherwise must be asked.
        true => confirm(server, request, &asked, browser),
        false => end(server, request, &asked, browser, &meant).await,
    }
}

/// `POST /logout/confirm`: the person's answer.
pub(super) async fn answer<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let asked = match open(server, request).await {
        Ok(asked) => asked,
        Err(reply) => return reply,
    };
    let Some(browser) = &asked.browser else {
        return done(request, &asked, 0);
    };
    let back = request.onward(path::LOGOUT);
    let form = match form::answer(server, request, shown(request, browser), &back, false) {
        Ok(form) => form,
        Err(reply) => return reply,
    };
    match form.one("decision") {
        Ok(Some("sign-out")) => {
            let all: Vec<&Session> = asked.sessions.iter().collect();
            end(server, request, &asked, browser, &all).await
        }
        _ => {
            let page = Notice {
                base: &request.base,
                title: "You are still signed in",
                message: "Nothing has changed.",
                advice: Some("You can close this page."),
                request_id: None,
            };
            Reply::page(StatusCode::OK, &page, "")
        }
    }
}

/// Loads and proves the request, or says in a whole reply why not.
async fn open<P: Platform>(server: &Server<'_, P>, request: &Request) -> Result<Asked, Reply> {
    if request.query.len() > LONGEST_QUERY {
        return Err(interaction::too_long(request));
    }
    let fault = |fault: Fault| Reply::unavailable_page(request, &fault);
    let bad = |bad: BadLogout| refuse(request, bad);
    let params = request
        .query_params()
        .map_err(|malformed| form::unreadable(request, BadBody::Malformed(malformed)))?;
    let logout = LogoutRequest::parse(&params).map_err(bad)?;
    let hinted = match &logout.hint {
        None => None,
        Some(hint) => Some(id_token_hint::read(server, hint).await.map_err(fault)?),
    };
    let (hint, proved) = match hinted {
        None => (None, false),
        Some(Hinted::Known(hint)) => (Some(hint), true),
        Some(Hinted::Forgotten(hint)) => (Some(hint), false),
        Some(Hinted::Bad) => return Err(bad(BadLogout::Hint)),
    };
    let hinted_client = hint.as_ref().map(|hint| hint.client_id.as_str());
    if let (Some(sent), Some(hinted)) = (logout.client_id.as_deref(), hinted_client)
        && sent != hinted
    {
        return Err(bad(BadLogout::OtherClient));
    }
    let client = match logout.client_id.as_deref().or(hinted_client) {
        None => None,
        Some(id) => {
            let client = server.current_client(id).await.map_err(fault)?;
            Some(client.ok_or_else(|| bad(BadLogout::ClientUnknown))?)
        }
    };
    let next = logout.destination(client.as_deref()).map_err(bad)?;
    let browser = request.cookie(SESSION_COOKIE).map(|cookie| cookie.hash());
    let now = server.platform.now();
    let sessions = match &browser {
        None => Vec::new(),
        Some(browser) => load_sessions(server.platform, browser, now)
            .await
            .map_err(fault)?,
    };
    Ok(Asked {
        proved: hint.filter(|_| proved),
        client_name: client.as_ref().map(|client| client.name.clone()),
        vouched: client.is_some_and(|client| client.registered_by == RegisteredBy::Owner),
        next,
        browser,
        sessions,
    })
}

/// Ends sessions, and has the clients told that were used in them.
async fn end<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asked: &Asked,
    browser: &SecretHash,
    sessions: &[&Session],
) -> Reply {
    let now = server.platform.now();
    let heard = match end_sessions(server.platform, browser, sessions, now).await {
        Ok(heard) => heard,
        Err(fault) => return Reply::unavailable_page(request, &fault),
    };
    let notices = sessions.iter().zip(heard).flat_map(|(session, listeners)| {
        let notice = |listener| LogoutNotice::new(listener, &session.session_id);
        listeners.into_iter().map(notice).collect::<Vec<_>>()
    });
    let afterwards = notices.collect();
    let mut reply = done(request, asked, sessions.len());
    if sessions.len() == asked.sessions.len() {
        reply = reply
            .cookie(SESSION_COOKIE, "", Some(0))
            .cookie(ACCOUNT_COOKIE, "", Some(0));
    }
    Reply {
        afterwards,
        ..reply
    }
}

/// Those who were meant, `ended` of them, are not signed in any more. Whoever registered a client by themselves could
/// send people from this address to any place, so these look first, unless they have just signed out.
fn done(request: &Request, asked: &Asked, ended: usize) -> Reply {
    let next = asked.next.as_deref();
    match next.filter(|_| asked.vouched || ended > 0) {
        Some(next) => Reply::redirect(&Location::signed_out(next.to_owned())),
        None => {
            let page = SignedOut {
                base: &request.base,
                others: asked.sessions.len() > ended,
                next,
                site: &next.map(redirect_uri::site).unwrap_or_default(),
            };
            Reply::page(StatusCode::OK, &page, "")
        }
    }
}

/// The question, bound to this browser.
fn confirm<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asked: &Asked,
    browser: &SecretHash,
) -> Reply {
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let action = request.onward(path::LOGOUT_CONFIRM);
    let page = Logout {
        base: &request.base,
        client_name: asked.client_name.as_deref(),
        accounts: &asked.sessions,
        next: asked.next.as_deref().map(redirect_uri::site),
        action: action.as_str(),
        token: &binding::mint(keys, shown(request, browser), now),
    };
    let target = asked.next.as_deref().map(redirect_uri::content_source);
    Reply::page(StatusCode::OK, &page, &target.unwrap_or_default())
}

fn shown<'a>(request: &'a Request, browser: &'a SecretHash) -> Binding<'a> {
    Binding::new(Purpose::Logout, browser.as_str(), &request.query)
}

/// A page, never a redirect (section 4).
fn refuse(request: &Request, bad: BadLogout) -> Reply {
    Reply::notice(
        request,
        StatusCode::BAD_REQUEST,
        "You are not signed out",
        bad.sentence(),
        Some("Nothing has changed. Go back to the app; if it happens again, tell its developer."),
    )
    .because(format!("{bad:?}"))
}
