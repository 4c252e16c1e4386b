//! `/scim/v2/Groups`.

use http::StatusCode;
use serde_json::{Map, Value};

use super::answer::{Stop, listed, one};
use super::caller::Caller;
use super::deed::{Deed, Next, Target};
use super::group_events::{tell, tell_members};
use crate::endpoint::event::Kind;
use crate::endpoint::http::reply::Reply;
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::scim::{self, Condition, GroupChange, PAGE, ScimError};
use crate::protocol::secret::hex;
use crate::store::directory_groups::{
    By, Change, DirectoryGroup, adding, finding, joining, leaving, listing, meaning, members,
    read_changed, read_found, read_meant, read_members, renaming,
};
use crate::store::groups::removing_group;

/// What a request changes of a group.
pub(super) type Sent = Option<GroupChange>;

/// A group, and who is in it, if that is known and asked for.
fn resource<P: Platform>(
    caller: &Caller<'_, P>,
    group: &DirectoryGroup,
    members: Option<&[String]>,
) -> Map<String, Value> {
    scim::group_resource(
        (&group.id, &group.display_name, group.external_id.as_deref()),
        (
            group.created_at,
            members.filter(|_| caller.query.wants("members")),
        ),
        &caller.server.config.issuer,
    )
}

/// What `GET /Groups` reads.
pub(super) fn load_list<P: Platform>(caller: &Caller<'_, P>) -> Result<Vec<Statement>, ScimError> {
    let (directory, query) = (&caller.directory, &caller.query);
    let Some(conditions) = &query.filter else {
        return Ok(listing(directory, query.start, query.count));
    };
    let (mut statements, mut external_id) = (Vec::new(), None);
    for Condition { attribute, value } in conditions {
        let by = match attribute.as_str() {
            "id" => By::Id(value),
            "displayName" => By::DisplayName(value),
            "externalId" => {
                external_id = Some(value);
                continue;
            }
            _ => return Err(ScimError::Filter),
        };
        statements.push(finding(directory, by, 1));
    }
    // Many may have the same one, so it is looked for only if the filter says nothing else.
    if let (true, Some(id)) = (statements.is_empty(), external_id) {
        statements.push(finding(directory, By::ExternalId(id), PAGE));
    }
    Ok(statements)
}

/// `GET /Groups`. Who is in them is not told here.
pub(super) fn list<P: Platform>(caller: &Caller<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let read = |outcome: &Outcome| {
        let groups = read_found(outcome)?;
        Ok(groups
            .iter()
            .map(|group| resource(caller, group, None))
            .collect())
    };
    listed(&caller.query, found, &read)
}

/// What a request about one group reads: the group, those who are to come, and who is in it; and what it changes.
pub(super) fn load<P: Platform>(
    caller: &Caller<'_, P>,
    method: &str,
    id: &str,
) -> Result<(Vec<Statement>, Sent), Stop> {
    let sent = match method {
        "POST" | "PUT" => Some(scim::changes_to(&caller.body()?)?),
        "PATCH" => Some(scim::changes(&scim::operations(&caller.body()?)?)?),
        _ => None,
    };
    let (coming, asked) = match &sent {
        Some(change) => (change.add.as_slice(), change.replaces),
        None => (&[][..], method == "GET" && caller.query.wants("members")),
    };
    let directory = &caller.directory;
    let statements = vec![
        finding(directory, By::Id(id), 1),
        meaning(directory, coming),
        members(directory, id, asked),
    ];
    Ok((statements, sent))
}

fn read(outcome: Option<&Outcome>) -> Result<DirectoryGroup, Stop> {
    let found = outcome.map(read_found).transpose()?;
    let group = found.and_then(|found| found.into_iter().next());
    Ok(group.ok_or(ScimError::NotFound)?)
}

/// Those who are to come.
fn meant(change: &GroupChange, found: &[Outcome]) -> Result<Vec<String>, Stop> {
    let meant = found
        .get(1)
        .map(|outcome| read_meant(outcome, change.add.len()));
    let meant = meant.transpose()?.flatten();
    let unknown = ScimError::Value("This directory made no user with the id of a member.");
    Ok(meant.ok_or(unknown)?)
}

/// What is told of a group once it is changed: the last two statements read it.
fn show<P: Platform>(
    caller: &Caller<'_, P>,
    (group, members): (&Outcome, &Outcome),
    status: StatusCode,
) -> Result<Reply, Stop> {
    let group = read(Some(group))?;
    let members = read_members(members)?;
    let resource = resource(caller, &group, members.as_deref());
    Ok(one(status, resource, &caller.query))
}

fn shown<P: Platform>(
    caller: &Caller<'_, P>,
    outcomes: &[Outcome],
    status: StatusCode,
) -> Result<Reply, Stop> {
    match outcomes {
        [.., group, members] => show(caller, (group, members), status),
        _ => Err(ScimError::NotFound.into()),
    }
}

