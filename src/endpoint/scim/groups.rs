//! `/scim/v2/Groups`.

use http::StatusCode;
use serde_json::{Map, Value};

use super::answer::{Stop, one, some};
use super::caller::Caller;
use super::list::part;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::reply::Reply;
use crate::platform::Platform;
use crate::protocol::json::put;
use crate::protocol::scim::{self, Condition, GroupChange, PAGE, ScimError};
use crate::protocol::secret::hex;
use crate::store::directory_groups::{self, By, Change, DirectoryGroup};
use crate::store::directory_users::Written;

/// Of more people than this who come or go, one event gives the number.
const MOST_TOLD: usize = 20;

/// A group, and who is in it, if that is asked. Of a large one nobody is told.
async fn resource<P: Platform>(
    caller: &Caller<'_, P>,
    group: &DirectoryGroup,
    with_members: bool,
) -> Result<Map<String, Value>, Stop> {
    let members = if with_members && caller.query.wants("members") {
        directory_groups::members(caller.server.platform, &caller.directory, &group.id).await?
    } else {
        None
    };
    Ok(scim::group_resource(
        (&group.id, &group.display_name, group.external_id.as_deref()),
        (group.created_at, members.as_deref()),
        &caller.server.config.issuer,
    ))
}

/// `GET /Groups`. Who is in a group is told only where a filter finds one group.
pub(super) async fn list<P: Platform>(caller: &Caller<'_, P>) -> Result<Reply, Stop> {
    let (sql, directory) = (caller.server.platform, &caller.directory);
    let query = &caller.query;
    let (found, total) = match &query.filter {
        None => {
            let (found, total) =
                directory_groups::list(sql, directory, query.start, query.count).await?;
            (found, total as usize)
        }
        Some(conditions) => {
            let found = filtered(caller, conditions).await?;
            let total = found.len();
            (part(found, query), total)
        }
    };
    let only_one = query.filter.is_some() && found.len() == 1;
    let mut all = Vec::new();
    for group in &found {
        all.push(resource(caller, group, only_one).await?);
    }
    Ok(some(all, total, query))
}

/// Those for which all conditions hold.
async fn filtered<P: Platform>(
    caller: &Caller<'_, P>,
    conditions: &[Condition],
) -> Result<Vec<DirectoryGroup>, Stop> {
    let mut found: Option<Vec<DirectoryGroup>> = None;
    for Condition { attribute, value } in conditions {
        let by = match attribute.as_str() {
            "id" => By::Id(value),
            "displayName" => By::DisplayName(value),
            "externalId" => By::ExternalId(value),
            _ => return Err(ScimError::Filter.into()),
        };
        let (sql, directory) = (caller.server.platform, &caller.directory);
        let mut next = directory_groups::find(sql, directory, by, PAGE).await?;
        if let Some(found) = found {
            next.retain(|group| found.iter().any(|it| it.id == group.id));
        }
        found = Some(next);
    }
    Ok(found.unwrap_or_default())
}

async fn load<P: Platform>(caller: &Caller<'_, P>, id: &str) -> Result<DirectoryGroup, Stop> {
    let (sql, directory) = (caller.server.platform, &caller.directory);
    let found = directory_groups::find(sql, directory, By::Id(id), 1).await?;
    Ok(found.into_iter().next().ok_or(ScimError::NotFound)?)
}

/// A group that is to be changed. Groups have no version.
async fn changeable<P: Platform>(caller: &Caller<'_, P>, id: &str) -> Result<DirectoryGroup, Stop> {
    let group = load(caller, id).await?;
    caller.matched("")?;
    Ok(group)
}

/// `GET /Groups/<id>`; and what is told of a group that was made or replaced.
pub(super) async fn show<P: Platform>(
    caller: &Caller<'_, P>,
    id: &str,
    status: StatusCode,
) -> Result<Reply, Stop> {
    let group = load(caller, id).await?;
    let resource = resource(caller, &group, true).await?;
    Ok(one(status, resource, &caller.query))
}

/// `POST /Groups`.
pub(super) async fn add<P: Platform>(caller: &Caller<'_, P>) -> Result<Reply, Stop> {
    let sent = scim::changes_to(&caller.body()?)?;
    let (sql, directory) = (caller.server.platform, &caller.directory);
    let id = hex(&sql.random()[..12]);
    let display_name = sent.display_name.unwrap_or_default();
    let wanted = Change {
        name: scim::claim_name(&display_name, &id),
        display_name,
        external_id: sent.external_id.flatten(),
        add: meant(caller, &sent.add).await?,
        remove: Vec::new(),
    };
    if directory_groups::add(sql, directory, &id, &wanted).await? == Written::Taken {
        return Err(ScimError::Taken.into());
    }
    let names = pair("name", "", &wanted.name);
    caller.tell(Event::new(Kind::GroupAdded), names);
    tell_members(caller, &wanted.name, &wanted);
    show(caller, &id, StatusCode::CREATED).await
}

