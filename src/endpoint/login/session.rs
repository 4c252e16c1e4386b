//! Beginning a session.

use crate::endpoint::event::Kind;
use crate::endpoint::http::body::Body;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{Stop, cookies};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::authorization::Answered;
use crate::protocol::lifetime::Lifetimes;
use crate::protocol::location::Location;
use crate::protocol::login::Device;
use crate::protocol::login::known_browser::{self, KnownBrowser};
use crate::protocol::secret::{Secret, SecretHash};
use crate::store::session_life::Lasting;
use crate::store::sessions::{Begun, NewSession, Proof, begin_session};

/// Somebody who has just proved who they are.
pub(crate) struct Proved<'a> {
    /// `sub`.
    pub(crate) user_id: &'a str,
    /// Who their browser is known to.
    pub(crate) known_as: &'a str,
    /// What with.
    pub(crate) proof: Proof<'a>,
}

/// Signs in a user who has just proved who they are, and goes on to `to`: the reply, and what happened.
/// Others who are signed in within this browser stay signed in. `None`: what they proved it with was
/// replaced or used up while it was verified.
pub(crate) async fn begin<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    to: &Location,
    proved: &Proved<'_>,
) -> Result<Option<(Reply, Kind)>, Stop> {
    let fresh = Fresh::mint(server, request);
    let new = fresh.session(proved.user_id, proved.proof);
    let Some(begun) = begin_session(server.platform, &new).await? else {
        return Ok(None);
    };
    Ok(Some(fresh.begun(
        server,
        request,
        to,
        proved.known_as,
        begun,
    )))
}

/// What a new session needs of its browser, before anything is stored.
pub(crate) struct Fresh {
    cookie: Secret,
    pub(super) hash: SecretHash,
    before: Option<SecretHash>,
    id: Secret,
    lasts: Lasting,
    device: Device,
}

impl Fresh {
    /// Makes a cookie and an id.
    pub(crate) fn mint<P: Platform>(server: &Server<'_, P>, request: &Request) -> Self {
        let cookie = Secret::mint(server.platform.random());
        Self {
            hash: cookie.hash(),
            cookie,
            before: request.cookie(cookies::SESSION).map(|cookie| cookie.hash()),
            id: Secret::mint(server.platform.random()),
            lasts: lasts(&server.config.lifetimes, keeps(request)),
            device: (request.device)(),
        }
    }

    /// The session, to be stored.
    pub(crate) fn session<'a>(&'a self, user_id: &'a str, proof: Proof<'a>) -> NewSession<'a> {
        NewSession {
            lasts: self.lasts,
            device: &self.device,
            user_id,
            proof,
            id: self.id.reveal(),
            hash: &self.hash,
            before: self.before.as_ref(),
        }
    }

    /// The reply for somebody who signed in, and what happened.
    pub(super) fn begun<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        to: &Location,
        known_as: &str,
        begun: Begun,
    ) -> (Reply, Kind) {
        let reply = self.reply(server, request, to, known_as, begun);
        let (keys, now) = (&server.config.keys.form, server.platform.now());
        let kind = if known_browser(server, request).knows(keys, known_as, now) {
            Kind::SignedIn
        } else {
            Kind::SignedInUnknownBrowser
        };
        (reply, kind)
    }

    /// It is stored: the browser gets its cookies and goes on to `to`.
    pub(crate) fn reply<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        to: &Location,
        known_as: &str,
        begun: Begun,
    ) -> Reply {
        let reply = Reply::redirect(to);
        let max_age = begun.kept.then_some(self.lasts.at_most);
        let reply = reply.cookie(cookies::SESSION, self.cookie.reveal(), max_age);
        let reply = know(server, request, known_as, reply);
        cookies::remember(server, request, &Answered::SignedIn(begun.id), reply)
    }
}

/// Whether the person wants to stay signed in in this browser, as the form says that was sent.
pub(super) fn keeps(request: &Request) -> bool {
    let form = request.form();
    form.is_ok_and(|form| form.one("keep") == Ok(Some("on"))) || is_kept(&request.body)
}

/// What stands for the form of somebody who wanted to stay signed in before they went to another provider.
pub(crate) const KEPT: &[u8] = b"keep=on";

fn is_kept(body: &Body) -> bool {
    matches!(body, Body::Whole(body) if body == KEPT)
}

fn lasts(lifetimes: &Lifetimes, kept: bool) -> Lasting {
    let brief = lifetimes.session_brief.min(lifetimes.session);
    Lasting {
        at_most: if kept { lifetimes.session } else { brief },
        idle: lifetimes.session_idle,
        kept,
    }
}

/// Makes the browser one that is known to this user.
pub(crate) fn know<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    known_as: &str,
    reply: Reply,
) -> Reply {
    let (browser, now) = (known_browser(server, request), server.platform.now());
    let known = browser.after(&server.config.keys.form, known_as, now);
    let lifetime = Some(known_browser::LIFETIME);
    reply.cookie(cookies::KNOWN, known.cookie().reveal(), lifetime)
}

/// This browser, and who has signed in in it.
fn known_browser<P: Platform>(server: &Server<'_, P>, request: &Request) -> KnownBrowser {
    let cookie = request.cookie(cookies::KNOWN);
    let known = cookie.as_ref().and_then(KnownBrowser::read);
    known.unwrap_or_else(|| KnownBrowser::new(server.platform.random()))
}
