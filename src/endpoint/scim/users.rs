//! `/scim/v2/Users`.

use http::StatusCode;
use serde_json::{Map, Value};

use super::answer::{Stop, one, some};
use super::caller::{Caller, difference};
use super::list::part;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::reply::Reply;
use crate::platform::Platform;
use crate::protocol::json::put;
use crate::protocol::scim::{self, Condition, PAGE, ScimError};
use crate::protocol::secret::{digest, hex};
use crate::store::directory_users::{self, By, Change, DirectoryUser, Written};

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

/// `GET /Users`.
pub(super) async fn list<P: Platform>(caller: &Caller<'_, P>) -> Result<Reply, Stop> {
    let (sql, directory) = (caller.server.platform, &caller.directory);
    let query = &caller.query;
    let (found, total) = match &query.filter {
        None => {
            let (found, total) =
                directory_users::list(sql, directory, query.start, query.count).await?;
            (found, total as usize)
        }
        Some(conditions) => {
            let found = filtered(caller, conditions).await?;
            let total = found.len();
            (part(found, query), total)
        }
    };
    let mut all = Vec::new();
    for user in &found {
        all.push(resource(caller, user));
    }
    Ok(some(all, total, query))
}

/// Those for whom all conditions hold.
async fn filtered<P: Platform>(
    caller: &Caller<'_, P>,
    conditions: &[Condition],
) -> Result<Vec<DirectoryUser>, Stop> {
    let mut found: Option<Vec<DirectoryUser>> = None;
    for Condition { attribute, value } in conditions {
        let by = match attribute.as_str() {
            "id" => By::Id(value),
            "userName" => By::UserName(value),
            "externalId" => By::ExternalId(value),
            "emails" | "emails.value" => By::Email(value),
            _ => return Err(ScimError::Filter.into()),
        };
        let (sql, directory) = (caller.server.platform, &caller.directory);
        let mut next = directory_users::find(sql, directory, by, PAGE).await?;
        if let Some(found) = found {
            next.retain(|user| found.iter().any(|it| it.id == user.id));
        }
        found = Some(next);
    }
    Ok(found.unwrap_or_default())
}

async fn load<P: Platform>(caller: &Caller<'_, P>, id: &str) -> Result<DirectoryUser, Stop> {
    let (sql, directory) = (caller.server.platform, &caller.directory);
    let found = directory_users::find(sql, directory, By::Id(id), 1).await?;
    Ok(found.into_iter().next().ok_or(ScimError::NotFound)?)
}

/// A user who is to be changed.
async fn changeable<P: Platform>(caller: &Caller<'_, P>, id: &str) -> Result<DirectoryUser, Stop> {
    let user = load(caller, id).await?;
    if user.administrator {
        return Err(ScimError::Administrator.into());
    }
    caller.matched(&version(&user))?;
    Ok(user)
}

/// `GET /Users/<id>`; and what is told of a user who was made or changed.
pub(super) async fn show<P: Platform>(
    caller: &Caller<'_, P>,
    id: &str,
    status: StatusCode,
) -> Result<Reply, Stop> {
    let user = load(caller, id).await?;
    Ok(one(status, resource(caller, &user), &caller.query))
}

/// `POST /Users`.
pub(super) async fn add<P: Platform>(caller: &Caller<'_, P>) -> Result<Reply, Stop> {
    let (record, active) = scim::record(&caller.body()?)?;
    let person = scim::person(&record, P::fold)?;
    let (sql, directory) = (caller.server.platform, &caller.directory);
    let id = hex(&sql.random()[..12]);
    let active = active.unwrap_or(true);
    let added = directory_users::add(sql, directory, &id, (&person, &record, active)).await?;
    if added == Written::Taken {
        return Err(ScimError::Taken.into());
    }
    tell_of(caller, Kind::UserAdded, &id, [None, record.get("userName")]);
    show(caller, &id, StatusCode::CREATED).await
}

/// `PUT /Users/<id>`.
pub(super) async fn replace<P: Platform>(caller: &Caller<'_, P>, id: &str) -> Result<Reply, Stop> {
    let user = changeable(caller, id).await?;
    become_like(caller, user, &caller.body()?).await
}

/// `PATCH /Users/<id>`.
pub(super) async fn patch<P: Platform>(caller: &Caller<'_, P>, id: &str) -> Result<Reply, Stop> {
    let user = changeable(caller, id).await?;
    let mut patched = user.record.clone();
    put(&mut patched, "active", user.active.into());
    for operation in scim::operations(&caller.body()?)? {
        scim::apply(&mut patched, &operation)?;
    }
    become_like(caller, user, &Value::Object(patched)).await
}

/// The user is like this from now on.
async fn become_like<P: Platform>(
    caller: &Caller<'_, P>,
    user: DirectoryUser,
    sent: &Value,
) -> Result<Reply, Stop> {
    let (record, active) = scim::record(sent)?;
    let mut person = scim::person(&record, P::fold)?;
    let before = scim::person(&user.record, P::fold).unwrap_or_default();
    let username = Some(user.username.clone()).filter(|name| *name != user.id);
    person.keep(&before, [username, user.email.clone(), user.name.clone()]);
    let changed = record != user.record;
    let wanted = Change {
        person: changed.then_some((&person, &record)),
        claims: person.claims_after(&before, &user.claims),
        active: active.filter(|active| *active != user.active),
    };
    if wanted.person.is_some() || wanted.active.is_some() {
        let (sql, directory) = (caller.server.platform, &caller.directory);
        let written = directory_users::change_user(sql, directory, &user, &wanted).await?;
        if written == Written::Taken {
            return Err(ScimError::Taken.into());
        }
    }
    let event = |kind| Event::new(kind).user(&user.id);
    if changed {
        caller.tell(event(Kind::UserChanged), difference(&user.record, &record));
    }
    match wanted.active {
        Some(true) => caller.tell(event(Kind::UserEnabled), Map::new()),
        Some(false) => caller.tell(event(Kind::UserDisabled), Map::new()),
        None => {}
    }
    show(caller, &user.id, StatusCode::OK).await
}

/// `DELETE /Users/<id>`.
pub(super) async fn remove<P: Platform>(caller: &Caller<'_, P>, id: &str) -> Result<Reply, Stop> {
    let user = changeable(caller, id).await?;
    let (sql, directory) = (caller.server.platform, &caller.directory);
    directory_users::remove(sql, directory, &user).await?;
    tell_of(
        caller,
        Kind::UserRemoved,
        id,
        [user.record.get("userName"), None],
    );
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// A user came, or went.
fn tell_of<P: Platform>(caller: &Caller<'_, P>, kind: Kind, id: &str, names: [Option<&Value>; 2]) {
    let mut details = Map::new();
    let names = names.map(|name| name.cloned().into()).into_iter().collect();
    put(&mut details, "userName", Value::Array(names));
    caller.tell(Event::new(kind).user(id), details);
}
