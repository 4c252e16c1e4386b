//! What administrators do to a group. That of the administrators is changed on the pages about users.

use serde_json::{Map, Value};

use super::desk::Desk;
use super::drive::{Deed, Refusal};
use super::thing::{About, Thing};
use crate::endpoint::event::{Event, Kind};
use crate::platform::{Outcome, Platform};
use crate::protocol::admin_path;
use crate::protocol::group::{ADMINISTRATORS, parse_name};
use crate::protocol::json::put;
use crate::protocol::own_claims::read_lines;
use crate::store::group_members::{Joined, is_new, joining, leaving, read_joined};
use crate::store::groups::{
    Group, adding_group, read_added, removing_group, renaming_group, replacing_group_claims,
};
use crate::store::users::is_returned;

/// The group that a form changes. That of the administrators is not changed here.
#[inline(never)]
fn changeable<'a, P: Platform>(desk: &Desk<'_, P>, thing: &'a Thing) -> Result<&'a Group, Refusal> {
    let group = &thing.group()?.group;
    if group.id == ADMINISTRATORS {
        let words = desk.words().admin.groups.always;
        return Err(Refusal::wrong(words, "the group of the administrators"));
    }
    Ok(group)
}

/// The name that was posted.
#[inline(never)]
fn named<'a, P: Platform>(desk: &'a Desk<'_, P>) -> Result<&'a str, Refusal> {
    let name = parse_name(desk.query.field("name").trim());
    name.map_err(|_| Refusal::wrong(desk.words().admin.groups.bad_name, "a bad name"))
}

/// The name is another one's.
fn taken<P: Platform>(desk: &Desk<'_, P>) -> Refusal {
    Refusal::wrong(desk.words().admin.groups.taken, "a name that is taken")
}

/// They did this, perhaps to a user: it was one thing before, and is another after. Empty: there was none, or is none any more.
#[inline(never)]
fn tell<P: Platform>(
    desk: &Desk<'_, P>,
    (kind, user): (Kind, &str),
    what: &str,
    [before, after]: [&str; 2],
) {
    let text = |text: &str| Some(text).filter(|text| !text.is_empty()).into();
    let mut details = Map::new();
    put(&mut details, what, pair(text(before), text(after)));
    let mut event = Event::new(kind);
    if !user.is_empty() {
        event = event.user(user);
    }
    desk.tell(event, &Value::Object(details));
}

fn pair(before: Value, after: Value) -> Value {
    Value::Array(vec![before, after])
}

/// `POST /admin/groups/add`.
pub(super) fn add<P: Platform>() -> Deed<P> {
    Deed {
        decide: |desk, _, _| {
            Ok(vec![adding_group(&Group {
                id: desk.new_id(),
                name: named(desk)?.to_owned(),
                claims: Map::new(),
            })])
        },
        done: |desk, _, outcomes| {
            let group = read_added(outcomes)?.ok_or_else(|| taken(desk))?;
            tell(desk, (Kind::GroupAdded, ""), "name", ["", &group.name]);
            Ok(desk.onward(admin_path::GROUP, &group.id))
        },
        ..Deed::on(admin_path::GROUPS)
    }
}

