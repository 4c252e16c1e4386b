//! What administrators do about how a user signs in.

use http::StatusCode;

use super::desk::Desk;
use super::drive::{Deed, Refusal};
use super::thing::{About, Thing};
use super::user_access::{mailable, proves_by_mail, unproved};
use super::user_deeds::{not_yourself, opens};
use crate::endpoint::event::Kind;
use crate::endpoint::http::afterwards::Afterwards;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::mail::Work;
use crate::page::Section;
use crate::page::words::named;
use crate::platform::{Outcome, Platform};
use crate::protocol::json::members;
use crate::protocol::timestamp::DAY;
use crate::protocol::{admin_path, path};
use crate::store::one_time_links::{NewLink, Purpose, adding_link, is_added};
use crate::store::second_factors::turning_off;
use crate::store::user::User;
use crate::store::user_standing::{ending_every_session, ending_session, read_ended};
use crate::store::users::{is_returned, user_with};

/// A deed on the page about how a user signs in.
fn about_access<P: Platform>() -> Deed<P> {
    Deed {
        about: About::User,
        waits: true,
        ..Deed::on(admin_path::USER_ACCESS)
    }
}

/// `POST /admin/user/end-sessions`: they are signed out in one browser, `which`, or everywhere.
pub(super) fn end_sessions<P: Platform>() -> Deed<P> {
    Deed {
        overwrites: false,
        decide: |desk, _, form| {
            Ok(match form.field("which") {
                "" => ending_every_session(&desk.id),
                one => ending_session(&desk.id, one),
            })
        },
        done: |desk, _, outcomes| {
            let ended = match desk.query.field("which") {
                "" => read_ended(outcomes)?.sessions,
                _ => u32::from(is_returned(outcomes)),
            };
            desk.tell_of_user(Kind::UserSignedOut, &members! { "sessions": ended });
            Ok(desk.back())
        },
        ..about_access()
    }
}

/// `POST /admin/user/second-factor-off`.
pub(super) fn second_factor_off<P: Platform>() -> Deed<P> {
    Deed {
        decide: |desk, thing, _| {
            not_yourself(desk)?;
            opens(desk, &thing.user()?.user)?;
            Ok(vec![turning_off(&desk.id)])
        },
        done: |desk, _, outcomes| {
            if is_returned(outcomes) {
                desk.tell_of_user(Kind::SecondFactorRemoved, &serde_json::Value::Null);
            }
            Ok(desk.back())
        },
        ..about_access()
    }
}

/// The user who gets a link: not whoever makes it, and nobody who is disabled.
fn recipient<'t, P: Platform>(desk: &Desk<'_, P>, thing: &'t Thing) -> Result<&'t User, Refusal> {
    not_yourself(desk)?;
    let user = &thing.user()?.user;
    opens(desk, user)?;
    if user.disabled {
        let error = desk.words().admin.people.disabled_first;
        return Err(Refusal::wrong(error, "a link for a disabled user"));
    }
    Ok(user)
}

/// `POST /admin/user/recovery-link`: whoever passes it on sees it once.
pub(super) fn recovery<P: Platform>() -> Deed<P> {
    Deed {
        decide: |desk, thing, _| {
            let new = NewLink {
                user_id: Some(&recipient(desk, thing)?.id),
                ..NewLink::new(Purpose::Recovery, DAY)
            };
            Ok(adding_link(&desk.secret().hash(), &new))
        },
        done: |desk, thing, outcomes| {
            let text = &desk.words().admin.people;
            let shown = (path::RECOVERY, text.once_recovery.to_owned());
            made(desk, thing, outcomes, Purpose::Recovery, shown)
        },
        ..about_access()
    }
}

/// `POST /admin/user/recovery-mail`: the same link is sent that they could ask for, which asks for the second factor.
pub(super) fn recovery_mail<P: Platform>() -> Deed<P> {
    Deed {
        decide: |desk, thing, _| {
            let user = recipient(desk, thing)?;
            if mailable(desk, user).is_none() {
                desk.tells_program(
                    StatusCode::CONFLICT,
                    "This user has no address that mail can be sent to, or mail is off.",
                )?;
            }
            // The database is asked whether the administrator still may.
            Ok(vec![user_with(&desk.id)])
        },
        done: |desk, thing, _| {
            let user = &thing.user()?.user;
            let Some(email) = mailable(desk, user) else {
                return Ok(desk.back());
            };
            let typed = user.username.clone();
            let sent = (Purpose::Recovery, Work::Recovery { typed });
            Ok(mailed(desk, user.called(), email, sent))
        },
        ..about_access()
    }
}

