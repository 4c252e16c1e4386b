//! Runs every action of the Admin API: ask who it is and load, decide, save, answer.

use http::StatusCode;
use http::header::{ETAG, IF_MATCH, LOCATION};
use serde_json::{Map, Value};

use super::fields::{self, Member};
use super::json;
use super::place::Place;
use crate::endpoint::admin::desk::Desk;
use crate::endpoint::admin::drive::{Deed, Load, Refusal, Why, carry_out, load as load_more};
use crate::endpoint::admin::thing::{About, Thing};
use crate::endpoint::http::afterwards::Afterwards;
use crate::endpoint::http::problem::{problem, problem_with};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::platform::{Outcome, Platform};
use crate::protocol::json::{put, write};
use crate::protocol::params::Params;
use crate::protocol::secret::digest;
use crate::store::administering::{Seen, was_refused};
use crate::store::named_requests::Before;

/// What is told of what was read. `None`: there is no such thing.
pub(super) type Read<P> = fn(&Desk<'_, P>, &[Outcome]) -> Result<Option<Value>, Stop>;

/// What happens at a route.
pub(super) enum Action<P: Platform> {
    /// Something is told, such as a list.
    Tell(Load<P>, Read<P>),
    /// One thing is shown.
    Show(About),
    /// Something is changed. The body has these members at most. One that is missing stays as it is; null takes it away (RFC 7396).
    Do(Deed<P>, &'static [Member]),
    /// Something is made of these members.
    Make(Deed<P>, &'static [Member], Made<P>),
}

/// What was made.
pub(super) struct Made<P: Platform> {
    /// What the answer is about.
    pub(super) about: About,
    /// The id of that.
    pub(super) id: fn(&Desk<'_, P>) -> String,
    /// The path at which it is shown, without its id. Empty: the answer does not show it.
    pub(super) at: &'static str,
    /// What only the answer to this request holds.
    pub(super) once: Once<P>,
}

/// See [`Made::once`].
pub(super) type Once<P> = fn(&Desk<'_, P>, &Thing) -> Vec<Told>;

/// A member of an answer.
pub(super) type Told = (&'static str, Value);

impl<P: Platform> Action<P> {
    /// What it is about.
    fn about(&self) -> About {
        match self {
            Self::Tell(..) => About::Nothing,
            Self::Show(about) => *about,
            Self::Do(deed, _) | Self::Make(deed, ..) => deed.about,
        }
    }

    /// What it does, and of what.
    fn deed(&self) -> Option<(&Deed<P>, &'static [Member])> {
        match self {
            Self::Tell(..) | Self::Show(_) => None,
            Self::Do(deed, members) | Self::Make(deed, members, _) => Some((deed, members)),
        }
    }
}

/// What the request says. The desk has it as a form has it, so that what is loaded can depend on it.
pub(super) fn receive<P: Platform>(
    desk: &mut Desk<'_, P>,
    action: &Action<P>,
    place: &Place,
) -> Result<Map<String, Value>, Stop> {
    let Some((deed, members)) = action.deed() else {
        return Ok(Map::new());
    };
    desk.deed = deed.path;
    let sent = fields::receive(desk.request, members).map_err(Stop::told)?;
    desk.query = posted(desk.request, (members, &sent), &Value::Null, place)?;
    Ok(sent)
}

/// The form that would say the same, about a thing that is like this `now`.
fn posted(
    request: &Request,
    (members, sent): (&[Member], &Map<String, Value>),
    now: &Value,
    place: &Place,
) -> Result<Params, Stop> {
    let form = fields::form(members, sent, now);
    let mut form = form.map_err(|member| {
        let detail = ["The member \"", member, "\" cannot be changed here."].concat();
        let status = StatusCode::BAD_REQUEST;
        Stop::told(problem_with(request, status, &detail, Some(member)))
    })?;
    // A form has what it is about in a field, if that is one of several things on its page.
    for (name, id) in &place.others {
        form = form.and(name, id.clone());
    }
    Ok(form)
}

/// What the action needs to know, read in one transaction with the question who it is; at the end, whether a named request was
/// done before. `None`: they may do nothing here.
pub(super) async fn load<P: Platform>(
    desk: &mut Desk<'_, P>,
    action: &Action<P>,
) -> Result<Option<Vec<Outcome>>, Stop> {
    let mut statements = match action {
        Action::Tell(load, _) => load(desk),
        _ => action.about().load(desk),
    };
    statements.extend(desk.named.as_ref().map(|named| named.looking()));
    let asked = desk.sql(Seen::Nothing).asked(statements).await;
    match asked {
        Ok((by, found)) => {
            desk.by = by;
            Ok(Some(found))
        }
        Err(fault) if was_refused(&fault) => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}

/// The answer to what was `found`.
pub(super) async fn run<P: Platform>(
    desk: &mut Desk<'_, P>,
    action: Action<P>,
    (place, sent): (&Place, &Map<String, Value>),
    mut found: Vec<Outcome>,
) -> Result<Reply, Stop> {
    match action {
        Action::Tell(_, read) => {
            let told = read(desk, &found)?.ok_or_else(|| gone(desk))?;
            Ok(Reply::json(StatusCode::OK, &told))
        }
        Action::Show(about) => {
            let thing = about.read(&found)?.ok_or_else(|| gone(desk))?;
            Ok(shown(StatusCode::OK, &json::of(&thing)))
        }
        Action::Do(deed, members) => {
            waits(desk, &deed)?;
            let thing = deed.about.read(&found)?.ok_or_else(|| gone(desk))?;
            change(desk, &deed, (members, place, sent), &thing).await
        }
        Action::Make(deed, _, made) => {
            waits(desk, &deed)?;
            let before = match &desk.named {
                None => Before::Never,
                Some(named) => found
                    .pop()
                    .map_or(Before::Never, |outcome| named.read(&outcome)),
            };
            let mut tasks = Vec::new();
            match before {
                Before::Never => {
                    let thing = deed.about.read(&found)?.ok_or_else(|| gone(desk))?;
                    tasks = done(desk, &deed, &thing).await?;
                }
                Before::Same => {}
                Before::Other => {
                    let detail =
                        "This Idempotency-Key came with another body before. Choose another one.";
                    let status = StatusCode::UNPROCESSABLE_ENTITY;
                    return Err(Stop::told(problem(desk.request, status, detail)));
                }
            }
            let mut reply = tell(desk, &made).await?;
            reply.afterwards.append(&mut tasks);
            Ok(reply)
        }
    }
}

async fn change<P: Platform>(
    desk: &mut Desk<'_, P>,
    deed: &Deed<P>,
    (members, place, sent): (&[Member], &Place, &Map<String, Value>),
    thing: &Thing,
) -> Result<Reply, Stop> {
    let now = json::of(thing);
    if let Some(wanted) = desk.request.header(&IF_MATCH)
        && !names(wanted, &etag(&now))
    {
        let detail = "It is no longer as If-Match says. Nothing was changed.";
        let status = StatusCode::PRECONDITION_FAILED;
        return Err(Stop::told(problem(desk.request, status, detail)));
    }
    desk.query = posted(desk.request, (members, sent), &now, place)?;
    let mut tasks = done(desk, deed, thing).await?;
    let found = load_more(desk, deed.about.load(desk)).await?;
    let after = deed.about.read(&found)?.map(|thing| json::of(&thing));
    let mut reply = match after {
        // It is gone, or it is about nothing that can be shown.
        None | Some(Value::Null) => Reply::empty(StatusCode::NO_CONTENT),
        Some(after) => shown(StatusCode::OK, &after),
    };
    reply.afterwards.append(&mut tasks);
    Ok(reply)
}

fn waits<P: Platform>(desk: &Desk<'_, P>, deed: &Deed<P>) -> Result<(), Stop> {
    if deed.waits {
        desk.waits("it takes a recent sign-in")?;
    }
    Ok(())
}

/// Does it. What is to be done after the answer.
async fn done<P: Platform>(
    desk: &Desk<'_, P>,
    deed: &Deed<P>,
    thing: &Thing,
) -> Result<Vec<Afterwards>, Stop> {
    let form = desk.query.clone();
    let reply = carry_out(desk, deed, thing, &form).await;
    let mut reply = reply.map_err(|refusal| wrong(desk.request, refusal))?;
    Ok(std::mem::take(&mut reply.afterwards))
}

/// What was made, now or by the same request before.
async fn tell<P: Platform>(desk: &mut Desk<'_, P>, made: &Made<P>) -> Result<Reply, Stop> {
    desk.id = (made.id)(desk);
    let found = load_more(desk, made.about.load(desk)).await?;
    let thing = made.about.read(&found)?.ok_or_else(|| gone(desk))?;
    let mut told = Map::new();
    if let (false, Value::Object(shown)) = (made.at.is_empty(), json::of(&thing)) {
        told = shown;
    }
    for (name, value) in (made.once)(desk, &thing) {
        put(&mut told, name, value);
    }
    let reply = Reply::json(StatusCode::CREATED, &told);
    if made.at.is_empty() {
        return Ok(reply);
    }
    let place = [desk.server.config.resources.admin(), made.at, "/", &desk.id].concat();
    Ok(reply
        .header(LOCATION, place)
        .header(ETAG, etag(&json::of(&thing))))
}

/// Why nothing was changed: the problem, with the member that it is about (RFC 9457 section 3, example).
fn wrong(request: &Request, refusal: Refusal) -> Stop {
    let (error, member, reason) = match *refusal.0 {
        Why::Stop(stop) => return stop,
        Why::Wrong(error, reason) => (error, None, reason),
        Why::Field(name, error) => (error, Some(name), name),
    };
    let reply = problem_with(request, StatusCode::BAD_REQUEST, &error, member);
    Stop::told(reply.because(reason))
}

/// A thing, and what it is like. The tag is strong: it is that of these very bytes.
fn shown(status: StatusCode, thing: &Value) -> Reply {
    Reply::json(status, thing).header(ETAG, etag(thing))
}

fn etag(thing: &Value) -> String {
    ["\"", &digest(&write(thing)), "\""].concat()
}

/// Whether `If-Match` names this state (RFC 9110 section 13.1.1). No tag has a comma in it.
fn names(wanted: &str, etag: &str) -> bool {
    wanted.trim() == "*" || wanted.split(',').any(|one| one.trim() == etag)
}

fn gone<P: Platform>(desk: &Desk<'_, P>) -> Stop {
    let detail = "There is no such thing, or it is gone.";
    Stop::told(problem(desk.request, StatusCode::NOT_FOUND, detail))
}
