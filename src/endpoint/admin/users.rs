//! `/admin/users`: every user, and those whose name begins so.

use super::desk::Desk;
use super::groups::first;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::words::Words;
use crate::page::{Search, Section, Thing};
use crate::platform::{Fault, Outcome, Platform, Statement};
use crate::protocol::admin_path;
use crate::store::user::User;
use crate::store::user_search::{read_found, users_like};
use crate::store::users::{UserPage, read_users, users_after};

/// What `GET /admin/users` reads; in the query `q` is what names or addresses begin with, and `after` the last name on the page
/// before.
pub(super) fn load<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    let after = Some(desk.query.field("after")).filter(|name| !name.is_empty());
    let typed = desk.typed();
    vec![if typed.is_empty() {
        users_after(after)
    } else {
        users_like::<P>(typed, after)
    }]
}

/// What [`load`] found.
pub(super) fn found<P: Platform>(
    desk: &Desk<'_, P>,
    outcomes: &[Outcome],
) -> Result<UserPage, Fault> {
    let first = first(outcomes)?;
    if desk.typed().is_empty() {
        read_users(first)
    } else {
        read_found(first)
    }
}

/// `GET /admin/users`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, outcomes: &[Outcome]) -> Result<Reply, Stop> {
    let listed = found(desk, outcomes)?;
    let typed = desk.typed();
    let words = desk.words();
    let text = &words.admin.users;
    let mut section = Section::about("", "");
    section.search = Some(Search {
        tries: false,
        action: admin_path::USERS,
        label: text.search,
        help: text.search_help,
        button: text.search_button,
        typed: typed.to_owned(),
    });
    if listed.users.is_empty() && listed.next.is_none() {
        section.lead.push_str(text.none);
    }
    for user in &listed.users {
        let mut thing = Thing::known(user.called(), facts(user, words));
        let address = desk.address(admin_path::USER, &user.id);
        address.as_str().clone_into(&mut thing.link);
        section.things.push(thing);
    }
    let next = listed.next;
    let next = next.map(|last| desk.further(&[("q", typed), ("after", &last)]));
    section.link = next.map(|next| (next, text.more));
    let mut invite = Section::about("", "");
    let address = desk.address(admin_path::INVITATIONS, "");
    let link = words.admin.invitations.link;
    invite
        .starts
        .push((address.as_str().to_owned(), link.to_owned()));
    Ok(desk.sheet(admin_path::USERS, "", vec![section, invite]))
}

/// What tells a user from others who are called alike.
fn facts(user: &User, words: &'static Words) -> Vec<String> {
    let text = &words.admin.users;
    // What somebody calls themselves must not read like what is known of them.
    let named = |label: &str, name: &str| [label, ": ", name].concat();
    let profile = &words.account.profile;
    let mut facts = Vec::new();
    for (label, name) in [
        (profile.username, user.chosen_username()),
        (
            words.admin.invitations.email,
            user.email.as_deref().or(user.unverified_email.as_deref()),
        ),
    ] {
        facts.extend(
            name.filter(|name| *name != user.called())
                .map(|name| named(label, name)),
        );
    }
    let standing = [
        (user.administrator, text.administrator),
        (user.disabled, text.disabled),
    ];
    let standing = standing.into_iter().filter(|(is, _)| *is);
    facts.extend(standing.map(|(_, word)| word.to_owned()));
    facts
}
