//! The one thing that a page or a form is about, as it is now.

use super::desk::Desk;
use crate::platform::{Fault, Outcome, Platform, Statement};
use crate::protocol::client::Client;
use crate::store::administering::Seen;
use crate::store::client_details::{ClientDetails, details_of_client, read_client};
use crate::store::groups::{Group, Known, group_with, groups_named, read_known, read_named};
use crate::store::logos::dropping_logo;
use crate::store::owner_keys::{can_be_revoked, key_with};
use crate::store::user::User;
use crate::store::user_details::{Most, UserDetails, details_of, read_details};
use crate::store::users::{read_one, user_called, user_with};

/// A form about a user needs to know nothing of what they have.
const NOTHING_MORE: Most = Most {
    sessions: 0,
    clients: 0,
};

/// What a form is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// Something new, or something that cannot be overwritten.
    Nothing,
    /// A user.
    User,
    /// A user, and the group whose name was posted as `group`.
    NewGroup,
    /// Somebody to be invited, whose address and groups the form names.
    Invited,
    /// A client, and the groups that were posted.
    App,
    /// A client that is not there yet, and the groups that were posted.
    NewApp,
    /// A group.
    Group,
    /// A group, and the user whose name was posted as `user`.
    NewMember,
    /// A signing key. It cannot be overwritten.
    Key,
}

/// The thing itself.
pub(super) enum Thing {
    /// See [`About::Nothing`].
    Nothing,
    /// A user, with what they have.
    User(Box<UserDetails>),
    /// A user, and the group that they are to be in, if there is one.
    NewGroup(Box<UserDetails>, Option<Group>),
    /// Whether a user has the address already, and those of the groups that there are.
    Invited(bool, Vec<Group>),
    /// A client.
    App(Box<ClientDetails>),
    /// The groups that a new client may be limited to.
    NewApp(Vec<Group>),
    /// A group, and who is to be in it, if that is asked and there is such a user.
    Group(Box<Known>, Option<Box<User>>),
    /// A signing key, and whether it is not revoked yet.
    Key(bool),
}

impl About {
    /// What has to be read to know it.
    pub(super) fn load<P: Platform>(self, desk: &Desk<'_, P>) -> Vec<Statement> {
        let mut read = match self {
            Self::Nothing => Vec::new(),
            Self::User => details_of(&desk.id, NOTHING_MORE),
            Self::NewGroup => {
                let mut statements = details_of(&desk.id, NOTHING_MORE);
                statements.push(groups_named(&[desk.query.field("group").trim()]));
                statements
            }
            Self::Invited => {
                let names: Vec<&str> = desk.query.field("groups").split_whitespace().collect();
                vec![
                    user_called::<P>(desk.query.field("email").trim()),
                    groups_named(&names),
                ]
            }
            Self::App => of_app(desk),
            Self::NewApp => vec![groups_named(&named(desk))],
            Self::Key => vec![key_with(&desk.id)],
            Self::Group | Self::NewMember => vec![group_with(&desk.id)],
        };
        if self == Self::NewMember {
            read.push(if desk.is_program() {
                user_with(desk.query.field("which"))
            } else {
                user_called::<P>(desk.query.field("user").trim())
            });
        }
        read
    }

