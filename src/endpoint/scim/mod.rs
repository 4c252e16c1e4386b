//! `/scim/v2`: a directory makes users and groups here, and keeps them as they are there (RFC 7644). Off unless the owner has
//! turned it on.
//!
//! A directory has a name, and proves itself with a bearer token that the owner made. It finds what it made itself, and nothing
//! else. Administrators are out of its reach, whoever made them.
//!
//! Load, decide, save, reply: what differs from one request to the other are plain functions without storage.

use super::http::reply::Reply;
use super::http::request::Request;
use super::server::Server;
use crate::platform::{Fault, Outcome, Platform, Statement};
use crate::protocol::scim::{Place, ScimError, place};
use crate::store::administering::{fold_names, was_refused};
use crate::store::directories::{still_may, was_taken};
use answer::Stop;
use caller::Caller;
use deed::{Deed, Next};

mod answer;
mod caller;
mod deed;
mod documents;
mod group_events;
mod groups;
mod users;

/// What somebody else changes meanwhile is looked at again so often.
const ATTEMPTS: u32 = 3;

/// The answer to a request below `/scim/v2`. `None`: SCIM is off, or it has no such path.
pub(crate) async fn answer<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    method: &str,
) -> Option<Reply> {
    if !server.config.scim {
        return None;
    }
    let place = place(&request.path)?;
    let mut refusal = Stop::Scim(ScimError::Changed);
    for _ in 0..ATTEMPTS {
        match answered(server, request, (method, place)).await {
            Ok(reply) => return Some(reply),
            Err(Stop::Fault(fault)) if was_refused(&fault) => {
                // Whoever is in too many groups is in the way, however often it is tried.
                if matches!(place, Place::Groups | Place::Group(_)) {
                    refusal = Stop::Scim(ScimError::FullMember);
                }
            }
            Err(stop) => return Some(stop.reply(request)),
        }
    }
    Some(refusal.reply(request))
}

async fn answered<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    (method, place): (&str, Place<'_>),
) -> Result<Reply, Stop> {
    let caller = Caller::of(server, request).await?;
    let sql = server.platform;
    let (load, sent) = begun(&caller, method, place)?;
    let found = if load.is_empty() {
        Vec::new()
    } else {
        sql.batch(load).await?
    };
    let deed = match decided(&caller, (method, place), &sent, &found)? {
        Next::Reply(reply) => return Ok(reply),
        Next::Deed(deed) => deed,
    };
    // Otherwise a name that folds alike, and was never folded, would not be in the way.
    if deed.names && !fold_names(sql).await? {
        let reason =
            "more names are to be folded than one call looks at; it goes on with the next one";
        return Err(Fault::new(reason).into());
    }
    let outcomes = saved(sql, &caller, deed.statements, &deed.target).await?;
    (deed.done)(&outcomes)
}

/// Changes something, after the question whether the directory may.
async fn saved<P: Platform>(
    sql: &P,
    caller: &Caller<'_, P>,
    mut statements: Vec<Statement>,
    target: &deed::Target,
) -> Result<Vec<Outcome>, Stop> {
    statements.insert(0, still_may(&caller.directory, target.seen()));
    match sql.batch(statements).await {
        Ok(mut outcomes) => {
            if !outcomes.is_empty() {
                outcomes.remove(0);
            }
            Ok(outcomes)
        }
        Err(fault) if was_taken(&fault) => Err(ScimError::Taken.into()),
        Err(fault) => Err(fault.into()),
    }
}

/// What is read for a request, and what it changes of a group.
fn begun<P: Platform>(
    caller: &Caller<'_, P>,
    method: &str,
    place: Place<'_>,
) -> Result<(Vec<Statement>, groups::Sent), Stop> {
    let allowed = match place {
        Place::Users | Place::Groups => ["GET", "POST"].contains(&method),
        Place::User(_) | Place::Group(_) => ["GET", "PUT", "PATCH", "DELETE"].contains(&method),
        Place::Document(..) => method == "GET",
        Place::Unknown => return Err(ScimError::NotFound.into()),
    };
    if !allowed {
        return Err(ScimError::Method.into());
    }
    match place {
        Place::Users if method == "GET" => Ok((users::load_list(caller)?, None)),
        Place::User(id) => Ok((vec![users::load(caller, id)], None)),
        Place::Groups if method == "GET" => Ok((groups::load_list(caller)?, None)),
        Place::Groups => groups::load(caller, method, ""),
        Place::Group(id) => groups::load(caller, method, id),
        _ => Ok((Vec::new(), None)),
    }
}

/// What becomes of it.
fn decided<'c, P: Platform>(
    caller: &'c Caller<'_, P>,
    (method, place): (&str, Place<'_>),
    sent: &groups::Sent,
    found: &[Outcome],
) -> Result<Next<'c>, Stop> {
    match place {
        Place::Users if method == "GET" => users::list(caller, found).map(Next::Reply),
        Place::Users => users::add(caller).map(Next::Deed),
        Place::User(_) => users::change(caller, method, found),
        Place::Groups if method == "GET" => groups::list(caller, found).map(Next::Reply),
        Place::Groups => groups::add(caller, sent, found).map(Next::Deed),
        Place::Group(_) => groups::change(caller, method, sent, found),
        Place::Document(name, id) => documents::show(caller, name, id).map(Next::Reply),
        Place::Unknown => Err(ScimError::NotFound.into()),
    }
}

impl<'c> Deed<'c> {
    /// A deed on this, with what becomes of it.
    fn new(
        target: deed::Target,
        statements: Vec<Statement>,
        done: impl FnOnce(&[Outcome]) -> Result<Reply, Stop> + 'c,
    ) -> Self {
        Self {
            target,
            names: false,
            statements,
            done: Box::new(done),
        }
    }
}
