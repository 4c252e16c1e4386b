//! Telling people what happened to their account, with a link for whoever it was not.

use super::envelope::{Envelope, link};
use super::task::{Happened, Task, Work};
use crate::endpoint::event::{Kind, Told};
use crate::endpoint::server::Server;
use crate::page::words::mail::LetterWords;
use crate::page::words::{Words, agent, find, moment};
use crate::platform::{Fault, Platform};
use crate::protocol::address::Address;
use crate::protocol::login::Device;
use crate::protocol::login::disavowal::{Disavowal, LIFETIME};
use crate::protocol::path;
use crate::store::attempts::Bucket;
use crate::store::own_deeds::take_places;
use crate::store::recipients::load_recipient;

/// What people are to be told of the events of a request, where mail is on. What happened to an address is told by whoever changed it:
/// only there the old one is known.
pub fn notices<P: Platform>(
    server: &Server<'_, P>,
    (told, address): (&Told, &Address),
    words: &'static Words,
    device: impl Fn() -> Device,
) -> Vec<Task> {
    let mut tasks = Vec::new();
    if server.config.mail.is_none() {
        return tasks;
    }
    for event in &told.events {
        let Some(user_id) = &event.user_id else {
            continue;
        };
        if event.kind == Kind::EmailVerified
            || find(&words.mail.notices, event.kind.as_str()).is_none()
        {
            continue;
        }
        tasks.push(Task {
            request: Some(told.request.clone()),
            address: *address,
            words,
            work: Work::Notice(Happened {
                user_id: user_id.clone(),
                kind: event.kind,
                at: server.platform.now(),
                device: device(),
                former_email: None,
            }),
        });
    }
    tasks
}

/// Tells somebody.
pub(super) async fn tell<P: Platform>(
    server: &Server<'_, P>,
    words: &'static Words,
    happened: &Happened,
) -> Result<Option<Box<Envelope>>, Fault> {
    let Some(user) = load_recipient(server.platform, &happened.user_id).await? else {
        return Ok(None);
    };
    let former = happened.former_email.is_some();
    let kind = happened.kind.as_str();
    let to = happened.former_email.clone().or(user.email);
    let (Some(to), Some(subject)) = (to, find(&words.mail.notices, kind)) else {
        return Ok(None);
    };
    // Whoever knows the password can sign in again and again.
    if happened.kind == Kind::SignedInUnknownBrowser {
        let bucket = Bucket::of_new_browsers(&user.user_id);
        if take_places(server.platform, &bucket, 1).await?.is_some() {
            return Ok(None);
        }
    }
    let disavowal = Disavowal {
        user_id: user.user_id,
        credential_version: user.credential_version,
        former,
        until: server.platform.now().plus(LIFETIME),
    };
    let secret = disavowal.mint(&server.config.keys.form);
    let device = &happened.device;
    let mut facts = vec![
        subject.to_owned(),
        moment(happened.at, words),
        agent(device.agent, words),
    ];
    facts.extend(device.place.as_ref().map(ToString::to_string));
    let said = LetterWords {
        subject,
        lead: words.mail.notice_lead,
        link: words.mail.notice_link,
        after: words.mail.notice_after,
    };
    Ok(Some(Box::new(Envelope {
        what: kind,
        facts,
        link: Some(link(server, path::DISAVOW, secret.reveal())),
        ..Envelope::new(to, &said)
    })))
}
