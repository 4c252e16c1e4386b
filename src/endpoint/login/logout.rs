//! `/logout`: a client, or the person, wants to sign out here (RP-Initiated Logout 1.0).

use std::rc::Rc;

use futures_util::future::join;
use http::{Method, StatusCode};

use crate::endpoint::client::NotNow;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::afterwards::Afterwards;
use crate::endpoint::http::form::{self, BadForm};
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::{BadBody, Request};
use crate::endpoint::interaction::{Stop, cookies};
use crate::endpoint::keys::{Hinted, id_token_hint};
use crate::endpoint::server::Server;
use crate::page::words;
use crate::page::{Logout, SignedOut, Stranger};
use crate::platform::Platform;
use crate::protocol::authorization::Session;
use crate::protocol::binding::{self, Binding, Purpose};
use crate::protocol::client::{Client, RegisteredBy, redirect_uri};
use crate::protocol::location::Location;
use crate::protocol::openid::{BadLogout, Hint, LogoutRequest, UnverifiedHint, subject};
use crate::protocol::params::Params;
use crate::protocol::path;
use crate::protocol::secret::SecretHash;
use crate::store::ended_sessions::end_sessions;
use crate::store::visits::load_sessions;

/// A request, and who is signed in in the browser that brought it.
struct Asked {
    request: Proved,
    browser: Option<SecretHash>,
    sessions: Vec<Session>,
}

/// What counts of a request.
#[derive(Default)]
struct Proved {
    /// What a proved ID token is about.
    hint: Option<Hint>,
    client: Option<Rc<Client>>,
    /// Where the browser goes next.
    next: Option<Location>,
    /// The rule that the request breaks. Then nothing of it counts (section 4): whoever sent the browser here, the
    /// person may still sign out, and stays here.
    broken: Option<BadLogout>,
}

/// Why a request cannot be believed.
enum Unbelieved {
    Broken(BadLogout),
    NotNow(NotNow),
}

impl From<BadLogout> for Unbelieved {
    fn from(bad: BadLogout) -> Self {
        Self::Broken(bad)
    }
}

impl<E: Into<NotNow>> From<E> for Unbelieved {
    fn from(why: E) -> Self {
        Self::NotNow(why.into())
    }
}

/// `GET /logout`: ends the session that the client proves it knows; otherwise asks the person.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let asked = open(server, request, &params(request)?).await?;
    let browser = asked
        .browser
        .as_ref()
        .filter(|_| !asked.sessions.is_empty());
    let Some(browser) = browser else {
        return Ok(done(server, request, &asked, &[]));
    };
    let meant = asked.meant();
    if meant.is_empty() {
        // Section 2: people must be asked, unless the client proves whom it means.
        return Ok(confirm(server, request, &asked, browser));
    }
    // HEAD is safe (RFC 9110 section 9.2.1): it signs nobody out.
    if request.method == Method::HEAD {
        return Ok(Reply::empty(StatusCode::OK));
    }
    end(server, request, &asked, &meant).await
}

/// `POST /logout/confirm`: the person's answer.
pub(crate) async fn answer<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let params = params(request)?;
    let Some(browser) = browser(request) else {
        let asked = open(server, request, &params).await?;
        return Ok(done(server, request, &asked, &[]));
    };
    let back = request.onward(path::LOGOUT);
    let form = form::read(server, request, bound(request, &browser))
        .map_err(|bad| Stop::form(bad, &back))?;
    if form.one("decision") != Ok(Some("sign-out")) {
        let notice = &request.words().notices.still_signed_in;
        return Ok(notice::tell(request, StatusCode::OK, notice));
    }
    let asked = open(server, request, &params).await?;
    let all: Vec<&Session> = asked.sessions.iter().collect();
    end(server, request, &asked, &all).await
}

/// The hash of the sessions' cookie.
fn browser(request: &Request) -> Option<SecretHash> {
    request.cookie(cookies::SESSION).map(|cookie| cookie.hash())
}

/// What is asked, if it can be read.
fn params(request: &Request) -> Result<Params, Stop> {
    if Request::is_too_long(&request.query) {
        return Err(Stop::too_long());
    }
    request
        .query_params()
        .map_err(|malformed| Stop::bad_form(BadForm::Unreadable(BadBody::Malformed(malformed))))
}

/// Loads and proves the request.
async fn open<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    params: &Params,
) -> Result<Asked, Stop> {
    let browser = browser(request);
    let sessions = async {
        match &browser {
            None => Ok(Vec::new()),
            Some(browser) => load_sessions(server.platform, browser).await,
        }
    };
    let (proved, sessions) = join(prove(server, params), sessions).await;
    let proved = match proved {
        Ok(proved) => proved,
        Err(Unbelieved::NotNow(why)) => return Err(why.into()),
        Err(Unbelieved::Broken(bad)) => Proved {
            broken: Some(bad),
            ..Proved::default()
        },
    };
    let sessions = sessions?;
    Ok(Asked {
        request: proved,
        browser,
        sessions,
    })
}