/// What is posted to a path below that of the page about a group: its name, its claims, who is in it, and that it is removed.
pub(super) fn change<P: Platform>(path: &'static str) -> Deed<P> {
    let removes = path == admin_path::GROUP_REMOVE;
    let page = if removes {
        admin_path::GROUP_APPS
    } else {
        admin_path::GROUP
    };
    Deed {
        path,
        // Apps may take a group, its name and its claims for rights.
        waits: true,
        about: if path == admin_path::GROUP_JOIN {
            About::NewMember
        } else {
            About::Group
        },
        decide: |desk, thing, _| {
            let group = changeable(desk, thing)?;
            Ok(match desk.deed {
                admin_path::GROUP_RENAME => match named(desk)? {
                    name if name == group.name => Vec::new(),
                    name => vec![renaming_group(&group.id, name)],
                },
                admin_path::GROUP_CLAIMS => match posted_claims(desk, group)? {
                    claims if claims == group.claims => Vec::new(),
                    claims => vec![replacing_group_claims(&group.id, &claims)],
                },
                admin_path::GROUP_JOIN => {
                    let user = thing.member().ok_or_else(|| no_user(desk))?;
                    joining(&group.id, &user.id)
                }
                admin_path::GROUP_LEAVE => leaving(&group.id, desk.query.field("which")),
                _ => vec![removing_group(&group.id)],
            })
        },
        done: |desk, thing, outcomes| {
            let group = changeable(desk, thing)?;
            let name = group.name.as_str();
            match desk.deed {
                admin_path::GROUP_RENAME if is_returned(outcomes) => {
                    let names = [name, named(desk)?];
                    tell(desk, (Kind::GroupChanged, ""), "name", names);
                }
                admin_path::GROUP_RENAME => return Err(taken(desk)),
                admin_path::GROUP_CLAIMS => tell_claims(desk, group)?,
                admin_path::GROUP_JOIN => joined(desk, thing, outcomes)?,
                admin_path::GROUP_LEAVE if is_returned(outcomes) => {
                    let whose = (Kind::UserGroupsChanged, desk.query.field("which"));
                    tell(desk, whose, "group", [name, ""]);
                }
                admin_path::GROUP_LEAVE => {}
                _ => {
                    tell(desk, (Kind::GroupRemoved, ""), "name", [name, ""]);
                    return Ok(desk.onward(admin_path::GROUPS, ""));
                }
            }
            Ok(desk.back())
        },
        ..Deed::on(page)
    }
}

/// The claims that were posted.
fn posted_claims<P: Platform>(
    desk: &Desk<'_, P>,
    group: &Group,
) -> Result<Map<String, Value>, Refusal> {
    let scopes = desk.server.config.resources.claim_scopes();
    let defined = |name: &str| {
        let mut all = scopes.iter().flat_map(|scope| &scope.claims);
        all.any(|known| known == name)
    };
    let claims = read_lines(desk.query.field("claims"), &group.claims, &defined);
    let bad = || Refusal::wrong(desk.words().admin.groups.bad_claims, "bad claims");
    claims.ok_or_else(bad)
}

fn tell_claims<P: Platform>(desk: &Desk<'_, P>, group: &Group) -> Result<(), Refusal> {
    let after = posted_claims(desk, group)?;
    let mut details = Map::new();
    put(&mut details, "group", group.name.as_str().into());
    for name in group.claims.keys().chain(after.keys()) {
        let [old, new] = [&group.claims, &after].map(|all| all.get(name).cloned());
        if old != new {
            let name = ["claims.", name].concat();
            put(&mut details, &name, pair(old.into(), new.into()));
        }
    }
    desk.tell(Event::new(Kind::GroupChanged), &Value::Object(details));
    Ok(())
}

/// Somebody is in the group, unless they cannot be.
fn joined<P: Platform>(
    desk: &Desk<'_, P>,
    thing: &Thing,
    outcomes: &[Outcome],
) -> Result<(), Refusal> {
    let user = thing.member().ok_or_else(|| no_user(desk))?;
    match read_joined(outcomes)? {
        Joined::Gone => return Err(no_user(desk)),
        Joined::TooMany => {
            let words = desk.words().admin.groups.too_many;
            return Err(Refusal::wrong(words, "in too many groups"));
        }
        Joined::Yes => {}
    }
    if is_new(outcomes) {
        let names = ["", &thing.group()?.group.name];
        tell(desk, (Kind::UserGroupsChanged, &user.id), "group", names);
    }
    Ok(())
}

fn no_user<P: Platform>(desk: &Desk<'_, P>) -> Refusal {
    Refusal::wrong(desk.words().admin.groups.no_user, "no such user")
}