/// `POST /Groups`.
pub(super) fn add<'c, P: Platform>(
    caller: &'c Caller<'_, P>,
    sent: &Sent,
    found: &[Outcome],
) -> Result<Deed<'c>, Stop> {
    let sent = sent.as_ref().ok_or(ScimError::Syntax)?;
    let id = hex(&caller.server.platform.random()[..12]);
    let display_name = sent.display_name.clone().unwrap_or_default();
    let wanted = Change {
        name: scim::claim_name(&display_name, &id),
        display_name,
        external_id: sent.external_id.clone().flatten(),
        add: meant(sent, found)?,
        remove: Vec::new(),
    };
    let directory = &caller.directory;
    let mut statements = vec![adding(directory, &id, &wanted)];
    statements.append(&mut joining(directory, &id, &wanted.add));
    statements.push(finding(directory, By::Id(&id), 1));
    statements.push(members(directory, &id, true));
    Ok(Deed::new(Target::Nothing, statements, move |outcomes| {
        tell(caller, Kind::GroupAdded, ["", &wanted.name]);
        tell_members(caller, &wanted.name, [wanted.add, Vec::new()]);
        shown(caller, outcomes, StatusCode::CREATED)
    }))
}

/// `GET`, `PUT`, `PATCH` and `DELETE /Groups/<id>`.
pub(super) fn change<'c, P: Platform>(
    caller: &'c Caller<'_, P>,
    method: &str,
    sent: &Sent,
    found: &[Outcome],
) -> Result<Next<'c>, Stop> {
    let group = read(found.first())?;
    if method == "GET" {
        let [group, _, members] = found else {
            return Err(ScimError::NotFound.into());
        };
        return show(caller, (group, members), StatusCode::OK).map(Next::Reply);
    }
    // Groups have no version.
    caller.matched("")?;
    let target = Target::Group(group.id.clone());
    let Some(sent) = sent else {
        let statements = vec![removing_group(&group.id)];
        return Ok(Next::Deed(Deed::new(target, statements, move |_| {
            tell(caller, Kind::GroupRemoved, [&group.name, ""]);
            Ok(Reply::empty(StatusCode::NO_CONTENT))
        })));
    };
    let wanted = wanted(&group, sent, found)?;
    let statements = changing(caller, &group, &wanted);
    let replaced = method == "PUT";
    Ok(Next::Deed(Deed::new(target, statements, move |outcomes| {
        if wanted.name != group.name {
            tell(caller, Kind::GroupChanged, [&group.name, &wanted.name]);
        }
        tell_members(caller, &wanted.name, changed(&group, &wanted, outcomes)?);
        if replaced {
            return shown(caller, outcomes, StatusCode::OK);
        }
        // A group may have many members.
        Ok(Reply::empty(StatusCode::NO_CONTENT))
    })))
}

/// What a group is from now on, and who comes and goes.
fn wanted(group: &DirectoryGroup, sent: &GroupChange, found: &[Outcome]) -> Result<Change, Stop> {
    let external_id = sent.external_id.clone();
    let mut wanted = Change {
        name: group.name.clone(),
        display_name: group.display_name.clone(),
        external_id: external_id.unwrap_or_else(|| group.external_id.clone()),
        add: meant(sent, found)?,
        remove: sent.remove.clone(),
    };
    if let Some(name) = sent
        .display_name
        .clone()
        .filter(|name| *name != group.display_name)
    {
        wanted.name = scim::claim_name(&name, &group.id);
        wanted.display_name = name;
    }
    if sent.replaces {
        let now = found.get(2).map(read_members).transpose()?.flatten();
        let now = now.ok_or(ScimError::TooMany)?;
        wanted.add.retain(|id| !now.contains(id));
        wanted.remove = now;
        wanted.remove.retain(|id| !sent.add.contains(id));
    }
    Ok(wanted)
}

fn changing<P: Platform>(
    caller: &Caller<'_, P>,
    group: &DirectoryGroup,
    wanted: &Change,
) -> Vec<Statement> {
    let (directory, id) = (&caller.directory, group.id.as_str());
    let mut statements = Vec::new();
    if is_renamed(group, wanted) {
        statements.push(renaming(directory, id, wanted));
    }
    statements.append(&mut leaving(directory, id, &wanted.remove));
    statements.append(&mut joining(directory, id, &wanted.add));
    statements.push(finding(directory, By::Id(id), 1));
    let asked = caller.request.method == http::Method::PUT;
    statements.push(members(directory, id, asked));
    statements
}

/// Whether the group gets other names.
fn is_renamed(group: &DirectoryGroup, wanted: &Change) -> bool {
    wanted.display_name != group.display_name || wanted.external_id != group.external_id
}

/// Who came, and who went, of those who were named.
fn changed(
    group: &DirectoryGroup,
    wanted: &Change,
    outcomes: &[Outcome],
) -> Result<[Vec<String>; 2], Stop> {
    // As `changing` puts them.
    let mut place = usize::from(is_renamed(group, wanted));
    let mut next = |named: &[String]| {
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let outcome = outcomes.get(place);
        place += 2;
        outcome.map_or(Ok(Vec::new()), read_changed)
    };
    let going = next(&wanted.remove)?;
    let coming = next(&wanted.add)?;
    Ok([coming, going])
}
