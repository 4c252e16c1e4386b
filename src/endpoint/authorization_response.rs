//! How an authorization request ends: with a code, with an error for the client, or with a page for the
//! person.

use http::StatusCode;

use super::Server;
use super::answered;
use super::reply::Reply;
use super::request::Request;
use crate::platform::{Fault, Platform};
use crate::protocol::authorization::code;
use crate::protocol::authorization::pushed_request;
use crate::protocol::authorization::{
    Answer, Approval, AuthorizationError, AuthorizationRequest, Code, Destination, Reference,
    Unproved, Visitor,
};
use crate::protocol::client::RegisteredBy;
use crate::store::codes::save_code;
use crate::store::spent::{Kind, spend};

/// Tells the client no before the person has seen who asks. A client that nobody vouches for could
/// so send a browser from this address to any place, by asking for what it cannot have; the person
/// is told instead (RFC 9700 section 4.11.2).
pub(super) fn refuse_unseen(
    request: &Request,
    voucher: RegisteredBy,
    destination: &Destination,
    error: AuthorizationError,
) -> Reply {
    match voucher {
        RegisteredBy::Owner => refuse(request, destination, error),
        RegisteredBy::Itself | RegisteredBy::Document => {
            app_mistake(request, error.sentence(), error.error())
        }
    }
}

/// A no, where a page would be needed that `prompt=none` forbids, or somebody else signed in than was meant.
pub(super) struct Refusal<'a> {
    pub(super) authorization: &'a AuthorizationRequest,
    pub(super) visitor: &'a Visitor,
    pub(super) pushed: Option<&'a Reference>,
}

impl Refusal<'_> {
    /// Tells the client. One that nobody vouches for hears it only of a person who knows it.
    pub(super) async fn deliver<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        error: AuthorizationError,
    ) -> Reply {
        let AuthorizationRequest {
            client,
            destination,
            ..
        } = self.authorization;
        let mut accounts = self.visitor.accounts.iter();
        if !accounts.any(|account| account.granted.is_some()) {
            let reply = refuse_unseen(request, client.registered_by, destination, error);
            return answered::forget(request, reply);
        }
        match answer_once(server, request, destination, self.pushed).await {
            Ok(()) => refuse(request, destination, error),
            Err(reply) => reply,
        }
    }
}

/// Tells the client no.
pub(super) fn refuse(
    request: &Request,
    destination: &Destination,
    error: AuthorizationError,
) -> Reply {
    let reply = Reply::answer(request, &destination.refuse(error)).because(error.sentence());
    answered::forget(request, reply)
}

/// Tells the client that this server has trouble; the log hears which.
pub(super) fn unavailable(request: &Request, destination: &Destination, fault: &Fault) -> Reply {
    let answer = destination.refuse(AuthorizationError::Unavailable);
    Reply::answer(request, &answer).trouble(fault)
}

/// Turns a yes into a code. The answer is the last thing: without a stored code there is none, and to a
/// pushed request there is only one.
pub(super) async fn issue_code<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    approval: &Approval,
    pushed: Option<&Reference>,
) -> Result<Answer, Reply> {
    let destination = &approval.request.destination;
    let code = Code::mint(server.platform.random());
    let expires_at = server.platform.now().plus(code::LIFETIME);
    save_code(server.platform, &code.hash(), &approval.record(expires_at))
        .await
        .map_err(|fault| unavailable(request, destination, &fault))?;
    answer_once(server, request, destination, pushed).await?;
    Ok(destination.deliver(&code))
}

/// Uses a pushed request up (RFC 9126 section 7.3): whoever comes second gets no answer.
pub(super) async fn answer_once<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    destination: &Destination,
    pushed: Option<&Reference>,
) -> Result<(), Reply> {
    let Some(reference) = pushed else {
        return Ok(());
    };
    let until = server.platform.now().plus(pushed_request::LIFETIME);
    let hash = reference.hash();
    match spend(server.platform, Kind::PushedRequest, hash.as_str(), until).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(unproved(request, Unproved::PushedRequestUnknown)),
        Err(fault) => Err(unavailable(request, destination, &fault)),
    }
}

pub(super) fn unproved(request: &Request, why: Unproved) -> Reply {
    app_mistake(request, why.sentence(), why.reason())
}

/// A page, never a redirect: it is not proved who would receive it (RFC 6749 section 4.1.2.1).
pub(super) fn app_mistake(request: &Request, sentence: &str, reason: &str) -> Reply {
    Reply::notice(
        request,
        StatusCode::BAD_REQUEST,
        "This app’s request cannot be used",
        sentence,
        Some("You did nothing wrong. Go back to the app; if it happens again, tell its developer."),
    )
    .because(reason)
}
