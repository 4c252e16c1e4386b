//! How an authorization request ends: with a code, or with a no for the client.

use super::stop::Stop;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::authorization::code::{self, Code};
use crate::protocol::authorization::pushed_request::LIFETIME;
use crate::protocol::authorization::{
    Answer, Approval, AuthorizationError, AuthorizationRequest, Destination, Reference, Unproved,
    Visitor,
};
use crate::store::authorization_codes::save_code;
use crate::store::spent_ids::{Kind, spend};

/// Turns a yes into a code. The answer comes last: there is none without a stored code, and only one to a
/// pushed request.
pub(crate) async fn issue_code<P: Platform>(
    server: &Server<'_, P>,
    approval: &Approval,
    pushed: Option<&Reference>,
) -> Result<Answer, Stop> {
    let destination = &approval.request.destination;
    let code = Code::mint(server.platform.random());
    let expires_at = server.platform.now().plus(code::LIFETIME);
    save_code(server.platform, &code.hash(), &approval.record(expires_at))
        .await
        .map_err(|fault| Stop::unavailable_to(destination, fault))?;
    answer_once(server, destination, pushed).await?;
    Ok(destination.deliver(&code))
}

/// Says no where `prompt=none` forbids the page that would be needed, or where the person who signed in is not
/// the one who was meant. A client that nobody vouches for hears this only about a person who knows it.
pub(crate) async fn refuse<P: Platform>(
    server: &Server<'_, P>,
    request: &AuthorizationRequest,
    visitor: &Visitor,
    pushed: Option<&Reference>,
    error: AuthorizationError,
) -> Stop {
    let destination = &request.destination;
    let mut accounts = visitor.accounts.iter();
    if !accounts.any(|account| account.granted.is_some()) {
        return Stop::unseen(request.client.registered_by, destination, error);
    }
    match answer_once(server, destination, pushed).await {
        Ok(()) => Stop::refused(destination, error),
        Err(stop) => stop,
    }
}

/// Uses a pushed request up (RFC 9126 section 7.3): the second to come gets no answer.
pub(crate) async fn answer_once<P: Platform>(
    server: &Server<'_, P>,
    destination: &Destination,
    pushed: Option<&Reference>,
) -> Result<(), Stop> {
    let Some(reference) = pushed else {
        return Ok(());
    };
    let until = server.platform.now().plus(LIFETIME);
    let hash = reference.hash();
    let first = spend(server.platform, Kind::PushedRequest, hash.as_str(), until)
        .await
        .map_err(|fault| Stop::unavailable_to(destination, fault))?;
    if first {
        Ok(())
    } else {
        Err(Unproved::PushedRequestUnknown.into())
    }
}
