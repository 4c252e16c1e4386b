//! Runs every action of the Admin API: ask who it is and load, decide, save, answer.

use http::StatusCode;
use http::header::{ETAG, IF_MATCH};
use serde_json::{Map, Value};

use super::fields::{self, Member};
use super::json::{self, Listed};
use super::place::Place;
use crate::endpoint::admin::desk::Desk;
use crate::endpoint::admin::drive::{Deed, Load, Refusal, Why, carry_out, load as load_more};
use crate::endpoint::admin::thing::{About, Thing};
use crate::endpoint::http::problem::{problem, problem_with};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::platform::{Outcome, Platform};
use crate::protocol::json::{members, write};
use crate::protocol::params::Params;
use crate::protocol::secret::digest;
use crate::store::administering::{Seen, was_refused};

/// What a list makes of what was read. `None`: there is no such thing to list anything of.
pub(super) type Read<P> = fn(&Desk<'_, P>, &[Outcome]) -> Result<Option<Listed>, Stop>;

/// What happens at a route.
pub(super) enum Action<P: Platform> {
    /// Things are listed.
    List(Load<P>, Read<P>),
    /// One thing is shown.
    Show(About),
    /// Something is changed. The body has these members at most. One that is missing stays as it is; null takes it away (RFC 7396).
    Do(Deed<P>, &'static [Member]),
}

impl<P: Platform> Action<P> {
    /// What it is about.
    fn about(&self) -> About {
        match self {
            Self::List(..) => About::Nothing,
            Self::Show(about) => *about,
            Self::Do(deed, _) => deed.about,
        }
    }
}

/// What the request says. The desk has it as a form has it, so that what is loaded can depend on it.
pub(super) fn receive<P: Platform>(
    desk: &mut Desk<'_, P>,
    action: &Action<P>,
    place: &Place,
) -> Result<Map<String, Value>, Stop> {
    let Action::Do(_, members) = action else {
        return Ok(Map::new());
    };
    let sent = fields::receive(desk.request, members).map_err(Stop::told)?;
    desk.query = posted(members, &sent, &Value::Null, place);
    Ok(sent)
}

/// The form that would say the same, about a thing that is like this `now`.
fn posted(members: &[Member], sent: &Map<String, Value>, now: &Value, place: &Place) -> Params {
    let mut form = fields::form(members, sent, now);
    // A form has what it is about in a field, if that is one of several things on its page.
    for (name, id) in &place.others {
        form = form.and(name, id.clone());
    }
    form
}

/// What the action needs to know, read in one transaction with the question who it is. `None`: they may do nothing here.
pub(super) async fn load<P: Platform>(
    desk: &mut Desk<'_, P>,
    action: &Action<P>,
) -> Result<Option<Vec<Outcome>>, Stop> {
    let statements = match action {
        Action::List(load, _) => load(desk),
        _ => action.about().load(desk),
    };
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
    found: &[Outcome],
) -> Result<Reply, Stop> {
    match action {
        Action::List(_, read) => {
            let listed = read(desk, found)?.ok_or_else(|| gone(desk))?;
            let page = members! { "items": listed.items, "next": listed.next };
            Ok(Reply::json(StatusCode::OK, &page))
        }
        Action::Show(about) => {
            let thing = about.read(found)?.ok_or_else(|| gone(desk))?;
            Ok(shown(StatusCode::OK, &json::of(&thing)))
        }
        Action::Do(deed, members) => {
            let thing = deed.about.read(found)?.ok_or_else(|| gone(desk))?;
            change(desk, &deed, (members, place, sent), &thing).await
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
    if deed.waits {
        desk.waits("it takes a recent sign-in")?;
    }
    desk.query = posted(members, sent, &now, place);
    let form = desk.query.clone();
    let done = carry_out(desk, deed, thing, &form).await;
    let mut done = done.map_err(|refusal| wrong(desk.request, refusal))?;
    let about = deed.about;
    let found = load_more(desk, about.load(desk)).await?;
    let mut reply = match about.read(&found)?.map(|thing| json::of(&thing)) {
        // It is gone, or it is about nothing that can be shown.
        None | Some(Value::Null) => Reply::empty(StatusCode::NO_CONTENT),
        Some(after) => shown(StatusCode::OK, &after),
    };
    reply.afterwards.append(&mut done.afterwards);
    Ok(reply)
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
