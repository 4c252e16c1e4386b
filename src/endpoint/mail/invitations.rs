//! Invitations that the owner's command asked for.

use super::envelope::{Envelope, link};
use super::task::{Task, Work};
use crate::endpoint::server::Server;
use crate::page::words::Words;
use crate::platform::{Fault, Platform};
use crate::protocol::path;
use crate::protocol::secret::Secret;
use crate::store::mail_outbox::{ToSend, take_invitations};
use crate::store::one_time_links::{NewLink, Purpose, add_link};

/// Those that are to be sent now.
///
/// # Errors
/// A [`Fault`] of the database; then all of them wait for the next time.
pub async fn waiting<P: Platform>(
    server: &Server<'_, P>,
    words: &'static Words,
) -> Result<Vec<Task>, Fault> {
    if server.config.mail.is_none() {
        return Ok(Vec::new());
    }
    let mut tasks = Vec::new();
    for waiting in take_invitations(server.platform).await? {
        tasks.push(Task {
            request: None,
            address: server.address,
            words,
            work: Work::Invitation(waiting),
        });
    }
    Ok(tasks)
}

/// Makes the link here, so that nobody can read it while the invitation waits. It is the same however often this is tried: perhaps a
/// mail came although the sender gave no answer.
pub(super) async fn invite<P: Platform>(
    server: &Server<'_, P>,
    words: &'static Words,
    waiting: &ToSend,
) -> Result<Box<Envelope>, Fault> {
    let (id, since) = (waiting.id.to_string(), waiting.created_at.to_string());
    let parts: [&[u8]; 4] = [
        b"invitation",
        id.as_bytes(),
        since.as_bytes(),
        waiting.email.as_bytes(),
    ];
    let secret = Secret::mint(server.config.keys.form.mac(&parts));
    let new = NewLink {
        email: Some(&waiting.email),
        group_ids: waiting.group_ids.as_deref(),
        proves_email: true,
        ..NewLink::new(Purpose::Invitation, waiting.lifetime)
    };
    add_link(server.platform, &secret.hash(), &new).await?;
    Ok(Box::new(Envelope {
        what: "invitation",
        link: Some(link(server, path::INVITATION, secret.reveal())),
        ..Envelope::new(waiting.email.clone(), &words.mail.invitation)
    }))
}
