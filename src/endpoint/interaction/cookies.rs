//! What cookies attest about the latest authorization requests in one browser.
//!
//! - What a person did for it: signed in, or chose an account. The request in the URL still asks for it
//!   (`prompt=login`) when the browser comes back.
//! - That a signed request was in time when this browser first brought it (RFC 9101 section 6). Such a request
//!   expires, mostly within a minute; a person may need longer to sign in and to decide.
//!
//! Each is one cookie with a note for each request, and the oldest note makes room for a new one: other sites'
//! pages can send a browser here as often as they like, and browsers drop old cookies of a host that has many, the
//! session among them.

use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::authorization::Answered;
use crate::protocol::binding::{self, Binding, LIFETIME, Purpose};
use crate::protocol::params::Params;
use crate::protocol::secret::{Secret, digest};
use crate::protocol::timestamp::Timestamp;

/// Marks a browser in which somebody is signed in.
pub(crate) const SESSION: &str = "__Host-edgegrant-session";

/// Binds the login form to the browser that was shown it.
pub(crate) const LOGIN: &str = "__Host-edgegrant-login";

/// The session that was chosen last in this browser; kept for as long as the browser runs.
pub(crate) const ACCOUNT: &str = "__Host-edgegrant-account";

/// Says that somebody was asked whether they want a passkey, for as long as they are not asked again.
pub(crate) const OFFERED: &str = "__Host-edgegrant-offered";

/// The users who have signed in in this browser before.
pub(crate) const KNOWN: &str = "__Host-edgegrant-known";

/// Who is away at another provider, and what is too long for one cookie.
pub(crate) const PROVIDER: &str = "__Host-edgegrant-provider";
/// See [`PROVIDER`].
pub(crate) const PROVIDER_MORE: &str = "__Host-edgegrant-provider-more";
/// Who came from another provider, to make an account.
pub(crate) const NEWCOMER: &str = "__Host-edgegrant-newcomer";

/// What a replica of the database has to know before it answers this browser.
const BOOKMARK: &str = "__Host-edgegrant-bookmark";
/// For how many seconds a browser brings it. Replicas have a write long before that time is over.
const REPLICAS_CATCH_UP: u32 = 600;
/// D1's have 59 characters.
const LONGEST_BOOKMARK: usize = 100;

/// What the primary told of the visit that follows a sign-in.
pub(crate) const VISIT: &str = "__Host-edgegrant-visit";

/// What was done for requests.
const ANSWERS: &str = "__Host-edgegrant-answers";

/// When requests first came. Not in the cookie above: these notes must not push out one about what a person did.
const REQUESTS: &str = "__Host-edgegrant-requests";

/// How many requests a browser is expected to be busy with at once: that many tabs do not erase each other's notes.
const MOST_NOTES: usize = 5;

/// What was done for this request, if anything was.
pub(super) fn answered<P: Platform>(server: &Server<'_, P>, request: &Request) -> Option<Answered> {
    let note = note(ANSWERS, request)?;
    let (session, token) = note.split_once('~')?;
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let attests = |purpose| {
        let binding = Binding::new(purpose, session, &request.query);
        binding::verify(keys, binding, token, now).is_ok()
    };
    if attests(Purpose::SignedIn) {
        Some(Answered::SignedIn(session.to_owned()))
    } else if attests(Purpose::Chose) {
        Some(Answered::Chose(session.to_owned()))
    } else {
        None
    }
}

/// The bookmark up to which a replica must have all writes, so that this browser finds what it did itself. A value that does not
/// look like a bookmark is ignored.
pub(crate) fn bookmark(request: &Request) -> Option<String> {
    let sent = request.cookie(BOOKMARK)?;
    is_bookmark(sent.reveal()).then(|| sent.reveal().to_owned())
}

/// Gives the browser a bookmark if anything was written for this request. It then reads no replica that does not have this write.
pub(crate) fn remember_writes<P: Platform>(server: &Server<'_, P>, reply: Reply) -> Reply {
    match server.platform.bookmark().filter(|text| is_bookmark(text)) {
        Some(bookmark) => reply.cookie(BOOKMARK, &bookmark, Some(REPLICAS_CATCH_UP)),
        None => reply,
    }
}