    /// What was read. `None`: there is no such thing.
    pub(super) fn read(self, outcomes: &[Outcome]) -> Result<Option<Thing>, Fault> {
        Ok(match self {
            Self::Nothing => Some(Thing::Nothing),
            Self::User => {
                read_details(outcomes, NOTHING_MORE)?.map(|user| Thing::User(Box::new(user)))
            }
            Self::NewGroup => {
                let group = outcomes.last().map_or(Ok(Vec::new()), read_named)?.pop();
                let user = read_details(outcomes, NOTHING_MORE)?;
                user.map(|user| Thing::NewGroup(Box::new(user), group))
            }
            Self::Invited => match outcomes {
                [user, groups] => {
                    let taken = read_one(user)?.is_some();
                    Some(Thing::Invited(taken, read_named(groups)?))
                }
                _ => None,
            },
            Self::App => read_client(outcomes)?.map(|app| Thing::App(Box::new(app))),
            Self::NewApp => {
                let groups = outcomes.first().map(read_named).transpose()?;
                Some(Thing::NewApp(groups.unwrap_or_default()))
            }
            Self::Key => can_be_revoked(outcomes)?.map(Thing::Key),
            Self::Group | Self::NewMember => {
                let member = outcomes.get(1).map(read_one).transpose()?.flatten();
                let known = read_known(outcomes)?;
                known.map(|known| Thing::Group(Box::new(known), member))
            }
        })
    }
}

/// The statements that read a client, and the groups that were posted.
pub(super) fn of_app<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    details_of_client(&desk.id, &named(desk))
}

/// The names of groups that were posted.
fn named<'a, P: Platform>(desk: &'a Desk<'_, P>) -> Vec<&'a str> {
    lines(desk.query.field("groups"))
}

/// The names of groups that a form holds: one a line.
pub(super) fn lines(text: &str) -> Vec<&str> {
    text.lines()
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect()
}

impl Thing {
    /// What a form about it is bound to.
    pub(super) fn seen(&self) -> Seen {
        match self {
            Self::Nothing | Self::Invited(..) | Self::NewApp(_) | Self::Key(_) => Seen::Nothing,
            Self::User(user) | Self::NewGroup(user, _) => seen_user(user),
            Self::App(app) => seen_app(app),
            Self::Group(known, _) => seen_group(known),
        }
    }

    /// The user that a form is about.
    pub(super) fn user(&self) -> Result<&UserDetails, Fault> {
        match self {
            Self::User(user) | Self::NewGroup(user, _) => Ok(user),
            _ => Err(other()),
        }
    }

    /// The client that a form is about.
    pub(super) fn app(&self) -> Result<&ClientDetails, Fault> {
        match self {
            Self::App(app) => Ok(app),
            _ => Err(other()),
        }
    }

    /// The groups that were posted.
    pub(super) fn groups(&self) -> &[Group] {
        match self {
            Self::App(app) => &app.groups,
            Self::NewApp(groups) => groups,
            _ => &[],
        }
    }

    /// The group that a form is about.
    pub(super) fn group(&self) -> Result<&Known, Fault> {
        match self {
            Self::Group(known, _) => Ok(known),
            _ => Err(other()),
        }
    }

    /// Whether it is a signing key that is not revoked yet.
    pub(super) fn is_trusted(&self) -> bool {
        matches!(self, Self::Key(true))
    }

    /// Who is to be in that group, if there is such a user.
    pub(super) fn member(&self) -> Option<&User> {
        match self {
            Self::Group(_, user) => user.as_deref(),
            _ => None,
        }
    }
}

fn other() -> Fault {
    Fault::new("a deed is about another kind of thing")
}

/// What a form about a client is bound to.
pub(super) fn seen_app(known: &ClientDetails) -> Seen {
    Seen::Client(known.client.id.clone(), known.client.revision.clone())
}

/// What a form about a group is bound to.
pub(super) fn seen_group(known: &Known) -> Seen {
    Seen::Group(known.group.id.clone(), known.state.clone())
}

/// What a form about a user is bound to.
pub(super) fn seen_user(details: &UserDetails) -> Seen {
    Seen::User(details.user.id.clone(), details.state.clone())
}

/// The statement that removes the logo of an app that is about to lose it, if it has one.
pub(super) fn dropping_logo_of<P: Platform>(desk: &Desk<'_, P>, app: &Client) -> Option<Statement> {
    let own = desk.server.config.look.brand.logo.as_deref();
    let logo = app.logo.as_deref()?;
    Some(dropping_logo(logo, own.unwrap_or_default()))
}
