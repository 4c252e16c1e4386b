//! `/admin/invitations`: links that are good once or a few times, and invitations to be made.

use http::StatusCode;

use serde_json::Value;

use super::access_deeds::{on_its_way, once};
use super::desk::Desk;
use super::drive::{Deed, Refusal};
use super::groups::first;
use super::thing::{About, Thing as Known};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::endpoint::mail::Work;
use crate::page::words::{counted, find, moment, named};
use crate::page::{Field, Section, Thing};
use crate::platform::{Fault, Outcome, Platform, Statement};
use crate::protocol::group::{ADMINISTRATORS, MOST_ALLOWED};
use crate::protocol::json::{self, members};
use crate::protocol::login::chosen_name;
use crate::protocol::mail_address::MailAddress;
use crate::protocol::params::Params;
use crate::protocol::timestamp::DAY;
use crate::protocol::{admin_path, path};
use crate::store::administering::Seen;
use crate::store::groups::Group;
use crate::store::mail_outbox::{putting_invitation, read_put};
use crate::store::one_time_links::{NewLink, Purpose, adding_link, is_added};
use crate::store::open_links::{
    OpenLinks, links_after, read_open_links, read_withdrawn, withdrawing_link,
};

/// How many accounts a link makes, and for how many days it can be used.
const MOST_USES: u32 = 10_000;
const MOST_DAYS: u32 = 365;

/// What `GET /admin/invitations` reads; `after` in the query is the last link on the page before.
pub(super) fn load<P: Platform>(desk: &Desk<'_, P>) -> Vec<Statement> {
    vec![links_after(Some(desk.query.field("after")))]
}

/// `GET /admin/invitations`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let first = first(found)?;
    let sections = vec![
        invite_section(desk),
        open_section(desk, read_open_links(first)?),
    ];
    Ok(desk.sheet(admin_path::INVITATIONS, "", sections))
}

fn invite_section<P: Platform>(desk: &Desk<'_, P>) -> Section {
    let text = &desk.words().admin.invitations;
    let form = desk.form_about(admin_path::INVITE, "", &Seen::Nothing);
    let mut form = form.saying("", text.invite).waiting();
    let email_help = if desk.server.config.mail.is_some() {
        text.email_mailed
    } else {
        text.email_shown
    };
    for (name, label, stored, help) in [
        ("email", text.email, "", email_help),
        ("groups", text.groups, "", text.groups_help),
        ("uses", text.uses, "1", text.uses_help),
        ("days", text.days, "7", ""),
    ] {
        let value = desk.filled(admin_path::INVITE, name, stored);
        let mut field = Field::line(name, label, value, help);
        if !stored.is_empty() {
            (field.kind, field.required) = ("number", true);
        }
        form.fields.push(field);
    }
    let mut section = Section::about("", text.lead);
    section.forms.push(form);
    section
}

fn open_section<P: Platform>(desk: &Desk<'_, P>, open: OpenLinks) -> Section {
    let words = desk.words();
    let text = &words.admin.invitations;
    let around = |(before, after): (&str, &str), at| [before, &moment(at, words), after].concat();
    let mut section = Section::about(text.open, "");
    for link in &open.links {
        let whose = link.username.as_deref().or(link.email.as_deref());
        let purpose = find(&text.purposes, &link.purpose).unwrap_or_default();
        let mut facts = vec![
            purpose.to_owned(),
            around(text.since, link.created_at),
            around(text.until, link.expires_at),
            counted(&text.uses_left, link.uses_left, words),
        ];
        facts.extend(link.username.as_ref().and(link.email.clone()));
        let mut thing = Thing::known(whose.unwrap_or(text.anybody), facts);
        if let Some(id) = &link.user_id {
            let address = desk.address(admin_path::USER_ACCESS, id);
            address.as_str().clone_into(&mut thing.link);
        }
        let form = desk.form_about(admin_path::LINK_WITHDRAW, &link.hash, &Seen::Nothing);
        let ends = counted(&text.ends_uses, link.uses_left, words);
        thing
            .forms
            .push(form.saying("", text.withdraw).ending(ends));
        thing.change = text.withdraw;
        section.things.push(thing);
    }
    if open.links.is_empty() && open.next.is_none() {
        section.lead.push_str(text.none);
    }
    let next = open.next.map(|last| desk.further(&[("after", &last)]));
    section.link = next.map(|next| (next, words.admin.users.more));
    section
}

/// What is asked of an invitation.
struct Asked {
    email: Option<String>,
    uses: u32,
    lifetime: u32,
}