/// Those of these users who can come; administrators are passed over.
async fn meant<P: Platform>(caller: &Caller<'_, P>, ids: &[String]) -> Result<Vec<String>, Stop> {
    let (sql, directory) = (caller.server.platform, &caller.directory);
    let meant = directory_groups::members_meant(sql, directory, ids).await?;
    Ok(meant.ok_or(ScimError::Value(
        "This directory made no user with the id of a member.",
    ))?)
}

/// `PUT /Groups/<id>`.
pub(super) async fn replace<P: Platform>(caller: &Caller<'_, P>, id: &str) -> Result<Reply, Stop> {
    let group = changeable(caller, id).await?;
    change(caller, group, scim::changes_to(&caller.body()?)?).await?;
    show(caller, id, StatusCode::OK).await
}

/// `PATCH /Groups/<id>`. The answer is empty: a group may have many members.
pub(super) async fn patch<P: Platform>(caller: &Caller<'_, P>, id: &str) -> Result<Reply, Stop> {
    let group = changeable(caller, id).await?;
    let operations = scim::operations(&caller.body()?)?;
    change(caller, group, scim::changes(&operations)?).await?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

async fn change<P: Platform>(
    caller: &Caller<'_, P>,
    group: DirectoryGroup,
    sent: GroupChange,
) -> Result<(), Stop> {
    let (sql, directory) = (caller.server.platform, &caller.directory);
    let mut wanted = Change {
        name: group.name.clone(),
        display_name: group.display_name.clone(),
        external_id: sent
            .external_id
            .unwrap_or_else(|| group.external_id.clone()),
        add: meant(caller, &sent.add).await?,
        remove: sent.remove,
    };
    if let Some(name) = sent.display_name.filter(|name| *name != group.display_name) {
        wanted.name = scim::claim_name(&name, &group.id);
        wanted.display_name = name;
    }
    if sent.replaces {
        let now = directory_groups::members(sql, directory, &group.id).await?;
        let now = now.ok_or(ScimError::TooMany)?;
        wanted.remove.clone_from(&now);
        wanted.remove.retain(|id| !wanted.add.contains(id));
        wanted.add.retain(|id| !now.contains(id));
    }
    let written = directory_groups::change_group(sql, directory, &group, &wanted).await?;
    if written == Written::Taken {
        return Err(ScimError::Taken.into());
    }
    if wanted.name != group.name {
        let names = pair("name", &group.name, &wanted.name);
        caller.tell(Event::new(Kind::GroupChanged), names);
    }
    tell_members(caller, &wanted.name, &wanted);
    Ok(())
}

fn pair(what: &str, before: &str, after: &str) -> Map<String, Value> {
    let text = |text: &str| Some(text).filter(|text| !text.is_empty()).into();
    let mut details = Map::new();
    put(
        &mut details,
        what,
        Value::Array(vec![text(before), text(after)]),
    );
    details
}

/// Who came, and who went.
fn tell_members<P: Platform>(caller: &Caller<'_, P>, name: &str, change: &Change) {
    let (coming, going) = (&change.add, &change.remove);
    if coming.len() + going.len() > MOST_TOLD {
        let mut details = Map::new();
        put(&mut details, "group", name.into());
        put(&mut details, "members added", coming.len().into());
        put(&mut details, "members removed", going.len().into());
        return caller.tell(Event::new(Kind::GroupChanged), details);
    }
    for (ids, before, after) in [(coming, "", name), (going, name, "")] {
        for id in ids {
            let event = Event::new(Kind::UserGroupsChanged).user(id);
            caller.tell(event, pair("group", before, after));
        }
    }
}

/// `DELETE /Groups/<id>`.
pub(super) async fn remove<P: Platform>(caller: &Caller<'_, P>, id: &str) -> Result<Reply, Stop> {
    let group = changeable(caller, id).await?;
    directory_groups::remove(caller.server.platform, &caller.directory, id).await?;
    caller.tell(
        Event::new(Kind::GroupRemoved),
        pair("name", &group.name, ""),
    );
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}