/// `POST /admin/user/verification-link`: it is sent to the address, or whoever sends it there sees it once.
pub(super) fn verification<P: Platform>() -> Deed<P> {
    Deed {
        decide: |desk, thing, _| {
            let user = recipient(desk, thing)?;
            if proves_by_mail(desk, user) {
                return Ok(vec![user_with(&desk.id)]);
            }
            let Some(email) = unproved(user) else {
                desk.tells_program(
                    StatusCode::CONFLICT,
                    "This user has no address that still has to be proved.",
                )?;
                return Ok(Vec::new());
            };
            let new = NewLink {
                user_id: Some(&user.id),
                email: Some(email),
                ..NewLink::new(Purpose::EmailVerification, DAY)
            };
            Ok(adding_link(&desk.secret().hash(), &new))
        },
        done: |desk, thing, outcomes| {
            let user = &thing.user()?.user;
            let email = unproved(user).unwrap_or_default();
            if proves_by_mail(desk, user) {
                let user_id = user.id.clone();
                let sent = (Purpose::EmailVerification, Work::Verification { user_id });
                return Ok(mailed(desk, user.called(), email, sent));
            }
            let words = desk.words();
            let note = named(words.admin.people.once_verification, email, words);
            let shown = (path::VERIFY_EMAIL, note);
            made(desk, thing, outcomes, Purpose::EmailVerification, shown)
        },
        ..about_access()
    }
}

/// A link for a user was made. This answer holds it, and nothing else ever does.
fn made<P: Platform>(
    desk: &Desk<'_, P>,
    thing: &Thing,
    outcomes: &[Outcome],
    purpose: Purpose,
    (path, note): (&str, String),
) -> Result<Reply, Refusal> {
    if !is_added(outcomes) {
        return Err(desk.outdated("the user is gone").into());
    }
    let details = members! { "purpose": purpose.as_str() };
    desk.tell_of_user(Kind::LinkMade, &details);
    Ok(once(desk, thing.user()?.user.called(), path, note))
}

/// The link that this request makes, to this path.
pub(super) fn link<P: Platform>(desk: &Desk<'_, P>, path: &str) -> String {
    let secret = desk.secret().reveal();
    [&desk.server.config.issuer.url(path), "?link=", secret].concat()
}

/// The page with a link that is shown once. `note`: what to do with it.
pub(super) fn once<P: Platform>(
    desk: &Desk<'_, P>,
    about: &str,
    path: &str,
    note: String,
) -> Reply {
    let text = &desk.words().admin.people;
    let link = link(desk, path);
    let mut section = Section::about("", &[text.once, " ", &note].concat());
    section.once = link;
    section.link = Some((desk.home().as_str().to_owned(), text.back));
    desk.sheet(admin_path::tab(desk.page), about, vec![section])
}

/// A link for this user is sent to an address.
fn mailed<P: Platform>(
    desk: &Desk<'_, P>,
    about: &str,
    email: &str,
    (purpose, work): (Purpose, Work),
) -> Reply {
    let details = members! { "purpose": purpose.as_str(), "mailed": true };
    desk.tell_of_user(Kind::LinkMade, &details);
    on_its_way(desk, about, email, work)
}

/// The page that says that something is sent to an address.
pub(super) fn on_its_way<P: Platform>(
    desk: &Desk<'_, P>,
    about: &str,
    email: &str,
    work: Work,
) -> Reply {
    let text = &desk.words().admin.people;
    let mut section = Section::about("", &named(text.mailed, email, desk.words()));
    section.link = Some((desk.home().as_str().to_owned(), text.back));
    let mut reply = desk.sheet(admin_path::tab(desk.page), about, vec![section]);
    let task = Afterwards::mail(desk.server, desk.request, work);
    reply.afterwards.extend(task);
    reply
}
