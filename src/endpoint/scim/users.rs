//! `/scim/v2/Users`.

use http::StatusCode;
use serde_json::{Map, Value};

use super::answer::{Stop, listed, one};
use super::caller::{Caller, difference};
use super::deed::{Deed, Next, Target};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::reply::Reply;
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::json::put;
use crate::protocol::scim::{self, Condition, PAGE, ScimError};
use crate::protocol::secret::{digest, hex};
use crate::store::directory_users::{
    By, DirectoryUser, adding, changing, finding, listing, read_found, setting_active,
};
use crate::store::users::{is_returned, removing_user};

/// Names the state that a user is in.
fn version(user: &DirectoryUser) -> String {
    let hash = digest(&user.state);
    ["W/\"", hash.get(..16).unwrap_or(&hash), "\""].concat()
}

fn resource<P: Platform>(caller: &Caller<'_, P>, user: &DirectoryUser) -> Map<String, Value> {
    scim::resource(
        (&user.id, &user.record, user.active),
        (user.created_at, user.modified_at, &version(user)),
        &caller.server.config.issuer,
    )
}

/// What `GET /Users` reads.
pub(super) fn load_list<P: Platform>(caller: &Caller<'_, P>) -> Result<Vec<Statement>, ScimError> {
    let (directory, query) = (&caller.directory, &caller.query);
    let Some(conditions) = &query.filter else {
        return Ok(listing(directory, query.start, query.count));
    };
    let (mut statements, mut external_id) = (Vec::new(), None);
    for Condition { attribute, value } in conditions {
        let by = match attribute.as_str() {
            "id" => By::Id(value),
            "userName" => By::UserName(value),
            "externalId" => {
                external_id = Some(value);
                continue;
            }
            "emails" | "emails.value" => By::Email(value),
            _ => return Err(ScimError::Filter),
        };
        statements.push(finding::<P>(directory, by, 1));
    }
    // Many may have the same one, so it is looked for only if the filter says nothing else.
    if let (true, Some(id)) = (statements.is_empty(), external_id) {
        statements.push(finding::<P>(directory, By::ExternalId(id), PAGE));
    }
    Ok(statements)
}

/// `GET /Users`.
pub(super) fn list<P: Platform>(caller: &Caller<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let read = |outcome: &Outcome| {
        let users = read_found(outcome)?;
        Ok(users.iter().map(|user| resource(caller, user)).collect())
    };
    listed(&caller.query, found, &read)
}

/// What a request about one user reads.
pub(super) fn load<P: Platform>(caller: &Caller<'_, P>, id: &str) -> Statement {
    finding::<P>(&caller.directory, By::Id(id), 1)
}

fn read(outcome: Option<&Outcome>) -> Result<DirectoryUser, Stop> {
    let found = outcome.map(read_found).transpose()?;
    let user = found.and_then(|found| found.into_iter().next());
    Ok(user.ok_or(ScimError::NotFound)?)
}

fn show<P: Platform>(caller: &Caller<'_, P>, user: &DirectoryUser, status: StatusCode) -> Reply {
    one(status, resource(caller, user), &caller.query)
}

/// `POST /Users`.
pub(super) fn add<'c, P: Platform>(caller: &'c Caller<'_, P>) -> Result<Deed<'c>, Stop> {
    let (record, active) = scim::record(&caller.body()?)?;
    let person = scim::person(&record, P::fold)?;
    let id = hex(&caller.server.platform.random()[..12]);
    let made = (&person, &record, active.unwrap_or(true));
    let statements = vec![adding::<P>(&caller.directory, &id, made), load(caller, &id)];
    let mut deed = Deed::new(Target::Nothing, statements, move |outcomes| {
        if !is_returned(outcomes) {
            return Err(ScimError::Taken.into());
        }
        let names = [None, record.get("userName")];
        tell(caller, Kind::UserAdded, &id, names);
        Ok(show(caller, &read(outcomes.last())?, StatusCode::CREATED))
    });
    deed.names = true;
    Ok(deed)
}

/// `GET`, `PUT`, `PATCH` and `DELETE /Users/<id>`.
pub(super) fn change<'c, P: Platform>(
    caller: &'c Caller<'_, P>,
    method: &str,
    found: &[Outcome],
) -> Result<Next<'c>, Stop> {
    let user = read(found.first())?;
    if method == "GET" {
        return Ok(Next::Reply(show(caller, &user, StatusCode::OK)));
    }
    if user.administrator {
        return Err(ScimError::Administrator.into());
    }
    caller.matched(&version(&user))?;
    if method == "DELETE" {
        return Ok(Next::Deed(remove(caller, user)));
    }
    let sent = caller.body()?;
    if method == "PUT" {
        return become_like(caller, user, &sent);
    }
    let mut patched = user.record.clone();
    put(&mut patched, "active", user.active.into());
    for operation in scim::operations(&sent)? {
        scim::apply(&mut patched, &operation)?;
    }
    become_like(caller, user, &Value::Object(patched))
}

/// The user is like this from now on.
fn become_like<'c, P: Platform>(
    caller: &'c Caller<'_, P>,
    user: DirectoryUser,
    sent: &Value,
) -> Result<Next<'c>, Stop> {
    let (record, active) = scim::record(sent)?;
    let mut person = scim::person(&record, P::fold)?;
    let before = scim::person(&user.record, P::fold).unwrap_or_default();
    let username = Some(user.username.clone()).filter(|name| *name != user.id);
    person.keep(&before, [username, user.email.clone(), user.name.clone()]);
    let mut statements = Vec::new();
    let changed = record != user.record;
    if changed {
        let claims = person.claims_after(&before, (&user.claims, user.email.as_deref()));
        statements = changing::<P>(&caller.directory, &user.id, (&person, &record, &claims));
    }
    let active = active.filter(|active| *active != user.active);
    if let Some(active) = active {
        statements.append(&mut setting_active(&user.id, active));
    }
    if statements.is_empty() {
        return Ok(Next::Reply(show(caller, &user, StatusCode::OK)));
    }
    statements.push(load(caller, &user.id));
    let target = Target::User(user.id.clone(), user.state.clone());
    let mut deed = Deed::new(target, statements, move |outcomes| {
        let event = |kind| Event::new(kind).user(&user.id);
        if changed {
            caller.tell(event(Kind::UserChanged), difference(&user.record, &record));
        }
        match active {
            Some(true) => caller.tell(event(Kind::UserEnabled), Map::new()),
            Some(false) => caller.tell(event(Kind::UserDisabled), Map::new()),
            None => {}
        }
        Ok(show(caller, &read(outcomes.last())?, StatusCode::OK))
    });
    deed.names = changed;
    Ok(Next::Deed(deed))
}

/// `DELETE /Users/<id>`.
fn remove<'c, P: Platform>(caller: &'c Caller<'_, P>, user: DirectoryUser) -> Deed<'c> {
    let statements = removing_user(&user.username);
    let target = Target::User(user.id.clone(), user.state.clone());
    Deed::new(target, statements, move |_| {
        let names = [user.record.get("userName"), None];
        tell(caller, Kind::UserRemoved, &user.id, names);
        Ok(Reply::empty(StatusCode::NO_CONTENT))
    })
}

/// A user came, or went.
fn tell<P: Platform>(caller: &Caller<'_, P>, kind: Kind, id: &str, names: [Option<&Value>; 2]) {
    let mut details = Map::new();
    let names = names.map(|name| name.cloned().into()).into_iter().collect();
    put(&mut details, "userName", Value::Array(names));
    caller.tell(Event::new(kind).user(id), details);
}