async fn prove<P: Platform>(server: &Server<'_, P>, params: &Params) -> Result<Proved, Unbelieved> {
    let logout = LogoutRequest::parse(params)?;
    // What an ID token says before it is verified: only which client is loaded meanwhile.
    let said = logout.hint.as_deref().and_then(|hint| {
        let hint = UnverifiedHint::parse(hint, server.config.issuer.as_str());
        hint.map(UnverifiedHint::said)
    });
    let id = logout.client(said.as_ref());
    let hinted = async {
        match &logout.hint {
            None => Ok(None),
            Some(hint) => id_token_hint::read(server, hint).await.map(Some),
        }
    };
    let client = async {
        match id {
            Ok(Some(id)) => server.current_client(id).await.map(Some),
            Ok(None) | Err(_) => Ok(None),
        }
    };
    let (hinted, client) = join(hinted, client).await;
    let (hint, proved) = match hinted? {
        None => (None, false),
        Some(Hinted::Known(hint)) => (Some(hint), true),
        Some(Hinted::Forgotten(hint)) => (Some(hint), false),
        Some(Hinted::Bad) => return Err(BadLogout::Hint.into()),
    };
    id?;
    let client = match client? {
        None => None,
        Some(client) => Some(client.ok_or(BadLogout::ClientUnknown)?),
    };
    let next = logout.destination(client.as_deref())?;
    Ok(Proved {
        hint: hint.filter(|_| proved),
        client,
        next,
        broken: None,
    })
}

impl Proved {
    /// Whether the owner vouches for the client.
    fn is_vouched_for(&self) -> bool {
        let client = self.client.as_ref();
        client.is_some_and(|client| client.registered_by == RegisteredBy::Owner)
    }
}

impl Asked {
    /// The sessions that the client proves it knows. An ID token of any other session proves nothing: it may
    /// have fallen into other hands.
    fn meant(&self) -> Vec<&Session> {
        let Some(hint) = &self.request.hint else {
            return Vec::new();
        };
        let about = |session: &&Session| {
            let sid = subject::session(&session.session_id, &hint.client_id);
            hint.session.as_ref() == Some(&sid)
        };
        self.sessions.iter().filter(about).collect()
    }
}

/// Ends sessions, and has the clients that were used in them told.
async fn end<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asked: &Asked,
    sessions: &[&Session],
) -> Result<Reply, Stop> {
    let ids: Vec<_> = sessions.iter().map(|it| it.ids()).collect();
    let listeners = end_sessions(server.platform, &ids).await?;
    for session in sessions {
        server.tell(Event::new(Kind::SignedOut).user(&session.user_id));
    }
    let afterwards = listeners.into_iter().map(Afterwards::NotifyLogout);
    let mut reply = done(server, request, asked, sessions);
    if sessions.len() == asked.sessions.len() {
        reply = reply
            .cookie(cookies::SESSION, "", Some(0))
            .cookie(cookies::ACCOUNT, "", Some(0));
    }
    reply.afterwards = afterwards.collect();
    Ok(reply)
}

/// The people who were meant are no longer signed in: these sessions of theirs ended. Self-registered clients could send
/// people from this address anywhere, so the person sees a page first, unless they have just signed out.
fn done<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asked: &Asked,
    ended: &[&Session],
) -> Reply {
    let next = &asked.request.next;
    if let Some(next) = next
        && (asked.request.is_vouched_for() || !ended.is_empty())
    {
        return Reply::redirect(next);
    }
    let next = next.as_ref().map(Location::as_str);
    let known = ended.iter().find_map(|session| {
        let at = session.provider.as_deref()?;
        let known = server.config.providers.find(at.split(' ').next()?);
        known.filter(|it| it.provider.dialect.may_sign_out())
    });
    let there = known.map(|it| {
        let path = [path::LOGIN_PROVIDER, "/", &it.provider.id, "/logout"].concat();
        (Location::here(&request.base, &path, ""), &*it.provider.name)
    });
    let page = SignedOut {
        frame: request.frame(),
        others: asked.sessions.len() > ended.len(),
        elsewhere: there.as_ref().map(|(to, name)| (to.as_str(), *name)),
        next,
        site: &next.map(redirect_uri::site).unwrap_or_default(),
        broken: broken(request, asked),
    };
    because(asked, Reply::page(StatusCode::OK, &page))
}

/// The question, bound to this browser.
fn confirm<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    asked: &Asked,
    browser: &SecretHash,
) -> Reply {
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let next = asked.request.next.as_ref().map(Location::as_str);
    let action = request.onward(path::LOGOUT_CONFIRM);
    let client = asked.request.client.as_deref();
    let stranger = client.and_then(|client| Stranger::leaving(client, next));
    // A name alone, which anybody can choose, says nothing.
    let named = client.filter(|_| stranger.is_some() || asked.request.is_vouched_for());
    let page = Logout {
        frame: request.frame(),
        client_name: named.map(|client| client.name.as_str()),
        stranger,
        accounts: &asked.sessions,
        next: next.map(redirect_uri::site),
        broken: broken(request, asked),
        action: action.as_str(),
        token: &binding::mint(keys, bound(request, browser), now),
    };
    because(asked, Reply::form(StatusCode::OK, &page))
}

/// What the page says about a request of which nothing counts: why, and its name in the log.
fn broken<'a>(request: &'a Request, asked: &Asked) -> Option<(&'static str, &'a str)> {
    let bad = asked.request.broken?;
    Some((words::bad_logout(bad, request.words()), &request.id))
}

fn because(asked: &Asked, reply: Reply) -> Reply {
    match asked.request.broken {
        None => reply,
        Some(bad) => reply.because(bad.sentence()),
    }
}

fn bound<'a>(request: &'a Request, browser: &'a SecretHash) -> Binding<'a> {
    Binding::new(Purpose::Logout, browser.as_str(), &request.query)
}
