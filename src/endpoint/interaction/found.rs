//! What comes with a request, and what the storage knows of it: the first trip, in which everything is read at once.

use std::rc::Rc;

use futures_util::future::join5;
use http::StatusCode;

use super::device::{self, WaitingDevice};
use super::evidence::Evidence;
use super::nearby::{Asking, Nearby};
use super::stop::Stop;
use super::{cookies, parameters, passkey_host};
use crate::endpoint::client::remote_documents::{self, Described, NoDocument};
use crate::endpoint::http::notice;
use crate::endpoint::http::request::Request;
use crate::endpoint::keys::Carried;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::authorization::{Account, PushedRequest, Reference, Unproved};
use crate::protocol::client::{Client, RegisteredBy, document};
use crate::protocol::params::{Params, Repeated};
use crate::protocol::secret::SecretHash;
use crate::protocol::timestamp::Timestamp;
use crate::store::pushed_requests::{load_pushed, read_pushed};

/// What the URL and the cookies say.
pub(super) struct Sent {
    pub(super) params: Params,
    pub(super) client_id: String,
    pub(super) reference: Option<Reference>,
    pub(super) browser: Option<SecretHash>,
    /// The session that was chosen last in this browser.
    pub(super) chosen: Option<String>,
}

impl Sent {
    pub(super) fn read(request: &Request) -> Result<Self, Stop> {
        if Request::is_too_long(&request.query) {
            return Err(Stop::too_long());
        }
        let params = request.query_params()?;
        let client_id = params
            .text("client_id")
            .map_err(|Repeated| Unproved::ClientIdRepeated)?
            .ok_or(Unproved::ClientIdMissing)?;
        Ok(Self {
            client_id,
            browser: request.cookie(cookies::SESSION).map(|cookie| cookie.hash()),
            chosen: cookies::chosen(request).map(|session| session.reveal().to_owned()),
            reference: parameters::reference(&params)?,
            params,
        })
    }
}

/// What the storage knows.
pub(super) struct Found {
    pub(super) client: Rc<Client>,
    pub(super) saved: bool,
    pub(super) accounts: Vec<Account>,
    pub(super) pushed: Option<PushedRequest>,
    pub(super) device: Option<WaitingDevice>,
    /// The time, by the database's clock.
    pub(super) now: Timestamp,
}

pub(super) async fn load<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    sent: &Sent,
    nearby: Option<&Nearby>,
) -> Result<Found, Stop> {
    let pushed = async {
        match &sent.reference {
            Some(Reference::Stored(secret)) => load_pushed(server.platform, &secret.hash()).await,
            Some(Reference::Sealed(sealed)) => {
                let carried = Carried::pushed_request(&sent.client_id);
                let record = carried.open(server, sealed).await;
                record.map(|record| read_pushed(&record)).transpose()
            }
            Some(Reference::Device { .. }) | None => Ok(None),
        }
    };
    let known = server.remembered_client(&sent.client_id);
    let asking = Asking {
        client: (&sent.client_id, known.as_ref()),
        reference: sent.reference.as_ref(),
        browser: sent.browser.as_ref(),
        chosen: sent.chosen.as_deref(),
    };
    let visit = asking.visit(server, request, nearby);
    let device = device::waiting(server, request, sent.reference.as_ref());
    // An ID token has to be verified.
    let keys = async {
        match sent.params.one("id_token_hint") {
            Ok(Some(_)) => server.remember_keys().await,
            Ok(None) | Err(_) => Ok(()),
        }
    };
    // This may lead to the login page, but rarely does if somebody is signed in who may be let in at once.
    let rarely = nearby.is_some() && sent.browser.is_some();
    let look = async {
        if rarely {
            return Ok(());
        }
        passkey_host::look_near(server, nearby.map(|_| request)).await
    };
    let (visit, pushed, device, looked, keys) = join5(visit, pushed, device, look, keys).await;
    let (device, visit, pushed, (), ()) = (device?, visit?, pushed?, looked?, keys?);
    let now = server.platform.now();
    let pushed = pushed.or_else(|| device.as_ref().map(|device| device.asked(now)));
    if visit.client.as_ref().is_some_and(|client| client.blocked) {
        let notice = &request.words().notices.blocked_app;
        let reply = notice::show(request, StatusCode::FORBIDDEN, notice);
        return Err(Stop::told(reply.because("the client is blocked")));
    }
    let (client, saved) = match visit.client {
        Some(client) if client.registered_by != RegisteredBy::Document => {
            if known.is_none_or(|known| !Rc::ptr_eq(&known, &client)) {
                server.remember(&sent.client_id, Some(&client));
            }
            (client, true)
        }
        known => {
            let now = described(server, &sent.client_id, known.as_deref()).await?;
            (now.client.into(), now.saved)
        }
    };
    let mut accounts = visit.accounts;
    for account in &mut accounts {
        // The grants were given to the client that the document described before.
        account.granted = account.granted.take().filter(|_| saved);
        if let Some(granted) = &mut account.granted {
            granted.scope = server.config.resources.restored(&granted.scope);
        }
    }
    Ok(Found {
        client,
        saved,
        accounts,
        pushed,
        device,
        now: visit.now,
    })
}

/// The client that a metadata document describes; `known` is what the database has.
async fn described<P: Platform>(
    server: &Server<'_, P>,
    client_id: &str,
    known: Option<&Client>,
) -> Result<Described, Stop> {
    if !server.config.client_documents || !document::is_document_id(client_id) {
        return Err(Unproved::ClientUnknown.into());
    }
    remote_documents::current(server, client_id, known)
        .await
        .map_err(|why| match why {
            NoDocument::Bad(bad) => {
                let evidence = Evidence::of_document(client_id, bad).map(Box::new);
                Stop::unproved(Unproved::ClientDocument(bad), evidence)
            }
            NoDocument::TooMany(too_many) => too_many.into(),
        })
}
