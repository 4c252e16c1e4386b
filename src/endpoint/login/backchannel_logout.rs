//! Telling clients that a session ended (Back-Channel Logout 1.0 section 2.5), after the person has their
//! answer.

use std::future::Future;
use std::task::Poll;

use form_urlencoded::Serializer;
use futures_util::future::{maybe_done, poll_fn};

use crate::endpoint::keys::sign;
use crate::endpoint::server::Server;
use crate::platform::{FORM, Fault, Platform};
use crate::protocol::jose::Algorithm;
use crate::protocol::openid::logout_token::{TYPE, token_claims};
use crate::protocol::openid::subject;
use crate::protocol::secret::Secret;
use crate::store::ended_sessions::{Listener, forget_listener, next_listeners};

/// How long to wait before each attempt, in seconds. A Worker has half a minute after its answer.
const ATTEMPTS: [u32; 3] = [0, 2, 6];

/// The outcome of a notice, for the log.
#[derive(Debug)]
pub struct Delivery {
    /// The client.
    pub client_id: String,
    /// How often it was tried.
    pub attempts: usize,
    /// The status of the last answer; `None` when there was none.
    pub status: Option<u16>,
    /// Whether the client has heard of it.
    pub delivered: bool,
    /// What went wrong here, if it did.
    pub fault: Option<Fault>,
}

/// Tells some of the clients that could not be told yet, or were too many for one request: those whose turn is next.
///
/// # Errors
/// A [`Fault`] of the database; then nobody was told.
pub async fn deliver_waiting<P: Platform>(server: &Server<'_, P>) -> Result<Vec<Delivery>, Fault> {
    let listeners = next_listeners(server.platform).await?;
    let deliveries = listeners.iter().map(|listener| deliver(server, listener));
    Ok(together(deliveries).await)
}

/// What all of them give. `join_all` would do, but is prepared for thousands.
async fn together<F: Future>(work: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut work: Vec<_> = work.map(|one| Box::pin(maybe_done(one))).collect();
    poll_fn(|context| {
        let mut all = Poll::Ready(());
        for one in &mut work {
            if one.as_mut().poll(context).is_pending() {
                all = Poll::Pending;
            }
        }
        all
    })
    .await;
    let done = work.iter_mut().map(|one| one.as_mut().take_output());
    done.flatten().collect()
}

/// Posts a logout token. If there is no answer, or one that blames the client's server, it tries again.
pub async fn deliver<P: Platform>(server: &Server<'_, P>, listener: &Listener) -> Delivery {
    let mut delivery = Delivery {
        client_id: listener.client_id.clone(),
        attempts: 0,
        status: None,
        delivered: false,
        fault: None,
    };
    let algorithm = match deliverable(server, listener) {
        Ok(algorithm) => algorithm,
        Err(fault) => {
            delivery.fault = Some(fault);
            return delivery;
        }
    };
    let claims = token_claims(
        server.config.issuer.as_str(),
        &listener.client_id,
        &listener.subject,
        &subject::session(&listener.session_id, &listener.client_id),
        Secret::mint(server.platform.random()).reveal(),
        server.platform.now(),
    );
    let token = match sign(server, algorithm, TYPE, &claims).await {
        Ok(token) => token,
        Err(fault) => {
            delivery.fault = Some(fault);
            return delivery;
        }
    };
    let mut form = Serializer::new(String::new());
    let form = form.append_pair("logout_token", token.reveal()).finish();
    for wait in ATTEMPTS {
        server.platform.pause(wait).await;
        delivery.attempts += 1;
        let answer = server.platform.post(&listener.uri, &[FORM], &form, 0).await;
        delivery.status = answer.map(|(status, _)| status);
        match delivery.status {
            Some(200..=299) => {
                delivery.delivered = true;
                let (session, client) = (&listener.session_id, &listener.client_id);
                let forgotten = forget_listener(server.platform, session, client).await;
                delivery.fault = forgotten.err();
                break;
            }
            // The client's server had no time (RFC 9110 section 15.5.9, RFC 6585 section 4), or the outcome is
            // unknown.
            None | Some(408 | 429 | 500..) => {}
            Some(_) => break,
        }
    }
    delivery
}

/// Whether this server may post to the client at all, and the algorithm that it signs with.
fn deliverable<P: Platform>(
    server: &Server<'_, P>,
    listener: &Listener,
) -> Result<Algorithm, Fault> {
    if !server.config.strictly_public {
        return Err(Fault::new(
            "back-channel logout needs the compatibility flag global_fetch_strictly_public",
        ));
    }
    if server.config.issuer.owns(&listener.uri) {
        return Err(Fault::new(
            "the backchannel_logout_uri is an address of this server",
        ));
    }
    listener.algorithm.clone()
}