/// Reads the form. The sentence otherwise that says what is wrong.
fn read<P: Platform>(desk: &Desk<'_, P>, form: &Params) -> Result<Asked, &'static str> {
    let words = desk.words();
    let text = &words.admin.invitations;
    let number = |name, most| {
        let number: Option<u32> = form.field(name).trim().parse().ok();
        number.filter(|number| (1..=most).contains(number))
    };
    let uses = number("uses", MOST_USES).ok_or(text.bad_number)?;
    let days = number("days", MOST_DAYS).ok_or(text.bad_number)?;
    let typed = form.field("email").trim();
    let email = match typed {
        "" => None,
        typed => {
            let email = chosen_name::email(typed, P::fold);
            Some(email.map_err(|_| words.account.profile.bad_email)?)
        }
    };
    if email.is_some() && uses != 1 {
        return Err(text.one_use);
    }
    if let (Some(email), true) = (&email, desk.server.config.mail.is_some())
        && MailAddress::parse(email).is_err()
    {
        return Err(words.mail.bad_address);
    }
    Ok(Asked {
        email,
        uses,
        lifetime: days * DAY,
    })
}

/// The groups that the form names, as they are stored: a JSON array of ids.
fn groups<P: Platform>(
    desk: &Desk<'_, P>,
    form: &Params,
    found: &[Group],
) -> Result<Option<String>, Refusal> {
    let text = &desk.words().admin;
    let mut ids: Vec<&str> = Vec::new();
    for name in form.field("groups").split_whitespace() {
        let group = found.iter().find(|it| it.name.eq_ignore_ascii_case(name));
        let Some(group) = group else {
            let error = named(text.people.no_group, name, desk.words());
            return Err(Refusal::wrong(&error, "there is no such group"));
        };
        if group.id == ADMINISTRATORS {
            let error = text.people.join_administrators;
            return Err(Refusal::wrong(
                error,
                "no invitation makes an administrator",
            ));
        }
        if !ids.contains(&&*group.id) {
            ids.push(&group.id);
        }
    }
    if ids.len() > MOST_ALLOWED {
        let error = text.invitations.too_many_groups;
        return Err(Refusal::wrong(error, "too many groups"));
    }
    Ok((!ids.is_empty()).then(|| json::write(&Value::from(ids))))
}

/// The address that a mail is sent to.
fn mailed<'f, P: Platform>(desk: &Desk<'_, P>, email: &'f str) -> Option<&'f str> {
    desk.server.config.mail.as_ref()?;
    Some(email.trim()).filter(|email| !email.is_empty())
}

/// Whether the invitation that was posted is sent to its address.
pub(super) fn is_mailed<P: Platform>(desk: &Desk<'_, P>) -> bool {
    mailed(desk, desk.query.field("email")).is_some()
}

/// `POST /admin/invitations/invite`: the link is sent to the address, or whoever passes it on sees it once.
pub(super) fn invite<P: Platform>() -> Deed<P> {
    Deed {
        about: About::Invited,
        waits: true,
        decide: |desk, thing, form| {
            let text = &desk.words().admin.invitations;
            let asked = read(desk, form);
            let asked = asked.map_err(|error| Refusal::wrong(error, "a bad invitation"))?;
            let Known::Invited(taken, found) = thing else {
                return Err(Fault::new("a deed is about another kind of thing").into());
            };
            if asked.email.is_some() && *taken {
                return Err(Refusal::wrong(text.taken, "the address is taken"));
            }
            let group_ids = groups(desk, form, found)?;
            if let (Some(email), true) = (&asked.email, desk.server.config.mail.is_some()) {
                return Ok(vec![putting_invitation(email, group_ids, asked.lifetime)]);
            }
            let new = NewLink {
                email: asked.email.as_deref(),
                group_ids: group_ids.as_deref(),
                uses: asked.uses,
                ..NewLink::new(Purpose::Invitation, asked.lifetime)
            };
            Ok(adding_link(&desk.secret().hash(), &new))
        },
        done: |desk, _, outcomes| {
            let email = desk.query.field("email");
            let mail = mailed(desk, email);
            let field = |name| desk.query.field(name).trim();
            let details = members! {
                "purpose": Purpose::Invitation.as_str(), "email": field("email"), "groups": field("groups"),
                "uses": field("uses"), "days": field("days"),
            };
            if mail.is_none() && !is_added(outcomes) {
                return Err(desk.outdated("the link was not stored").into());
            }
            desk.tell(Event::new(Kind::LinkMade), &details);
            Ok(match mail {
                Some(email) => {
                    let work = Work::Invitation(read_put(outcomes)?);
                    on_its_way(desk, "", email, work)
                }
                None => {
                    let note = desk.words().admin.people.once_invitation;
                    once(desk, "", path::INVITATION, note.to_owned())
                }
            })
        },
        ..Deed::on(admin_path::INVITATIONS)
    }
}

/// `POST /admin/invitations/withdraw`: the link with this hash stops working.
pub(super) fn withdraw<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        decide: |desk, _, _| Ok(vec![withdrawing_link(&desk.id)]),
        done: |desk, _, outcomes| {
            let Some(link) = read_withdrawn(outcomes)? else {
                desk.tells_program(StatusCode::NOT_FOUND, "There is no such link any more.")?;
                let gone = desk.words().admin.invitations.gone;
                return Err(Refusal::wrong(gone, "the link is gone"));
            };
            let details = members! {
                "purpose": link.purpose, "user": link.user_id, "email": link.email, "uses": link.uses_left,
            };
            desk.tell(Event::new(Kind::LinkWithdrawn), &details);
            Ok(desk.onward(admin_path::INVITATIONS, ""))
        },
        ..Deed::on(admin_path::INVITATIONS)
    }
}
