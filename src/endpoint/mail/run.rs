//! What is looked up, stored and sent once somebody has their answer.

use super::deliver::Delivery;
use super::envelope::{Envelope, send};
use super::invitations::invite;
use super::links::{give_code, give_sign_up_code, recover, verify};
use super::notices::tell;
use super::task::{Task, Work};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::store::mail_outbox::forget_invitation;

/// In milliseconds.
const AFTER_THE_ANSWER: u32 = 150;

/// Does it. `None`: mail is off, or there is nobody to send it to.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was sent.
pub async fn run<P: Platform>(
    server: &Server<'_, P>,
    task: &Task,
) -> Result<Option<Delivery>, Fault> {
    let Some(policy) = &server.config.mail else {
        return Ok(None);
    };
    let words = task.words;
    if matches!(
        task.work,
        Work::Recovery { .. } | Work::Code { .. } | Work::SignUpCode { .. }
    ) {
        // What is looked up for somebody must not delay their answer, which is on its way.
        server.platform.give_way(AFTER_THE_ANSWER).await;
    }
    let envelope: Option<Box<Envelope>> = match &task.work {
        Work::Recovery { typed } => recover(server, words, typed).await?,
        Work::Code { typed, id } => give_code(server, words, typed, id).await?,
        Work::SignUpCode { email, id } => give_sign_up_code(server, words, email, id).await?,
        Work::Verification { user_id } => verify(server, words, user_id).await?,
        Work::Invitation(waiting) => Some(invite(server, words, waiting).await?),
        Work::Notice(happened) => tell(server, words, happened).await?,
    };
    let Some(envelope) = envelope else {
        return Ok(None);
    };
    let mut delivery = send(server, policy, words, &envelope).await;
    if delivery.sent {
        if let Some(event) = envelope.told {
            server.tell(event);
        }
        if let Work::Invitation(waiting) = &task.work {
            // Otherwise it is sent once more, with the same link.
            delivery.fault = forget_invitation(server.platform, waiting.id).await.err();
        }
    }
    Ok(Some(delivery))
}
