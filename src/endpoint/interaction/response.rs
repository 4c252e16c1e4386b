//! How an authorization request ends: with a code, or with a no for the client.

use std::pin::Pin;

use futures_util::future::join;

use super::stop::Stop;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::keys::Carried;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::authorization::code::{self, Code};
use crate::protocol::authorization::pushed_request::LIFETIME;
use crate::protocol::authorization::{
    Answer, Approval, ApprovedRequest, AuthorizationError, AuthorizationRequest, Destination,
    Unproved, Visitor,
};
use crate::protocol::secret::Secret;
use crate::store::authorization_codes::{save_code, write_carried};
use crate::store::spent_ids::{Kind, Unspent, spend_all};

/// The longest address that a browser is sent to with a code that carries its record, in bytes: some servers on the way
/// read no more than 8 kB.
const LONGEST_LOCATION: usize = 8000;

/// A code on its way to the client.
pub(crate) struct Issued {
    answer: Answer,
    /// Why the code carries its own record, if it does.
    fault: Option<Fault>,
}

impl Issued {
    /// The reply; the log hears of the fault.
    pub(crate) fn reply(&self, request: &Request) -> Reply {
        let reply = Reply::answer(request, &self.answer);
        match &self.fault {
            None => reply,
            Some(fault) => reply.trouble(fault),
        }
    }
}

/// What has to go well before a code is given. An error says what is answered instead.
pub(crate) type Decided<'a> = Pin<Box<dyn Future<Output = Result<(), Stop>> + 'a>>;

/// Turns a yes into a code, while `decided` is found out: see [`answer_once`]. The answer comes last, so there is no answer without a
/// code that can be redeemed. A code that is stored in vain reaches nobody, and expires unused.
pub(crate) async fn issue_code<P: Platform>(
    server: &Server<'_, P>,
    approval: &Approval,
    decided: Decided<'_>,
) -> Result<Issued, Stop> {
    let destination = &approval.request.destination;
    let expires_at = server.platform.now().plus(code::LIFETIME);
    let record = approval.record(expires_at);
    let coded = code_for(server, destination, &record);
    let (coded, decided) = join(coded, decided).await;
    decided?;
    let (code, fault) = coded?;
    Ok(Issued {
        answer: destination.deliver(&code),
        fault,
    })
}

/// A code for what was approved. The store keeps its record, or the code carries it, as the settings say. Each takes the
/// other's place: the code carries the record if the store refuses, because the day's writes are used up or it has trouble, and the
/// store keeps it if the code would be too long. Also returns why the store refused, if it did.
async fn code_for<P: Platform>(
    server: &Server<'_, P>,
    destination: &Destination,
    record: &ApprovedRequest,
) -> Result<(Code, Option<Fault>), Stop> {
    if server.config.sealed_codes
        && let Some(code) = carrying(server, destination, record).await?
    {
        return Ok((code, None));
    }
    let code = Code::mint(server.platform.random());
    let Err(fault) = save_code(server.platform, &code.hash(), record).await else {
        return Ok((code, None));
    };
    match carrying(server, destination, record).await? {
        Some(code) => Ok((code, Some(fault))),
        None => Err(Stop::refused(destination, AuthorizationError::CodeTooLong)),
    }
}

/// A code that carries its record, if it is not too long for that.
async fn carrying<P: Platform>(
    server: &Server<'_, P>,
    destination: &Destination,
    record: &ApprovedRequest,
) -> Result<Option<Code>, Stop> {
    let trouble = |fault| Stop::unavailable_to(destination, fault);
    let id = Secret::mint(server.platform.random());
    let text = write_carried(id.reveal(), record).map_err(trouble)?;
    let sealed = Carried::code(&record.client_id).seal(server, &text);
    let code = sealed
        .await
        .map_err(trouble)?
        .map(|sealed| Code::carrying(&sealed));
    Ok(code.filter(|code| fits(&destination.deliver(code))))
}

/// Whether an answer is short enough for every server on its way.
fn fits(answer: &Answer) -> bool {
    match answer {
        Answer::Redirect(location) => location.as_str().len() <= LONGEST_LOCATION,
        Answer::Post { .. } => true,
    }
}

/// Says no where `prompt=none` forbids the page that would be needed, or where the person who signed in is not
/// the one who was meant. A client that nobody vouches for hears this only about a person who knows it.
pub(crate) async fn refuse<P: Platform>(
    server: &Server<'_, P>,
    request: &AuthorizationRequest,
    visitor: &Visitor,
    pushed: Option<&str>,
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

/// What is used up with the answer to a pushed request. The request expires before this is forgotten.
pub(crate) fn answered<P: Platform>(server: &Server<'_, P>, id: &str) -> Unspent {
    let until = server.platform.now().plus(LIFETIME);
    Unspent::new(Kind::PushedRequest, id, until)
}

/// Uses a pushed request up (RFC 9126 section 7.3): the second to come gets no answer.
pub(crate) async fn answer_once<P: Platform>(
    server: &Server<'_, P>,
    destination: &Destination,
    pushed: Option<&str>,
) -> Result<(), Stop> {
    let Some(id) = pushed else {
        return Ok(());
    };
    let ids = [answered(server, id)];
    let before = spend_all(server.platform, &ids).await;
    let first = before
        .map_err(|fault| Stop::unavailable_to(destination, fault))?
        .is_none();
    if first {
        Ok(())
    } else {
        Err(Unproved::PushedRequestUnknown.into())
    }
}