/// Whether a text looks like a bookmark of D1.
fn is_bookmark(text: &str) -> bool {
    let fits = |byte: u8| byte == b'-' || byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (1..=LONGEST_BOOKMARK).contains(&text.len()) && text.bytes().all(fits)
}

/// The session that was chosen last in this browser.
pub(crate) fn chosen(request: &Request) -> Option<Secret> {
    request.cookie(ACCOUNT)
}

/// Remembers what was done for this request, and the account for those that follow.
pub(crate) fn remember<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    answered: &Answered,
    reply: Reply,
) -> Reply {
    let (purpose, session) = match answered {
        Answered::SignedIn(session) => (Purpose::SignedIn, session),
        Answered::Chose(session) => (Purpose::Chose, session),
    };
    let binding = Binding::new(purpose, session, &request.query);
    let token = binding::mint(&server.config.keys.form, binding, server.platform.now());
    let note = format!("{session}~{token}");
    with_note(
        ANSWERS,
        request,
        reply.cookie(ACCOUNT, session, None),
        &note,
    )
}

/// The request is answered: what was done for it no longer counts.
pub(crate) fn forget(request: &Request, mut reply: Reply) -> Reply {
    for cookie in [ANSWERS, REQUESTS] {
        if note(cookie, request).is_some() {
            reply = with_notes(cookie, reply, &others(cookie, request));
        }
    }
    reply
}

/// When this browser first brought this request: now, if it never did.
pub(super) fn received_at<P: Platform>(server: &Server<'_, P>, request: &Request) -> Timestamp {
    let now = server.platform.now();
    let key = &server.config.keys.form;
    note(REQUESTS, request)
        .and_then(|token| binding::verify(key, received(request), &token, now).ok())
        .unwrap_or(now)
}

/// Remembers that a signed request was in time. Only for a request that was found valid.
pub(crate) fn remember_request<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    reply: Reply,
) -> Reply {
    let sent = request.query_params().unwrap_or_default();
    let now = server.platform.now();
    if !is_signed(&sent) || received_at(server, request) != now {
        return reply;
    }
    let token = binding::mint(&server.config.keys.form, received(request), now);
    with_note(REQUESTS, request, reply, &token)
}

/// The notes in a cookie, the latest first: what tells its request apart, and what it says.
fn notes(cookie: &str, request: &Request) -> Vec<(String, String)> {
    let Some(cookie) = request.cookie(cookie) else {
        return Vec::new();
    };
    let notes = cookie.reveal().split(':');
    let notes = notes.filter_map(|note| note.split_once('~'));
    let notes = notes.map(|(of, note)| (of.to_owned(), note.to_owned()));
    notes.take(MOST_NOTES).collect()
}

/// The note about this request.
fn note(cookie: &str, request: &Request) -> Option<String> {
    let notes = notes(cookie, request);
    // Most browsers bring none, and the name is a hash of the whole request.
    if notes.is_empty() {
        return None;
    }
    let this = name(request);
    let found = notes.into_iter().find(|(of, _)| *of == this);
    found.map(|(_, note)| note)
}

/// The notes about the other requests.
fn others(cookie: &str, request: &Request) -> Vec<(String, String)> {
    let this = name(request);
    let notes = notes(cookie, request).into_iter();
    notes.filter(|(of, _)| *of != this).collect()
}

/// Writes a note about this request, perhaps over the oldest one.
fn with_note(cookie: &str, request: &Request, reply: Reply, note: &str) -> Reply {
    let mut notes = others(cookie, request);
    notes.insert(0, (name(request), note.to_owned()));
    notes.truncate(MOST_NOTES);
    with_notes(cookie, reply, &notes)
}

fn with_notes(cookie: &str, reply: Reply, notes: &[(String, String)]) -> Reply {
    let notes: Vec<String> = notes
        .iter()
        .map(|(of, note)| format!("{of}~{note}"))
        .collect();
    let lifetime = if notes.is_empty() { 0 } else { LIFETIME };
    reply.cookie(cookie, &notes.join(":"), Some(lifetime))
}

/// What tells this request apart from the others in one browser.
fn name(request: &Request) -> String {
    digest(&request.query)[..16].to_owned()
}

/// The cookie itself binds it to the browser.
fn received(request: &Request) -> Binding<'_> {
    Binding::new(Purpose::Received, "", &request.query)
}

fn is_signed(params: &Params) -> bool {
    matches!(params.one("request"), Ok(Some(_)))
}
